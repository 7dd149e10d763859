"""Names by which other people's code walks tensors and calls."""
# bazel: deps=//keras

import pytest
import tensorflow as tf

import keras


class Scaled(keras.layers.Layer):
    """Takes tensors in a nest, by place and by name."""

    def call(self, pair, more, by=None, flag=False):
        return pair["a"] + pair["b"] * more, by


def a_call():
    one, two = keras.Input((3,), name="one"), keras.Input((3,), name="two")
    layer = Scaled()
    outputs = layer({"a": one, "b": two}, two, flag=True, by=one)
    return layer, one, two, outputs


def test_a_tensor_tells_where_it_comes_from():
    layer, one, _, outputs = a_call()
    history = outputs[1]._keras_history
    assert history == (layer, 0, 1) and history.tensor_index == 1
    assert history.operation is history.layer is layer
    assert outputs[1].node is layer._inbound_nodes[0]
    assert one.node.is_input
    assert keras.KerasTensor((2,)).node is None


def test_only_a_masked_tensor_has_a_mask():
    ids = keras.Input((4,))
    embedded = keras.layers.Embedding(3, 2, mask_zero=True)(ids)
    assert not hasattr(ids, "_keras_mask")
    assert embedded._keras_mask.shape == (None, 4)
    assert keras.layers.Dense(1)(embedded)._keras_mask is not None
    with pytest.warns(UserWarning, match="Flatten layer .* ends here"):
        flat = keras.layers.Flatten()(embedded)
    assert not hasattr(flat, "_keras_mask")


def test_the_shape_of_keras_1_is_read_and_set():
    symbol = keras.Input((None, 3))
    assert symbol._keras_shape == (None, None, 3)
    symbol._keras_shape = (None, 5, 3)
    assert symbol.shape == (None, 5, 3)
    with pytest.raises(ValueError):
        symbol._keras_shape = (None, 6, 3)


def test_a_call_tells_its_arguments():
    layer, one, two, outputs = a_call()
    node = outputs[0].node
    assert node.operation is node.layer is layer
    assert node.call_args == ({"a": one, "b": two}, two)
    assert node.call_kwargs == {"flag": True, "by": one}
    ids = [str(id(tensor)) for tensor in (one, two, two, one)]
    assert node.flat_input_ids == ids
    assert node.flat_output_ids == [str(id(tensor)) for tensor in outputs]


def test_values_take_the_place_of_symbols_in_a_call():
    layer, one, two, outputs = a_call()
    values = {str(id(one)): [1.0, 2.0], str(id(two)): [3.0, 4.0]}
    args, kwargs = outputs[0].node.map_arguments(values)
    assert args == ({"a": 2.0, "b": 4.0}, 3.0)
    assert kwargs == {"flag": True, "by": 1.0}
    assert all(left == [] for left in values.values())
    assert tf.nest.flatten(layer(*args, **kwargs)) == [14.0, 1.0]
