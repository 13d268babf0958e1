"""A server as a child process: its pipes, its last words, its end."""

from __future__ import annotations

import collections
import contextlib
import io
import os
import select
import subprocess
import threading
import time
import weakref
from collections.abc import Sequence
from typing import BinaryIO, cast

import numpy as np

from spiral_env.errors import ServerGone, ServerTimeout

_PIPE_BYTES = 1 << 20
_PATIENCE_SECONDS = 5.0
_TAIL_LINES = 40


class ServerProcess:
    """A program that reads requests on its standard input and answers on its standard output.

    It runs in a session of its own, so that Ctrl-C reaches only this process, and ends when its
    standard input does: nothing stays behind, however this process ends.
    """

    def __init__(self, command: Sequence[str]):
        self.command = list(command)
        self._process = subprocess.Popen(
            self.command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            bufsize=_PIPE_BYTES,
            pipesize=_PIPE_BYTES,
            start_new_session=True,
        )
        self._requests = cast(BinaryIO, self._process.stdin)
        self._answers = cast(io.BufferedReader, self._process.stdout)
        self._tail: collections.deque[str] = collections.deque(maxlen=_TAIL_LINES)
        self._listener = threading.Thread(
            target=_collect, args=(cast(BinaryIO, self._process.stderr), self._tail), daemon=True
        )
        self._listener.start()
        self._finalizer = weakref.finalize(self, _end, self._process, self._listener, os.getpid())

    @property
    def pid(self) -> int:
        """The server's process number."""
        return self._process.pid

    @property
    def exit_status(self) -> int | None:
        """The exit status, negative for a signal, or None while the server runs."""
        return self._process.poll()

    @property
    def stderr_tail(self) -> str:
        """The last lines of the server's standard error."""
        return "\n".join(self._tail)

    def write(self, line: bytes) -> None:
        """Sends one request, line feed included.

        Raises:
            ServerGone: It no longer reads.
        """
        try:
            sent = os.write(self._requests.fileno(), line)
            while sent < len(line):
                sent += os.write(self._requests.fileno(), line[sent:])
        except (BrokenPipeError, ValueError):
            self._fail("the server no longer reads requests")

    def read_line(self, timeout: float | None = None) -> bytes:
        """Returns the next line of the server's output.

        Raises:
            ServerGone: Its output has ended, perhaps in the middle of a line.
            ServerTimeout: Nothing came within ``timeout`` seconds.
        """
        if timeout is not None:
            self._await_output(timeout)
        line = self._answers.readline()
        if not line.endswith(b"\n"):
            self._fail(f"the server's output ended after {line[:80]!r}" if line else "no answer")
        return line

    def read_into(self, array: np.ndarray) -> None:
        """Fills a contiguous array with exactly its number of bytes from the server's output.

        Raises:
            ServerGone: The output ended before.
        """
        view = memoryview(array.reshape(-1).view(np.uint8).data)
        while view:
            count = self._answers.readinto(view)
            if not count:
                self._fail(f"the server's output ended {len(view)} bytes short")
            view = view[count:]

    def close(self) -> None:
        """Ends the server: first its input, after some seconds SIGTERM, then SIGKILL."""
        self._finalizer()

    def _await_output(self, timeout: float) -> None:
        if not select.select([self._answers], [], [], timeout)[0]:
            raise ServerTimeout(
                f"no answer within {timeout:g} s", stderr_tail=self.stderr_tail,
                exit_status=self.exit_status,
            )

    def _fail(self, message: str) -> None:
        try:
            self._process.wait(_PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            pass
        else:
            self._listener.join(_PATIENCE_SECONDS)
        raise ServerGone(
            f"{message}: {' '.join(self.command)}",
            exit_status=self.exit_status,
            stderr_tail=self.stderr_tail,
        )


def _collect(stream: BinaryIO, tail: collections.deque[str]) -> None:
    for line in stream:
        tail.append(line[:4096].decode(errors="replace").rstrip())


def _end(process: subprocess.Popen[bytes], listener: threading.Thread, owner: int) -> None:
    if os.getpid() != owner:  # A fork must not end its parent's server.
        return
    # A server in the middle of an answer should not wait for a reader that has gone.
    for pipe in (process.stdin, process.stdout):
        if pipe:
            with contextlib.suppress(OSError):
                pipe.close()
    deadline = time.monotonic() + _PATIENCE_SECONDS
    for hurry in (lambda: None, process.terminate, process.kill):
        hurry()
        try:
            process.wait(max(0.1, deadline - time.monotonic()))
            break
        except subprocess.TimeoutExpired:
            deadline = time.monotonic() + _PATIENCE_SECONDS
    listener.join(_PATIENCE_SECONDS)
    if process.stderr:
        process.stderr.close()
