"""A folder of 2,000 small JPEG files as batches: milliseconds."""

import os
import tempfile
import time

import numpy as np
import tensorflow as tf

FILES, SIDE, SIZES = 2_000, 100, (128, 256)


def cases(keras, quick: bool) -> dict:
    """Returns a function a case."""
    folder = _Folder(FILES // 10 if quick else FILES)
    return {
        f"folder of JPEGs, to {size} pixels": lambda size=size: _read(
            keras, folder, size
        )
        for size in SIZES
    }


class _Folder:
    """Pictures of two classes, written when they're first asked for."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._made: tempfile.TemporaryDirectory | None = None

    def path(self) -> str:
        if self._made is None:
            self._made = tempfile.TemporaryDirectory()
            self._write(self._made.name)
        return self._made.name

    def _write(self, root: str) -> None:
        draw = np.random.default_rng(0)
        for index in range(self._count):
            coarse = draw.uniform(0, 256, (8, 8, 3))
            pixels = tf.cast(tf.image.resize(coarse, (SIDE, SIDE)), tf.uint8)
            place = os.path.join(root, "ab"[index % 2])
            os.makedirs(place, exist_ok=True)
            tf.io.write_file(
                os.path.join(place, f"{index}.jpg"), tf.io.encode_jpeg(pixels)
            )


def _read(keras, folder: _Folder, size: int) -> dict[str, float]:
    path = folder.path()
    start = time.perf_counter()
    pictures = keras.utils.image_dataset_from_directory(
        path, image_size=(size, size), seed=1
    )
    for _ in pictures:
        pass
    return {"ms": 1e3 * (time.perf_counter() - start)}
