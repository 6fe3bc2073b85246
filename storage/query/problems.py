"""What goes wrong over HTTP: each kind of error with its status, its word for programs and its sentence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from http import HTTPStatus
from typing import Any

from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse

from storage.errors import ArchiveError, QueryError
from storage.query.answers import Problem, ProblemAnswer
from storage.query.errors import NotFound

#: Seconds after which a client should ask again when the database is away or busy.
RETRY_AFTER_SECONDS = 5

_CODES = {
    HTTPStatus.NOT_FOUND: ("not_found", "There is nothing at this address; /docs lists what there is."),
    HTTPStatus.METHOD_NOT_ALLOWED: ("method_not_allowed", "This address answers GET only."),
}


#: What pydantic complains about, in our words.
_COMPLAINTS = {
    "int_parsing": "must be a whole number",
    "int_parsing_size": "must be a smaller number",
    "greater_than_equal": "must be at least {ge}",
    "less_than_equal": "must be at most {le}",
    "string_too_long": "must have at most {max_length} characters",
}


class ProblemError(Exception):
    """A request that ends in an error answer."""

    def __init__(
        self, status: int, code: str, message: str, *, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.headers = dict(headers or {})


def problem_response(problem: ProblemError) -> JSONResponse:
    """The answer that says so."""
    answer = ProblemAnswer(error=Problem(code=problem.code, message=problem.message))
    return JSONResponse(answer.as_json(), status_code=problem.status, headers=problem.headers)


def problem_from(error: Exception) -> ProblemError:
    """The problem an error is to the client; an error that nobody foresaw is raised again."""
    match error:
        case ProblemError():
            return error
        case QueryError():
            return ProblemError(400, "bad_query", str(error))
        case NotFound():
            return ProblemError(404, "not_found", str(error))
        case RequestValidationError():
            return ProblemError(400, "bad_parameter", _sentence(error.errors()))
        case HTTPException():
            return _http_problem(error)
        case ArchiveError():
            return _away(error)
    raise error


def unforeseen(_error: Exception) -> ProblemError:
    """The answer to an error of ours; what it was stands in the log, not in the answer."""
    return ProblemError(500, "internal_error", "newsdesk failed to answer this; its log says why.")


def check_parameters(given: Iterable[tuple[str, str]], known: Sequence[str]) -> None:
    """Refuse parameters that would be ignored: unknown ones, and one that is given twice."""
    seen: set[str] = set()
    for name, _ in given:
        if name not in known:
            raise ProblemError(400, "unknown_parameter", _unknown(name, known))
        if name in seen:
            raise ProblemError(400, "bad_parameter", f"The parameter {name} is given twice; give it once.")
        seen.add(name)


def _unknown(name: str, known: Sequence[str]) -> str:
    shown = name if len(name) <= 40 else f"{name[:40]}…"
    if not known:
        return f"There is no parameter {shown!r}: this address takes none."
    by_small_name = {each.lower(): each for each in known}
    near = get_close_matches(name.lower(), by_small_name, n=1, cutoff=0.5)
    if near:
        return f"There is no parameter {shown!r}; did you mean {by_small_name[near[0]]!r}?"
    return f"There is no parameter {shown!r}; known are {', '.join(known)}."


def _sentence(errors: Sequence[Any]) -> str:
    """The first complaint of pydantic as one sentence that names the parameter."""
    complaint = errors[0]
    name = next((str(part) for part in reversed(complaint["loc"]) if isinstance(part, str)), "of the request")
    told = _COMPLAINTS.get(complaint["type"])
    if told is None:
        return f"The parameter {name} is not usable: {complaint['msg']}."
    return f"The parameter {name} {told.format(**complaint.get('ctx', {}))}."


def _http_problem(error: HTTPException) -> ProblemError:
    code, sentence = _CODES.get(HTTPStatus(error.status_code), ("refused", str(error.detail)))
    return ProblemError(error.status_code, code, sentence, headers=error.headers)


def _away(error: ArchiveError) -> ProblemError:
    # The sentence of the error may name the database's address: that is for the operator, not for clients.
    del error
    return ProblemError(
        503,
        "archive_unavailable",
        "The archive cannot be asked right now; try again in a few seconds.",
        headers={"retry-after": str(RETRY_AFTER_SECONDS)},
    )
