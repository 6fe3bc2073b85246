"""The learned line filter: leaves out what the rules do not know by name and the page's own statistics give away."""

from crawler.extraction.line_filter.filter import apply_model
from crawler.extraction.line_filter.model import line_filter_version

__all__ = ["apply_model", "line_filter_version"]
