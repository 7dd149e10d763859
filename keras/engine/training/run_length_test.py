"""Tests of how many steps a run takes; the clock is handed in."""

from keras.engine.training import run_length


class Clock:
    """Stands still but for what a test adds."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def lengths(seconds_a_step: list, fixed=None, remaining=None):
    """Returns the length of each run, given the time of one of its steps."""
    clock, found = Clock(), []
    length = run_length.RunLength(fixed, clock)
    for seconds in seconds_a_step:
        found.append(length.next(remaining))
        clock.now += seconds * found[-1]
        length.done(found[-1])
    return found


def test_a_run_grows_twofold_until_it_lasts_forty_milliseconds():
    assert lengths([9e-4] * 9) == [1, 1, 2, 4, 8, 16, 32, 44, 44]


def test_the_first_run_is_traced_and_tells_no_time():
    assert lengths([9.0, 1e-3, 1e-3]) == [1, 1, 2]


def test_steps_that_become_slow_are_taken_alone_after_one_run():
    assert lengths([5e-4] * 8 + [0.5] * 3)[-3:] == [80, 1, 1]


def test_one_slow_step_is_forgotten():
    assert lengths([9e-4] * 8 + [0.5] + [9e-4] * 7)[-1] == 44


def test_a_clock_that_stands_still_makes_no_long_run():
    assert lengths([0.0] * 5) == [1, 1, 2, 4, 8]


def test_an_epochs_last_run_tells_nothing_when_it_was_cut_short():
    clock = Clock()
    length = run_length.RunLength(None, clock)
    for remaining in [None] * 8 + [3]:
        taken = length.next(remaining)
        clock.now += 1e-3 * taken + 2e-4  # with the time of a call
        length.done(taken)
    assert length.next(None) == 39


def test_a_run_without_steps_changes_nothing():
    clock = Clock()
    length = run_length.RunLength(None, clock)
    for taken in (1, 1, 2, 0):
        length.next(None)
        clock.now += 1e-3
        length.done(taken)
    assert length.next(None) == 4


def test_a_fixed_length_is_kept():
    assert lengths([1e-3] * 4, fixed=7) == [7] * 4
    assert lengths([1e-3] * 4, fixed=1) == [1] * 4
    assert lengths([1e-3] * 2, fixed=7, remaining=3) == [3] * 2
