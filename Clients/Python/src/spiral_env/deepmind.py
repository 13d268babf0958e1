"""The dm_env face: ``spiral_env.dm_env("brush", canvas=64)``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from gymnasium import spaces

from spiral_env.env import Env

if TYPE_CHECKING:
    import dm_env as deepmind_environments  # type: ignore[import-untyped]


def dm_env(backend: str, *, seed: int | None = None, **arguments: Any) -> Any:
    """Returns a ``dm_env.Environment`` of one lane.

    The step after an episode's last starts the next one and ignores its action, as dm_env has it.
    A truncated episode ends with discount 1, a terminated one with discount 0.

    Args:
        backend: The engine, such as ``brush``.
        seed: Of the first episode; the later ones go on from it.
        arguments: Those of :class:`spiral_env.Env`, among them the engine's options.

    Raises:
        ImportError: dm_env is not installed.
    """
    try:
        import dm_env as library
    except ImportError as error:
        raise ImportError(
            "spiral_env.dm_env needs the package dm_env: pip install dm-env"
        ) from error
    return _environment_class(library)(Env(backend, **arguments), seed)


def _environment_class(library: Any) -> type:
    class PaintingEnvironment(library.Environment):
        """One lane as a dm_env environment; ``set_target`` changes what is to be painted."""

        def __init__(self, env: Env, seed: int | None):
            self._env = env
            self._seed = seed
            self._options: dict[str, Any] = {}
            self._is_over = True

        def set_target(self, picture: np.ndarray) -> None:
            """Sends a uint8 picture of the canvas's shape along with the next reset."""
            self._options = {"target": picture}

        def reset(self) -> deepmind_environments.TimeStep:
            observation, _ = self._env.reset(seed=self._seed, options=self._options)
            self._seed, self._options, self._is_over = None, {}, False
            return library.restart(observation)

        def step(self, action: Any) -> deepmind_environments.TimeStep:
            if self._is_over:
                return self.reset()
            observation, reward, terminated, truncated, _ = self._env.step(action)
            self._is_over = terminated or truncated
            if terminated:
                return library.termination(reward, observation)
            if truncated:
                return library.truncation(reward, observation)
            return library.transition(reward, observation)

        def action_spec(self) -> Any:
            return _specification(library.specs, self._env.action_space, "action")

        def observation_spec(self) -> Any:
            return _specification(library.specs, self._env.observation_space, "observation")

        def close(self) -> None:
            self._env.close()

    return PaintingEnvironment


def _specification(specs: Any, space: spaces.Space, name: str) -> Any:
    """Returns the dm_env spec of a space: a dict of them for a Dict."""
    if isinstance(space, spaces.Dict):
        return {key: _specification(specs, part, key) for key, part in space.items()}
    if isinstance(space, spaces.Discrete):
        if space.start == 0:
            return specs.DiscreteArray(int(space.n), dtype=space.dtype, name=name)
        last = space.start + space.n - 1
        return specs.BoundedArray((), space.dtype, space.start, last, name)
    if isinstance(space, spaces.Box):
        return specs.BoundedArray(space.shape, space.dtype, space.low, space.high, name)
    if isinstance(space, spaces.MultiBinary):
        return specs.BoundedArray(space.shape, space.dtype, 0, 1, name)
    if isinstance(space, spaces.MultiDiscrete):
        return specs.BoundedArray(space.shape, space.dtype, 0, space.nvec - 1, name)
    raise TypeError(f"dm_env has no spec for {space}")
