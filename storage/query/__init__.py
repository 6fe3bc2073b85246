"""How to ask the archive: the query language and the search behind every face."""

from storage.errors import QueryError
from storage.query.language import parse_query
from storage.query.question import SearchQuery
from storage.query.search import Page, search
from storage.query.snippet import snippet_of

__all__ = ["Page", "QueryError", "SearchQuery", "parse_query", "search", "snippet_of"]
