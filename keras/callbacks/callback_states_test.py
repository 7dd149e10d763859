"""Which callback takes which state, where training goes on."""

import warnings

import pytest

import keras
from keras.callbacks import callback_states, state_values


def checkpoint(path, monitor="loss", best=None):
    made = keras.callbacks.ModelCheckpoint(
        path, monitor, save_best_only=True, mode="min"
    )
    if best is not None:
        made.best = best
    return made


def kept(*callbacks):
    """What comes back from a file."""
    state = callback_states.of_all(callbacks)
    return state_values.joined(*state_values.split(state))


class Counting(keras.callbacks.Callback):
    count = 0

    def state_dict(self):
        return {"count": self.count}

    def load_state_dict(self, state):
        self.count = state["count"]


def other_counting():
    class Counting(keras.callbacks.Callback):
        def load_state_dict(self, state):
            raise AssertionError("the state is another class's")

    return Counting()


def test_a_callback_that_is_put_before_takes_no_state_of_another():
    known = kept(checkpoint("a.keras", best=0.25))
    new, old = checkpoint("b.keras", "mae"), checkpoint("a.keras")
    with pytest.warns(UserWarning, match="begins as new.*a.keras.*b.keras"):
        callback_states.load_all([new, old], known)
    assert (new.best, old.best) == (float("inf"), 0.25)


def test_callbacks_may_come_in_another_order():
    known = kept(checkpoint("a.keras", best=1), checkpoint("b.keras", best=2))
    second, first = checkpoint("b.keras"), checkpoint("a.keras")
    callback_states.load_all([second, first], known)
    assert (first.best, second.best) == (1, 2)


def test_callbacks_that_nothing_tells_apart_go_by_their_order():
    given = [Counting(), Counting()]
    given[0].count, given[1].count = 3, 4
    others = [Counting(), Counting()]
    callback_states.load_all(others, kept(*given))
    assert [each.count for each in others] == [3, 4]


def test_a_path_may_change_where_one_callback_is_alone():
    now = checkpoint("tuesday/a.keras")
    callback_states.load_all([now], kept(checkpoint("monday/a.keras", best=1)))
    assert now.best == 1


def test_of_two_that_write_elsewhere_both_begin_as_new():
    now = checkpoint("c.keras"), checkpoint("d.keras")
    known = kept(checkpoint("a.keras", best=1), checkpoint("b.keras", best=2))
    with pytest.warns(UserWarning, match="begins as new") as told:
        callback_states.load_all(now, known)
    assert len(told) == 2
    assert [each.best for each in now] == [float("inf")] * 2


def test_what_is_watched_has_to_be_the_same():
    now = checkpoint("a.keras", "mae")
    with pytest.warns(UserWarning, match="monitor='loss'.*monitor='mae'"):
        callback_states.load_all([now], kept(checkpoint("a.keras", best=1)))
    assert now.best == float("inf")


def test_classes_of_one_name_are_told_apart():
    callback_states.load_all([other_counting()], kept(Counting()))


def of_module(name, count=0):
    made = type("Counting", (Counting,), {"__module__": name})()
    made.count = count
    return made


def test_a_class_that_moved_to_another_module_keeps_what_it_knew():
    now = of_module("project.callbacks")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        callback_states.load_all([now], kept(of_module("__main__", 3)))
    assert now.count == 3


def test_a_class_that_may_be_either_of_two_is_told():
    then = of_module("first", 3), of_module("second", 4)
    now = of_module("third")
    with pytest.warns(UserWarning, match="first.Counting'.*or .*second.*third"):
        callback_states.load_all([now], kept(*then))
    assert now.count == 0


def test_a_users_class_takes_no_state_of_ours_of_its_name():
    now = type("ModelCheckpoint", (Counting,), {"__module__": "project"})()
    callback_states.load_all([now], kept(checkpoint("a.keras", best=1)))
    assert now.count == 0


def test_a_callback_of_a_new_class_is_not_told_of():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        callback_states.load_all([Counting()], kept(checkpoint("a.keras")))


def test_states_of_an_older_backup_go_by_class_and_number():
    now = checkpoint("a.keras")
    state = checkpoint("b.keras", best=1).state_dict()
    callback_states.load_all([now], {"ModelCheckpoint-0": state})
    assert now.best == 1


def test_a_list_in_a_list_keeps_what_its_callbacks_know():
    given = keras.callbacks.CallbackList([checkpoint("a.keras", best=1)])
    now = keras.callbacks.CallbackList([checkpoint("a.keras")])
    callback_states.load_all([now], kept(given))
    assert now.callbacks[0].best == 1
