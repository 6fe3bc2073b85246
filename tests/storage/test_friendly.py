"""Errors at the command line: one sentence, the right exit code, no traceback."""

from __future__ import annotations

import pytest
import typer
from pydantic import BaseModel, Field

from storage.errors import ArchiveBusy, QueryError
from storage.friendly import friendly_errors
from storage.query.errors import NotFound, WrongUsage


class ForeignError(Exception):
    """An error of another room."""


class Limits(BaseModel):
    """Settings of another room."""

    delay: float = Field(ge=0)


def bad_setting() -> Exception:
    try:
        Limits(delay=-1)
    except ValueError as error:
        return error
    raise AssertionError


@pytest.mark.parametrize(
    ("error", "exit_code", "sentence"),
    [
        (QueryError("It is wrong."), 2, "It is wrong."),
        (WrongUsage("It cannot be meant."), 2, "It cannot be meant."),
        (NotFound("It is not there."), 1, "It is not there."),
        (ArchiveBusy("a.db", "It is busy."), 1, "It is busy."),
        (ForeignError("It is far."), 1, "It is far."),
        (LookupError("It was not to be."), 2, "It was not to be."),
        (WrongUsage("two\nlines \x1b[31mred"), 2, "two lines red"),
        (
            bad_setting(),
            2,
            "The setting NEWSDESK_DELAY is not usable: input should be greater than or equal to 0.",
        ),
        (KeyboardInterrupt(), 130, "Interrupted."),
        (
            ZeroDivisionError("of ours"),
            1,
            "Unexpected ZeroDivisionError: of ours (`python -X dev` shows where).",
        ),
    ],
)
def test_an_error_is_one_sentence(
    capsys: pytest.CaptureFixture[str], error: BaseException, exit_code: int, sentence: str
) -> None:
    @friendly_errors(ForeignError, LookupError, wrong_usage=(LookupError,))
    def command() -> None:
        raise error

    with pytest.raises(SystemExit) as ended:
        command()
    told = capsys.readouterr()
    assert (ended.value.code, told.out, told.err) == (exit_code, "", f"{sentence}\n")


@pytest.mark.parametrize("error", [typer.Exit(3), typer.BadParameter("no"), BrokenPipeError()])
def test_what_the_command_line_ends_itself_passes(error: Exception) -> None:
    with pytest.raises(type(error)), friendly_errors():
        raise error
