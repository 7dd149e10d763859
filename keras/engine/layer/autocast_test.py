"""Variables of layers with a mixed policy: 16 bits in `call`, 32 elsewhere."""

import copy
import pickle
import threading

import numpy as np
import pytest
import tensorflow as tf

import keras
from keras.testing import two_replicas

MIXED = ["mixed_bfloat16", "mixed_float16"]
FUNCTIONS = {
    "inputs * variable": lambda x, v: x * v,
    "variable * inputs": lambda x, v: v * x,
    "2 * variable": lambda x, v: 2 * v,
    "-variable": lambda x, v: -v,
    "variable > 0": lambda x, v: tf.where(v > 0, x, x),
    "variable @ inputs": lambda x, v: v @ x,
    "tf.matmul": lambda x, v: tf.matmul(x, v),
    "tf.einsum": lambda x, v: tf.einsum("ij,jk->ik", x, v),
    "tf.raw_ops.MatMul": lambda x, v: tf.raw_ops.MatMul(a=x, b=v),
    "tf.nn.bias_add": lambda x, v: tf.nn.bias_add(x, v[0]),
    "tf.concat": lambda x, v: tf.concat([x, v], 0),
    "variable[0]": lambda x, v: v[0],
    "tf.tanh": lambda x, v: tf.tanh(v),
    "tf.gather": lambda x, v: tf.gather(v, [1]),
    "tf.gather_nd": lambda x, v: tf.gather_nd(v, [[0, 1]]),
    "tf.nn.embedding_lookup": lambda x, v: tf.nn.embedding_lookup(v, [1]),
    "tf.convert_to_tensor": lambda x, v: tf.convert_to_tensor(v),
    "value()": lambda x, v: v.value(),
    "read_value()": lambda x, v: v.read_value(),
    "tf.zeros of its dtype": lambda x, v: tf.zeros((1,), v.dtype),
    "argument of a tf.function": lambda x, v: doubled(v),
    "assign": lambda x, v: v.assign(x) * x,
    "assign_add of 32 bits": lambda x, v: v.assign_add(tf.ones((2, 2))) * x,
}
READS = [name for name in FUNCTIONS if not name.startswith("assign")]


@tf.function
def doubled(variable):
    return tf.raw_ops.AddV2(x=variable, y=variable)


class Scale(keras.layers.Layer):
    """A user's layer: `function` of the inputs and a variable of ones."""

    def __init__(self, function=FUNCTIONS["inputs * variable"], **kwargs):
        super().__init__(**kwargs)
        self.function = function

    def build(self, input_shape):
        self.w = self.add_weight("w", input_shape[-2:], initializer="ones")

    def call(self, inputs):
        return self.function(inputs, self.w)


class Project(keras.layers.Layer):
    """A user's dense layer without casts."""

    def __init__(self, units=1, **kwargs):
        super().__init__(**kwargs)
        self.units = units

    def build(self, input_shape):
        self.kernel = self.add_weight("kernel", (input_shape[-1], self.units))
        self.bias = self.add_weight("bias", (self.units,), initializer="zeros")

    def call(self, inputs):
        return tf.matmul(inputs, self.kernel) + self.bias


def built(policy="mixed_bfloat16", **kwargs):
    layer = Scale(dtype=policy, **kwargs)
    layer(tf.ones((2, 2)))
    return layer


def fitted(optimizer="sgd"):
    x = np.random.default_rng(0).normal(size=(64, 3)).astype("float32")
    model = keras.Sequential(
        [
            Project(4, dtype="mixed_bfloat16"),
            keras.layers.ReLU(dtype="mixed_bfloat16"),
            Project(1),
        ]
    )
    model.compile(optimizer, "mse")
    y = x.sum(axis=1, keepdims=True)
    return model, x, model.fit(x, y, epochs=8, verbose=0).history["loss"]


@pytest.mark.parametrize("in_graph", [False, True], ids=["eager", "graph"])
@pytest.mark.parametrize("policy", MIXED)
@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_call_reads_its_variables_as_the_compute_type(name, policy, in_graph):
    layer = Scale(FUNCTIONS[name], dtype=policy)
    call = tf.function(layer) if in_graph else layer
    outputs = [call(tf.eye(2)) for _ in range(3)]
    assert {output.dtype.name for output in outputs} == {layer.compute_dtype}
    assert layer.w.dtype == tf.convert_to_tensor(layer.w).dtype == tf.float32
    assert layer.get_weights()[0].dtype == np.float32


