"""Losses: users' own, shapes that are mended, what is told of bad input."""

import inspect
import types

import numpy as np
import pytest
import tensorflow as tf

import keras
from keras.losses import reduction
from keras.testing import users_file


class Doubled(keras.losses.Loss):
    """A user's loss with a setting."""

    # A user's class is none of this package.
    __module__ = "users"

    def __init__(self, factor, name="doubled", **kwargs):
        super().__init__(name=name, **kwargs)
        self.scale = factor

    def call(self, y_true, y_pred):
        return self.scale * y_pred


USERS_FILE = """
import tensorflow as tf
import keras

class Branching(keras.losses.Loss):
    def call(self, y_true, y_pred):
        if tf.reduce_sum(y_pred) > 0:
            return 2.0 * y_pred
        return y_pred

def branching(y_true, y_pred):
    if tf.reduce_sum(y_pred) > 0:
        return 2.0 * y_pred
    return y_pred
"""


@pytest.fixture
def users(tmp_path):
    """A module of a user's: AutoGraph leaves this package's files alone."""
    return users_file.module(tmp_path, USERS_FILE)


@pytest.mark.parametrize("true_shape", [(3,), (3, 1)])
@pytest.mark.parametrize("pred_shape", [(3, 1), (3,)])
def test_a_column_and_a_row_of_labels_give_one_loss(true_shape, pred_shape):
    y = np.reshape([1.0, 2.0, 4.0], true_shape)
    loss = keras.losses.MeanSquaredError()(y, np.zeros(pred_shape))
    assert float(loss) == 7.0


def test_row_labels_have_a_loss_an_example_for_weights():
    loss = keras.losses.MeanSquaredError(reduction="none")
    losses = loss([1.0, 2.0], [[0.0], [0.0]], sample_weight=[1.0, 0.5])
    assert losses.numpy().tolist() == [1.0, 2.0]


def test_predictions_may_have_a_last_axis_more():
    loss = keras.losses.MeanSquaredError(reduction="none")
    assert loss(np.ones((2, 3)), np.zeros((2, 3, 1))).shape == (2,)


@pytest.mark.parametrize("kind", ["class", "function"])
def test_a_users_loss_is_converted_in_a_graph(users, kind):
    loss = keras.losses.LossFunctionWrapper(users.branching)
    loss = tf.function(users.Branching() if kind == "class" else loss)
    assert float(loss(tf.zeros(2), tf.constant([1.0, 3.0]))) == 4.0
    assert float(loss(tf.zeros(2), tf.constant([-1.0, -3.0]))) == -2.0


def test_a_users_loss_goes_through_its_config():
    loss = Doubled(3.0, reduction="sum")
    config = loss.get_config()
    assert config == {"factor": 3.0, "reduction": "sum", "name": "doubled"}
    assert Doubled.from_config(config).scale == 3.0


def cubed(y_true, y_pred):
    return tf.abs(y_true - y_pred) ** 3


@pytest.mark.parametrize(
    ("fn", "expected"), [(keras.losses.mse, 9.0), (cubed, 27.0)]
)
@pytest.mark.parametrize(
    ("package", "wrapper"),
    [
        (keras.losses, keras.losses.LossFunctionWrapper),
        (keras.metrics, keras.metrics.MeanMetricWrapper),
    ],
)
def test_a_function_goes_through_the_config(fn, expected, package, wrapper):
    made = wrapper(fn, name="mine")
    with keras.utils.custom_object_scope({"cubed": cubed}):
        for again in (
            wrapper.from_config(made.get_config()),
            package.deserialize(package.serialize(made)),
        ):
            assert again.get_config() == made.get_config()
            assert float(again([[0.0]], [[3.0]])) == expected


def test_halves_are_summed_in_float32():
    ones = tf.ones((4096, 1), tf.float16) * 4
    loss = keras.losses.MeanSquaredError()(tf.zeros_like(ones), ones)
    assert (loss.dtype, float(loss)) == (tf.float32, 16.0)


