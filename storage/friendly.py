"""One sentence for each error at the command line, and the exit code that goes with it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from pydantic import ValidationError

from storage import terminal
from storage.errors import QueryError, StorageError
from storage.query.errors import WrongUsage

FAILED = 1
WRONG_USAGE = 2
#: What a shell reports for a command that Ctrl-C ended.
INTERRUPTED = 130


@contextmanager
def friendly_errors(
    *expected: type[Exception], wrong_usage: tuple[type[Exception], ...] = ()
) -> Iterator[None]:
    """Around a command (also as its decorator): an error is one sentence on standard error, never a traceback.

    `expected` names errors of other rooms that carry their own sentence, `wrong_usage` those among them that exit
    with 2. An error that nobody foresaw is named with its kind; `python -X dev` shows where it arose.
    """
    refused: tuple[type[Exception], ...] = (QueryError, WrongUsage, *wrong_usage)
    failed: tuple[type[Exception], ...] = (StorageError, *expected)
    try:
        yield
    except refused as error:
        _end(str(error), WRONG_USAGE)
    except failed as error:
        _end(str(error), FAILED)
    except ValidationError as error:
        _end(_setting_sentence(error), WRONG_USAGE)
    except BrokenPipeError:
        # The reader has gone (`newsdesk search … | head`): nobody is left to tell; click ends quietly.
        raise
    except KeyboardInterrupt:
        _end("Interrupted.", INTERRUPTED)
    except Exception as error:
        if sys.flags.dev_mode or type(error).__module__.startswith(("typer.", "click.")):
            raise
        _end(f"Unexpected {type(error).__name__}: {error} (`python -X dev` shows where).", FAILED)


def _end(sentence: str, exit_code: int) -> None:
    # On one line, whatever a page or a server put into the message.
    terminal.errors().print(terminal.safe(terminal.single_line(sentence)))
    raise SystemExit(exit_code) from None


def _setting_sentence(error: ValidationError) -> str:
    """The first wrong setting by the name that people set."""
    complaint = error.errors(include_input=False)[0]
    name = "_".join(str(part) for part in complaint["loc"]).upper()
    message = complaint["msg"].removeprefix("Value error, ")
    return f"The setting NEWSDESK_{name} is not usable: {message[:1].lower()}{message[1:].rstrip('.')}."
