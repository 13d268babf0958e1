"""Tensors in memory that the server shares (``shm``)."""

from __future__ import annotations

import math
import mmap
import os
from typing import Any

import numpy as np

_SEQUENCE = np.dtype("<u8")


class SharedSlots:
    """Maps the server's memory file read-only and copies tensors out of it.

    A tensor in ``shm`` names the ``file`` (``/proc/PID/fd/N``), the ``slot`` and the byte
    ``offset`` of its data, and ``seq``. The file begins with one little-endian unsigned 64-bit
    number per slot: the ``seq`` of what the slot holds now. When that differs after the copy, the
    server has reused the slot.
    """

    def __init__(self) -> None:
        self._maps: dict[str, mmap.mmap] = {}

    def read(self, tensor: dict[str, Any], dtype: np.dtype) -> np.ndarray:
        """Returns a copy of a tensor's data.

        Raises:
            ValueError: The tensor lies outside of the file, or its slot holds something newer.
            OSError: The file cannot be opened: the server is gone or on another machine.
        """
        memory = self._map(tensor["file"])
        count = math.prod(tensor["shape"])
        offset, slot = tensor["offset"], tensor["slot"]
        end = offset + count * dtype.itemsize
        if not (0 <= slot and (slot + 1) * _SEQUENCE.itemsize <= offset and end <= len(memory)):
            raise ValueError(f"expected bytes {offset}..<{end} within the {len(memory)} shared")
        array = np.frombuffer(memory, dtype, count, offset).copy()
        sequence = int(np.frombuffer(memory, _SEQUENCE, 1, slot * _SEQUENCE.itemsize)[0])
        if sequence != tensor["seq"]:
            raise ValueError(f"expected seq {tensor['seq']} in slot {slot}, got {sequence}")
        return array

    def close(self) -> None:
        """Unmaps everything."""
        for memory in self._maps.values():
            memory.close()
        self._maps.clear()

    def _map(self, path: str) -> mmap.mmap:
        if path not in self._maps:
            if not (path.startswith("/proc/") and "/fd/" in path):
                raise ValueError(f"expected a file /proc/PID/fd/N, got {path!r}")
            descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
            try:
                self._maps[path] = mmap.mmap(descriptor, 0, prot=mmap.PROT_READ)
            finally:
                os.close(descriptor)
        return self._maps[path]
