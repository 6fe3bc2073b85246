"""What the `demo` service of docker-compose.yml does: crawl the sample newsroom, then ask one question."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from urllib.request import urlopen

#: The newsroom's control port gives a sources.toml that allows the private network the two containers share.
SOURCES_URL = "http://newsroom:8100/sources.toml"
QUERY = "harbour OR hafen"


def main() -> int:
    """Crawl and ask with the ordinary commands; the exit code is that of the first that fails."""
    sources = Path("/tmp/sources.toml")
    with urlopen(SOURCES_URL, timeout=10) as response:
        sources.write_bytes(response.read())
    for command in (["crawl", "--sources", str(sources)], ["search", QUERY]):
        print("$ newsdesk", *command, flush=True)
        code = subprocess.run(["newsdesk", *command], check=False).returncode
        if code:
            return code
    print('The same answer by HTTP: see docs/deploy.md, "Ask it".')
    return 0


if __name__ == "__main__":
    sys.exit(main())
