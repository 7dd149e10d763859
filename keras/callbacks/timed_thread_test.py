"""Tests of a thread that does something again and again."""

import threading

import pytest

from keras.callbacks import timed_thread


class Counting(timed_thread.TimedThread):
    """Counts its calls, and tells of the third."""

    def __init__(self, interval=0.001):
        super().__init__(interval)
        self.count = 0
        self.third = threading.Event()

    def on_interval(self):
        self.count += 1
        if self.count == 3:
            self.third.set()


def test_it_is_called_again_and_again_until_it_is_stopped():
    thread = Counting()
    assert not thread.is_alive()
    with thread:
        assert thread.third.wait(60.0)
    thread.thread.join(60.0)
    assert not thread.is_alive()


def test_it_can_be_started_again():
    thread = Counting()
    for _ in range(2):
        thread.third.clear()
        thread.count = 0
        thread.start()
        assert thread.third.wait(60.0)
        thread.stop()
        thread.thread.join(60.0)


def test_starting_it_twice_makes_one_thread():
    thread = Counting(interval=60.0)
    thread.start()
    first = thread.thread
    thread.start()
    assert thread.thread is first
    thread.stop()


def test_a_thread_with_nothing_to_do_is_refused():
    with pytest.raises(NotImplementedError, match="`on_interval` of its own"):
        timed_thread.TimedThread(1.0).on_interval()
