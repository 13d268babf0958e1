"""Tensors on the wire: ``b64``, ``json``, ``raw`` and ``shm`` (docs/PROTOCOL.md, section 4)."""

from __future__ import annotations

import base64
import binascii
import functools
import math
from collections.abc import Callable
from typing import Any

import numpy as np

from spiral_env.connection import JSONText
from spiral_env.shared_memory import SharedSlots

DTYPES = {
    name: np.dtype(name).newbyteorder("<")
    for name in ("uint8", "int32", "int64", "float32", "float64")
}


def encode(array: np.ndarray) -> dict[str, Any]:
    """Returns an array as a ``b64`` tensor; booleans and small integers widen to a wire type.

    Raises:
        ValueError: The array holds something else than numbers.
    """
    array = np.asarray(array)
    name = array.dtype.name
    if name not in DTYPES:
        kinds = {"b": "uint8", "i": "int64", "u": "int64", "f": "float64"}
        if array.dtype.kind not in kinds:
            raise ValueError(f"expected an array of numbers, got one of {array.dtype}")
        name = kinds[array.dtype.kind]
    data = np.ascontiguousarray(array, DTYPES[name])
    return {
        "enc": "b64",
        "dtype": name,
        "shape": list(array.shape),
        "data": base64.b64encode(data.tobytes()).decode("ascii"),
    }


def tensor_text(array: np.ndarray) -> JSONText:
    """Returns an array of one of the wire's types as the JSON of a ``b64`` tensor."""
    head, dtype = _tensor_head(array.dtype, array.shape)
    bytes_ = array.astype(dtype, copy=False).tobytes()
    return JSONText(head + binascii.b2a_base64(bytes_, newline=False).decode("ascii") + '"}')


@functools.lru_cache(maxsize=256)
def _tensor_head(dtype: np.dtype, shape: tuple[int, ...]) -> tuple[str, np.dtype]:
    sides = ",".join(map(str, shape))
    head = f'{{"enc":"b64","dtype":"{dtype.name}","shape":[{sides}],"data":"'
    return head, DTYPES[dtype.name]


class TensorReader:
    """Turns tensors of answers into writable arrays.

    Args:
        attachment: Fills an array with the next bytes after the line of the answer.
    """

    def __init__(self, attachment: Callable[[np.ndarray], None]):
        self._attachment = attachment
        self._slots: SharedSlots | None = None

    def map(self, description: dict[str, Any]) -> None:
        """Maps the memory that ``initialize`` describes, for tensors in ``shm``."""
        self._slots = SharedSlots(description)

    def close(self) -> None:
        """Unmaps the shared memory."""
        if self._slots:
            self._slots.close()

    def read(self, tensor: dict[str, Any]) -> np.ndarray:
        """Returns a tensor as an array of its own, in the machine's byte order.

        Tensors in ``raw`` must be read in the order in which their bytes follow.

        Raises:
            ValueError: It is no tensor, of an unknown encoding, or its size is not its shape's.
        """
        encoding = tensor.get("enc")
        dtype = DTYPES.get(str(tensor.get("dtype")))
        shape = tensor.get("shape")
        if dtype is None or not isinstance(shape, list):
            raise ValueError(f"expected a tensor with dtype and shape, got {str(tensor)[:200]}")
        if encoding == "b64":
            array = np.frombuffer(bytearray(base64.b64decode(tensor["data"])), dtype)
        elif encoding == "json":
            array = np.array(tensor["data"], dtype)
        elif encoding == "raw":
            array = np.empty(shape, dtype)
            if array.nbytes != tensor["bytes"]:
                got = tensor["bytes"]
                raise ValueError(f"expected {array.nbytes} bytes for {shape}, got {got}")
            self._attachment(array)
        elif encoding == "shm" and self._slots:
            array = self._slots.read(tensor, dtype)
        else:
            raise ValueError(f"expected a tensor in b64, json, raw or shm, got {encoding!r}")
        if array.size != math.prod(shape):
            raise ValueError(f"expected {math.prod(shape)} numbers for {shape}, got {array.size}")
        return array.reshape(shape).astype(dtype.newbyteorder("="), copy=False)
