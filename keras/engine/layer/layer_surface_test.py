"""What Keras 2's `Layer` and `InputSpec` offer beside building and calling."""
# bazel: deps=//keras

import copy
import gc
import pickle

import pytest
import tensorflow as tf

import keras


class Report(keras.layers.Layer):
    """Adds the sum of its input to the logs."""

    def call(self, inputs):
        """Passes on the input."""
        self.add_metric(tf.reduce_sum(inputs), name="total")
        return inputs


def named(layer):
    return {metric.name: float(metric.result()) for metric in layer.metrics}


def in_call(act):
    """Makes a layer that acts in its call."""

    class Acting(keras.layers.Layer):
        def call(self, inputs):
            act(self, inputs)
            return inputs

    return Acting(name="acting")


def test_an_added_metric_is_the_mean_of_all_calls():
    layer = Report()
    for factor in (1.0, 3.0, 5.0):
        layer(factor * tf.ones((1, 2)))
    assert named(layer) == {"total": 6.0}
    assert layer.weights == []


def test_logs_of_fit_tell_an_added_metric():
    model = keras.Sequential([Report(), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    data = tf.ones((4, 3)), tf.ones((4, 1))
    assert model.fit(*data, verbose=0).history["total"] == [12.0]
    found = model.evaluate(*data, verbose=0, return_dict=True, batch_size=2)
    assert found["total"] == 6.0


def test_a_metric_that_is_called_in_call_adds_itself():
    mean = keras.metrics.Mean(name="mean")
    layer = in_call(lambda self, x: self.add_metric(mean(x), name="other"))
    layer(tf.constant([[1.0, 3.0]]))
    assert named(layer) == {"mean": 2.0}


def test_metrics_of_attributes_come_before_added_ones():
    layer = Report()
    layer.kept = keras.metrics.Mean(name="kept")
    layer(tf.ones((1, 2)))
    assert list(named(layer)) == ["kept", "total"]
    assert layer.weights == []


@pytest.mark.parametrize(
    "arguments, error, message",
    [
        ({}, ValueError, "goes by its name.*name=None"),
        ({"name": "a", "inputs": 1}, TypeError, r"Received: \['inputs'\]"),
        (
            {"name": "a", "aggregation": "sum"},
            ValueError,
            "Expected 'mean' or None. Received: aggregation='sum'",
        ),
    ],
)
def test_a_bad_metric_is_refused(arguments, error, message):
    layer = in_call(lambda self, x: self.add_metric(x, **arguments))
    with pytest.raises(error, match=message):
        layer(tf.ones((1, 2)))


def test_a_metric_from_outside_of_a_call_is_refused():
    with pytest.raises(ValueError, match="Expected a tensor that `call`"):
        keras.layers.Layer().add_metric(tf.constant(1.0), name="a")


def test_updates_run_in_every_call():
    ran = []
    layer = in_call(lambda self, x: self.add_update([lambda: ran.append(1), x]))
    layer(tf.ones((1, 2)))
    layer(tf.ones((1, 2)))
    assert ran == [1, 1]
    layer.trainable = False
    layer(tf.ones((1, 2)))
    assert ran == [1, 1]


def test_updates_are_empty_and_say_so():
    with pytest.warns(UserWarning, match="`updates` is empty"):
        assert keras.layers.Dense(1).updates == []


def test_add_variable_is_add_weight():
    layer = keras.layers.Layer()
    with pytest.warns(DeprecationWarning, match="old name of `add_weight`"):
        weight = layer.add_variable("w", shape=(2,))
    assert layer.weights[0] is weight
    assert weight.shape == (2,)
    assert layer.finalize_state() is None


def test_nodes_know_who_called_whom():
    x = keras.Input((3,))
    dense, add = keras.layers.Dense(2), keras.layers.Add()
    first, second = dense(x), dense(x)
    y = add([first, second])
    entry = x._keras_history.layer
    assert len(dense.inbound_nodes) == 2
    assert dense.outbound_nodes == add.inbound_nodes * 2
    assert entry.outbound_nodes == dense.inbound_nodes
    (node,) = add.inbound_nodes
    assert node.inbound_layers == [dense, dense]
    assert node.outbound_layer is add
    assert node.input_shapes == [(None, 2), (None, 2)]
    assert node.output_shapes == (None, 2)
    assert node.parent_nodes == dense.inbound_nodes
    assert list(node.iterate_inbound()) == [
        (dense, 0, 0, first),
        (dense, 1, 0, second),
    ]
    assert node.output_tensors is y
    assert entry.inbound_nodes[0].input_tensors == [x]
    assert entry.inbound_nodes[0].inbound_layers == []


def test_a_layer_keeps_no_model_alive_that_begins_with_it():
    x = keras.Input((3,))
    keras.layers.Flatten()(x)
    gc.collect()
    assert x._keras_history.layer.outbound_nodes == []


def test_a_layer_under_many_models_keeps_nothing_of_those_that_are_gone():
    x = keras.Input((3,))
    for _ in range(20):
        keras.Model(x, keras.layers.Flatten()(x))
    gc.collect()
    assert not x._keras_history.layer._keras_state.inbound._uses


def test_calls_can_be_asked_by_number():
    x, wide = keras.Input((3,)), keras.Input((3,), batch_size=5)
    dense = keras.layers.Dense(2)
    outputs = dense(x), dense(wide)
    assert dense.get_input_at(1) is wide
    assert dense.get_output_at(0) is outputs[0]
    assert dense.get_input_shape_at(1) == (5, 3)
    assert dense.get_output_shape_at(1) == (5, 2)
    assert dense.get_input_mask_at(0) is None
    assert dense.get_output_mask_at(0) is None
    with pytest.raises(ValueError, match="below 2. Received: node_index=2"):
        dense.get_output_at(2)


def test_a_symbolic_loss_belongs_to_a_functional_model():
    symbol = keras.Input(())
    with pytest.raises(ValueError, match="the loss is symbolic"):
        keras.layers.Layer().add_loss(symbol)


@pytest.mark.parametrize(
    "copied", [copy.deepcopy, lambda x: pickle.loads(pickle.dumps(x))]
)
def test_a_called_layer_can_be_copied(copied):
    dense = keras.layers.Dense(2)
    keras.layers.Dense(1)(dense(keras.Input((3,))))
    found = copied(dense)
    assert len(found.inbound_nodes) == 1
    assert found.outbound_nodes == []


def test_a_layer_with_a_rule_for_masks_supports_them():
    class Masked(keras.layers.Layer):
        def compute_mask(self, inputs, mask=None):
            return mask

    assert Masked().supports_masking
    assert not keras.layers.Layer().supports_masking


def test_traits_of_inner_layers_count():
    inner, outer = keras.layers.Layer(dynamic=True), keras.layers.Layer()
    outer.parts = [inner]
    inner.stateful = True
    assert outer.dynamic
    assert outer.stateful
    inner.stateful = False
    assert not outer.stateful


def test_an_input_spec_is_an_input_spec():
    layer = keras.layers.Layer()
    layer.input_spec = [keras.layers.InputSpec(ndim=2), None]
    with pytest.raises(TypeError, match="keras.layers.InputSpec.*spec=3"):
        layer.input_spec = 3


def test_an_optional_input_may_be_none():
    layer = in_call(lambda self, x: None)
    layer.input_spec = [
        keras.layers.InputSpec(ndim=2),
        keras.layers.InputSpec(ndim=2, optional=True),
    ]
    x = tf.ones((1, 2))
    assert layer([x, None])[1] is None
    with pytest.raises(TypeError, match="an input is missing.*optional=True"):
        layer([None, x])


class Newer(keras.layers.Layer):
    _keras_since_3 = ("seed",)

    def __init__(self, rate=0.5, seed=None, **kwargs):
        super().__init__(**kwargs)


class Seeded(Newer):
    def __init__(self, seed=3, **kwargs):
        super().__init__(seed=seed, **kwargs)


def test_what_keras_2_does_not_name_is_in_a_config_only_when_it_says_more():
    assert "seed" not in Newer().get_config()
    assert Newer(seed=7).get_config()["seed"] == 7
    assert Newer().get_config()["rate"] == 0.5


def test_the_default_that_is_left_out_is_that_of_the_class_that_is_made():
    assert "seed" not in Seeded().get_config()
    assert Seeded(seed=None).get_config()["seed"] is None
