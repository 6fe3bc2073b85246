"""One address per document: what a URL is kept under, and which host and site it belongs to.

The rules are those of RFC 3986 §6 and of the URL Standard that change no document: case, default port, dot
segments, spelling of percent-encoding, fragment, and tracking parameters. Path case, trailing slash, doubled
slashes, reserved characters and every other parameter stay.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import unquote, urljoin, urlsplit

import tldextract

from crawler.errors import InvalidURL
from crawler.hosts import address_of, normal_host
from crawler.normal_form import normal_path, normal_query, without_dot_segments

#: Longer URLs are traps or data, not addresses (the limit of most crawlers and of Internet Explorer's legacy).
LONGEST_URL = 2048
DEFAULT_PORTS = {"http": 80, "https": 443}

_STRIPPED = "".join(map(chr, range(0x21)))
_LINE_BREAKS = str.maketrans("", "", "\t\r\n")
_URL = re.compile(r"(?P<scheme>[a-z][a-z0-9+.-]*):(?://(?P<authority>[^/?#]*))?(?P<path>[^?#]*)", re.I | re.S)
#: "&" as HTML writes it: feeds escape twice now and then, and no parameter is named "amp;b".
_ESCAPED_AMPERSAND = re.compile(r"&(?:(?:amp|#0{0,2}38);)+", re.I)
_PORT = re.compile(r":(?P<port>[0-9]*)\Z")
_BEFORE_QUERY = re.compile(r"[^?#]*")
_HAS_SCHEME_OR_HOST = re.compile(r"[a-z][a-z0-9+.-]*:|//", re.I)
_SCHEME_AND_SLASHES = re.compile(r"(?P<scheme>https?):(?P<slashes>[/\\]*)", re.I)
_TOO_MANY_SLASHES = re.compile(r"/{3,}")
#: What stands before "@" where nobody gave a name.
_NO_CREDENTIALS = ("", ":")

_FRONT_PATH = re.compile(
    r"/(?:[a-z]{2}(?:[-_][a-z]{2})?/?)?(?:(?:index|default|home)(?:\.[a-z]{3,5})?)?/?", re.I
)

# The snapshot that comes with the package; never downloaded. Blogs on a shared host are sites of their own.
_SUFFIXES = tldextract.TLDExtract(cache_dir=None, suffix_list_urls=(), include_psl_private_domains=True)


@dataclass(frozen=True, slots=True)
class WebURL:
    """The parts of an http or https URL, host normal, path and query as written."""

    scheme: str
    host: str
    #: None when it is the scheme's default.
    port: int | None
    path: str
    query: str

    @property
    def netloc(self) -> str:
        """host[:port], the port only when it is not the default."""
        return self.host if self.port is None else f"{self.host}:{self.port}"


def split_url(url: str) -> WebURL:
    """The parts of an absolute URL; raises InvalidURL, with the reason, when it cannot be crawled."""
    text = _trimmed(url)
    match = _URL.match(text)
    if match is None:
        raise InvalidURL(url, "it does not begin with http:// or https://")
    scheme = match["scheme"].lower()
    if scheme not in DEFAULT_PORTS:
        raise InvalidURL(url, f"only http and https can be crawled, not {scheme[:20]}")
    if len(text) > LONGEST_URL:
        raise InvalidURL(url, f"it is {len(text)} characters long; the limit is {LONGEST_URL}")
    host, port = _host_and_port(url, match["authority"])
    query = text[match.end() :].partition("#")[0].removeprefix("?")
    return WebURL(scheme, host, None if port == DEFAULT_PORTS[scheme] else port, match["path"], query)


def canonical_url(url: str, *, base: str | None = None) -> str:
    """The one address a document is kept under; `base` resolves a relative URL."""
    found = _ESCAPED_AMPERSAND.sub("&", url)
    parts = split_url(absolute_url(found, base) if base else _with_two_slashes(_trimmed(found)))
    path, query = normal_path(parts.path), normal_query(parts.query)
    canonical = f"{parts.scheme}://{parts.netloc}{path}" + (f"?{query}" if query else "")
    if len(canonical) > LONGEST_URL:
        raise InvalidURL(
            url, f"it is {len(canonical)} characters long when encoded; the limit is {LONGEST_URL}"
        )
    return canonical


def absolute_url(url: str, base: str) -> str:
    """`url` as found, made absolute and otherwise unchanged."""
    text = _trimmed(url)
    # Browsers read "\\" as "/" up to the query, and people write what works in browsers.
    if "\\" in text:
        text = _BEFORE_QUERY.sub(lambda match: match[0].replace("\\", "/"), text, count=1)
    try:
        return _joined(base, _with_two_slashes(text, base))
    except ValueError as error:
        raise InvalidURL(url, str(error)) from error


def _joined(base: str, url: str) -> str:
    """RFC 3986 §5.2; urljoin loses the empty parts of a path, and `/a//b` may be another document than `/a/b`."""
    path = _BEFORE_QUERY.match(url)[0]  # type: ignore[index]
    if "//" not in base.partition("://")[2] + path or not path or _HAS_SCHEME_OR_HOST.match(url):
        return urljoin(base, url)
    parts = urlsplit(base)
    if not parts.netloc:
        return urljoin(base, url)
    whole = path if path.startswith("/") else (parts.path.rpartition("/")[0] + "/" + path)
    return f"{parts.scheme}://{parts.netloc}{without_dot_segments(whole)}{url[len(path) :]}"


def host_of(url: str) -> str:
    """host[:port], the key of politeness and of robots.txt."""
    return split_url(url).netloc


def site_of(url: str) -> str:
    """The registrable domain, or host[:port] for an IP address or a name without dots."""
    parts = split_url(url)
    if address_of(parts.host) or "." not in parts.host:
        return parts.netloc
    return _registrable_domain(parts.host)


def same_site(a: str, b: str) -> bool:
    """True when both URLs belong to one site."""
    try:
        return site_of(a) == site_of(b)
    except InvalidURL:
        return False


def looks_like_front_page(url: str) -> bool:
    """True for the root of a host or of one of its languages."""
    try:
        parts = split_url(url)
    except InvalidURL:
        return False
    return not normal_query(parts.query) and _FRONT_PATH.fullmatch(parts.path or "/") is not None


def _trimmed(url: str) -> str:
    """Without what clients drop silently: surrounding blanks and controls, line breaks anywhere."""
    text = url.strip(_STRIPPED).translate(_LINE_BREAKS)
    return text if text.isascii() else text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _with_two_slashes(url: str, base: str = "") -> str:
    """The URL with "//" before its host where browsers read it so: `https:/host/`, `https:host` and `https:///host`."""
    match = _SCHEME_AND_SLASHES.match(url)
    if match is None:
        return _TOO_MANY_SLASHES.sub("//", url, count=1) if url.startswith("///") else url
    # With the base's own scheme "http:page.html" is a relative address.
    is_relative = len(match["slashes"]) < 2 and base.lower().startswith(match["scheme"].lower() + ":")
    if is_relative or match["slashes"] == "//" or "\\" in match["slashes"]:
        return url
    return f"{match['scheme']}://{url[match.end() :]}"


def _host_and_port(url: str, authority: str | None) -> tuple[str, int | None]:
    if not authority:
        raise InvalidURL(url, "the host is missing")
    # Clients disagree on where the host ends in such a URL, which is what attacks are made of.
    if "\\" in authority:
        raise InvalidURL(url, "there is a backslash in the host")
    credentials, at, host_part = authority.rpartition("@")
    # Sending credentials that somebody published in a feed is no crawler's business.
    if at and credentials not in _NO_CREDENTIALS:
        raise InvalidURL(url, "it carries a user name or password")
    port_part = _PORT.search(host_part)
    try:
        host = _normal_host(host_part[: port_part.start()] if port_part else host_part)
    except ValueError as error:
        raise InvalidURL(url, str(error)) from error
    if port_part is None or not port_part["port"]:
        return host, None
    port = port_part["port"].lstrip("0")
    if not 0 < len(port) < 6 or int(port) > 65535:
        raise InvalidURL(url, "the port is out of range")
    return host, int(port)


@lru_cache(maxsize=4096)
def _normal_host(host: str) -> str:
    return normal_host(unquote(host, errors="strict"))


@lru_cache(maxsize=4096)
def _registrable_domain(host: str) -> str:
    extracted = _SUFFIXES.extract_str(host)
    if extracted.suffix:
        return extracted.top_domain_under_public_suffix or host
    # Not in the list: the last two labels, as its own rule "*" says.
    return ".".join(host.split(".")[-2:])