def test_the_cast_rounds_as_16_bits_do():
    layer = built(function=lambda x, v: v * x)
    layer.w.assign([[1.001, 2.0], [3.0, 1.0 / 3.0]])
    expected = tf.cast(layer.w.numpy(), tf.bfloat16).numpy()
    np.testing.assert_array_equal(layer(tf.ones((2, 2))).numpy(), expected)


def test_gradients_come_in_the_variables_own_type():
    layer = built()
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(layer(2.0 * tf.ones((2, 2))))
    (gradient,) = tape.gradient(loss, layer.trainable_weights)
    assert gradient.dtype == tf.float32
    np.testing.assert_array_equal(gradient, [[2.0, 2.0], [2.0, 2.0]])


def test_gathered_rows_have_a_sparse_gradient_of_32_bits():
    layer = built(function=FUNCTIONS["tf.gather"])
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(layer(tf.ones((2, 2))))
    (gradient,) = tape.gradient(loss, layer.trainable_weights)
    assert isinstance(gradient, tf.IndexedSlices)
    assert gradient.dtype == tf.float32


def test_what_is_read_by_name_as_stored_keeps_all_bits():
    layer = built(
        function=lambda x, v: tf.reduce_sum(tf.convert_to_tensor(v, tf.float32))
    )
    layer.w.assign(tf.fill((2, 2), 1.001))
    assert abs(float(layer(tf.ones((2, 2)))) - 4.004) < 1e-5


def test_numpy_and_repr_show_the_stored_value_inside_a_call():
    seen = []

    def look(inputs, variable):
        seen.extend([variable.numpy().dtype.name, repr(variable)])
        return inputs

    built(function=look)
    assert seen[0] == "float32"
    assert "dtype=float32" in seen[1]


def test_another_type_than_the_two_is_refused():
    with pytest.raises(ValueError, match="float64"):
        built(function=lambda x, v: tf.convert_to_tensor(v, tf.float64))


def test_a_call_that_fails_leaves_the_variables_as_stored():
    def fail(inputs, variable):
        raise RuntimeError("stop")

    layer = Scale(fail, dtype="mixed_bfloat16")
    with pytest.raises(RuntimeError, match="stop"):
        layer(tf.ones((2, 2)))
    assert layer.w.dtype == tf.float32


def test_another_thread_reads_as_stored():
    seen = []

    def look(inputs, variable):
        read = threading.Thread(target=lambda: seen.append(variable.dtype))
        read.start()
        read.join()
        return inputs

    built(function=look)
    assert seen == [tf.float32]


@pytest.mark.parametrize("inner_policy", ["float32", "mixed_float16"])
def test_an_inner_layer_reads_by_its_own_policy(inner_policy):
    seen = []
    inner = Scale(
        lambda x, v: seen.append((x * v).dtype.name) or x, dtype=inner_policy
    )

    def around(inputs, variable):
        inner(inputs)
        return inputs * variable

    layer = built(function=around)
    assert layer(tf.ones((2, 2))).dtype == tf.bfloat16
    assert set(seen) == {inner.compute_dtype}


def test_a_layer_of_32_bits_reads_another_layers_variable_so():
    mixed = built()
    head = Scale(lambda x, v: x @ mixed.w, dtype="float32")
    for _ in range(3):
        assert head(tf.ones((2, 2))).dtype == tf.float32
    around = built(function=lambda x, v: head(tf.ones((2, 2))))
    assert around(tf.ones((2, 2))).dtype == tf.float32


@pytest.mark.parametrize(
    "args, kwargs",
    [
        (("w", (2,)), {"autocast": False}),
        (("w", (2,)), {"experimental_autocast": False}),
        (((2,), "ones", None, True, False), {}),
    ],
    ids=["Keras 3", "Keras 2", "Keras 3's order"],
)
def test_a_weight_can_be_kept_out_of_it(args, kwargs):
    class Counts(keras.layers.Layer):
        def build(self, input_shape):
            self.w = self.add_weight(*args, **kwargs)

        def call(self, inputs):
            return tf.reduce_sum(self.w)

    assert Counts(dtype="mixed_float16")(tf.ones((1, 2))).dtype == tf.float32


