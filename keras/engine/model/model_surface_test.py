"""What Keras 2's `Model` and `Sequential` offer beside training."""
# bazel: deps=//keras

import numpy as np
import pytest
import tensorflow as tf

import keras

DATA = np.arange(12, dtype="float32").reshape(4, 3), np.ones((4, 1), "float32")


class Net(keras.Model):
    """Two layers, one of them in a list."""

    def __init__(self):
        super().__init__(name="net")
        self.first = keras.layers.Dense(2)
        self.rest = [{"last": keras.layers.Dense(1)}]

    def call(self, x, scale=None, training=None):
        """Computes the output."""
        return self.rest[0]["last"](self.first(x))


def stack(*layers):
    model = keras.Sequential(layers)
    model.compile("sgd", "mse")
    return model


def batches():
    while True:
        yield DATA


def constant(units=1):
    return keras.layers.Dense(units, kernel_initializer="ones", name="out")


def test_fit_generator_is_fit():
    old, new = stack(constant()), stack(constant())
    with pytest.warns(DeprecationWarning, match="`fit`, which takes"):
        found = old.fit_generator(
            batches(), steps_per_epoch=2, epochs=2, verbose=0
        )
    expected = new.fit(batches(), steps_per_epoch=2, epochs=2, verbose=0)
    assert found.history == expected.history


def test_evaluate_generator_and_predict_generator_take_steps():
    model = stack(constant())
    with pytest.warns(DeprecationWarning, match="`predict`, which takes"):
        outputs = model.predict_generator(batches(), 2)
    np.testing.assert_allclose(outputs[4:, 0], DATA[0].sum(axis=1))
    with pytest.warns(DeprecationWarning, match="`evaluate`, which takes"):
        loss = model.evaluate_generator(batches(), 2)
    wanted = np.mean((DATA[0].sum(axis=1) - 1) ** 2)
    assert loss == pytest.approx(wanted, rel=1e-6)


def test_yaml_is_refused():
    with pytest.raises(RuntimeError, match="Use `to_json`"):
        stack(constant()).to_yaml()


def test_state_updates_are_empty_and_say_so():
    with pytest.warns(UserWarning, match="`state_updates` is empty"):
        assert stack(constant()).state_updates == []


def test_reset_states_reaches_stateful_layers():
    class Counter(keras.layers.Layer):
        def __init__(self):
            super().__init__()
            self.stateful = True
            self.count = tf.Variable(5.0, trainable=False)

        def reset_states(self):
            self.count.assign(0.0)

    counter = Counter()
    model = keras.Sequential([keras.Sequential([counter])])
    assert model.stateful
    model.reset_states()
    assert float(counter.count) == 0.0


def test_paths_of_weights_are_attributes():
    net = Net()
    net(tf.ones((1, 3)))
    paths = net.get_weight_paths()
    assert list(paths) == [
        "first.kernel",
        "first.bias",
        "rest.0.last.kernel",
        "rest.0.last.bias",
    ]
    assert paths["first.kernel"] is net.first.kernel


def test_paths_of_weights_of_a_graph_begin_with_names():
    x = keras.Input((3,))
    model = keras.Model(x, constant()(x))
    assert list(model.get_weight_paths()) == ["out.kernel", "out.bias"]


def test_the_save_spec_tells_what_a_model_was_called_with_first():
    net = Net()
    assert net.save_spec() is None
    net(tf.ones((2, 3)), tf.ones(2), training=True)
    net(tf.ones((7, 3)))
    args, kwargs = net.save_spec(dynamic_batch=False)
    assert args == [
        tf.TensorSpec((2, 3), name="input_1"),
        tf.TensorSpec((2,)),
    ]
    assert kwargs == {}
    assert net.save_spec()[0][0] == tf.TensorSpec((None, 3), name="input_1")


def test_the_save_spec_names_keywords_and_branches():
    net = Net()
    net.first = keras.layers.Lambda(lambda x: x["a"])
    net({"a": tf.ones((2, 3))}, scale=tf.ones(2))
    args, kwargs = net.save_spec()
    assert args == [{"a": tf.TensorSpec((None, 3), name="a")}]
    assert kwargs == {"scale": tf.TensorSpec((None,))}


def test_the_save_spec_of_a_graph_is_its_inputs():
    x = keras.Input((3,), name="x")
    single, named = keras.Model([x], x + 1), keras.Model({"k": x}, x + 1)
    spec = tf.TensorSpec((None, 3), name="x")
    assert single.save_spec() == ([spec], {})
    assert named.save_spec() == ([{"k": spec}], {})


def test_the_save_spec_keeps_a_declared_size_of_the_batch():
    x = keras.Input((3,), batch_size=4, name="x")
    for model in (keras.Model(x, x + 1), keras.Sequential([x, constant()])):
        for dynamic in (True, False):
            (spec,), _ = model.save_spec(dynamic_batch=dynamic)
            assert spec == tf.TensorSpec((4, 3), name="x")


def test_the_save_spec_of_a_stack_knows_the_first_batch():
    model = stack(constant())
    assert model.save_spec() is None
    model(tf.ones((4, 3)))
    (spec,), _ = model.save_spec(dynamic_batch=False)
    assert spec.shape == (4, 3)
    (spec,), _ = model.save_spec()
    assert spec.shape.as_list() == [None, 3]


