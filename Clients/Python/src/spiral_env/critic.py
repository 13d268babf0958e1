"""A critic in Python: what ``spiral-env --reward-from "python my_critic.py"`` starts."""

from __future__ import annotations

import json
import os
import sys
from typing import IO, Any

import numpy as np

from spiral_env.tensors import TensorReader

_MAXIMUM_REQUEST_BYTES = 64 << 20


class Critic:
    """A program that scores pictures. Subclass it, implement ``score``, and call ``run()``.

    Attributes:
        image_shape: Height, width and channels of the pictures.
        conditional: Whether every picture comes with a target.
        learns: Whether ``score`` is told by ``ends`` which pictures end an episode, to learn from
            them by itself.
    """

    image_shape: tuple[int, int, int] = (64, 64, 3)
    conditional: bool = False
    learns: bool = False

    def score(
        self, images: np.ndarray, targets: np.ndarray | None, ends: np.ndarray | None
    ) -> np.ndarray:
        """Returns one number per picture, higher for better.

        Args:
            images: uint8 ``[n, height, width, channels]``.
            targets: As many, for a conditional critic.
            ends: Boolean ``[n]``, for one that learns.
        """
        raise NotImplementedError

    def update(
        self, real: np.ndarray, fake: np.ndarray, targets: np.ndarray | None
    ) -> dict[str, float]:
        """Takes one training step and returns its losses by name; without it there is no update."""
        raise NotImplementedError

    def save(self, path: str) -> None:
        """Writes the critic to a file."""
        raise NotImplementedError

    def load(self, path: str) -> None:
        """Reads the critic from a file."""
        raise NotImplementedError

    def run(self) -> None:
        """Answers requests on standard input until it ends or ``shutdown`` comes.

        What the subclass prints goes to standard error.
        """
        answers = os.fdopen(os.dup(1), "wb")
        os.dup2(2, 1)
        serve(self, sys.stdin.buffer, answers)


class _Refusal(Exception):
    def __init__(self, code: int, kind: str, message: str):
        super().__init__(message)
        self.code, self.kind = code, kind


def serve(critic: Critic, requests: IO[bytes], answers: IO[bytes]) -> None:
    """Answers every line of ``requests`` with one line, until the end or ``shutdown``."""
    server = _CriticServer(critic)
    for line in requests:
        if not line.strip():
            continue
        answer = server.answer(line)
        if answer is None:
            continue
        try:
            answers.write(json.dumps(answer, allow_nan=False).encode() + b"\n")
            answers.flush()
        except BrokenPipeError:
            return
        if server.is_over:
            return


