"""Many lanes in one server process: ``gymnasium.make_vec("spiral/Brush-v0", num_envs=64)``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from gymnasium.vector import AutoresetMode
from gymnasium.vector import VectorEnv as GymnasiumVectorEnv
from gymnasium.vector.utils import batch_space

from spiral_env.env import check_render_mode
from spiral_env.infos import LaneInfos
from spiral_env.locate import Server
from spiral_env.session import ENCODINGS, Session


class VectorEnv(GymnasiumVectorEnv):
    """Lanes of one painting environment, all in one server process, stepped together.

    Args:
        backend: The engine, such as ``brush``.
        num_envs: Number of lanes.
        autoreset_mode: What follows an episode's end: an ``AutoresetMode`` of Gymnasium or its
            value (``NextStep``, ``SameStep``, ``Disabled``).
        render_mode, render_size, episode_statistics: As for :class:`spiral_env.Env`.
        want, server, server_arguments, reward_from, encodings, timeout:
            See :class:`spiral_env.Session`.
        options: Those of the engine, such as ``canvas=64, color=False, episode_length=8``.
    """

    metadata: dict[str, Any] = {"render_modes": ["rgb_array"], "render_fps": 10}

    def __init__(
        self,
        backend: str,
        num_envs: int = 1,
        *,
        autoreset_mode: AutoresetMode | str = AutoresetMode.NEXT_STEP,
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
        self.autoreset_mode = AutoresetMode(autoreset_mode)
        self.session = Session(
            backend,
            num_envs=num_envs,
            autoreset=self.autoreset_mode.value,
            options=options,
            want=want,
            server=server,
            server_arguments=server_arguments,
            reward_from=reward_from,
            encodings=encodings,
            timeout=timeout,
        )
        self.num_envs = num_envs
        self.render_mode = render_mode
        self.render_size = render_size
        self.metadata = {**type(self).metadata, "autoreset_mode": self.autoreset_mode}
        self.single_action_space = self.session.action_space
        self.single_observation_space = self.session.observation_space
        self.action_space = batch_space(self.single_action_space, num_envs)
        self.observation_space = batch_space(self.single_observation_space, num_envs)
        self._infos = LaneInfos(
            num_envs,
            self.autoreset_mode,
            self.single_observation_space,
            self.session.description["spec"].get("info", {}),
            episode_statistics,
        )

    def reset(
        self,
        *,
        seed: int | Sequence[int | None] | None = None,
        options: dict[str, Any] | None = None,
    ) -> tuple[Any, dict[str, Any]]:
        """Starts episodes in all lanes, or in those of ``options["reset_mask"]``.

        Args:
            seed: One (lane ``i`` gets ``seed + i``) or one per lane, None to go on.
            options: ``reset_mask``: a boolean array, one per lane. ``target``: a uint8 picture of
                the canvas's shape for all lanes, or one per lane; it stays until replaced.

        Raises:
            RequestRefused: The server says what it expected; nothing was reset.
            TypeError, ValueError: The mask is not one boolean per lane, or has no lane.
        """
        options = dict(options or {})
        mask = options.pop("reset_mask", None)
        if mask is not None:
            self._check_mask(mask)
        if isinstance(seed, (Sequence, np.ndarray)) and len(seed) != self.num_envs:
            raise ValueError(f"expected {self.num_envs} seeds, got {len(seed)}")
        result = self.session.reset(seed, mask, options)
        lanes = np.ones(self.num_envs, np.bool_) if mask is None else mask
        return result["obs"], self._infos.after_reset(result["info"], lanes)

    def step(
        self, actions: Any
    ) -> tuple[Any, np.ndarray, np.ndarray, np.ndarray, dict[str, Any]]:
        """Takes one action in every lane: a dict of columns in the order of ``action_space``.

        Raises:
            RequestRefused: An action is invalid (no lane has moved), or with ``Disabled`` a lane's
                episode is over.
        """
        result = self.session.step(actions)
        terminated = np.array(result["terminated"], np.bool_)
        truncated = np.array(result["truncated"], np.bool_)
        info = self._infos.after_step(result["info"], terminated | truncated)
        return result["obs"], np.array(result["reward"], np.float64), terminated, truncated, info

    def render(self) -> tuple[np.ndarray, ...] | None:
        """Returns every lane's canvas, or None without a render mode."""
        if self.render_mode is None:
            return None
        return tuple(self.session.render(range(self.num_envs), self.render_size))

    def close_extras(self, **_: Any) -> None:
        """Ends the server."""
        if hasattr(self, "session"):
            self.session.close()

    def _check_mask(self, mask: Any) -> None:
        name = "options['reset_mask']"
        if not isinstance(mask, np.ndarray) or mask.dtype != np.bool_:
            raise TypeError(f"{name} must be a numpy array of booleans, got {mask!r}")
        if mask.shape != (self.num_envs,):
            raise ValueError(f"{name} must have shape ({self.num_envs},), got {mask.shape}")
        if not mask.any():
            raise ValueError(f"{name} must hold at least one True")
