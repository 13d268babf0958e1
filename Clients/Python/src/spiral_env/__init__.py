"""Spiral's painting environments for Python: Gymnasium, vector and dm_env faces, and critics.

Importing this package registers ``spiral/Brush-v0``, ``spiral/Scene3D-v0`` and
``spiral/Plotter-v0`` with Gymnasium, for ``gymnasium.make`` and ``gymnasium.make_vec``.
"""

import gymnasium

from spiral_env.critic import Critic
from spiral_env.deepmind import dm_env
from spiral_env.env import Env
from spiral_env.errors import (
    ProtocolViolation,
    RequestRefused,
    ServerError,
    ServerGone,
    ServerNotFound,
    ServerTimeout,
    SpiralError,
)
from spiral_env.locate import available_backends, find_server
from spiral_env.session import Session
from spiral_env.vector_env import VectorEnv
from spiral_env.wrappers import MultiDiscreteAction, MultiDiscreteVectorAction

__all__ = [
    "Critic",
    "Env",
    "MultiDiscreteAction",
    "MultiDiscreteVectorAction",
    "ProtocolViolation",
    "RequestRefused",
    "ServerError",
    "ServerGone",
    "ServerNotFound",
    "ServerTimeout",
    "Session",
    "SpiralError",
    "VectorEnv",
    "available_backends",
    "dm_env",
    "find_server",
]

for _name, _backend in (("Brush", "brush"), ("Scene3D", "scene3d"), ("Plotter", "plotter")):
    gymnasium.register(
        id=f"spiral/{_name}-v0",
        entry_point="spiral_env.env:Env",
        vector_entry_point="spiral_env.vector_env:VectorEnv",
        kwargs={"backend": _backend},
    )