class _CriticServer:
    """The protocol's section 5: from a line to its answer."""

    def __init__(self, critic: Critic):
        self.is_over = False
        self._critic = critic
        self._is_initialized = False
        self._reader = TensorReader(self._no_attachment)
        self._methods = {
            "initialize": self._initialize,
            "score": self._score,
            "update": self._update,
            "save": self._save,
            "load": self._load,
            "ping": lambda _: {},
            "shutdown": self._shutdown,
        }

    def answer(self, line: bytes) -> dict[str, Any] | None:
        identifier = None
        try:
            request = _request(line)
            method, identifier = request["method"], request.get("id")
            if method.startswith("$/"):
                return None
            if isinstance(identifier, bool) or not isinstance(identifier, (int, str)):
                identifier = None
                raise _Refusal(-32600, "invalidRequest", "expected an id, an integer or a string")
            result = self._result(method, request.get("params", {}))
            return {"jsonrpc": "2.0", "id": identifier, "result": result}
        except _Refusal as error:
            code, kind, message = error.code, error.kind, str(error)
        except NotImplementedError:
            code, kind, message = 1014, "unsupported", f"this critic has no {method}"
        except Exception as error:  # The session outlives whatever the subclass raises.
            code, kind, message = -32603, "internalError", f"{type(error).__name__}: {error}"
        fault = {"code": code, "message": message, "data": {"kind": kind}}
        return {"jsonrpc": "2.0", "id": identifier, "error": fault}

    def _result(self, method: str, parameters: Any) -> dict[str, Any]:
        if method not in self._methods:
            known = ", ".join(self._methods)
            raise _Refusal(-32601, "methodNotFound", f"expected one of {known}, got {method!r}")
        if not isinstance(parameters, dict):
            raise _Refusal(-32602, "invalidParams", "expected params to be an object")
        if not self._is_initialized and method not in ("initialize", "ping", "shutdown"):
            raise _Refusal(1002, "notInitialized", f"{method} needs initialize first")
        return self._methods[method](parameters)

    def _initialize(self, parameters: dict[str, Any]) -> dict[str, Any]:
        if self._is_initialized:
            raise _Refusal(1003, "alreadyInitialized", "this session is initialized already")
        version = str(parameters.get("protocolVersion"))
        if version.split(".")[0] != "1":
            raise _Refusal(
                1001, "unsupportedProtocolVersion", f"expected version 1.0, got {version}"
            )
        self._is_initialized = True
        critic = self._critic
        return {
            "protocolVersion": "1.0",
            "serverInfo": {"name": type(critic).__name__, "version": "0"},
            "capabilities": {
                "role": "critic",
                "conditional": critic.conditional,
                "trainable": type(critic).update is not Critic.update,
                "learns": critic.learns,
            },
            "limits": {"maxRequestBytes": _MAXIMUM_REQUEST_BYTES},
            "imageShape": list(critic.image_shape),
        }

    def _score(self, parameters: dict[str, Any]) -> dict[str, Any]:
        images = self._pictures(parameters, "images", None)
        targets = self._targets(parameters, len(images))
        ends = parameters.get("ends")
        if ends is not None:
            ends = np.array(ends, np.bool_)
        scores = np.asarray(self._critic.score(images, targets, ends), np.float64)
        if scores.shape != (len(images),) or not np.isfinite(scores).all():
            raise ValueError(f"score must return {len(images)} finite numbers, got {scores!r}")
        return {"scores": scores.tolist()}

    def _update(self, parameters: dict[str, Any]) -> dict[str, Any]:
        real = self._pictures(parameters, "real", None)
        fake = self._pictures(parameters, "fake", len(real))
        losses = self._critic.update(real, fake, self._targets(parameters, len(real)))
        return {"losses": {name: float(value) for name, value in losses.items()}}

    def _save(self, parameters: dict[str, Any]) -> dict[str, Any]:
        self._critic.save(_path(parameters))
        return {}

    def _load(self, parameters: dict[str, Any]) -> dict[str, Any]:
        self._critic.load(_path(parameters))
        return {}

    def _shutdown(self, _: dict[str, Any]) -> dict[str, Any]:
        self.is_over = True
        return {}

    def _targets(self, parameters: dict[str, Any], count: int) -> np.ndarray | None:
        return self._pictures(parameters, "targets", count) if self._critic.conditional else None

    def _pictures(self, parameters: dict[str, Any], name: str, count: int | None) -> np.ndarray:
        try:
            pictures = self._reader.read(parameters[name])
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise _Refusal(-32602, "invalidParams", f"{name}: {error}") from None
        wanted = (len(pictures) if count is None else count, *self._critic.image_shape)
        if pictures.dtype != np.uint8 or pictures.shape != wanted:
            got = f"{pictures.dtype} {pictures.shape}"
            raise _Refusal(-32602, "invalidParams", f"{name}: expected uint8 {wanted}, got {got}")
        return pictures

    @staticmethod
    def _no_attachment(_: np.ndarray) -> None:
        raise ValueError("critics take tensors in b64 or json")


def _request(line: bytes) -> dict[str, Any]:
    try:
        request = json.loads(line)
    except ValueError as error:
        raise _Refusal(-32700, "parseError", f"not JSON: {error}") from None
    if (
        not isinstance(request, dict)
        or request.get("jsonrpc") != "2.0"
        or not isinstance(request.get("method"), str)
    ):
        raise _Refusal(-32600, "invalidRequest", 'expected an object with "jsonrpc":"2.0", method')
    return request


def _path(parameters: dict[str, Any]) -> str:
    path = parameters.get("path")
    if not isinstance(path, str) or not path:
        raise _Refusal(-32602, "invalidParams", f"path: expected a path, got {path!r}")
    return path
