"""One environment: ``gymnasium.make("spiral/Brush-v0")``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import gymnasium
import numpy as np

from spiral_env.infos import EpisodeClock
from spiral_env.locate import Server
from spiral_env.session import ENCODINGS, Session


class Env(gymnasium.Env[Any, Any]):
    """A painting environment in a server process of its own.

    Args:
        backend: The engine, such as ``brush``.
        render_mode: None or ``rgb_array``.
        render_size: Width and height of rendered pictures in pixels; None is the canvas's size.
            Another size paints the episode again, sharp.
        episode_statistics: Whether the ``info`` of an episode's last step has ``episode``; switch
            it off to wrap the environment in Gymnasium's ``RecordEpisodeStatistics``.
        want, server, server_arguments, reward_from, encodings, timeout:
            See :class:`spiral_env.Session`.
        options: Those of the engine, such as ``canvas=64, color=False, episode_length=8``.
    """

    metadata = {"render_modes": ["rgb_array"], "render_fps": 10}

    def __init__(
        self,
        backend: str,
        *,
        render_mode: str | None = None,
        render_size: int | None = None,
        episode_statistics: bool = True,
        want: Sequence[str] | None = None,
        server: Server = None,
        server_arguments: Sequence[str] = (),
        reward_from: str | None = None,
        encodings: Sequence[str] = ENCODINGS,
        timeout: float | None = None,
        **options: Any,
    ):
        check_render_mode(render_mode)
        self.session = Session(
            backend,
            batched=False,
            autoreset="Disabled",
            options=options,
            want=want,
            server=server,
            server_arguments=server_arguments,
            reward_from=reward_from,
            encodings=encodings,
            timeout=timeout,
        )
        self.render_mode = render_mode
        self.render_size = render_size
        self.action_space = self.session.action_space
        self.observation_space = self.session.observation_space
        self._clock = EpisodeClock(1) if episode_statistics else None

    def reset(
        self, *, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[Any, dict[str, Any]]:
        """Starts an episode; ``options["target"]`` is a uint8 picture of the canvas's shape.

        ``info["seed"]`` is the seed that the episode's stream of random numbers began with.
        """
        super().reset(seed=seed)
        result = self.session.reset(seed, options=options)
        if self._clock:
            self._clock.start(np.array([True]))
        return result["obs"], _plain(result["info"])

    def step(self, action: Any) -> tuple[Any, float, bool, bool, dict[str, Any]]:
        """Takes one action: a dict of integers in the order of ``action_space``."""
        result = self.session.step(action)
        info = _plain(result["info"])
        if "episode" in info:
            if self._clock:
                info["episode"]["t"] = float(self._clock.elapsed()[0])
            else:
                del info["episode"]
        flags = bool(result["terminated"]), bool(result["truncated"])
        return result["obs"], float(result["reward"]), *flags, info

    def render(self) -> np.ndarray | None:
        """Returns the canvas, uint8 ``[height, width, 3]``, or None without a render mode."""
        if self.render_mode is None:
            return None
        return self.session.render([0], self.render_size)[0]

    def close(self) -> None:
        """Ends the server."""
        self.session.close()


def check_render_mode(mode: str | None) -> None:
    """Raises ``ValueError`` unless the mode is one that exists."""
    if mode not in (None, "rgb_array"):
        raise ValueError(f"expected render_mode None or 'rgb_array', got {mode!r}")


def _plain(info: dict[str, Any]) -> dict[str, Any]:
    if "seed" in info:
        info["seed"] = int(info["seed"])
    return info
