"""Modules of Keras 2 that other libraries import layers from.

`shared/DE_FACTO_NAMES.md`, section 2: 22, 21, 12, 3 and 11 repositories.
"""

import importlib

import pytest
import tensorflow as tf

from keras import layers

NAMES = {
    "core": "Activation ActivityRegularization Dense Dropout Flatten Lambda "
    "Masking Permute RepeatVector Reshape SpatialDropout1D SpatialDropout2D",
    "merge": "Add Average Concatenate Dot Maximum Minimum Multiply Subtract "
    "add average concatenate dot maximum minimum multiply subtract",
    "advanced_activations": "ELU LeakyReLU PReLU ReLU Softmax ThresholdedReLU",
    "embeddings": "Embedding",
    "recurrent": "AbstractRNNCell GRU GRUCell LSTM LSTMCell RNN SimpleRNN "
    "SimpleRNNCell StackedRNNCells",
}


@pytest.mark.parametrize(
    "module,name",
    [(m, name) for m, names in NAMES.items() for name in names.split()],
)
def test_it_is_the_public_one(module, name):
    there = importlib.import_module(f"keras.layers.{module}")
    assert getattr(there, name) is getattr(layers, name)


def test_a_merge_is_written_by_its_hook():
    from keras.layers.merge import _Merge

    class Largest(_Merge):
        def _merge_function(self, inputs):
            return tf.reduce_max(tf.stack(inputs), axis=0)

    found = Largest()([tf.constant([[1.0, 5.0]]), tf.constant([[3.0, 2.0]])])
    assert found.numpy().tolist() == [[3.0, 5.0]]
    assert isinstance(layers.Add(), _Merge)
