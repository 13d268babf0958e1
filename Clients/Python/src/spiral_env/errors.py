"""What can go wrong. Every error that a server caused shows its exit status and stderr."""

from __future__ import annotations

from typing import Any


class SpiralError(Exception):
    """Base of all errors of this package.

    Attributes:
        exit_status: The server's exit status, negative for a signal; None while it runs or when
            there was none.
        stderr_tail: The last lines that the server wrote to its standard error.
    """

    exit_status: int | None = None
    stderr_tail: str = ""


class ServerNotFound(SpiralError):
    """No ``spiral-env`` program was found; the message says what to do."""


class ServerError(SpiralError):
    """An error that concerns a server process."""

    def __init__(self, message: str, *, exit_status: int | None = None, stderr_tail: str = ""):
        state = "running" if exit_status is None else _in_words(exit_status)
        tail = f"end of its stderr:\n{stderr_tail}" if stderr_tail else "its stderr is empty"
        super().__init__(f"{message}\n[server: {state}; {tail}]")
        self.exit_status = exit_status
        self.stderr_tail = stderr_tail


class ServerGone(ServerError):
    """The server ended, or closed its output, before it answered."""


class ServerTimeout(ServerError):
    """The server did not answer in the time that was allowed."""


class ProtocolViolation(ServerError):
    """The server answered with something that is not the protocol."""


class RequestRefused(ServerError):
    """The server answered with an error; unless it is fatal, nothing changed in the server.

    Attributes:
        code: The number of the error, such as 1012.
        kind: Its stable name, such as ``invalidAction``.
        data: All details, among them ``expected`` and ``got``.
    """

    def __init__(self, error: dict[str, Any], method: str, **process: Any):
        self.code: int = error.get("code", 0)
        self.data: dict[str, Any] = error.get("data") or {}
        self.kind: str = self.data.get("kind", "unknown")
        message = error.get("message", "no message")
        super().__init__(f"{method}: {message} ({self.kind}, {self.code})", **process)


def _in_words(status: int) -> str:
    return f"exit status {status}" if status >= 0 else f"killed by signal {-status}"
