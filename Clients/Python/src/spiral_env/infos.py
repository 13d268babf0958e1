"""``info`` of many lanes, in the shapes of Gymnasium's vector environments."""

from __future__ import annotations

import time
from typing import Any

import numpy as np
from gymnasium import spaces


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


def reset_info(info: dict[str, Any], lanes: np.ndarray) -> dict[str, Any]:
    """Returns the ``info`` of a reset: seeds of the lanes that were reset, with their mask."""
    seeds = np.array([int(seed) for seed in info["seed"]], np.uint64)
    return {"seed": np.where(lanes, seeds, np.uint64(0)), "_seed": lanes.copy()}


def step_info(
    info: dict[str, Any], ended: np.ndarray, elapsed: np.ndarray | None, space: spaces.Space
) -> dict[str, Any]:
    """Returns the ``info`` of a step.

    At an end it has ``episode`` (``r``, ``l`` and ``t``, zero for lanes that go on) and
    ``_episode``, as from Gymnasium's ``RecordEpisodeStatistics``; with SameStep also ``final_obs``
    (an object array with each ended lane's last observation) and ``final_info``.

    Args:
        info: What the server wrote, ``final_obs`` as arrays with one row per ended lane.
        ended: The lanes whose episode ended with this step.
        elapsed: Seconds of every lane's episode, or None to leave out ``episode``.
        space: The observations of one lane.
    """
    result: dict[str, Any] = {}
    if elapsed is not None and "episode" in info:
        result["episode"] = {
            "r": np.where(ended, np.array(info["episode"]["r"], np.float64), 0.0),
            "l": np.where(ended, np.array(info["episode"]["l"], np.int64), 0),
            "t": np.where(ended, elapsed, 0.0),
        }
        result["_episode"] = ended.copy()
    if "final_obs" in info:
        final = np.array(info["_final_obs"], np.bool_)
        result["final_info"] = dict(result)
        result["_final_info"] = final.copy()
        result["final_obs"] = _rows(info["final_obs"], final, space)
        result["_final_obs"] = final
    return result


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
