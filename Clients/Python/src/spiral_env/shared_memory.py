"""Tensors in memory that the server shares (``shm``)."""

from __future__ import annotations

import math
import mmap
import os
from typing import Any

import numpy as np

_SEQUENCE = np.dtype("<u8")


class SharedSlots:
    """Maps the server's memory read-only and copies tensors out of it.

    The memory is divided into equal slots. Each begins with the sequence number of what it holds,
    8 bytes little-endian; a tensor says its ``offset`` in the memory and its ``seq``. When the
    slot's number is another after the copy, the server has reused the slot.

    Args:
        description: What ``initialize`` said: ``path`` (``/proc/PID/fd/N``), ``bytes``, ``slots``.

    Raises:
        ValueError: It describes no such memory.
        OSError: It cannot be mapped: the server is gone or on another machine.
    """

    def __init__(self, description: dict[str, Any]):
        path, size, slots = (description[key] for key in ("path", "bytes", "slots"))
        if not (path.startswith("/proc/") and "/fd/" in path):
            raise ValueError(f"expected a path /proc/PID/fd/N, got {path!r}")
        if slots < 1 or size // slots < _SEQUENCE.itemsize:
            raise ValueError(f"expected slots of 8 bytes and more, got {slots} in {size} bytes")
        self._slot_bytes = size // slots
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        try:
            self._memory = mmap.mmap(descriptor, size, prot=mmap.PROT_READ)
        finally:
            os.close(descriptor)

    def read(self, tensor: dict[str, Any], dtype: np.dtype) -> np.ndarray:
        """Returns a copy of a tensor's data.

        Raises:
            ValueError: The tensor lies outside of a slot, or the slot holds something newer.
        """
        count = math.prod(tensor["shape"])
        offset, size = tensor["offset"], count * dtype.itemsize
        start = offset // self._slot_bytes * self._slot_bytes
        end = min(start + self._slot_bytes, len(self._memory))
        if not (0 <= start and start + _SEQUENCE.itemsize <= offset and offset + size <= end):
            raise ValueError(f"expected {size} bytes within a slot, got offset {offset}")
        array = np.frombuffer(self._memory, dtype, count, offset).copy()
        sequence = int(np.frombuffer(self._memory, _SEQUENCE, 1, start)[0])
        if sequence != tensor["seq"]:
            raise ValueError(f"expected seq {tensor['seq']} in the slot, got {sequence}")
        return array

    def close(self) -> None:
        """Unmaps the memory."""
        self._memory.close()
