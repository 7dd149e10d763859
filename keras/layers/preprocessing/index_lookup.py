"""The base of layers that turn tokens into indices, by a vocabulary."""

import os
from typing import Any

import numpy as np
import tensorflow as tf

from keras.backend import config as backend_config
from keras.engine import kinds
from keras.engine.layer import symbolic_call, tracking
from keras.layers.preprocessing import (
    data_sets,
    index_encoding,
    lookup_arguments,
    lookup_files,
    lookup_table,
    output_dtype,
    plain_texts,
    preprocessing_layer,
    token_counts,
    token_indices,
    tokens,
    vocabulary_file,
    vocabulary_values,
)
from keras.layers.preprocessing import vocabulary as vocabulary_module
from keras.saving.config import whole_config
from keras.tf_internals import scratch_graph


class IndexLookup(preprocessing_layer.PreprocessingLayer):
    """Replaces each token by its index in a vocabulary; base of the lookups.

    Indices are, in this order: the mask token's (in 'int' output only), those
    of unknown tokens, and those of the vocabulary. A subclass says what a token
    is: `_TOKEN_DTYPE` as a key of the table, `_key_of` and `_token_of` for one;
    `_keys_of`, `_plain`, `_lines_of` and `_keys_of_lines` for a million; and
    `_buckets`.

    Args:
        max_tokens, num_oov_indices, mask_token, oov_token, vocabulary,
            idf_weights, invert, output_mode, sparse, pad_to_max_tokens: See
            `StringLookup`.
        **kwargs: Arguments of every layer.
    """

    _TOKEN_DTYPE: tf.DType
    _TOKEN_TYPE: type
    # The weights of a vocabulary have another size before there is one.
    _keras_reads_own_values = True

    # Nobody is to look for layers among a million tokens.
    vocabulary = tracking.Aside()
    _given_weights = tracking.Aside()

    def __init__(
        self,
        max_tokens: int | None = None,
        num_oov_indices: int = 1,
        mask_token: Any = None,
        oov_token: Any = None,
        vocabulary: Any = None,
        idf_weights: Any = None,
        invert: bool = False,
        output_mode: str = "int",
        sparse: bool = False,
        pad_to_max_tokens: bool = False,
        **kwargs: kinds.Unpack[kinds.LayerArguments],
    ) -> None:
        self._told_size = kwargs.pop("vocabulary_size", None)
        dtype = output_dtype.of(kwargs.pop("dtype", None), output_mode)
        super().__init__(dtype=dtype, autocast=False, **kwargs)
        self.max_tokens = max_tokens
        self.num_oov_indices = num_oov_indices
        self.mask_token, self.oov_token = mask_token, oov_token
        self.invert = invert
        self.output_mode = index_encoding.mode_of(
            self._keras_who, output_mode, lookup_arguments.MODES, sparse
        )
        self.sparse, self.pad_to_max_tokens = sparse, pad_to_max_tokens
        lookup_arguments.check(self)
        if vocabulary is not None or idf_weights is not None:
            lookup_arguments.check_weights(self, idf_weights)
        # The size that shapes hang on, once there was a call.
        self._called_size = None
        self._counts = self._no_counts()
        with tf.init_scope():
            self.lookup_table = self._new_table()
            self.idf_weights = self._new_weights()
        self._known = self._new_vocabulary()
        self.vocabulary = self._given_weights = None
        if vocabulary is not None:
            self._take_given(vocabulary, idf_weights)

    def _no_counts(self) -> token_counts.TokenCounts:
        return token_counts.TokenCounts(self.output_mode == "tf_idf")

    def _new_table(self) -> lookup_table.LookupTable:
        if self.invert:
            oov = self._key_of(self.oov_token)
            return lookup_table.LookupTable(tf.int64, self._TOKEN_DTYPE, oov)
        default = self._first_oov if self.num_oov_indices == 1 else -1
        return lookup_table.LookupTable(self._TOKEN_DTYPE, tf.int64, default)

    def _new_weights(self) -> tf.Variable | None:
        if self.output_mode != "tf_idf":
            return None
        size = self._told_size or self._first
        return tf.Variable(
            tf.zeros(size, backend_config.floatx()),
            shape=(None,),
            trainable=False,
            name="Variable",  # as in files of Keras 2
        )

    @property
    def _keras_input_dtype(self) -> str:
        return "int64" if self.invert else self._TOKEN_DTYPE.name

    _keras_was_told = property(lambda self: self.vocabulary is not None)
    _keras_learns_table = property(lambda self: self.vocabulary is None)
    _keras_knows = property(lambda self: not self._known.is_empty)

    @property
    def _has_mask(self) -> bool:
        """Whether the mask token has an index."""
        return self.mask_token is not None and self.output_mode == "int"

    _first_oov = property(lambda self: int(self._has_mask))

    @property
    def _first(self) -> int:
        """The index of the first token of the vocabulary."""
        return self._first_oov + self.num_oov_indices

    def _new_vocabulary(self) -> vocabulary_module.Vocabulary:
        mask = (
            {} if self.mask_token is None else {"mask_token": self.mask_token}
        )
        oov = {"oov_token": self.oov_token} if self.invert else {}
        return vocabulary_module.Vocabulary(
            self._keras_who,
            self.lookup_table,
            [self._key_of(self.mask_token)] if self._has_mask else [],
            None if self.oov_token is None else self._key_of(self.oov_token),
            self.num_oov_indices,
            {name: self._key_of(t) for name, t in {**mask, **oov}.items()},
            self.max_tokens,
            self.invert,
        )

    # The vocabulary.

    def get_vocabulary(self, include_special_tokens: bool = True) -> list:
        """Returns the tokens by their indices.

        Args:
            include_special_tokens: False leaves out the mask token and those of
                unknown ones. Default True.
        """
        known = self._known
        specials = known.specials if include_special_tokens else []
        keys = specials + known.keys()
        return [key if key is None else self._token_of(key) for key in keys]

    def vocabulary_size(self) -> int:
        """Returns the number of tokens, special ones included.

        It's the one in the file while a layer waits for its tokens.
        """
        if self._known.is_empty and self._told_size is not None:
            return self._told_size
        return self._known.size

    # Keras 2.5's name.
    vocab_size = vocabulary_size

    def set_vocabulary(self, vocabulary: Any, idf_weights: Any = None) -> None:
        """Takes a vocabulary, in place of the one there was.

        Args:
            vocabulary: Tokens, each once, as a list, an array or a tensor; or
                the path of a text file with one a line. They may begin with
                the special tokens.
            idf_weights: A weight for each token, for 'tf_idf' output.
        Raises:
            ValueError: If a token stands there twice or is None, if there is
                none or more than `max_tokens`, or if weights don't fit.
            RuntimeError: If shapes that hang on the size are in use.
        """
        lookup_arguments.check_weights(self, idf_weights)
        tokens = self._listed(vocabulary)
        given = self._keys_of(tokens)
        keys = self._known.without_specials(given)
        self._check(keys)
        weights = None
        if idf_weights is not None:
            weights = self._weights_for(keys, given, idf_weights)
        self._fill(keys, weights)

    def _plain(self, tokens: list) -> list:
        """Returns tokens as Python's own, for the configuration."""
        kind = self._TOKEN_TYPE
        return [
            t if type(t) is kind else self._token_of(self._key_of(t))
            for t in tokens
        ]

    def _take_given(self, vocabulary, idf_weights) -> None:
        """Takes what the constructor was given, which the config says again."""
        tokens = self._listed(vocabulary)
        self.set_vocabulary(tokens, idf_weights)
        self.vocabulary = self._plain(tokens)
        if idf_weights is not None:
            self._given_weights = np.asarray(idf_weights, float).tolist()

    def _listed(self, vocabulary) -> list:
        if isinstance(vocabulary, (str, os.PathLike)):
            lines = vocabulary_file.of_user(self._keras_who, vocabulary)
            # None of them is special, whatever it holds.
            return self._known.behind_specials(self._keys_of_lines(lines))
        return lookup_arguments.listed(self._keras_who, vocabulary)

    def _keras_hand_on(self, clone: "IndexLookup") -> None:
        """Gives a clone the vocabulary, unless it has one or is another kind.

        A layer of another configuration may have no place for it, or another
        meaning.
        """
        if clone._known.is_empty and _meaning(self) == _meaning(clone):
            clone._take_saved(self._known.keys())
            if self.idf_weights is not None:
                clone.idf_weights.assign(self.idf_weights)

    def _check(self, keys: list) -> None:
        self._known.check(keys)
        size = len(keys) + self._first
        if self._called_size not in (None, size):
            raise RuntimeError(
                f"{self._keras_who}: the size of the vocabulary changed after "
                "a call, and shapes hang on it. Expected "
                f"{self._called_size} tokens. Received: {size}. Make the model "
                "anew, or set `max_tokens` and `pad_to_max_tokens=True`."
            )

    _keras_has_tokens = vocabulary_values.are_among_weights
    _keras_tokens = vocabulary_values.get
    _keras_check_tokens = vocabulary_values.check
    _keras_take_tokens = vocabulary_values.take

    def _take_saved(self, keys: list) -> None:
        if keys:
            self._check(keys)
        self._fill(keys, None)

    def _weights_for(self, keys: list, given: list, weights) -> np.ndarray:
        """Returns the weights by index; unknown tokens weigh the mean."""
        weights = np.asarray(weights, float)
        if weights.shape != (len(given),):
            raise ValueError(
                f"{self._keras_who}: the weights don't fit the vocabulary. "
                f"Expected {len(given)} numbers. Received: "
                f"idf_weights of shape {weights.shape}."
            )
        if len(keys) < len(given):
            return weights
        return np.pad(weights, (self._first, 0), constant_values=weights.mean())

    def _fill(self, keys: list, weights: np.ndarray | None) -> None:
        """Takes a vocabulary, which isn't the constructor's any more."""
        self._known.fill(keys)
        self.vocabulary = self._given_weights = None
        if weights is None:
            return
        if self.pad_to_max_tokens:
            weights = np.pad(weights, (0, self.max_tokens - len(weights)))
        with tf.init_scope():
            self.idf_weights.assign(tf.cast(weights, self.idf_weights.dtype))

    # Learning it.

    def adapt(
        self, data: Any, batch_size: int | None = None, steps: int | None = None
    ) -> None:
        """Takes the most frequent tokens of data for the vocabulary.

        Tokens that are equally frequent come in the reverse of their order.
        It comes before the first call, and before `dataset.map(layer)` too,
        which calls the layer at once.

        Args:
            data: Tokens: an array, a list, a tensor (dense, ragged, sparse), a
                `tf.data.Dataset`, batched or not, or another source. For
                'tf_idf' output a row is a document.
            batch_size: Has no effect on what comes out.
            steps: Elements of a data set to take. Default: all.
        Raises:
            ValueError: If there are labels beside the tokens, or no tokens.
        """
        self._require_eager()
        if not steps and plain_texts.are_learned(self, data):
            return
        if self.output_mode != "tf_idf":
            data, steps = data_sets.quickly_counted(data, steps)
        super().adapt(data, batch_size, steps)

    def update_state(self, data: Any) -> None:
        """Counts the tokens of a batch; outside of a graph.

        Args:
            data: Tokens.
        """
        self._counts.add(self._as_tensor(data, self._TOKEN_DTYPE))

    def finalize_state(self) -> None:
        """Makes a vocabulary of the tokens that were counted, if any were."""
        if self._counts.is_empty:
            return
        special = (self.mask_token, self.oov_token)
        left_out = {self._key_of(t) for t in special if t is not None}
        most = self.max_tokens and self.max_tokens - self._first
        keys = self._counts.most_frequent(left_out, most)
        self._check(keys)
        weights = None
        if self.output_mode == "tf_idf":
            weights = self._weights_for(
                keys, keys, self._counts.inverse_document_frequencies(keys)
            )
        self._fill(keys, weights)
        self._counts = self._no_counts()

    def reset_state(self) -> None:
        """Forgets the tokens that were counted, not the vocabulary."""
        self._counts = self._no_counts()

    @property
    def given_weights(self) -> list[float] | None:
        """The weights that the constructor was given."""
        return self._given_weights

    # Calling.

    def call(self, inputs: kinds.Tensors) -> kinds.Tensors:
        looked_up = tf.int64 if self.invert else self._TOKEN_DTYPE
        inputs = self._as_tensor(inputs, looked_up)
        self._require_vocabulary(self._keras_who)
        found = token_indices.of(self, inputs)
        if self.invert:
            return found
        return self._encoding.of(found, self.idf_weights)

    @property
    def _encoding(self) -> index_encoding.Encoding:
        depth = 0 if self.output_mode == "int" else self._depth()
        dtype = tf.as_dtype(self.compute_dtype)
        return index_encoding.Encoding(
            self.output_mode, depth, dtype, self.sparse
        )

    def compute_output_spec(self, inputs: kinds.Tensors) -> kinds.Specs:
        spec = symbolic_call.spec_of(inputs)
        if self.invert:
            return index_encoding.of_dtype(spec, self._TOKEN_DTYPE)
        return self._encoding.spec(spec)

    compute_output_shape = index_encoding.compute_output_shape

    def _as_tensor(self, inputs, dtype: tf.DType):
        inputs = tokens.as_tensor(inputs)
        if inputs.dtype == dtype:
            return inputs
        # Floats that stand for whole numbers, as a model's input is by default.
        if inputs.dtype != tf.string and dtype.is_integer:
            return tf.cast(inputs, dtype)
        way = "as_string(x)"
        if inputs.dtype == tf.string:
            way = f"to_number(x, tf.{dtype.name})"
        raise TypeError(
            f"{self._keras_who}: it looks up tokens of another type. Expected "
            f"dtype={dtype.name}. Received: dtype={inputs.dtype.name}. Convert "
            f"them first: `tf.strings.{way}`."
        )

    def _require_vocabulary(self, where: str) -> None:
        """Raises where there is nothing to look up; `where` is the layer."""
        # A model may be made, and its shapes traced, before `adapt`.
        if self._known.is_empty and not scratch_graph.is_entered():
            raise RuntimeError(
                f"{where}: there is no vocabulary yet. Expected `adapt` or "
                "`set_vocabulary` before the first call. Received: 0 tokens"
                f"{_told(self._told_size)}."
            )

    def _depth(self) -> int:
        """Returns the number of categories, which stays from now on."""
        if self.pad_to_max_tokens:
            return self.max_tokens
        if not self._known.is_empty:
            self._called_size = self._known.size
            return self._called_size
        if self._told_size is None:
            raise RuntimeError(
                f"{self._keras_who}: the shape of its output hangs on the "
                "size of the vocabulary. Expected `adapt` or `set_vocabulary` "
                "before the first call, or `max_tokens` and "
                "`pad_to_max_tokens=True`. Received: no vocabulary."
            )
        self._called_size = self._told_size
        return self._told_size

    # Files.

    def get_config(self) -> dict:
        """Returns the arguments, with the vocabulary if it was one of them."""
        config = super().get_config()
        config["idf_weights"] = self._given_weights
        size = None if self._known.is_empty else self._known.size
        config["vocabulary_size"] = size
        if whole_config.is_asked():
            config.update(lookup_files.learned(self))
        return config

    _keras_config_has_assets = True
    save_own_variables = lookup_files.save_own_variables
    load_own_variables = lookup_files.load_own_variables
    save_assets = lookup_files.save_assets
    load_assets = lookup_files.load_assets


def _told(size: int | None) -> str:
    """Says that a description tells of tokens, where it does."""
    if size is None:
        return ""
    return (
        f" of {size} that its description tells of, and its file doesn't hold, "
        "as JSON and an '.h5' of Keras 3 don't. Save to '.keras' where it was "
        "learned, or set it again"
    )


def _meaning(layer: IndexLookup) -> dict:
    """Returns the configuration, but for what a name and a state are in it."""
    apart = ("name", "trainable", "vocabulary_size", "batch_input_shape")
    config = layer.get_config()
    return {name: config[name] for name in config.keys() - set(apart)}