def test_plain_policies_and_whole_numbers_have_plain_variables():
    assert type(built("float32").w) is type(tf.Variable(0.0))
    layer = keras.layers.Layer(dtype="mixed_float16")
    steps = layer.add_weight("steps", (), dtype="int64")
    assert type(steps) is type(tf.Variable(0.0))


def test_penalties_on_variables_are_of_32_bits():
    class Penalised(keras.layers.Layer):
        def build(self, input_shape):
            self.w = self.add_weight("w", (2,), regularizer="l2")

        def call(self, inputs):
            return inputs * self.w

    layer = Penalised(dtype="mixed_float16")
    layer(tf.ones((1, 2)))
    assert layer.losses[0].dtype == tf.float32


@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
def test_a_model_with_a_users_mixed_layer_learns(optimizer):
    model, x, losses = fitted(optimizer)
    assert losses[-1] < losses[0]
    assert {w.dtype.name for w in model.get_weights()} == {"float32"}
    assert model.predict(x, verbose=0).dtype == np.float32


@pytest.mark.parametrize("name", READS)
def test_replicas_read_as_the_compute_type(name):
    strategy = two_replicas.strategy()
    with strategy.scope():
        layer = Scale(FUNCTIONS[name], dtype="mixed_bfloat16")
        layer.build(tf.TensorShape((2, 2)))
    call = tf.function(lambda: layer(tf.ones((2, 2))))
    outputs = strategy.experimental_local_results(strategy.run(call))
    assert {output.dtype for output in outputs} == {tf.bfloat16}
    assert layer.w.dtype == tf.float32


def test_a_model_of_two_replicas_learns():
    with two_replicas.strategy().scope():
        model, _, losses = fitted()
    assert losses[-1] < losses[0]
    assert {w.dtype.name for w in model.get_weights()} == {"float32"}


def test_a_checkpoint_keeps_32_bits(tmp_path):
    layer, other = built(), built()
    layer.w.assign(tf.fill((2, 2), 1.001))
    path = tf.train.Checkpoint(layer=layer).write(str(tmp_path / "c"))
    tf.train.Checkpoint(layer=other).read(path).assert_consumed()
    np.testing.assert_array_equal(other.w.numpy(), layer.w.numpy())
    assert other(tf.ones((2, 2))).dtype == tf.bfloat16


def test_a_saved_model_computes_the_same(tmp_path):
    model, x, _ = fitted()
    model.save(tmp_path / "m.keras")
    loaded = keras.models.load_model(
        tmp_path / "m.keras", custom_objects={"Project": Project}
    )
    for ours, theirs in zip(model.get_weights(), loaded.get_weights()):
        np.testing.assert_array_equal(ours, theirs)
    np.testing.assert_array_equal(model(x), loaded(x))
    assert loaded.layers[0](x).dtype == tf.bfloat16


def test_tensorflows_saved_model_computes_the_same(tmp_path):
    module = tf.Module()
    module.layer = built()
    spec = tf.TensorSpec((2, 2))
    module.run = tf.function(lambda x: module.layer(x), input_signature=[spec])
    tf.saved_model.save(module, str(tmp_path))
    loaded = tf.saved_model.load(str(tmp_path))
    output = loaded.run(tf.ones((2, 2)))
    assert output.dtype == tf.bfloat16


@pytest.mark.parametrize(
    "duplicate", [copy.deepcopy, lambda v: pickle.loads(pickle.dumps(v))]
)
def test_a_copy_casts_too_and_is_another_variable(duplicate):
    layer = built()
    old, layer.w = layer.w, duplicate(layer.w)
    layer.w.assign(tf.fill((2, 2), 2.0))
    assert layer(tf.ones((2, 2))).dtype == tf.bfloat16
    np.testing.assert_array_equal(old.numpy(), np.ones((2, 2)))
    assert isinstance(layer.w, tf.Variable)


def test_slices_can_be_assigned_in_a_call():
    def fill(inputs, variable):
        variable[0].assign(inputs[0])
        variable.scatter_nd_update([[1]], inputs[:1])
        return inputs * variable

    layer = built(function=fill)
    output = layer(tf.fill((2, 2), 3.0))
    np.testing.assert_array_equal(layer.w.numpy(), np.full((2, 2), 3.0))
    np.testing.assert_array_equal(output.numpy(), np.full((2, 2), 9.0))
