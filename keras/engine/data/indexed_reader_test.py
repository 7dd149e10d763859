"""Tests of sequences whose batches threads and processes make."""
# Alone: it forks, and counts threads and processes.
# bazel: alone=true

import gc
import multiprocessing
import os
import signal
import threading
import time

import numpy as np
import pytest
import tensorflow as tf

from keras.engine.data import (
    adapter,
    indexed_reader,
    process_team,
    worker_process,
)
from keras.utils import sequence

PROCESSES = indexed_reader.Workers(2, True)
THREADS = indexed_reader.Workers(2)


class Numbers(sequence.Sequence):
    """Batch i holds i and the number of the epoch."""

    length = 6
    epochs = 0

    def __len__(self):
        return self.length

    def __getitem__(self, index):
        return np.full((2, 1), index), np.full((2, 1), self.epochs)

    def on_epoch_end(self):
        self.epochs += 1


def read(batches, workers=PROCESSES):
    return list(indexed_reader.IndexedReader(batches, workers=workers).read())


def epoch(batches):
    with batches.original_errors():
        cursor = batches.epoch()
        taken = [batches.fetch(cursor) for _ in range(batches.num_batches)]
    batches.on_epoch_end()
    return taken


@pytest.mark.parametrize("workers", [THREADS, PROCESSES])
def test_batches_come_in_order_whoever_is_done_first(workers):
    class Slow(Numbers):
        def __getitem__(self, index):
            time.sleep(0.02 * (index % 2 == 0))
            return super().__getitem__(index)

    assert [x[0, 0] for x, _ in read(Slow(), workers)] == list(range(6))


def test_processes_make_batches_apart_from_the_parent():
    class Where(Numbers):
        def __getitem__(self, index):
            time.sleep(0.02)
            return np.full((2, 1), os.getpid())

    makers = {int(x[0, 0]) for x in read(Where())}
    assert len(makers) == 2
    assert os.getpid() not in makers


@pytest.mark.parametrize("workers", [THREADS, PROCESSES])
def test_what_on_epoch_end_changes_reaches_the_workers(workers):
    batches = adapter.make_batches(
        Numbers(), workers=2, use_multiprocessing=workers.use_multiprocessing
    )
    told = [[int(y[0, 0]) for _, y in epoch(batches)] for _ in range(3)]
    assert told == [[0] * 6, [1] * 6, [2] * 6]


def test_workers_make_at_most_the_batches_of_the_queue_ahead():
    class Counted(Numbers):
        length = 50
        made = 0

        def __getitem__(self, index):
            self.made += 1
            return super().__getitem__(index)

    counted = Counted()
    workers = indexed_reader.Workers(2, max_queue_size=4)
    batches = indexed_reader.IndexedReader(counted, workers=workers).read()
    for taken in range(1, 4):
        next(batches)
        time.sleep(0.05)
        assert counted.made <= taken + 4
    batches.close()


def test_a_sequences_own_attributes_stand_in_for_defaults():
    asked = indexed_reader.Workers().or_own(Numbers(3, True, 5))
    assert asked == (3, True, 5)
    asked = indexed_reader.Workers(2).or_own(Numbers(3, True, 5))
    assert asked == (2, True, 5)
    assert indexed_reader.Workers().or_own([]) == (1, False, 10)


def test_a_negative_number_of_workers_is_refused():
    with pytest.raises(ValueError, match="0 or more.*workers=-1"):
        adapter.make_batches(Numbers(), workers=-1)


# Failures.


class Broken(Numbers):
    def __getitem__(self, index):
        if index == 3:
            self.fail()
        return super().__getitem__(index)

    def fail(self):
        raise ZeroDivisionError("my own bug")


def test_an_exception_of_a_worker_surfaces_with_its_traceback():  # row 66
    batches = adapter.make_batches(
        Broken(), workers=2, use_multiprocessing=True
    )
    with pytest.raises(ZeroDivisionError, match="^my own bug$") as caught:
        epoch(batches)
    assert "self.fail()" in str(caught.value.__cause__)
    assert not multiprocessing.active_children()


def test_an_exception_comes_while_other_batches_are_being_made():  # row 66
    class Stuck(Broken):
        def __getitem__(self, index):
            while index > 3:  # for ever
                signal.pause()
            return super().__getitem__(index)

    with pytest.raises(ZeroDivisionError):
        read(Stuck())
    assert not multiprocessing.active_children()


def test_an_exception_that_cannot_be_sent_is_told():
    class TwoParts(Exception):
        def __init__(self, first, second):
            super().__init__(f"{first} and {second}")

    class Odd(Broken):
        def fail(self):
            raise TwoParts("one", "two")

    with pytest.raises(RuntimeError, match="^TwoParts: one and two$"):
        read(Odd())


def test_a_batch_that_cannot_be_sent_is_told():
    class Odd(Numbers):
        def __getitem__(self, index):
            return lambda: index

    reader = indexed_reader.IndexedReader(Odd(), workers=PROCESSES)
    with pytest.raises(Exception, match="pickle"):
        next(reader.read())


