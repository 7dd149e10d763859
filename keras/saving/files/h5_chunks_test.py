"""Few bytes of a chunk that would unpack to many are refused."""

import zlib

import h5py
import numpy as np
import pytest

from keras.saving.files import h5_chunks


def packed(num_bytes):
    part = zlib.compressobj(1)
    step = bytes(2**20)
    blocks = [part.compress(step) for _ in range(num_bytes // len(step))]
    return b"".join(blocks) + part.flush()


def check(path, shape, chunks, chunk=None, **options):
    """Checks an array of a file, whose first chunk may be given as bytes."""
    options.setdefault("compression", "gzip")
    with h5py.File(path, "w") as file:
        made = file.create_dataset("x", shape, "f4", chunks=chunks, **options)
        if chunk is None:
            made[...] = np.ones(shape)
        else:
            made.id.write_direct_chunk((0,) * len(shape), chunk)
    with h5py.File(path) as file:
        h5_chunks.require_bounded(file["x"])


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"shuffle": True},
        {"fletcher32": True},
        {"compression": None},
        {"maxshape": (None, None)},
    ],
)
def test_what_is_packed_by_the_rules_is_read(options, tmp_path):
    check(tmp_path / "a.h5", (300, 40), (100, 32), **options)


@pytest.mark.parametrize("shape", [(4, 3), (1024, 1024)])
def test_a_chunk_that_is_declared_far_larger_is_refused(shape, tmp_path):
    with pytest.raises(ValueError, match="Received: 67,108,864"):
        check(
            tmp_path / "a.h5", shape, (4096, 4096), b"x", maxshape=(None,) * 2
        )


def test_a_chunk_that_unpacks_to_far_more_is_refused(tmp_path):
    content = packed(64 * 2**20)
    with pytest.raises(ValueError, match="most 4,194,304 bytes.*more than"):
        check(tmp_path / "a.h5", (1024, 1024), (1024, 1024), content)
