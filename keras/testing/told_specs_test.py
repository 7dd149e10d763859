"""What each layer of the table tells of its outputs is what a trace finds."""
# bazel: deps=//keras

import pytest
import tensorflow as tf

from keras import layers
from keras.testing import layer_table, told_specs

EVERY_LAYER = pytest.mark.parametrize(
    "row", layer_table.ROWS, ids=[row.id for row in layer_table.ROWS]
)


def symbols_like(inputs, batch):
    return tf.nest.map_structure(
        lambda t: layers.Input(
            batch_shape=(batch, *t.shape[1:]), dtype=t.dtype
        ),
        inputs,
    )


@EVERY_LAYER
@pytest.mark.parametrize("batch", [None, 4])
@pytest.mark.parametrize("dtype", ["float32", "mixed_bfloat16"])
def test_the_hook_tells_what_a_trace_finds(row, batch, dtype):
    layer = row.make(dtype=dtype)
    symbols = symbols_like(row.inputs(), batch)
    told_specs.check_told_as_traced(layer, symbols)


class Wrong(layers.Layer):
    def compute_output_spec(self, inputs):
        return tf.TensorSpec(inputs.shape, tf.int64)


def test_a_hook_that_tells_another_type_is_seen():
    with pytest.raises(AssertionError, match="int64"):
        told_specs.check_told_as_traced(Wrong(), layers.Input((3,)))