def test_a_worker_leaves_its_parents_garbage_alone():
    parent = os.getpid()

    class Garbage:
        def __init__(self):
            self.cycle = self

        def __del__(self):
            if os.getpid() != parent:
                os._exit(3)

    class Collecting(Numbers):
        def __getitem__(self, index):
            gc.collect()
            return super().__getitem__(index)

    gc.disable()
    try:
        Garbage()
        assert len(read(Collecting())) == len(Numbers())
    finally:
        gc.enable()


def test_a_worker_that_dies_is_told_with_its_batch():  # row 66
    class Killed(Broken):
        def fail(self):
            os.kill(os.getpid(), signal.SIGKILL)

    with pytest.raises(RuntimeError, match="batch 3.*killed by SIGKILL"):
        read(Killed())
    assert not multiprocessing.active_children()


def test_a_worker_that_leaves_is_told_with_its_exit_code():
    class Leaving(Broken):
        def fail(self):
            os._exit(7)

    with pytest.raises(RuntimeError, match="batch 3.*exit code 7"):
        read(Leaving())


def test_a_batch_that_takes_long_brings_a_warning(monkeypatch):
    class Slow(Numbers):
        def __getitem__(self, index):
            time.sleep(0.3 * (index == 2))
            return super().__getitem__(index)

    monkeypatch.setattr(worker_process, "STALL_SECONDS", 0.1)
    with pytest.warns(UserWarning, match="Batch 2 of Slow.*parent's threads"):
        assert len(read(Slow())) == 6


def test_a_worker_that_waits_in_tensorflow_is_told(monkeypatch):  # row 66
    # In a forked process an operation waits for threads that aren't there.
    tensorflow = {"__name__": "tensorflow.stand_in", "time": time}
    exec("def operation(): time.sleep(100)", tensorflow)

    class Stuck(Broken):
        def fail(self):
            tensorflow["operation"]()

    monkeypatch.setattr(worker_process, "STALL_SECONDS", 1.5)
    with pytest.raises(RuntimeError, match="TensorFlow waits") as caught:
        read(Stuck())
    assert 'tensorflow["operation"]()' in str(caught.value.__cause__)
    assert not multiprocessing.active_children()


# Random numbers.


class Drawn(Numbers):
    def __getitem__(self, index):
        return np.random.rand(2, 1)


def drawn():
    tf.random.set_seed(3)
    return np.concatenate(read(Drawn()))


def test_the_random_numbers_of_workers_differ_and_follow_the_seed():
    first, again = drawn(), drawn()
    assert len(set(first.ravel())) == 12
    np.testing.assert_array_equal(first, again)


# Start methods that share no memory.


@pytest.fixture
def spawned(monkeypatch):
    context = multiprocessing.get_context("spawn")
    monkeypatch.setattr(
        process_team.multiprocessing, "get_context", lambda: context
    )


def test_spawned_workers_stay_and_are_told_what_changed(spawned):
    numbers = Numbers()
    reader = indexed_reader.IndexedReader(
        numbers, workers=indexed_reader.Workers(1, True)
    )
    seen = []
    for _ in range(2):
        seen.append({int(y[0, 0]) for _, y in reader.read()})
        seen.append({p.pid for p in multiprocessing.active_children()})
        reader.on_epoch_end()
    assert seen[0] == {0} and seen[2] == {1}
    assert seen[1] == seen[3] and len(seen[1]) == 1
    del reader
    assert not multiprocessing.active_children()


def test_spawned_workers_need_an_object_that_can_be_pickled(spawned):
    class Local(Numbers):
        pass

    with pytest.raises(TypeError, match="Local can't be pickled.*'spawn'"):
        read(Local())
    assert not multiprocessing.active_children()


# Nothing is left over.


def resident_bytes():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


@pytest.mark.parametrize("processes", [False, True])
def test_epochs_with_workers_leave_nothing_behind(processes):  # row 66
    class Big(Numbers):
        length = 8

        def __getitem__(self, index):
            return np.ones((64, 4096), "float32")

    batches = adapter.make_batches(
        Big(), workers=4, use_multiprocessing=processes
    )
    for _ in range(5):
        epoch(batches)
    files = len(os.listdir("/proc/self/fd"))
    start = resident_bytes()
    for _ in range(20):
        epoch(batches)
    # An epoch reads 8 MiB: one that was kept would show.
    assert resident_bytes() - start < 8 * 2**20
    assert len(os.listdir("/proc/self/fd")) <= files + 4
    del batches
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline and _left_over():
        time.sleep(0.05)
    assert not _left_over()


def _left_over():
    threads = [t for t in threading.enumerate() if "keras" in t.name]
    return threads + multiprocessing.active_children()


@pytest.mark.parametrize("workers", [1, 4])
@pytest.mark.parametrize("steps", [4, 9])
def test_no_batch_was_made_before_its_epoch_began(workers, steps):
    batches = adapter.make_batches(
        Numbers(), steps=steps, keeps_position=True, workers=workers
    )
    for number in range(6):
        assert {int(y[0, 0]) for _, y in epoch(batches)} == {number}


def test_epochs_of_few_steps_go_on_over_the_shuffled_batches():
    tf.random.set_seed(1)
    batches = adapter.make_batches(
        Numbers(), shuffle=True, steps=2, keeps_position=True, workers=2
    )
    seen = [int(x[0, 0]) for _ in range(3) for x, _ in epoch(batches)]
    assert sorted(seen) == list(range(6))
