"""Row 66 in full: 200 epochs with four workers stay flat and leave nothing."""
# bazel: tags=nightly

import multiprocessing
import os
import threading

import numpy as np
import pytest

from keras.engine.data import adapter
from keras.utils import sequence


class Big(sequence.Sequence):
    def __len__(self):
        return 8

    def __getitem__(self, index):
        return np.ones((64, 4096), "float32"), np.full(64, index)


def resident_bytes():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


@pytest.mark.parametrize("processes", [False, True])
def test_200_epochs_with_four_workers_keep_their_memory(processes):  # row 66
    batches = adapter.make_batches(
        Big(), workers=4, use_multiprocessing=processes
    )
    sizes = []
    for _ in range(210):
        cursor = batches.epoch()
        labels = [int(batches.fetch(cursor)[1][0]) for _ in range(8)]
        assert labels == list(range(8))
        batches.on_epoch_end()
        sizes.append(resident_bytes())
        assert threading.active_count() < 30
        assert len(multiprocessing.active_children()) <= 8
    # 200 epochs read 1.6 GiB; the first ten fill caches.
    assert sizes[-1] - sizes[10] < 16 * 2**20
