"""A file of values has the optimizer's state unless it's not asked for."""

import collections

import numpy as np
import pytest
import tensorflow as tf

import keras

X = np.random.default_rng(0).normal(size=(8, 3)).astype("float32")
FORMATS = {
    ".weights.h5": {},
    "": {},
    ".weights.json": {"max_shard_size": 1},
}


class Pair(keras.Model):
    """Two layers with an optimizer each, as in a GAN."""

    def __init__(self):
        super().__init__()
        self.first = keras.layers.Dense(3)
        self.second = keras.layers.Dense(2)
        self.beside = keras.optimizers.Adam(0.1)

    def call(self, x):
        return self.second(self.first(x))

    def other(self):
        return self.beside

    def train_step(self, data):
        logs = super().train_step(data)
        variables = self.second.trainable_variables
        self.other().apply_gradients([(v, v) for v in variables])
        return logs


def made(is_built):
    model = Pair()
    model.compile("adam", "mse")
    model(X)
    if is_built:
        model.optimizer.build(model.trainable_variables)
        model.beside.build(model.second.trainable_variables)
    return model


def trained(model):
    model.fit(X, X[:, :2], epochs=2, shuffle=False, verbose=0)
    return model


@pytest.mark.parametrize("side", ["save", "load"])
@pytest.mark.parametrize("is_built", [False, True])
@pytest.mark.parametrize("ending", FORMATS)
def test_the_state_of_optimizers_may_stay_behind_row_35(
    ending, is_built, side, tmp_path
):
    path = tmp_path / f"m{ending}"
    model, other, anew = (made(is_built) for _ in range(3))
    trained(model).save_weights(
        path, include_optimizer=side != "save", **FORMATS[ending]
    )
    other.load_weights(path, include_optimizer=side != "load")
    anew.set_weights(model.get_weights())
    np.testing.assert_equal(other.get_weights(), anew.get_weights())
    for each in (trained(other), trained(anew)):
        assert int(each.optimizer.iterations) == 2
        assert int(each.beside.iterations) == 2
    np.testing.assert_equal(other.get_weights(), anew.get_weights())


@pytest.mark.parametrize("ending", FORMATS)
def test_the_state_of_optimizers_goes_along_by_default_row_35(ending, tmp_path):
    path = tmp_path / f"m{ending}"
    model, other = trained(made(False)), made(True)
    model.save_weights(path, **FORMATS[ending])
    other.load_weights(path)
    trained(model)
    trained(other)
    assert int(other.beside.iterations) == int(model.beside.iterations) == 4
    np.testing.assert_equal(other.get_weights(), model.get_weights())


@pytest.mark.parametrize("ending", FORMATS)
def test_one_that_comes_later_begins_anew_too_row_35(ending, tmp_path):
    path = tmp_path / f"m{ending}"
    trained(made(False)).save_weights(path, **FORMATS[ending])
    model = Pair()
    model(X)
    model.load_weights(path, include_optimizer=False)
    model.compile("adam", "mse")
    assert int(trained(model).optimizer.iterations) == 2


@pytest.mark.parametrize("ending", FORMATS)
def test_that_of_an_inner_model_stays_behind_too_row_35(ending, tmp_path):
    path = tmp_path / f"m{ending}"
    inner, later = made(True), made(True)
    trained(inner)
    for model, kept in ((inner, True), (later, False)):
        outer = keras.Sequential([keras.Input((3,)), model])
        if kept:
            outer.save_weights(path, **FORMATS[ending])
        else:
            outer.load_weights(path, include_optimizer=False)
    np.testing.assert_equal(later.get_weights(), inner.get_weights())
    assert int(later.optimizer.iterations) == int(later.beside.iterations) == 0


class Kept(Pair):
    """A pair whose second optimizer stands in a nest."""

    def __init__(self, nest):
        super().__init__()
        self.nest = nest(self.beside)
        del self.beside

    def other(self):
        flat = tf.nest.flatten(self.nest)
        [found] = [o for o in flat if isinstance(o, keras.optimizers.Optimizer)]
        return found


Two = collections.namedtuple("Two", ["rate", "by"])
NESTS = [
    lambda o: [o],
    lambda o: {"a": {"b": o}, "c": 1.0},
    lambda o: (1.0, [o]),
    lambda o: Two(1.0, o),
]


@pytest.mark.parametrize("side", ["save", "load", None])
@pytest.mark.parametrize("nest", NESTS)
@pytest.mark.parametrize("ending", FORMATS)
def test_those_in_nests_stay_behind_or_go_along_row_35(
    ending, nest, side, tmp_path
):
    path = tmp_path / f"m{ending}"
    model, other = Kept(nest), Kept(nest)
    for each in (model, other):
        each.compile("adam", "mse")
        each(X)
        each.other().build(each.second.trainable_variables)
    nested = other.nest
    trained(model).save_weights(
        path, include_optimizer=side != "save", **FORMATS[ending]
    )
    other.load_weights(path, include_optimizer=side != "load")
    np.testing.assert_equal(other.get_weights(), model.get_weights())
    assert other.nest is nested
    assert int(other.other().iterations) == (0 if side else 2)
    model.save_weights(path, **FORMATS[ending])


def test_a_state_of_another_class_in_a_list_is_told(tmp_path):
    model, other = Kept(lambda o: [o]), Kept(lambda o: [o])
    other.nest = [keras.optimizers.Adagrad()]
    for each in (model, other):
        each.compile("adam", "mse")
        each(X)
        each.other().build(each.second.trainable_variables)
    trained(model).save_weights(tmp_path / "m")
    with pytest.warns(UserWarning, match="Expected.*Adagrad.*Received: .*Adam"):
        other.load_weights(tmp_path / "m")
    assert int(other.other().iterations) == 0