@pytest.mark.parametrize("dtype", ["float16", "bfloat16"])
@pytest.mark.parametrize("form", ["users", "subclass"])
def test_labels_beyond_a_half_keep_their_value_in_users_losses(dtype, form):
    class Squared(keras.losses.Loss):
        def call(self, y_true, y_pred):
            return (y_true - y_pred) ** 2

    def squared(y_true, y_pred):
        return (y_true - y_pred) ** 2

    losses = {
        "users": keras.losses.LossFunctionWrapper(squared),
        "subclass": Squared(),
    }
    y = tf.constant([[70001.0], [2909.0]])
    loss = losses[form](y, tf.zeros((2, 1), dtype))
    assert loss.dtype == tf.float32
    np.testing.assert_allclose(loss, (70001.0**2 + 2909.0**2) / 2, rtol=1e-6)


def test_scores_of_half_probabilities_count():
    p = keras.activations.softmax(tf.constant([[40.0, 0.0]], tf.float16))
    loss = keras.losses.CategoricalCrossentropy()([[0.0, 1.0]], p)
    np.testing.assert_allclose(loss, 40.0, rtol=1e-6)


def test_weights_of_whole_number_losses_are_not_cut_off():
    loss = keras.losses.MeanSquaredError()([[1]], [[3]], sample_weight=0.5)
    assert float(loss) == 2.0


@pytest.mark.parametrize("alias", ["mse", "MSE", "mean_squared_error"])
def test_aliases_stand_for_one_function(alias):
    assert keras.losses.get(alias) is keras.losses.mean_squared_error


def test_an_unknown_loss_lists_the_nearest():
    with pytest.raises(ValueError, match="Unknown loss.*'mse'.*'mae_'"):
        keras.losses.get("mae_")


def test_an_unknown_reduction_lists_the_known():
    with pytest.raises(ValueError, match="'sum'.*reduction='total'"):
        keras.losses.MeanSquaredError(reduction="total")


@pytest.mark.parametrize(
    ("name", "shape", "message"),
    [
        ("MeanSquaredError", (4, 3), r"\(4, 2\).*y_true.shape=\(4, 3\)"),
        ("BinaryCrossentropy", (4, 3), r"\(4, 2\).*y_true.shape=\(4, 3\)"),
        ("CategoricalCrossentropy", (4,), "use sparse_categorical"),
        ("SparseCategoricalCrossentropy", (4, 2), "use\ncategorical|one-hot"),
    ],
)
def test_labels_of_the_wrong_shape_are_told_with_the_likely_loss(
    name, shape, message
):
    with pytest.raises(ValueError, match=message) as error:
        getattr(keras.losses, name)()(np.zeros(shape), np.zeros((4, 2)))
    assert len(str(error.value)) <= 300


def test_weights_of_the_wrong_shape_are_told():
    with pytest.raises(ValueError, match=r"sample_weight.*shape=\(3,\)"):
        keras.losses.MeanSquaredError()(
            np.zeros((4, 3)), np.zeros((4, 3)), sample_weight=np.ones(3)
        )


def test_scores_said_of_probabilities_are_warned_of():
    p = keras.activations.sigmoid(tf.constant([[0.0]]))
    with pytest.warns(UserWarning, match="from_logits=True"):
        keras.losses.binary_crossentropy([[1.0]], p, from_logits=True)


def test_weights_get_the_axes_they_lack_on_the_right():
    weights = reduction.align(tf.ones((4,)), tf.ones((4, 3, 2)))
    assert weights.shape == (4, 1, 1)


def test_a_loss_without_call_says_so():
    with pytest.raises(NotImplementedError, match="Expected a `call"):
        keras.losses.Loss()([1.0], [1.0])


def required_by(made):
    parameters = inspect.signature(made).parameters.values()
    return [
        p.name
        for p in parameters
        if p.default is p.empty and p.kind is p.POSITIONAL_OR_KEYWORD
    ]


