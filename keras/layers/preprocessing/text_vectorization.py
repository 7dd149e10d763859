"""Texts to indices of words, or to vectors of their counts."""

from typing import Any

import tensorflow as tf

from keras import mixed_precision
from keras.engine import kinds
from keras.engine.layer import output_spec, symbolic_call
from keras.layers import arguments, inner_layer
from keras.layers.preprocessing import (
    data_sets,
    index_encoding,
    lookup_arguments,
    preprocessing_layer,
    string_lookup,
    text_steps,
    tokens,
)

# Texts that are split together: enough for all cores to have some.
_TEXTS = 2**13


class TextVectorization(preprocessing_layer.PreprocessingLayer):
    """Turns texts into indices of their words, or into vectors.

    y[b] = index(n-grams(split(standardize(x[b])))); see `output_mode` for what
    else may come out.

    It's all there is between raw text and an `Embedding`, in the graph: what a
    model is served takes texts. The vocabulary is given, or learned from data
    by `adapt`. Index 0 fills rows up, and 1 is that of unknown words.

    Args:
        max_tokens: Largest size of the vocabulary, with the two special tokens,
            at least 2. Default None: any.
        standardize: 'lower_and_strip_punctuation', 'lower' or
            'strip_punctuation' (of ASCII), a function from strings to strings,
            or None. Default: both.
        split: 'whitespace', 'character' (of UTF-8), a function from strings
            `(batch,)` to ragged ones, or None: what comes in are words. Default
            'whitespace'.
        ngrams: Largest number of neighbouring words that are joined to one, or
            several numbers. Default None: words alone.
        output_mode: 'int': indices in order. 'one_hot': a vector for each.
            'multi_hot', 'count', 'tf_idf': a vector a text, with 1 for the
            words in it, with how often they are, and with that times their
            weights. None: the words themselves.
        output_sequence_length: Words of a text, in 'int' output; longer ones
            are cut. Default None: those of the longest text.
        pad_to_max_tokens: True gives vectors the size `max_tokens`.
        vocabulary: Words, each once, as a list, array or tensor, or the path of
            a text file with one a line. Default None: `adapt` learns it.
        idf_weights: A weight for each, for 'tf_idf' output.
        sparse: True returns vectors as a `tf.SparseTensor`.
        ragged: True returns indices as a `tf.RaggedTensor`, not filled up.
        encoding: Of the words that `get_vocabulary` returns, and that are given
            as Python's. Default 'utf-8'.
        **kwargs: Arguments of every layer; `dtype` is 'string'.
    Call arguments:
        inputs: Texts `(batch,)` or `(batch, 1)`; without `split` of any shape.
    Output shape: `(batch, words)` in 'int' output; `(batch, vocabulary)` for
        vectors a text.
    Variables: those of the `StringLookup` inside.
    Raises:
        ValueError: If arguments contradict each other, or there are several
            texts a row.
        TypeError: If it is called on anything but strings.
        RuntimeError: If it is called without a vocabulary.
    Source: weights learned for 'tf_idf' are log(1 + texts / (1 + texts with the
        word)).
    Example:
        >>> layer = keras.layers.TextVectorization()
        >>> layer.adapt(["The cat!", "The dog"])
        >>> layer.get_vocabulary()
        ['', '[UNK]', 'the', 'dog', 'cat']
        >>> layer(["a dog", "cat"]).numpy()
        array([[1, 3],
               [4, 0]])
    """

    # What is in its place in a file is the lookup's.
    _keras_reads_own_values = True

    def __init__(
        self,
        max_tokens: int | None = None,
        standardize: Any = "lower_and_strip_punctuation",
        split: Any = "whitespace",
        ngrams: Any = None,
        output_mode: str | None = "int",
        output_sequence_length: int | None = None,
        pad_to_max_tokens: bool = False,
        vocabulary: Any = None,
        idf_weights: Any = None,
        sparse: bool = False,
        ragged: bool = False,
        encoding: str = "utf-8",
        **kwargs: kinds.Unpack[kinds.LayerArguments],
    ) -> None:
        size = kwargs.pop("vocabulary_size", None)
        _check_dtype(type(self).__name__, kwargs.pop("dtype", None))
        super().__init__(dtype="string", autocast=False, **kwargs)
        where = self._keras_who
        self.standardize = _way(
            where, "standardize", standardize, text_steps.STANDARDS
        )
        self.split = _way(where, "split", split, text_steps.SPLITS)
        self.ngrams = _n_grams(where, ngrams)
        self.output_mode = output_mode
        if output_mode is not None:
            self.output_mode = index_encoding.mode_of(
                where, output_mode, lookup_arguments.MODES, sparse
            )
        elif sparse:
            raise ValueError(
                f"{where}: arguments contradict each other. Expected an "
                "output_mode whose vectors may be sparse. Received: "
                "sparse=True and output_mode=None."
            )
        self.output_sequence_length = output_sequence_length
        self.ragged = ragged
        self._check_lengths()
        with inner_layer.told_as(where):
            lookup = string_lookup.StringLookup(
                max_tokens=max_tokens,
                mask_token="",
                vocabulary=vocabulary,
                idf_weights=idf_weights,
                encoding=encoding,
                output_mode=self.output_mode or "int",
                sparse=sparse,
                pad_to_max_tokens=pad_to_max_tokens,
                vocabulary_size=_told(size),
            )
        self._lookup_layer = lookup

    def _check_lengths(self) -> None:
        where, length = self._keras_who, self.output_sequence_length
        if length is not None:
            name = "output_sequence_length"
            arguments.whole_number(where, name, length)
            if self.output_mode != "int" or self.ragged:
                raise ValueError(
                    f"{where}: arguments contradict each other. Expected "
                    "output_mode='int' and ragged=False, where rows have a "
                    f"length. Received: output_sequence_length={length!r}, "
                    f"output_mode={self.output_mode!r} and "
                    f"ragged={self.ragged!r}."
                )
        if self.ragged and self.output_mode != "int":
            raise ValueError(
                f"{where}: arguments contradict each other. Expected "
                "output_mode='int', in which rows have words. Received: "
                f"ragged=True and output_mode={self.output_mode!r}."
            )

    # The arguments that the lookup inside has.
    max_tokens = property(
        lambda self: self._lookup_layer.max_tokens,
        doc="The largest size of the vocabulary.",
    )
    sparse = property(
        lambda self: self._lookup_layer.sparse,
        doc="Whether counts come in a `tf.SparseTensor`.",
    )
    encoding = property(
        lambda self: self._lookup_layer.encoding,
        doc="That of the words of the vocabulary.",
    )
    pad_to_max_tokens = property(
        lambda self: self._lookup_layer.pad_to_max_tokens,
        doc="Whether counts are of `max_tokens` words, known or not.",
    )
    vocabulary = property(
        lambda self: self._lookup_layer.vocabulary,
        doc="The words that the layer was given; None where it adapts.",
    )
    idf_weights = property(
        lambda self: self._lookup_layer.given_weights,
        doc="The weights that the layer was given with its vocabulary.",
    )

    @property
    def _keras_input_dtype(self) -> str:
        return "string"

    # The vocabulary.

    _keras_was_told = property(lambda self: self._lookup_layer._keras_was_told)
    _keras_knows = property(lambda self: self._lookup_layer._keras_knows)

    def get_vocabulary(self, include_special_tokens: bool = True) -> list:
        """Returns the words by their indices.

        Args:
            include_special_tokens: False leaves out the first two. Default
                True.
        """
        return self._lookup_layer.get_vocabulary(include_special_tokens)

    def vocabulary_size(self) -> int:
        """Returns the number of words, special ones included."""
        return self._lookup_layer.vocabulary_size()

    # Keras 2.5's name.
    vocab_size = vocabulary_size

    def set_vocabulary(self, vocabulary: Any, idf_weights: Any = None) -> None:
        """Takes a vocabulary, in place of the one there was.

        Args:
            vocabulary: As of the constructor.
            idf_weights: A weight for each, for 'tf_idf' output.
        """
        with inner_layer.told_as(self._keras_who):
            self._lookup_layer.set_vocabulary(vocabulary, idf_weights)

    def adapt(
        self, data: Any, batch_size: int | None = None, steps: int | None = None
    ) -> None:
        """Takes the most frequent words of texts for the vocabulary.

        Words that are equally frequent come in the reverse of their order.

        Args:
            data: Texts: an array, a list, a tensor, a `tf.data.Dataset`,
                batched or not, or another source. For 'tf_idf' output each is a
                document.
            batch_size: Has no effect on what comes out.
            steps: Elements of a data set to take. Default: all.
        Raises:
            ValueError: If there are labels beside the texts, or no words.
        """
        self._require_eager()
        if self._learns_its_own_way() or not data_sets.is_of_tensors(
            data, steps
        ):
            super().adapt(data, batch_size, steps)
            return
        texts = data_sets.with_batches(data_sets.taken(data, steps), _TEXTS)
        words = texts.map(self._preprocess, tf.data.AUTOTUNE)
        with inner_layer.told_as(self._keras_who):
            self._lookup_layer.adapt(words)
        self._is_adapted = True

    def update_state(self, data: Any) -> None:
        """Counts the words of a batch of texts.

        Args:
            data: Texts.
        """
        words = self._preprocess(data)
        with inner_layer.told_as(self._keras_who):
            self._lookup_layer.update_state(words)

    def finalize_state(self) -> None:
        """Makes a vocabulary of the words that were counted, if any were."""
        with inner_layer.told_as(self._keras_who):
            self._lookup_layer.finalize_state()

    def reset_state(self) -> None:
        """Forgets the words that were counted, not the vocabulary."""
        self._lookup_layer.reset_state()

    # Calling.

    def call(self, inputs: kinds.Tensors) -> kinds.Tensors:
        words = self._preprocess(inputs)
        if self.output_mode is None:
            return words
        self._lookup_layer._require_vocabulary(self._keras_who)
        found = self._lookup_layer(words)
        if self.output_mode != "int" or self.ragged:
            return found
        return text_steps.of_length(found, self.output_sequence_length)

    def _preprocess(self, inputs):
        """Returns the words of texts; Keras 2's name for it."""
        texts = self._as_texts(inputs)
        texts = text_steps.standardized(texts, self.standardize)
        if self.split is not None and texts.shape.rank > 1:
            texts = self._one_a_row(texts)
        words = text_steps.split(texts, self.split)
        return text_steps.n_grams(words, _widths(self.ngrams))

    def _as_texts(self, inputs):
        texts = tokens.as_tensor(inputs)
        if texts.dtype == tf.string and not isinstance(texts, tf.SparseTensor):
            return texts
        raise TypeError(
            f"{self._keras_who}: it takes texts. Expected strings, dense or "
            f"ragged. Received: {type(texts).__name__} of "
            f"dtype={texts.dtype.name}."
        )

    def _one_a_row(self, texts):
        """Returns texts `(batch,)`, of `(batch, 1)` or as many ragged rows."""
        self._check_alone_in_rows(texts.shape)
        if isinstance(texts, tf.RaggedTensor) and tf.executing_eagerly():
            for length in {*texts.row_lengths().numpy().tolist()}:
                self._check_alone_in_rows(texts.shape[:1] + [length])
        return tf.squeeze(texts, -1)

    def _check_alone_in_rows(self, shape: tf.TensorShape) -> None:
        if shape[-1] not in (1, None):
            raise ValueError(
                f"{self._keras_who}: there are several texts a row, or none. "
                "Expected shape (batch,) or (batch, 1). Received: shape "
                f"{tuple(shape)}. "
                "Join them, or pass `split=None` where they are words."
            )

    def compute_output_spec(self, inputs: kinds.Tensors) -> kinds.Specs:
        spec = symbolic_call.spec_of(inputs)
        is_plain = isinstance(spec, tf.TensorSpec) and spec.shape.rank in (1, 2)
        if callable(self.standardize) or callable(self.split) or not is_plain:
            # Only a trace knows what functions make of it.
            return output_spec.traced(self, inputs)
        spec = self._spec_of_words(spec)
        if self.output_mode is None:
            return spec
        spec = self._lookup_layer.compute_output_spec(spec)
        if self.output_mode != "int" or self.ragged:
            return spec
        length = self.output_sequence_length
        if length is None and not isinstance(spec, tf.RaggedTensorSpec):
            return spec
        return tf.TensorSpec([*spec.shape[:-1], length], spec.dtype)

    def _spec_of_words(self, spec: tf.TensorSpec) -> tf.TypeSpec:
        if self.split is not None:
            if spec.shape.rank == 2:
                self._check_alone_in_rows(spec.shape)
            return tf.RaggedTensorSpec([spec.shape[0], None], tf.string, 1)
        if self.ngrams is None:
            return spec
        return tf.TensorSpec([*spec.shape[:-1], None], tf.string)

    def compute_output_shape(self, input_shape: kinds.Shapes) -> tf.TensorShape:
        spec = tf.TensorSpec(input_shape, tf.string)
        return self.compute_output_spec(spec).shape

    # Files.

    def get_config(self) -> dict:
        """Returns the arguments, with the vocabulary if it was one of them."""
        config = super().get_config()
        inside = self._lookup_layer.get_config()
        told = ("vocabulary_size", "vocabulary", "idf_weights")
        return {**config, **{name: inside[name] for name in told}}

    _keras_config_has_assets = True

    def save_own_variables(self, store: Any) -> None:
        """Puts weights where other packages look for them, too."""
        self._lookup_layer.save_own_variables(store)

    def load_own_variables(self, store: Any) -> None:
        """Leaves it to the lookup inside, which has a place too."""

    def save_assets(self, dir_path: str) -> None:
        """Writes the vocabulary where other packages look for it, too.

        Args:
            dir_path: A folder.
        """
        self._lookup_layer.save_assets(dir_path)

    def load_assets(self, dir_path: str) -> None:
        """Leaves it to the lookup inside, which has a folder too.

        Args:
            dir_path: A folder.
        """


def _check_dtype(who: str, dtype) -> None:
    # Keras 3's files have a policy, which says nothing.
    is_policy = isinstance(dtype, (dict, mixed_precision.Policy))
    if dtype is None or is_policy or dtype in ("string", tf.string):
        return
    raise ValueError(
        f"{who}: texts are strings. Expected dtype='string', or none. "
        f"Received: dtype={dtype!r}."
    )


def _way(where: str, name: str, value, choices: tuple[str, ...]):
    if value is None or callable(value):
        return value
    return arguments.one_of(where, name, value, (*choices, None))


def _n_grams(where: str, ngrams):
    """Returns an int or a tuple of them, as it is in a configuration."""
    if isinstance(ngrams, (list, tuple)):
        return tuple(
            arguments.whole_number(where, "ngrams", width) for width in ngrams
        )
    if ngrams is None:
        return None
    return arguments.whole_number(where, "ngrams", ngrams)


def _widths(ngrams) -> tuple[int, ...] | None:
    return tuple(range(1, ngrams + 1)) if isinstance(ngrams, int) else ngrams


def _told(size: int | None) -> int | None:
    """Returns a size that a configuration tells, unless it's of none."""
    return size if size is not None and size > 2 else None
