"""How we log: a short event, then key-values, to standard error; never the content of a page."""

from __future__ import annotations

import logging
import sys

import structlog


def configure_logging(level: str) -> None:
    """Send structlog and the libraries' warnings to standard error, from `level` on."""
    number = logging.getLevelNamesMapping().get(level.upper(), logging.WARNING)
    # Libraries report on each odd page and request; the archive keeps the named outcome instead. The bar is on the
    # handler, because Scrapy sets the levels of its own loggers when it starts.
    handler = logging.StreamHandler(sys.stderr)
    handler.setLevel(logging.CRITICAL if number > logging.DEBUG else logging.DEBUG)
    handler.setFormatter(logging.Formatter("%(name)s: %(message)s"))
    logging.basicConfig(level=number, handlers=[handler])
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty()),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
