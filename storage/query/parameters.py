"""The parameters of `GET /v1/articles`, by NewsAPI's names, and the question they make."""

from __future__ import annotations

LARGEST_PAGE = 100

#: NewsAPI's words beside ours, so that its clients need not change.
SORTS = {"newest": "newest", "publishedAt": "newest", "relevance": "relevance", "relevancy": "relevance"}
PLACES = {
    "title": "title",
    "standfirst": "standfirst",
    "description": "standfirst",
    "text": "text",
    "content": "text",
}