def test_the_input_spec_of_a_graph_leaves_the_batch_open():
    model = stack(constant())
    assert model.input_spec is None
    model.build((4, 3))
    (spec,) = model.input_spec
    assert spec.shape == (None, 3)


def test_an_input_spec_of_its_own_is_checked():
    net = Net()
    net.input_spec = keras.layers.InputSpec(ndim=3)
    with pytest.raises(ValueError, match="Expected exactly 3"):
        net(tf.ones((2, 3)))


@pytest.mark.parametrize("is_built", [False, True])
def test_a_stack_computes_the_mask_of_its_output(is_built):
    embedding = keras.layers.Embedding(5, 2, mask_zero=True)
    model = keras.Sequential([embedding, keras.layers.Dropout(0.5)])
    rows = tf.constant([[1, 0]])
    if is_built:
        model(rows)
    assert model.compute_mask(rows, None).numpy().tolist() == [[True, False]]


def test_a_given_mask_goes_through_a_graph():
    x = keras.Input((2, 1))
    model = keras.Model(x, keras.layers.Dropout(0.5)(x))
    mask = tf.constant([[True, False]])
    found = model.compute_mask(tf.ones((1, 2, 1)), mask)
    assert found.numpy().tolist() == [[True, False]]
    assert model.compute_mask(tf.ones((1, 2, 1))) is None


def test_steps_a_run_are_fixed_or_follow_the_time():
    model = stack(constant())
    assert model.autotune_steps_per_execution
    model.steps_per_execution = 4
    assert not model.autotune_steps_per_execution
    model.autotune_steps_per_execution = True
    assert model.steps_per_execution is None
    model.autotune_steps_per_execution = False
    assert model.steps_per_execution == 1
    with pytest.raises(ValueError, match="Received: steps_per_execution=0"):
        model.steps_per_execution = 0


@pytest.mark.parametrize(
    "method, expected",
    [("first", 1.0), ("sum", 3.0), ("auto", 3.0), ("mean", 1.5)],
)
def test_logs_of_replicas_are_reduced_as_asked(method, expected):
    class Told(keras.Sequential):
        def train_step(self, data):
            context = tf.distribute.get_replica_context()
            rank = context.replica_id_in_sync_group + 1
            return {
                "rank": tf.cast(rank, tf.float32),
                "steps": self.optimizer.iterations,
                "text": tf.strings.as_string(rank),
            }

    devices = tf.config.list_logical_devices("CPU")[:2]
    strategy = tf.distribute.MirroredStrategy([d.name for d in devices])
    with strategy.scope():
        model = Told([keras.layers.Dense(1, input_shape=(3,))])
        model.compile("sgd", "mse")
    assert model.distribute_strategy is strategy
    model.distribute_reduction_method = method
    history = model.fit(*DATA, verbose=0).history
    assert history["rank"] == [expected]
    assert history["steps"] == [0]
    assert history["text"] == [b"1"]


def test_an_unknown_reduction_is_refused():
    model = stack(constant())
    assert model.distribute_reduction_method == "auto"
    with pytest.raises(ValueError, match="Expected one of.*='max'"):
        model.distribute_reduction_method = "max"


def with_terms():
    x = keras.Input((3,))
    y = constant()(x)
    model = keras.Model(x, y)
    model.add_loss(tf.reduce_sum(y))
    model.add_loss(lambda: tf.constant(2.0))
    model.add_metric(tf.reduce_max(y), name="top", aggregation="mean")
    return model


def test_symbolic_losses_and_metrics_are_of_each_call():
    model = with_terms()
    model(np.ones((2, 3), "float32"))
    assert sorted(float(loss) for loss in model.losses) == [2.0, 6.0]
    model.compile("sgd")
    found = model.evaluate(np.ones((4, 3)), verbose=0, return_dict=True)
    assert found == {"loss": 14.0, "top": 3.0}


def test_symbolic_losses_are_trained():
    model = with_terms()
    model.compile(keras.optimizers.SGD(1.0))
    history = model.fit(np.ones((2, 3)), verbose=0).history
    assert history == {"loss": [8.0], "top": [3.0]}
    np.testing.assert_allclose(model.get_weights()[0], -np.ones((3, 1)))


def test_symbolic_losses_and_metrics_are_in_the_config():
    config = with_terms().get_config()
    kinds = [layer["class_name"] for layer in config["layers"]]
    assert {"AddLoss", "AddMetric"} <= set(kinds)
    read = keras.Model.from_config(config)
    read(np.ones((2, 3), "float32"))
    assert [float(loss) for loss in read.losses] == [6.0]
    assert [metric.name for metric in read.metrics] == ["top"]


def test_a_stack_takes_symbolic_losses():
    model = keras.Sequential([constant(), keras.layers.Flatten()])
    model.build((None, 3))
    model.add_loss(tf.reduce_sum(model.output))
    model(np.ones((2, 3), "float32"))
    assert [float(loss) for loss in model.losses] == [6.0]


def test_a_symbolic_metric_needs_a_name():
    model = with_terms()
    with pytest.raises(ValueError, match="name=None"):
        model.add_metric(model.output)
