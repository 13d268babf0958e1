"""Requests and answers: JSON-RPC 2.0, one object per line."""

from __future__ import annotations

import contextlib
import itertools
import json
import time
from collections.abc import Iterator
from typing import Any

import numpy as np

from spiral_env.errors import ProtocolViolation, RequestRefused
from spiral_env.process import ServerProcess

try:
    from orjson import loads
except ImportError:
    from json import loads

#: A server that misbehaves is often about to end: its last words should be in the error.
_LAST_WORDS_SECONDS = 0.2


class JSONText(str):
    """JSON that is sent as it is."""


def json_text(value: Any) -> str:
    """Returns a value as JSON.

    Raises:
        ValueError: It holds a number that JSON does not have.
    """
    if isinstance(value, JSONText):
        return value
    return json.dumps(value, separators=(",", ":"), allow_nan=False)


class Connection:
    """One request at a time to a server process."""

    def __init__(self, process: ServerProcess):
        self.process = process
        self._identifiers = itertools.count(1)
        self._is_disturbed = False

    @contextlib.contextmanager
    def exchange(self) -> Iterator[None]:
        """Guards a request and all that is read of its answer.

        When Ctrl-C or another error leaves one half read, the next would take the rest for its own
        answer; it raises ``ProtocolViolation`` instead.
        """
        if self._is_disturbed:
            raise self.violation(
                "an earlier request was interrupted, so that requests and answers no longer match; "
                "make the environment anew"
            )
        self._is_disturbed = True
        try:
            yield
        except RequestRefused:
            self._is_disturbed = False
            raise
        self._is_disturbed = False

    def call(
        self, method: str, parameters: dict[str, Any] | None = None, timeout: float | None = None
    ) -> dict[str, Any]:
        """Returns the result of a request.

        Raises:
            RequestRefused: The server answered with an error.
            ServerError: The server is gone, late, or does not speak the protocol.
        """
        identifier = next(self._identifiers)
        members = ",".join(
            f"{json_text(name)}:{json_text(value)}" for name, value in (parameters or {}).items()
        )
        text = (
            f'{{"jsonrpc":"2.0","id":{identifier},"method":{json_text(method)},'
            f'"params":{{{members}}}}}\n'
        )
        self.process.write(text.encode())
        line = self.process.read_line(timeout)
        try:
            answer = loads(line)
        except ValueError as error:
            raise self.violation(f"{error}, in the line {line[:200]!r}") from None
        if not isinstance(answer, dict):
            raise self.violation(f"expected an object, got the line {line[:200]!r}")
        if "error" in answer:
            raise RequestRefused(answer["error"], method, **self._process_state())
        if answer.get("id") != identifier or "result" not in answer:
            raise self.violation(f"expected the answer to request {identifier}, got {line[:200]!r}")
        return answer["result"]

    def read_attachment(self, array: np.ndarray) -> None:
        """Fills an array with bytes that follow the last line (tensors in ``raw``)."""
        self.process.read_into(array)

    def violation(self, message: str) -> ProtocolViolation:
        """Returns an error that says what the server did wrong, and how the server is."""
        time.sleep(_LAST_WORDS_SECONDS)
        return ProtocolViolation(f"protocol violation: {message}", **self._process_state())

    def _process_state(self) -> dict[str, Any]:
        process = self.process
        return {"exit_status": process.exit_status, "stderr_tail": process.stderr_tail}
