"""Learned vectors of words, whose vocabulary follows the data."""

from typing import Any

import tensorflow as tf

from keras import initializers
from keras.engine import kinds
from keras.engine.layer import layer
from keras.layers import arguments
from keras.layers.core import embedding
from keras.layers.dynamic import dynamic_lookup, key_counts


class DynamicEmbedding(layer.Layer):
    """Replaces each word by its learned vector, and takes new words in.

    y[...] = embeddings[index of x[...]]

    The layer counts the words that it sees. `update_embeddings`, which
    `UpdateEmbeddingCallback` calls every so often, makes the most frequent ones
    the vocabulary: words that stay keep their vectors, new ones get fresh
    vectors, and all others share the last.

    Args:
        input_dim: Number of words that have a vector of their own.
        output_dim: Size of a vector.
        initial_vocabulary: These words, texts or ints; or `tf.string`,
            `tf.int32` or `tf.int64`: words drawn at random.
        eviction_policy: 'LFU', the least frequently used go.
        input_length: Static length of the sequences, where a later layer
            (`Flatten`) needs to know it.
        embedding_initializer: Of vectors, the first and later ones.
        num_oov_indices: Vectors for other words: 1.
    Call arguments:
        inputs: Tensor of words, of any shape.
        learn_vocab: False counts nothing.
    Output shape: the input's, and `output_dim`.
    Variables: embeddings `(input_dim + 1, output_dim)`; those of
        `DynamicLookup`, which aren't trained.
    Raises:
        ValueError: If an argument is out of range, or there aren't
            `input_dim` words.
    Source: Keras 2. Differs: an update leaves the vector for other words as
        it is, and the configuration has `input_dim` as it was given.
    Example:
        >>> words = tf.constant(['a', 'b', 'c'])
        >>> layer = keras.layers.experimental.DynamicEmbedding(3, 2, words)
        >>> layer(tf.constant([['a', 'z', 'b']])).shape
        TensorShape([1, 3, 2])
    """

    def __init__(
        self,
        input_dim: int,
        output_dim: int,
        initial_vocabulary: Any,
        eviction_policy: str = "LFU",
        input_length: Any = None,
        embedding_initializer: kinds.Named = "uniform",
        num_oov_indices: int = 1,
        **kwargs: kinds.Unpack[kinds.NamedArguments],
    ) -> None:
        super().__init__(**{"autocast": False, **kwargs})
        if num_oov_indices != 1:
            raise ValueError(
                f"{self._keras_who}: all other words share one vector. "
                f"Expected 1. Received: num_oov_indices={num_oov_indices!r}."
            )
        self.num_oov_indices = num_oov_indices
        self.output_dim = arguments.whole_number(
            self._keras_who, "output_dim", output_dim
        )
        self.embedding_initializer = initializers.get(embedding_initializer)
        self.dynamic_lookup_layer = dynamic_lookup.DynamicLookup(
            input_dim, initial_vocabulary, eviction_policy
        )
        self.input_dim = self.dynamic_lookup_layer.vocabulary_size
        self.initial_vocabulary = self.dynamic_lookup_layer.initial_vocabulary
        if self.initial_vocabulary.shape[0] != self.input_dim:
            raise ValueError(
                f"{self._keras_who}: there is a vector a word. Expected "
                f"{input_dim} words. Received: initial_vocabulary of "
                f"{self.initial_vocabulary.shape[0]}."
            )
        self.embedding_layer = embedding.Embedding(
            self.input_dim + 1,
            self.output_dim,
            embeddings_initializer=self.embedding_initializer,
            input_length=input_length,
            dtype=self.dtype_policy,
        )
        self.eviction_policy = eviction_policy
        self.input_length = input_length

    def build(self, input_shape: kinds.Shapes = None) -> None:
        self.embedding_layer.build(input_shape)
        self.dynamic_lookup_layer.build(input_shape)

    def call(
        self, inputs: kinds.Tensors, learn_vocab: bool = True
    ) -> kinds.Tensors:
        indices = self.dynamic_lookup_layer(inputs, learn_vocab=learn_vocab)
        return self.embedding_layer(indices)

    def get_vocabulary(self) -> tf.Variable:
        """Returns the words, each at its index."""
        return self.dynamic_lookup_layer.get_vocabulary()

    def update_embeddings(self, strategy: tf.distribute.Strategy) -> None:
        """Makes the most frequent words the vocabulary.

        Args:
            strategy: The one that the layer was made under. Where workers have
                tables of their own, these are added up.
        """
        lookup = self.dynamic_lookup_layer
        keys, counts = (
            lookup.vocabulary_table_keys,
            lookup.vocabulary_table_values,
        )
        if isinstance(strategy, tf.distribute.ParameterServerStrategy):
            tables = [
                [table.read_all()] if hasattr(table, "read_all") else [table]
                for table in (keys, counts)
            ]
            keys, counts = self.aggregate_lookup_table(*tables)
        words = self.get_top_vocabulary(keys, counts, lookup.vocabulary_size)
        self.embedding_layer.embeddings.assign(self._vectors_of(words))
        lookup.vocabulary.assign(words)

    def _vectors_of(self, words) -> tf.Tensor:
        """Returns the table for a new vocabulary."""
        old = tf.convert_to_tensor(self.embedding_layer.embeddings)
        vocabulary = tf.convert_to_tensor(self.get_vocabulary())
        places = key_counts.positions(words, vocabulary)
        fresh = self.embedding_initializer(
            (self.input_dim, self.output_dim), dtype=old.dtype
        )
        is_new = places == self.input_dim
        kept = tf.gather(old, places)
        vectors = tf.where(is_new[:, tf.newaxis], fresh, kept)
        return tf.concat([vectors, old[self.input_dim :]], 0)

    def aggregate_lookup_table(
        self, keys_list: Any, values_list: Any
    ) -> tuple[tf.Tensor, tf.Tensor]:
        """Returns the words of several tables, and how often all saw each.

        Args:
            keys_list: Words of each table.
            values_list: How often each was seen.
        """
        keys = tf.reshape(keys_list, (-1,))
        unique, ids = tf.unique(keys)
        counts = tf.math.unsorted_segment_sum(
            tf.reshape(values_list, (-1,)), ids, tf.shape(unique)[0]
        )
        return unique, counts

    def get_top_vocabulary(self, keys: Any, values: Any, k: int) -> tf.Tensor:
        """Returns the most frequent words.

        Args:
            keys: Words.
            values: How often each was seen.
            k: How many to return, if there are so many.
        """
        return key_counts.most_frequent(keys, values, k)

    def compute_output_shape(self, input_shape: kinds.Shapes) -> tf.TensorShape:
        return self.embedding_layer.compute_output_shape(input_shape)

    def compute_output_spec(
        self, inputs: kinds.Tensors, learn_vocab: bool = True
    ) -> kinds.Specs:
        shape = self.compute_output_shape(inputs.shape)
        return tf.TensorSpec(shape, self.compute_dtype)

    def get_config(self) -> dict:
        """Returns the arguments, words as texts or ints."""
        words = dynamic_lookup.plain_words(self.initial_vocabulary)
        return {**super().get_config(), "initial_vocabulary": words}

    def save_assets(self, dir_path: str) -> None:
        """Writes the first vocabulary to read: a word a line.

        Args:
            dir_path: A folder.
        """
        dynamic_lookup.write_words(
            dir_path, "initial_vocabulary.txt", self.initial_vocabulary
        )

    def load_assets(self, dir_path: str) -> None:
        """Reads nothing: the words are in the configuration.

        Args:
            dir_path: A folder.
        """