# What arguments without a default are, where a share isn't one.
NEEDED = {"num_classes": 2, "target_class_ids": [1], "normalizer": [1.0]}


@pytest.mark.parametrize("package", ["losses", "metrics", "optimizers"])
def test_every_public_name_is_found_by_it(package):
    module = getattr(keras, package)
    kinds = (
        keras.losses.Loss,
        keras.metrics.Metric,
        keras.optimizers.Optimizer,
    )
    bases = {"Loss", "Metric", "Optimizer"}
    left_out = bases | {"Reduction", "get", "serialize", "deserialize"}
    left_out |= {"LossScaleOptimizer", "MultiOptimizer"}  # Made of others.
    for name in set(dir(module)) - left_out:
        value = getattr(module, name)
        is_kind = isinstance(value, type) and issubclass(value, kinds)
        if is_kind and "Wrapper" not in name:
            needed = {p: NEEDED.get(p, 0.5) for p in required_by(value)}
            described = {"class_name": name, "config": needed}
            assert type(module.get(described if needed else name)) is value
        if isinstance(value, types.FunctionType) and name[0] != "_":
            assert module.get(name) is value


def test_the_mean_over_no_rows_is_zero():
    none = tf.zeros((0, 2))
    assert float(keras.losses.MeanSquaredError()(none, none)) == 0.0


@pytest.mark.parametrize("gamma", [0, 0.5, 1, 2])
@pytest.mark.parametrize("from_logits", [False, True])
def test_focal_losses_have_a_gradient_where_nothing_is_wrong(
    gamma, from_logits
):
    sure = [-200.0, 200.0] if from_logits else [0.0, 1.0]
    x = tf.constant(sure)
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(x)
        binary = keras.losses.binary_focal_crossentropy(
            [[0.0], [1.0]], x[:, None], gamma=gamma, from_logits=from_logits
        )
        categorical = keras.losses.categorical_focal_crossentropy(
            [[0.0, 1.0]], x[None], gamma=gamma, from_logits=from_logits
        )
    np.testing.assert_allclose(tape.gradient(binary, x), [0, 0], atol=1e-6)
    assert np.isfinite(tape.gradient(categorical, x)).all()


def test_focal_loss_of_gamma_0_is_the_cross_entropy():
    y, x = [[0.0], [1.0], [1.0]], tf.constant([[-2.0], [0.3], [19.0]])
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(x)
        focal = keras.losses.binary_focal_crossentropy(
            y, x, gamma=0, from_logits=True
        )
        plain = keras.losses.binary_crossentropy(y, x, from_logits=True)
    np.testing.assert_allclose(focal, plain, rtol=1e-6)
    np.testing.assert_allclose(
        tape.gradient(focal, x), tape.gradient(plain, x), rtol=1e-6
    )


@pytest.mark.parametrize("delta", [0, -1.0, float("nan")])
def test_huber_needs_a_delta_above_0(delta):
    with pytest.raises(ValueError, match=f"above 0. Received: delta={delta}"):
        keras.losses.Huber(delta=delta)
    with pytest.raises(ValueError, match="above 0"):
        keras.losses.huber([[0.0]], [[1.0]], delta=delta)


class Squared(keras.losses.Loss):
    """A user's loss that subtracts, of floats alone."""

    def call(self, y_true, y_pred):
        return tf.reduce_mean((y_true - y_pred) ** 2, -1)


class OfNumbers(keras.losses.Loss):
    """A user's loss that wants whole numbers as they are."""

    def call(self, y_true, y_pred):
        return tf.reduce_mean((tf.one_hot(y_true, 2) - y_pred) ** 2, -1)


def subtracted(y_true, y_pred):
    return tf.reduce_mean((y_true - y_pred) ** 2, -1)


