"""A model that `tf.saved_model.save` wrote: TensorFlow calls it alone."""

import numpy as np
import pytest
import tensorflow as tf

import keras

__name__ = "users_code"
X = np.arange(12.0, dtype="float32").reshape(4, 3)


def through_file(module, tmp_path):
    path = str(tmp_path / "saved")
    tf.saved_model.save(module, path)
    return tf.saved_model.load(path)


def normalized(**arguments):
    layers = [keras.layers.Dense(2), keras.layers.BatchNormalization()]
    return keras.Sequential(
        [keras.Input((3,), name="row", **arguments)] + layers
    )


class Doubling(keras.Model):
    """Has a branch over tensors, which Python alone can't trace."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.dense = keras.layers.Dense(1)

    def call(self, inputs, training=False):
        result = self.dense(inputs["a"])
        if tf.reduce_sum(inputs["b"]) > 0 and training:
            result = 2.0 * result
        return {"sum": result}


def test_what_is_loaded_is_called_as_the_model_is(tmp_path):
    model = normalized()
    loaded = through_file(model, tmp_path)
    for told in ({}, {"training": False}, {"training": True}):
        np.testing.assert_array_equal(loaded(X, **told), model(X, **told))
    np.testing.assert_array_equal(loaded(X[:1]), model(X[:1]))


def test_what_is_loaded_lists_its_variables(tmp_path):
    model = normalized()
    loaded = through_file(model, tmp_path)
    for name in ("", "trainable_", "non_trainable_"):
        found = getattr(loaded, f"{name}variables")
        wanted = getattr(model, f"{name}variables")
        assert [tuple(v.shape) for v in found] == [
            tuple(v.shape) for v in wanted
        ]
        tf.nest.map_structure(
            np.testing.assert_array_equal, list(found), wanted
        )
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(loaded(X, training=True) ** 2)
    gradients = tape.gradient(loss, list(loaded.trainable_variables))
    assert None not in gradients and len(gradients) == 4


def test_nests_and_branches_are_those_of_the_call(tmp_path):
    model, inputs = Doubling(), {"a": X, "b": X}
    model(inputs)
    loaded = through_file(model, tmp_path)
    found = loaded(inputs, training=True)
    np.testing.assert_array_equal(found["sum"], 2.0 * model(inputs)["sum"])


def test_the_signature_has_the_names_of_layers_row_53(tmp_path):
    a, b = keras.Input((3,), name="a"), keras.Input((3,), name="b")
    model = keras.Model([b, a], keras.layers.Dense(1, name="out")(a - b))
    served = through_file(model, tmp_path).signatures["serving_default"]
    found = served(a=X, b=2.0 * X)["out"]
    np.testing.assert_array_equal(found, model([2.0 * X, X]))


def test_a_model_is_served_after_training_without_its_steps(tmp_path):
    model = normalized()
    model.compile("adam", "mse")
    model.fit(X, X[:, :2], verbose=0)
    model.evaluate(X, X[:, :2], verbose=0)
    model.predict(X, verbose=0)
    loaded = through_file(model, tmp_path)
    np.testing.assert_array_equal(loaded(X), model(X))
    for step in ("train_function", "test_function", "predict_function"):
        assert callable(getattr(model, step)) and not hasattr(loaded, step)


def test_a_vocabulary_goes_along(tmp_path):
    lookup = keras.layers.StringLookup(vocabulary=["a", "b"])
    model = keras.Sequential([keras.Input((), dtype="string"), lookup])
    found = through_file(model, tmp_path)(tf.constant(["b", "z"]))
    assert found.numpy().tolist() == [2, 0]


def test_a_declared_size_of_the_batch_stays(tmp_path):
    loaded = through_file(normalized(batch_size=4), tmp_path)
    taken = loaded.signatures["serving_default"].structured_input_signature[1]
    assert taken["row"].shape == (4, 3)


def test_models_inside_a_module_are_called_too(tmp_path):
    module = tf.Module()
    module.model, module.unbuilt = normalized(), Doubling()
    module.in_python = Doubling(dynamic=True)
    module.in_python({"a": X, "b": X})
    loaded = through_file(module, tmp_path)
    np.testing.assert_array_equal(loaded.model(X), module.model(X))
    # Nothing can be traced of these.
    assert not callable(loaded.unbuilt) and not callable(loaded.in_python)


def test_functions_of_a_user_stay(tmp_path):
    class Served(Doubling):
        @tf.function(input_signature=[tf.TensorSpec((None, 3))])
        def total(self, x):
            return tf.reduce_sum(self({"a": x, "b": x})["sum"])

    model = Served()
    wanted = model.total(X)
    assert through_file(model, tmp_path).total(X) == wanted


def test_checkpoints_have_no_functions(tmp_path):
    model = normalized()
    saved = tf.train.Checkpoint(model=model).save(str(tmp_path / "c"))
    names = [name for name, _ in tf.train.list_variables(saved)]
    assert len([n for n in names if n.endswith("VARIABLE_VALUE")]) == 7


class OfThree(keras.Model):
    """Takes no batch of another size, nor one of an unknown size."""

    def __init__(self):
        super().__init__()
        self.dense = keras.layers.Dense(2)

    def call(self, x):
        if x.shape[0] != 3:
            raise ValueError("three rows only")
        return self.dense(x)


class Around(keras.Model):
    def __init__(self, inner):
        super().__init__()
        self.inner = inner

    def call(self, x):
        return self.inner(tf.ensure_shape(x, (3, 2)))


def test_a_model_inside_need_not_be_callable_by_itself(tmp_path):
    inner, x = OfThree(), np.ones((3, 2), "float32")
    module, outer = tf.Module(), Around(inner)
    wanted = outer(x)
    module.held = {"model": inner}
    module.call = tf.function(
        lambda x: inner(x),
        input_signature=[tf.TensorSpec((3, 2))],
        autograph=False,
    )
    for number, whole in enumerate([module, outer]):
        with pytest.warns(UserWarning, match="(?s)OfThree.*None, 2.*three"):
            loaded = through_file(whole, tmp_path / str(number))
        call = loaded if whole is outer else loaded.call
        np.testing.assert_allclose(call(x), wanted, rtol=1e-6, atol=1e-6)
    np.testing.assert_array_equal(loaded.inner.dense.kernel, inner.dense.kernel)


def test_the_outermost_model_must_be_callable(tmp_path):
    model = OfThree()
    model(np.ones((3, 2), "float32"))
    with pytest.warns(UserWarning, match="three rows"):
        with pytest.raises(ValueError, match="call_that_was_not_traced"):
            through_file(model, tmp_path)


class Noisy(keras.Model):
    def call(self, x, scale=2.0, training=None, mask=None):
        return scale * (x + 1.0 if training else x)


class Behind(keras.Model):
    def call(self, x, *, training=None):
        return x + 1.0 if training else x


class Strict(keras.Model):
    def call(self, x, training, others):
        return x + 1.0 if training else x


def dropping():
    return keras.Sequential([keras.Input((3,)), keras.layers.Dropout(0.5)])


def test_what_is_loaded_takes_training_by_position_too(tmp_path):
    loaded = through_file(dropping(), tmp_path)
    for dropped in (loaded(X, True), loaded(X, training=True)):
        assert np.any(dropped != X)
    for kept in (loaded(X), loaded(X, False), loaded(X, False, None)):
        np.testing.assert_array_equal(kept, X)


def test_training_has_the_place_that_it_has_in_the_call(tmp_path):
    model = Noisy()
    model(X)
    loaded = through_file(model, tmp_path)
    np.testing.assert_array_equal(loaded(X, 2.0, True), model(X, 2.0, True))
    np.testing.assert_array_equal(loaded(X), 2.0 * X)


@pytest.mark.parametrize("kind", [Behind, Strict])
def test_training_goes_by_name_where_no_place_can_be_said(kind, tmp_path):
    model = kind()
    more = {"others": X} if kind is Strict else {}
    model(X, training=False, **more)
    loaded = through_file(model, tmp_path)
    np.testing.assert_array_equal(loaded(X, training=True, **more), X + 1.0)
    np.testing.assert_array_equal(loaded(X, **more), X)
