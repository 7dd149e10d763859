"""Models that code of Keras 1 and 2 cuts, prolongs and renames."""
# bazel: deps=//keras

import numpy as np
import pytest

import keras

X = np.ones((2, 3), "float32")


def stacked():
    sizes = [keras.layers.Dense(size) for size in (4, 5, 2)]
    return keras.Sequential([keras.Input((3,)), *sizes])


def fitted(model):
    model.compile("sgd", "mse")
    model.fit(X, np.ones((2, *model.output_shape[1:])), verbose=0)
    return model


def test_a_stack_whose_outputs_are_set_ends_there_and_grows_on():
    model = fitted(stacked())
    below = model.layers[:2]
    model.outputs = [model.layers[1].output]
    model.add(keras.layers.Dense(9))
    assert model.layers[:2] == below and len(model.layers) == 3
    assert fitted(model).predict(X, verbose=0).shape == (2, 9)


def test_a_functional_model_whose_outputs_are_set_ends_there(tmp_path):
    x = keras.Input((3,))
    hidden = keras.layers.Dense(4)(x)
    model = fitted(keras.Model(x, keras.layers.Dense(2)(hidden)))
    expected = keras.Model(x, hidden).predict(X, verbose=0)
    model.outputs = [hidden]
    assert len(model.layers) == len(model.weights) == 2
    np.testing.assert_array_equal(model.predict(X, verbose=0), expected)
    fitted(model).save(tmp_path / "m.keras")
    loaded = keras.models.load_model(tmp_path / "m.keras")
    np.testing.assert_array_equal(loaded(X), model(X))


def test_other_ends_are_refused():
    model, other = stacked(), keras.Input((7,))
    with pytest.raises(AttributeError, match=r"first inputs.*keras.Model\("):
        model.inputs = [other]
    with pytest.raises(ValueError, match=r"of no layer in it.*model.pop\(\)"):
        model.outputs = [other]


def test_ends_may_be_attributes_of_the_users_own():
    class Own(keras.Model):
        def __init__(self):
            super().__init__()
            self.inputs, self.outputs = keras.layers.Dense(2), "told"

        def call(self, inputs):
            return self.inputs(inputs)

    model = Own()
    assert model(X).shape == (2, 2) and len(model.weights) == 2
    assert model.outputs == "told"
    del model.outputs
    assert model.outputs is None


def test_a_change_of_the_list_of_layers_is_told():
    model = stacked()
    with pytest.warns(UserWarning, match=r"no model.*Sequential.pop\(\)"):
        model.layers.pop()
    with pytest.warns(UserWarning, match="no model"):
        model.layers[-1] = keras.layers.Dense(9)
    assert len(model.layers) == 3 and model.output_shape == (None, 2)
