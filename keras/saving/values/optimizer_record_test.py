"""A state goes to the optimizer's class and the variables that it is of."""

import numpy as np
import pytest

import keras
from keras.saving.values import optimizer_record

X = np.random.default_rng(0).normal(size=(8, 4)).astype("float32")
Y = X[:, :1]


class Chain(keras.Model):
    """Three layers, in attributes that are set in a certain order."""

    def __init__(self, order):
        super().__init__()
        for name in order:
            setattr(self, name, keras.layers.Dense(1 if name == "o" else 4))

    def call(self, inputs):
        return self.o(self.a(self.b(inputs)))


def compiled(order, optimizer):
    model = Chain(order)
    model(X)
    model.compile(optimizer, "mse", run_eagerly=True)
    return model


def train(model):
    model.fit(X, Y, epochs=2, batch_size=4, shuffle=False, verbose=0)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "m.weights.h5"


def test_slots_follow_the_paths_of_their_variables(path):
    model = compiled("bao", "adam")
    train(model)
    model.save_weights(path)
    other = compiled("oab", "adam")
    other.load_weights(path)
    for each in (model, other):
        train(each)
    for name in "abo":
        one, two = getattr(model, name), getattr(other, name)
        np.testing.assert_allclose(one.kernel, two.kernel, atol=1e-6)


def test_what_weight_decay_leaves_alone_follows_its_path(path):
    def decaying(order):
        return compiled(order, keras.optimizers.AdamW(0.1, 0.3))

    model = decaying("bao")
    model.optimizer.exclude_from_weight_decay([model.b.kernel])
    train(model)
    model.save_weights(path)
    other = decaying("oab")
    other.load_weights(path)
    decays = other.optimizer._use_weight_decay
    undecayed = [n for n in "abo" if not decays(getattr(other, n).kernel)]
    assert undecayed == ["b"]


def test_weight_decay_leaves_alone_what_is_still_there(path):
    def decaying(order):
        return compiled(order, keras.optimizers.AdamW(0.1, 0.3))

    class Shorter(Chain):
        def call(self, inputs):
            return self.o(self.b(inputs))

    model = decaying("bao")
    model.optimizer.exclude_from_weight_decay(var_names=["bias"])
    train(model)
    model.save_weights(path)
    other = Shorter("bo")
    other(X)
    other.compile(keras.optimizers.AdamW(0.1, 0.3), "mse")
    with pytest.warns(UserWarning):
        other.load_weights(path, skip_mismatch=True)
    decays = other.optimizer._use_weight_decay
    assert [decays(v) for v in other.weights] == [True, False, True, False]


class Own(keras.optimizers.Adam):
    pass


@pytest.mark.parametrize("cls", [Own, keras.optimizers.AdamW])
def test_a_class_on_another_goes_on_with_its_state(cls, path):
    model = compiled("bao", "adam")
    train(model)
    model.save_weights(path)
    other = compiled("bao", cls())
    other.load_weights(path)
    assert int(other.optimizer.iterations) == 4


@pytest.mark.parametrize(
    "saved, loaded",
    [
        (keras.optimizers.SGD(momentum=0.9), keras.optimizers.Adagrad()),
        (keras.optimizers.Adam(), keras.optimizers.Adamax()),
        (keras.optimizers.Adam(), keras.optimizers.Ftrl()),
        (keras.optimizers.SGD(momentum=0.9), keras.optimizers.Lion()),
    ],
)
def test_another_class_begins_anew(saved, loaded, path):
    model = compiled("bao", saved)
    train(model)
    model.save_weights(path)
    other = compiled("bao", loaded)
    name = type(loaded).__name__
    with pytest.warns(UserWarning, match=f"anew. Expected .* of {name}. Rec"):
        other.load_weights(path)
    assert int(other.optimizer.iterations) == 0


def of_type(dtype):
    layer = keras.layers.Layer(name="q")
    layer.add_weight("w", (2,), dtype, "zeros", trainable=False)
    return keras.Sequential([keras.Input((3,)), layer])


@pytest.mark.parametrize("name", ["m.weights.h5", "m.h5"])
@pytest.mark.parametrize(
    "value, dtype", [(300, "int8"), (-1, "uint8"), (2**31 - 1, "uint16")]
)
def test_whole_numbers_out_of_range_are_told(name, value, dtype, tmp_path):
    model = of_type("int32")
    model.set_weights([np.array([value, 1])])
    model.save_weights(tmp_path / name)
    again = of_type(dtype)
    with pytest.raises(keras.saving.ModelFileError, match="int32 up to"):
        again.load_weights(tmp_path / name)
    assert again.get_weights()[0].tolist() == [0, 0]


def test_a_part_is_renamed_with_all_in_it_and_no_other():
    told = b"0 a\n1 a/b\n0 ab\n0 c/a"
    record = np.frombuffer(told, np.uint8)
    found = optimizer_record.renamed(record, "a", "x/y")
    assert bytes(found) == b"0 x/y\n1 x/y/b\n0 ab\n0 c/a"
    assert found.dtype == np.uint8
