"""``info`` of many lanes, in the shapes of Gymnasium's vector environments."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import Any

import numpy as np
from gymnasium import spaces
from gymnasium.vector import AutoresetMode


class EpisodeClock:
    """Seconds since each lane's episode began; the protocol leaves wall time to clients."""

    def __init__(self, num_envs: int):
        self._starts = np.full(num_envs, time.perf_counter())

    def start(self, lanes: np.ndarray) -> None:
        """Begins an episode in the lanes of a mask."""
        self._starts[lanes] = time.perf_counter()

    def elapsed(self) -> np.ndarray:
        """Returns the seconds of every lane, to the microsecond."""
        return np.round(time.perf_counter() - self._starts, 6)


class LaneInfos:
    """Turns what the server says of all lanes into Gymnasium's ``info``: arrays with masks.

    Args:
        num_envs: Number of lanes.
        mode: What follows an episode's end.
        space: The observations of one lane.
        numbers: The names of what the engine adds to the ``info`` of every step.
        has_statistics: Whether episodes end with ``episode``.
    """

    def __init__(
        self,
        num_envs: int,
        mode: AutoresetMode,
        space: spaces.Space,
        numbers: Iterable[str],
        has_statistics: bool,
    ):
        self._mode, self._space, self._numbers = mode, space, list(numbers)
        self._has_statistics = has_statistics
        self._clock = EpisodeClock(num_envs)
        self._ended = np.zeros(num_envs, np.bool_)

    def after_reset(self, info: dict[str, Any], lanes: np.ndarray) -> dict[str, Any]:
        """Returns the ``info`` of a reset: seeds of the lanes that were reset, with their mask."""
        self._clock.start(lanes)
        self._ended[lanes] = False
        seeds = np.array([int(seed) for seed in info["seed"]], np.uint64)
        return {"seed": np.where(lanes, seeds, np.uint64(0)), "_seed": lanes.copy()}

    def after_step(self, info: dict[str, Any], ended: np.ndarray) -> dict[str, Any]:
        """Returns the ``info`` of a step.

        At an end it has ``episode`` (``r``, ``l`` and ``t``, zero for lanes that go on) and
        ``_episode``, as from Gymnasium's ``RecordEpisodeStatistics``; with SameStep also
        ``final_obs`` (an object array with each ended lane's last observation) and ``final_info``.
        The engine's own numbers are there in every step; their masks leave out the lanes that the
        step only reset.

        Args:
            info: What the server wrote, ``final_obs`` as arrays with one row per ended lane.
            ended: The lanes whose episode ended with this step.
        """
        were_reset = self._ended & (self._mode is AutoresetMode.NEXT_STEP)
        self._clock.start(were_reset)
        result: dict[str, Any] = {}
        for name in self._numbers:
            result[name] = np.array(info[name], np.float64)
            result[f"_{name}"] = ~were_reset
        if self._has_statistics and "episode" in info:
            result["episode"] = {
                "r": np.where(ended, np.array(info["episode"]["r"], np.float64), 0.0),
                "l": np.where(ended, np.array(info["episode"]["l"], np.int64), 0),
                "t": np.where(ended, self._clock.elapsed(), 0.0),
            }
            result["_episode"] = ended.copy()
        if "final_obs" in info:
            final = np.array(info["_final_obs"], np.bool_)
            result["final_info"] = _of_lanes(result, final)
            result["_final_info"] = final.copy()
            result["final_obs"] = _rows(info["final_obs"], final, self._space)
            result["_final_obs"] = final
        if self._mode is AutoresetMode.SAME_STEP:
            self._clock.start(ended)
        self._ended = ended
        return result


def _of_lanes(info: dict[str, Any], lanes: np.ndarray) -> dict[str, Any]:
    """Returns an ``info`` with only what it says of some lanes."""
    return {
        name: value if isinstance(value, dict) else np.where(lanes, value, np.zeros_like(value))
        for name, value in info.items()
    }


def _rows(observations: Any, lanes: np.ndarray, space: spaces.Space) -> np.ndarray:
    """Returns an object array with one observation per lane of the mask, None elsewhere."""
    result = np.full(len(lanes), None, dtype=object)
    for row, lane in enumerate(np.flatnonzero(lanes)):
        result[lane] = _row(observations, row, space)
    return result


def _row(observations: Any, row: int, space: spaces.Space) -> Any:
    if isinstance(space, spaces.Dict):
        return {key: _row(observations[key], row, part) for key, part in space.items()}
    value = observations[row]
    return value if isinstance(space, spaces.Discrete) else np.array(value)
