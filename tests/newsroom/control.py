"""The port where the newsroom is told what to do: an index for people, a few commands for other processes.

GET   /  /sources.toml  /log?source=NAME
POST  /publish and /edit with source=NAME&slug=SLUG  /reset  /clear_log
"""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from markupsafe import Markup

from tests.newsroom.handlers import Handler
from tests.newsroom.sites import NoSuchNameError

_PAGE = Markup(
    '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>The sample newsroom</title></head>\n'
    "<body><h1>The sample newsroom</h1>\n<ul>\n{}</ul>\n</body></html>\n"
)
_LINE = Markup('<li><a href="{}">{}</a> ({})</li>\n')


class ControlHandler(Handler):
    """Answers on the control port; a parameter may stand in the query or in a form body."""

    def do_GET(self) -> None:  # noqa: N802 - the name is http.server's
        """Show what there is."""
        newsroom, path = self.server.newsroom, urlsplit(self.path).path
        if path == "/":
            self._send(200, "text/html", _PAGE.format(Markup("").join(map(self._line, newsroom.sites))))
        elif path == "/sources.toml":
            self._send(200, "application/toml", newsroom.sources_toml())
        elif path == "/log":
            source = self._parameters().get("source")
            self._send_json(200, [asdict(each) for each in newsroom.log if source in (None, each.source)])
        else:
            self._send_json(404, {"error": f"nothing at {path}; see {__name__}"})

    def do_HEAD(self) -> None:  # noqa: N802 - the name is http.server's
        """The same without the body."""
        self.do_GET()

    def do_POST(self) -> None:  # noqa: N802 - the name is http.server's
        """Do what is asked, or say what is wrong with it."""
        newsroom, path = self.server.newsroom, urlsplit(self.path).path
        values = self._parameters()
        try:
            if path in ("/publish", "/edit"):
                change = newsroom.publish if path == "/publish" else newsroom.edit
                self._send_json(200, {"url": change(values["source"], values["slug"])})
            elif path in ("/reset", "/clear_log"):
                newsroom.reset() if path == "/reset" else newsroom.clear_log()
                self._send_json(200, {})
            else:
                self._send_json(404, {"error": f"nothing at {path}; see {__name__}"})
        except NoSuchNameError as error:
            self._send_json(404, {"error": str(error)})
        except KeyError as missing:
            self._send_json(400, {"error": f"the parameter {missing} is missing"})

    def _line(self, name: str) -> Markup:
        site = self.server.newsroom.site(name)
        return _LINE.format(f"{site.base}/", site.source.title, ", ".join(site.source.feeds))

    def _parameters(self) -> dict[str, str]:
        length = int(self.headers.get("Content-Length") or 0)
        form = self.rfile.read(length).decode()
        return dict(parse_qsl(urlsplit(self.path).query) + parse_qsl(form))

    def _send_json(self, status: int, value: Any) -> None:
        self._send(status, "application/json", json.dumps(value, default=datetime.isoformat, indent=1) + "\n")

    def _send(self, status: int, content_type: str, text: str) -> None:
        self.send(status, {"Content-Type": f"{content_type}; charset=utf-8"}, text.encode())
