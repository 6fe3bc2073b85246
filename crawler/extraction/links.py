"""Where the links of a block lead: to other sites, or to the outlet's own stories."""

from __future__ import annotations

from crawler.extraction.blocks import Block
from crawler.urls import same_site

_WEB = ("http://", "https://", "//")


def leads_elsewhere(block: Block, url: str) -> bool:
    """True when the block has links and all of them lead to other sites than that of `url`.

    Links to other stories lead to the outlet's own pages; what leads elsewhere is something the story speaks of.
    """
    targets = [str(link.get("href", "")).strip() for link in block.element.iter("a") if link.get("href")]
    return bool(targets) and all(
        target.startswith(_WEB) and not same_site(_with_scheme(target), url) for target in targets
    )


def _with_scheme(target: str) -> str:
    return f"https:{target}" if target.startswith("//") else target
