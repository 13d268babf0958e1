"""Actions as one ``MultiDiscrete``, for libraries that know no ``Dict`` of actions."""

from __future__ import annotations

from typing import Any

import gymnasium
import numpy as np
from gymnasium import spaces
from gymnasium.vector import VectorActionWrapper
from gymnasium.vector.utils import batch_space


def _counts(space: spaces.Space) -> tuple[list[str], np.ndarray, np.ndarray]:
    """Returns the names, sizes and first values of the parts of an action."""
    if not isinstance(space, spaces.Dict):
        raise TypeError(f"expected a Dict of Discrete parts, got {space}")
    sizes, starts = [], []
    for name, part in space.items():
        if not isinstance(part, spaces.Discrete):
            raise TypeError(f"expected Discrete parts, got {name}: {part}")
        sizes.append(part.n)
        starts.append(part.start)
    return list(space), np.array(sizes, np.int64), np.array(starts, np.int64)


class MultiDiscreteAction(gymnasium.ActionWrapper[Any, Any, Any]):
    """Takes actions as one row of integers, in the protocol's layout order, each from 0.

    Args:
        env: An environment whose actions are a Dict of Discrete parts.

    Raises:
        TypeError: They are not.
    """

    def __init__(self, env: gymnasium.Env[Any, Any]):
        super().__init__(env)
        self.names, sizes, self._starts = _counts(env.action_space)
        self.action_space = spaces.MultiDiscrete(sizes)

    def action(self, action: np.ndarray) -> dict[str, Any]:
        """Returns the action as the environment takes it."""
        return dict(zip(self.names, np.asarray(action) + self._starts, strict=True))


class MultiDiscreteVectorAction(VectorActionWrapper):
    """Takes actions as rows of integers, shape ``[lanes, parts]``, each from 0.

    Args:
        env: A vector environment whose actions are a Dict of Discrete parts.

    Raises:
        TypeError: They are not.
    """

    def __init__(self, env: gymnasium.vector.VectorEnv):
        super().__init__(env)
        self.names, sizes, self._starts = _counts(env.single_action_space)
        self.single_action_space = spaces.MultiDiscrete(sizes)
        self.action_space = batch_space(self.single_action_space, env.num_envs)

    def actions(self, actions: np.ndarray) -> dict[str, np.ndarray]:
        """Returns the actions as columns."""
        columns = (np.asarray(actions) + self._starts).T
        return dict(zip(self.names, columns, strict=True))
