"""Indices of words, from a vocabulary that may change."""

import os
import string
from typing import Any

import numpy as np
import tensorflow as tf

from keras.engine import kinds
from keras.engine.layer import layer, symbolic_call
from keras.layers import arguments
from keras.layers.dynamic import key_counts

_TYPES = (tf.string, tf.int32, tf.int64)


class DynamicLookup(layer.Layer):
    """Replaces words by their indices, and counts the words that it sees.

    y[...] = where x[...] stands in the vocabulary, else vocabulary_size

    The vocabulary stays as it is until somebody changes it, such as a
    `DynamicEmbedding`; the counts, in a table of a fifth more words, say which
    are the most frequent. Words that the table has no room for push the least
    frequent out.

    Args:
        vocabulary_size: Number of words that have an index.
        initial_vocabulary: The words, texts or ints, at most so many; or
            `tf.string`, `tf.int32` or `tf.int64`: words drawn at random.
        eviction_policy: 'LFU', the least frequently used go.
    Call arguments:
        inputs: Tensor of words, of any shape.
        learn_vocab: False counts nothing.
    Output shape: the input's, of type int64.
    Variables: vocabulary_table_keys and vocabulary_table_values
        `(6 / 5 vocabulary_size,)`, vocabulary; none is trained. What is free
        in the table is 'unk', or -1: these two are no words.
    Raises:
        ValueError: If an argument is out of range, or there are more words.
        TypeError: If words are neither texts nor ints.
    Example:
        >>> words = tf.constant(['apple', 'banana', 'cherry'])
        >>> layer = keras.layers.experimental.DynamicLookup(3, words)
        >>> layer(tf.constant([['banana', 'fig']])).numpy()
        array([[1, 3]])
    """

    def __init__(
        self,
        vocabulary_size: int,
        initial_vocabulary: Any,
        eviction_policy: str = "LFU",
        **kwargs: kinds.Unpack[kinds.LayerArguments],
    ) -> None:
        # Words that are ints must stay ints.
        super().__init__(**{"autocast": False, **kwargs})
        where = self._keras_who
        self.vocabulary_size = arguments.whole_number(
            where, "vocabulary_size", vocabulary_size
        )
        if eviction_policy != "LFU":
            raise ValueError(
                f"{where}: unknown value of an argument. Expected 'LFU'. "
                f"Received: eviction_policy={eviction_policy!r}."
            )
        self.eviction_policy = eviction_policy
        self.initial_vocabulary = self._words(initial_vocabulary)
        self.vocabulary_dtype = self.initial_vocabulary.dtype
        # In float32, as Keras 2 does: files have tables of this size.
        size = np.float32(self.vocabulary_size) * np.float32(1.2)
        self.internal_table_size = int(size)
        counts = tf.zeros_like(self.initial_vocabulary, tf.int32)
        self.vocabulary_table_keys = self._table(
            "keys", self.initial_vocabulary
        )
        self.vocabulary_table_values = self._table("values", counts)

    def _words(self, given) -> tf.Tensor:
        if isinstance(given, tf.DType):
            return self._drawn(given)
        words = tf.convert_to_tensor(given)
        if words.dtype not in _TYPES:
            raise TypeError(
                f"{self._keras_who}: words are texts or ints. Expected a "
                f"tensor or type, one of {[t.name for t in _TYPES]}. "
                f"Received: initial_vocabulary of type {words.dtype.name}."
            )
        if words.shape.rank != 1 or words.shape[0] > self.vocabulary_size:
            raise ValueError(
                f"{self._keras_who}: that is no vocabulary of this size. "
                f"Expected one axis, of at most {self.vocabulary_size} words. "
                "Received: initial_vocabulary of "
                f"shape={tuple(words.shape.as_list())}."
            )
        return words

    def _drawn(self, dtype: tf.DType) -> tf.Tensor:
        if dtype not in _TYPES:
            return self._words(tf.zeros((0,), dtype))  # which refuses it
        size = self.vocabulary_size
        if dtype != tf.string:
            return tf.random.uniform((size,), 0, size, dtype)
        letters = tf.constant([*string.ascii_letters])
        places = tf.random.uniform((size, 10), 0, len(letters), tf.int32)
        return tf.strings.reduce_join(tf.gather(letters, places), axis=1)

    def _table(self, of: str, values) -> tf.Variable:
        return tf.Variable(
            key_counts.padded(values, self.internal_table_size),
            trainable=False,
            name=f"vocabulary_table_{of}",
            aggregation=tf.VariableAggregation.ONLY_FIRST_REPLICA,
        )

    def build(self, input_shape: kinds.Shapes = None) -> None:
        self.vocabulary = self.add_weight(
            "vocabulary",
            shape=self.initial_vocabulary.shape,
            dtype=self.vocabulary_dtype,
            initializer=lambda shape, dtype: self.initial_vocabulary,
            trainable=False,
            autocast=False,
        )

    def call(
        self, inputs: kinds.Tensors, learn_vocab: bool = True
    ) -> kinds.Tensors:
        if isinstance(inputs, tf.RaggedTensor):
            found = self.call(inputs.flat_values, learn_vocab)
            return inputs.with_flat_values(found)
        self._check_kind(inputs)
        words = tf.cast(inputs, self.vocabulary_dtype)
        flat = tf.reshape(words, (-1,))
        if learn_vocab:
            self.update_internal_vocabulary(tf.unique(flat)[0])
        vocabulary = tf.convert_to_tensor(self.vocabulary)
        found = key_counts.positions(flat, vocabulary)
        nowhere = found == tf.shape(vocabulary, tf.int64)[0]
        found = tf.where(
            nowhere, tf.cast(self.vocabulary_size, found.dtype), found
        )
        return tf.ensure_shape(tf.reshape(found, tf.shape(words)), words.shape)

    def _check_kind(self, inputs) -> None:
        kinds_of_words = [
            tf.as_dtype(dtype) == tf.string
            for dtype in (inputs.dtype, self.vocabulary_dtype)
        ]
        if len({*kinds_of_words}) > 1:
            raise TypeError(
                f"{self._keras_who}: the words are of another kind than the "
                "vocabulary's. Expected dtype="
                f"{tf.as_dtype(self.vocabulary_dtype).name}. Received: dtype="
                f"{inputs.dtype.name}."
            )

    def update_internal_vocabulary(self, unique: Any) -> tf.Tensor:
        """Counts words once more, and returns them.

        Args:
            unique: Words, each once.
        """
        key_counts.KeyCounts(
            self.vocabulary_table_keys, self.vocabulary_table_values
        ).note(unique)
        return unique

    def get_top_vocabulary(self, k: int) -> tf.Tensor:
        """Returns the most frequent words of the table.

        Args:
            k: How many.
        """
        return key_counts.most_frequent(
            self.vocabulary_table_keys, self.vocabulary_table_values, k
        )

    def get_vocabulary(self) -> tf.Variable:
        """Returns the words, each at its index."""
        return self.vocabulary

    def compute_output_shape(self, input_shape: kinds.Shapes) -> tf.TensorShape:
        return tf.TensorShape(input_shape)

    def compute_output_spec(
        self, inputs: kinds.Tensors, learn_vocab: bool = True
    ) -> kinds.Specs:
        spec = symbolic_call.spec_of(inputs)
        if isinstance(spec, tf.RaggedTensorSpec):
            return tf.RaggedTensorSpec(
                spec.shape, tf.int64, spec.ragged_rank, spec.row_splits_dtype
            )
        return tf.TensorSpec(spec.shape, tf.int64)

    def get_config(self) -> dict:
        """Returns the arguments, words as texts or ints."""
        words = plain_words(self.initial_vocabulary)
        return {**super().get_config(), "initial_vocabulary": words}

    def save_assets(self, dir_path: str) -> None:
        """Writes the vocabulary to read: a word a line.

        Args:
            dir_path: A folder.
        """
        write_words(dir_path, "vocabulary.txt", self.vocabulary)

    def load_assets(self, dir_path: str) -> None:
        """Reads nothing: the words are among the weights.

        Args:
            dir_path: A folder.
        """


def plain_words(words) -> list:
    """Returns words as texts or ints.

    Args:
        words: A tensor or variable.
    """
    return [
        word.decode() if isinstance(word, bytes) else word
        for word in words.numpy().tolist()
    ]


def write_words(dir_path: str, name: str, words) -> None:
    """Writes a file of a word a line.

    Args:
        dir_path: A folder.
        name: Of the file.
        words: A tensor or variable.
    """
    with open(os.path.join(dir_path, name), "w", encoding="utf-8") as file:
        file.write("\n".join(map(str, plain_words(words))))
