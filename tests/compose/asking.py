"""Asks the running stack: the API by HTTP, the database by psql, the newsroom what it published."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from tests.compose.stack import CommandError, Stack


class Api:
    """The API of the query service, at its published port."""

    def __init__(self, stack: Stack, token: str) -> None:
        self._base = f"http://127.0.0.1:{stack.port}"
        self._token = token

    def get(self, path: str, **parameters: str) -> tuple[int, dict[str, Any]]:
        """The status and the JSON of an answer."""
        request = Request(f"{self._base}{path}?{urlencode(parameters)}")
        if self._token:
            request.add_header("Authorization", f"Bearer {self._token}")
        try:
            with urlopen(request, timeout=20) as response:
                return response.status, json.load(response)
        except HTTPError as error:
            return error.code, json.load(error)

    def article_urls(self) -> Iterator[str]:
        """The canonical URL of every article in the archive, page by page."""
        parameters = {"pageSize": "100"}
        while True:
            status, page = self.get("/v1/articles", **parameters)
            if status != 200:
                raise AssertionError(f"the API answered {status}: {page}")
            yield from (article["canonical_url"] for article in page["articles"])
            if not page["next"]:
                return
            parameters["cursor"] = page["next"]


def token_in_log(stack: Stack) -> str:
    """The API token that the query service made on its first start and showed in its log."""
    match = re.search(r"API token, shown only this once: (\S+)", stack.log("query"))
    return match[1] if match else ""


def published_urls(stack: Stack) -> list[str]:
    """What the archive must hold in the end, by the newsroom's own account."""
    return sorted(
        stack.exec("newsroom", "python", "-m", "tests.compose.published", "newsroom", "8100").split()
    )


def count(stack: Stack, table: str, condition: str = "true") -> int:
    """Rows of a table, asked in the database's container."""
    query = f"SELECT count(*) FROM {table} WHERE {condition}"
    return int(
        stack.exec("database", "psql", "--username=newsdesk", "--tuples-only", "--no-align", "-c", query)
    )


def is_answering(stack: Stack) -> bool:
    """True where the database answers a query."""
    try:
        return count(stack, "newsdesk_version") == 1
    except CommandError:
        return False


def count_due(stack: Stack) -> int:
    """Entries and seeds that the scheduler should be at work on now."""
    return count(stack, "entry", "state = 'pending' AND next_attempt_at <= now()") + count(
        stack, "seed", "next_check_at <= now()"
    )
