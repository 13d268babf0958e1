"""Spaces on the wire, as Gymnasium's, and values between the two."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import numpy as np
from gymnasium import spaces

from spiral_env.connection import JSONText, json_text
from spiral_env.tensors import encode, tensor_text

Json = dict[str, Any]


def space_from_json(description: Json, keys: list[str] | None = None) -> spaces.Space:
    """Returns the Gymnasium space of a description; a Dict keeps the layout's order.

    Args:
        description: A space as ``spec`` writes it.
        keys: Of a Dict, the parts to keep; None keeps all.

    Raises:
        ValueError: The type is unknown, or a key is not there.
    """
    kind = description["type"]
    if kind == "Dict":
        order = description["order"]
        unknown = sorted(set(keys or ()) - set(order))
        if unknown:
            raise ValueError(f"expected some of {order}, got {unknown}")
        kept = [key for key in order if keys is None or key in keys]
        parts = description["subspaces"]
        return spaces.Dict([(key, space_from_json(parts[key])) for key in kept])
    if kind == "Box":
        dtype = np.dtype(description["dtype"])
        low, high = (_bound(description.get(side), dtype, side) for side in ("low", "high"))
        return spaces.Box(low, high, tuple(description["shape"]), dtype.type)
    if kind == "Discrete":
        return spaces.Discrete(description["n"], start=description.get("start", 0))
    if kind == "MultiDiscrete":
        return spaces.MultiDiscrete(description["nvec"])
    if kind == "MultiBinary":
        return spaces.MultiBinary(description["n"])
    raise ValueError(f"expected Box, Discrete, MultiDiscrete, MultiBinary or Dict, got {kind!r}")


def _bound(value: Any, dtype: np.dtype, side: str) -> Any:
    infinite = -np.inf if side == "low" else np.inf
    if isinstance(value, list):
        filled = [infinite if item is None else item for item in value]
        return np.array(filled, dtype)
    if value is not None:
        return value
    if dtype.kind == "f":
        return infinite
    return np.iinfo(dtype).min if side == "low" else np.iinfo(dtype).max


def decode(space: spaces.Space, value: Any, read: Callable[[Json], np.ndarray]) -> Any:
    """Returns a value from the wire as a member of a space, or of its batch.

    Args:
        space: The space of one lane; the value may have an axis of lanes before it.
        value: JSON: an object for a Dict, else a tensor, a number or a list of numbers.
        read: Turns a tensor into an array; called in the order of the space.
    """
    if isinstance(space, spaces.Dict):
        return {
            key: decode(part, value[key], read)
            for key, part in space.spaces.items()
            if key in value
        }
    array = read(value) if isinstance(value, dict) else np.asarray(value)
    if isinstance(space, spaces.Discrete) and array.ndim == 0:
        return space.dtype.type(array)
    return array.astype(space.dtype, copy=False)


_quoted = functools.lru_cache(maxsize=256)(json_text)

#: Integers of that many bytes and more are shorter in base64, and faster on both sides.
_SMALLEST_TENSOR_BYTES = 64


def encode_action(space: spaces.Space, action: Any) -> JSONText:
    """Returns an action, or a batch of them, as JSON; the server judges its values.

    Raises:
        ValueError: It has not the parts of the space.
    """
    if isinstance(space, spaces.Dict):
        if not isinstance(action, dict) or action.keys() != space.spaces.keys():
            got = sorted(action) if isinstance(action, dict) else type(action).__name__
            raise ValueError(f"expected an action with the parts {list(space.spaces)}, got {got}")
        parts = [
            f"{_quoted(key)}:{encode_action(part, action[key])}"
            for key, part in space.spaces.items()
        ]
        return JSONText("{" + ",".join(parts) + "}")
    array = np.asarray(action)
    if not isinstance(space, spaces.Discrete):
        return JSONText(json_text(encode(array)))
    if array.dtype == np.int64 and array.nbytes >= _SMALLEST_TENSOR_BYTES:
        return tensor_text(array)
    return JSONText(json_text(array.tolist()))

