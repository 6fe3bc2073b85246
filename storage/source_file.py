"""Placeholder until the real one lands."""
import tomllib
from storage.model import SourceSpec
def parse_sources(text, *, path):
    return tuple(SourceSpec(name=s["name"], title=s.get("title"), homepage=s.get("homepage"), seeds=tuple(s.get("seeds", ())), language=s.get("language"), allow_networks=tuple(s.get("allow_networks", ())), is_declared=True) for s in tomllib.loads(text).get("source", []))
