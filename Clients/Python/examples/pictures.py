"""PNG files and contact sheets, for the examples: the standard library and numpy only."""

import struct
import zlib

import numpy as np


def write_png(path: str, picture: np.ndarray) -> None:
    """Writes a picture, uint8 [height, width, 1 or 3] (PNG specification, third edition)."""
    height, width, channels = picture.shape
    rows = np.zeros((height, 1 + width * channels), np.uint8)  # Filter 0 before every row.
    rows[:, 1:] = picture.reshape(height, -1)
    header = struct.pack(">IIBBBBB", width, height, 8, 0 if channels == 1 else 2, 0, 0, 0)
    chunks = (b"IHDR", header), (b"IDAT", zlib.compress(rows.tobytes())), (b"IEND", b"")
    with open(path, "wb") as file:
        file.write(b"\x89PNG\r\n\x1a\n")
        for kind, data in chunks:
            check = zlib.crc32(kind + data)
            file.write(struct.pack(">I", len(data)) + kind + data + struct.pack(">I", check))


def contact_sheet(pictures: np.ndarray, columns: int, scale: int = 1, gap: int = 2) -> np.ndarray:
    """Returns pictures, uint8 [n, height, width, channels], as one, row by row on grey."""
    pictures = np.repeat(np.repeat(pictures, scale, 1), scale, 2)
    count, height, width, channels = pictures.shape
    rows = -(-count // columns)
    size = rows * (height + gap) + gap, columns * (width + gap) + gap, channels
    sheet = np.full(size, 160, np.uint8)
    for index, picture in enumerate(pictures):
        top, left = gap + index // columns * (height + gap), gap + index % columns * (width + gap)
        sheet[top : top + height, left : left + width] = picture
    return sheet
