"""Subclasses that make their own symbols, or say later what is theirs."""

import numpy as np
import pytest

import keras

X = np.linspace(-1, 1, 8, dtype="float32").reshape(4, 2)


class WithKeywords(keras.Model):
    def __init__(self, units=3, **kwargs):
        entry = keras.Input((2,))
        outputs = keras.layers.Dense(units)(entry)
        super().__init__(inputs=entry, outputs=outputs, **kwargs)
        self.units = units


class Alone(keras.Model):
    def __init__(self, units=3):
        entry = keras.Input((2,))
        super().__init__(entry, keras.layers.Dense(units)(entry))


class Describes(keras.Model):
    def __init__(self, units=3, **kwargs):
        entry = keras.Input((2,))
        outputs = keras.layers.Dense(units)(entry)
        super().__init__(inputs=entry, outputs=outputs, **kwargs)
        self.units = units

    def get_config(self):
        return {"units": self.units, "name": self.name}

    @classmethod
    def from_config(cls, config):
        return cls(**config)


class Again(keras.Model):
    """Becomes a graph once its layers are there."""

    def __init__(self, units=3):
        super().__init__()
        self.head = keras.layers.Dense(units)
        entry = keras.Input((2,))
        super().__init__(inputs=entry, outputs=self.head(entry))


CLASSES = [WithKeywords, Alone, Describes, Again]


@pytest.mark.parametrize("cls", CLASSES)
def test_a_config_says_what_the_constructor_takes(cls, tmp_path):
    model = cls(units=4)
    assert model.get_config()["units"] == 4
    assert not {"inputs", "outputs", "layers"} & set(model.get_config())
    made = cls.from_config(model.get_config())
    assert type(made) is cls
    assert made(X).shape == (4, 4)
    assert len(made.weights) == len(model.weights) == 2


@pytest.mark.parametrize("cls", CLASSES)
def test_it_is_cloned_and_saved_as_what_it_is(cls, tmp_path):
    model = cls(units=4)
    clone = keras.models.clone_model(model)
    assert (type(clone), clone(X).shape) == (cls, (4, 4))
    model.save(tmp_path / "m.keras")
    loaded = keras.models.load_model(
        tmp_path / "m.keras", custom_objects={cls.__name__: cls}
    )
    assert type(loaded) is cls
    np.testing.assert_array_equal(loaded.predict(X), model.predict(X))


def test_a_name_goes_through_the_keywords():
    made = WithKeywords.from_config(WithKeywords(2, name="mine").get_config())
    assert made.name == "mine"


def test_inputs_and_outputs_may_be_set_later(tmp_path):
    class Later(keras.Model):
        def __init__(self):
            super().__init__()
            self.head = keras.layers.Dense(3)
            entry = keras.Input((2,))
            self.inputs = [entry]
            self.outputs = [self.head(entry)]

        def call(self, x):
            return self.head(x)

    model = Later()
    assert model.inputs[0].shape == (None, 2)
    model.compile("sgd", "mse")
    model.fit(X, np.ones((4, 3)), verbose=0)
    assert len(model.weights) == 2
    inner = keras.Model(model.inputs, model.outputs)
    np.testing.assert_allclose(inner(X), model(X))
    model.save_weights(tmp_path / "w.weights.h5")
    again = Later()
    again.load_weights(tmp_path / "w.weights.h5")
    np.testing.assert_array_equal(again(X), model(X))
