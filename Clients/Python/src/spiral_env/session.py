"""A session with an environment server: every method of the protocol, arrays instead of tensors."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from importlib import metadata
from typing import Any, TypeVar

import numpy as np

from spiral_env.connection import Connection
from spiral_env.locate import Server, find_server
from spiral_env.process import ServerProcess
from spiral_env.spaces import decode, encode_action, space_from_json
from spiral_env.tensors import TensorReader, encode

#: Encodings from the fastest; the server chooses the first that it has.
ENCODINGS = ("shm", "raw", "b64", "json")
Json = dict[str, Any]
Result = TypeVar("Result")
_LARGEST_LINE = 1 << 30
_START_SECONDS = 30.0


class Session:
    """One server process and its environments.

    Args:
        backend: The engine, such as ``brush``.
        num_envs: Lanes in the server.
        batched: Whether arrays have an axis of lanes; otherwise there is one lane.
        autoreset: ``NextStep``, ``SameStep`` or ``Disabled``.
        options: The engine's options; ``episode_length`` may be written for ``episodeLength``.
        want: The parts of the observation to ask for; None asks for all, and what is not wanted
            is not computed.
        server: The program, see :func:`spiral_env.find_server`.
        server_arguments: More of its command line, such as ``["--reward-mode", "final"]``.
        reward_from: The command of a critic that rewards the steps.
        encodings: Ways in which pictures may travel, the preferred one first.
        timeout: Seconds to wait for the answer to one request; None waits as long as it takes.

    Attributes:
        description: The answer to ``initialize``: capabilities, limits, spec.
        action_space: That of one lane.
        observation_space: That of one lane, with the wanted parts alone.

    Raises:
        ServerNotFound: There is no server program.
        SpiralError: The server could not make the environment; the message says why.
    """

    def __init__(
        self,
        backend: str,
        *,
        num_envs: int = 1,
        batched: bool = True,
        autoreset: str = "NextStep",
        options: dict[str, Any] | None = None,
        want: Sequence[str] | None = None,
        server: Server = None,
        server_arguments: Sequence[str] = (),
        reward_from: str | None = None,
        encodings: Sequence[str] = ENCODINGS,
        timeout: float | None = None,
    ):
        options = {_camel(name): value for name, value in (options or {}).items()}
        command = [*find_server(server), "--backend", backend, *server_arguments]
        if reward_from is not None:
            command += ["--reward-from", reward_from]
            options.setdefault("reward", "critic")
        self.timeout = timeout
        self.process = ServerProcess([*command, "--wire", "stdio"])
        self._connection = Connection(self.process)
        self._reader = TensorReader(self._connection.read_attachment)
        environment = {
            "backend": backend,
            "numEnvs": num_envs,
            "batched": batched,
            "autoreset": autoreset,
            "options": options,
        }
        try:
            self._begin(environment, list(encodings), list(want) if want is not None else None)
        except BaseException:
            self.close()
            raise

    def _begin(
        self, environment: dict[str, Any], encodings: list[str], want: list[str] | None
    ) -> None:
        parameters = {
            "protocolVersion": "1.0",
            "clientInfo": {"name": "spiral-env-python", "version": _version()},
            "capabilities": {"obsEncodings": encodings, "maxLineBytes": _LARGEST_LINE},
            "env": environment,
        }
        start = self.timeout or _START_SECONDS
        self.description = self._connection.call("initialize", parameters, start)
        if "shm" in self.description:
            self._reading(lambda: self._reader.map(self.description["shm"]))
        spec = self.description["spec"]
        self.action_space = space_from_json(spec["actionSpace"])
        self.observation_space = space_from_json(spec["observationSpace"], want)
        self._want = want

    @property
    def encoding(self) -> str:
        """How pictures travel: the encoding that client and server agreed on."""
        return self.description["obsEncoding"]

    def call(self, method: str, **parameters: Any) -> Json:
        """Returns the result of any method as JSON; what is None is not sent."""
        return self._request(method, parameters, lambda result: result)

    def _request(
        self, method: str, parameters: Json, read: Callable[[Json], Result]
    ) -> Result:
        given = {key: value for key, value in parameters.items() if value is not None}
        with self._connection.exchange():
            result = self._connection.call(method, given, self.timeout)
            return self._reading(lambda: read(result))

    # Episodes

    def reset(
        self,
        seed: int | Sequence[int | None] | None = None,
        mask: np.ndarray | None = None,
        options: dict[str, Any] | None = None,
        digest: bool = False,
    ) -> Json:
        """Returns ``obs`` as arrays, and ``info`` as the server wrote it.

        Args:
            seed: One for all lanes (lane ``i`` gets ``seed + i``), or one per lane.
            mask: The lanes to reset; None resets all.
            options: ``target``: a uint8 picture for all lanes, or one per lane.
            digest: Whether the result has a ``digest`` of every lane.
        """
        sent = {
            key: encode(value) if isinstance(value, np.ndarray) else value
            for key, value in (options or {}).items()
        }
        parameters = {
            "seed": _seeds(seed),
            "mask": None if mask is None else np.asarray(mask).tolist(),
            "options": sent or None,
            "want": self._want,
            "digest": digest or None,
        }
        return self._request("reset", parameters, self._with_arrays)

    def step(self, action: Any, digest: bool = False) -> Json:
        """Returns ``obs`` as arrays, and the rest as the server wrote it."""
        sent = encode_action(self.action_space, action)
        parameters = {"action": sent, "want": self._want, "digest": digest or None}
        return self._request("step", parameters, self._with_arrays)

    def _with_arrays(self, result: Json) -> Json:
        result["obs"] = self._observation(result["obs"])
        final = result["info"].get("final_obs")
        if final is not None:
            result["info"]["final_obs"] = self._observation(final)
        return result

    def _observation(self, value: Any) -> Any:
        return decode(self.observation_space, value, self._reader.read)

    # Search and states

    def evaluate(self, programs: Any, lane: int = 0, want: Sequence[str] = ()) -> Json:
        """Returns ``returns`` and ``lengths`` of programs run from a lane, which does not change.

        Args:
            programs: Action columns of shape ``[n, T]``.
            want: Parts of the last observation, which are then in ``obs``.
        """
        sent = encode_action(self.action_space, programs)
        parameters = {"from": lane, "programs": sent, "want": list(want) or None}
        return self._request("evaluate", parameters, self._outcome)

    def _outcome(self, result: Json) -> Json:
        for key, dtype in (("returns", np.float64), ("lengths", np.int64)):
            result[key] = np.array(result[key], dtype)
        if "obs" in result:
            result["obs"] = self._observation(result["obs"])
        return result

    def copy(self, source: int, to: Sequence[int]) -> None:
        """Clones the whole state of a lane."""
        self.call("copy", **{"from": source, "to": list(to)})

    def save(self, lanes: Sequence[int]) -> list[dict[str, Any]]:
        """Returns the whole states of lanes; they are JSON and may be kept in a file."""
        return self.call("save", lanes=list(lanes))["states"]

    def load(
        self, states: Sequence[dict[str, Any]], lanes: Sequence[int] | None = None
    ) -> Json:
        """Restores states, into other lanes on request; returns ``obs`` and ``info``."""
        parameters = {"states": list(states), "lanes": lanes and list(lanes)}
        return self._request("load", parameters, self._with_arrays)

    # Pictures and programs

    def render(self, lanes: Sequence[int], size: int | None = None) -> list[np.ndarray]:
        """Returns pictures of lanes, uint8 ``[height, width, 3]``, at any size in pixels."""
        parameters = {"lanes": list(lanes), "mode": "rgb_array", "width": size, "height": size}
        return self._request(
            "render",
            parameters,
            lambda result: [_in_colour(self._reader.read(frame)) for frame in result["frames"]],
        )

    def programs(self, lanes: Sequence[int], form: str = "json") -> list[Any]:
        """Returns what lanes painted in this episode, in one of the server's formats."""
        return self.call("program", lanes=list(lanes), format=form)["programs"]

    def sample(self, seed: int, count: int) -> dict[str, np.ndarray]:
        """Returns random valid actions as columns."""
        return {
            key: np.asarray(column)
            for key, column in self.call("sample", seed=seed, count=count)["actions"].items()
        }

    def close(self) -> None:
        """Ends the server."""
        self.process.close()
        self._reader.close()

    def _reading(self, read: Callable[[], Result]) -> Result:
        try:
            return read()
        except (KeyError, TypeError, ValueError, OSError) as error:
            raise self._connection.violation(f"{type(error).__name__}: {error}") from error


def _camel(name: str) -> str:
    return re.sub(r"_([a-z0-9])", lambda match: match[1].upper(), name)


def _seeds(seed: Any) -> Any:
    if seed is None:
        return None
    if np.ndim(seed) == 0:
        return _seed(seed)
    return [None if item is None else _seed(item) for item in seed]


def _seed(seed: Any) -> int | str:
    number = int(seed)
    return number if 0 <= number < 1 << 53 else str(number)


def _in_colour(frame: np.ndarray) -> np.ndarray:
    if frame.shape[-1] == 1:
        return np.repeat(frame, 3, axis=-1)
    return frame[..., :3]


def _version() -> str:
    try:
        return metadata.version("spiral-env")
    except metadata.PackageNotFoundError:
        return "0"
