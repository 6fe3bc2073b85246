"""Reads the bytes of a page into an article: clean text, what the page says about it, and every line left out."""

from crawler.extraction.article import extract_article
from crawler.extraction.model import DroppedLine, ExtractedArticle, Image, SiteProfile

__all__ = ["DroppedLine", "ExtractedArticle", "Image", "SiteProfile", "extract_article"]