@pytest.mark.parametrize("form", ["array", "list", "tensor", "graph"])
@pytest.mark.parametrize("kind", [Squared, OfNumbers, subtracted])
def test_a_users_loss_takes_whole_numbers_as_it_needs_them(kind, form):
    loss = keras.losses.LossFunctionWrapper(kind)
    loss = loss if kind is subtracted else kind()
    y = [0, 1] if kind is OfNumbers else [[0, 0], [1, 1]]
    y = {"array": np.array, "list": list}.get(form, tf.constant)(y)
    loss = tf.function(loss) if form == "graph" else loss
    assert float(loss(y, tf.fill((2, 2), 0.5))) == 0.25


@pytest.mark.parametrize("kind", [Squared, OfNumbers, subtracted])
def test_whole_number_labels_train_with_a_users_loss(kind):
    y = np.array([0, 1]) if kind is OfNumbers else np.array([[0, 0], [1, 1]])
    model = keras.Sequential([keras.layers.Rescaling(1.0)])
    model.compile(loss=kind if kind is subtracted else kind())
    found = model.evaluate(np.full((2, 2), 0.5), y, verbose=0)
    assert found == 0.25


@pytest.mark.parametrize("kind", [Squared, subtracted])
def test_bools_count_with_a_users_loss(kind):
    y = np.array([[False, False], [True, True]])
    loss = keras.losses.LossFunctionWrapper(kind)
    loss = loss if kind is subtracted else kind()
    for call in (loss, tf.function(loss)):
        assert float(call(y, tf.fill((2, 2), 0.5))) == 0.25
    model = keras.Sequential([keras.layers.Rescaling(1.0)])
    model.compile(loss=kind if kind is subtracted else loss)
    assert model.evaluate(np.full((2, 2), 0.5), y, verbose=0) == 0.25


def test_what_no_type_of_labels_mends_is_raised_as_it_is():
    class Wrong(keras.losses.Loss):
        def call(self, y_true, y_pred):
            raise TypeError(f"labels of {y_true.dtype.name}")

    with pytest.raises(TypeError, match="labels of int32"):
        Wrong()(tf.constant([1]), tf.constant([1.0]))


def test_the_name_may_come_first_as_in_keras_3():
    class Named(keras.losses.Loss):
        def __init__(self, *given, **named):
            super().__init__(*given, **named)

        def call(self, y_true, y_pred):
            return tf.abs(y_true - y_pred)

    for given, named, name, wanted in (
        (("mine",), {}, "mine", "auto"),
        (("mine", "sum"), {}, "mine", "sum"),
        (("mine",), {"reduction": "sum"}, "mine", "sum"),
        ((None, "sum"), {}, None, "sum"),
        (("sum", "mine"), {}, "mine", "sum"),
        ((None, "mine"), {}, "mine", "none"),
        ((), {"name": "mine"}, "mine", "auto"),
    ):
        loss = Named(*given, **named)
        assert (loss.name, loss.reduction) == (name, wanted)
    for wrong in (
        lambda: Named(reduction="summ"),
        lambda: Named("mine", "summ"),
        lambda: keras.losses.MeanSquaredError("summ"),
    ):
        with pytest.raises(ValueError, match="Expected one of.*summ"):
            wrong()


@pytest.mark.parametrize(
    ("true_shape", "pred_shape", "shape"),
    [((3, 1), (3,), (3,)), ((3,), (3, 1), (3,)), ((2, 3, 1), (2, 3), (2,))],
)
def test_functions_drop_an_axis_of_size_1(true_shape, pred_shape, shape):
    y = np.arange(np.prod(true_shape), dtype="float32").reshape(true_shape)
    p = np.zeros(pred_shape, "float32")
    for fn in (keras.losses.mse, keras.losses.mae, keras.losses.hinge):
        assert fn(y, p).shape == shape
    found = keras.losses.mae(y, p)
    axes = tuple(range(len(shape), len(true_shape)))
    np.testing.assert_allclose(found, y.mean(axes))
