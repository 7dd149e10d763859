"""Texts to tokens, step by step: standardized, split, joined to n-grams."""

from collections.abc import Callable

import tensorflow as tf

#: What `standardize` may be by name, and what `split` may be.
STANDARDS = ("lower_and_strip_punctuation", "lower", "strip_punctuation")
SPLITS = ("whitespace", "character")
# Punctuation of ASCII.
_PUNCTUATION = r"[!-/:-@\[-`{-~]"


def standardized(texts, how: str | Callable | None):
    """Returns texts in which what means the same reads the same.

    Args:
        texts: Strings, dense or ragged.
        how: One of `STANDARDS`, a function of such texts, or None.
    """
    if callable(how):
        return how(texts)
    if how in ("lower", "lower_and_strip_punctuation"):
        texts = tf.strings.lower(texts)
    if how in ("strip_punctuation", "lower_and_strip_punctuation"):
        texts = tf.strings.regex_replace(texts, _PUNCTUATION, "")
    return texts


def split(texts, how: str | Callable | None):
    """Returns the tokens of each text in a last axis of their own.

    Args:
        texts: Strings.
        how: One of `SPLITS`, a function of such texts, or None.
    """
    if callable(how):
        return how(texts)
    if how == "whitespace":
        return tf.strings.split(texts)
    if how == "character":
        return tf.strings.unicode_split(texts, "UTF-8")
    return texts


def n_grams(tokens, widths: tuple[int, ...] | None):
    """Returns neighbours of the last axis, joined by spaces.

    Args:
        tokens: Strings, dense or ragged.
        widths: How many of them are joined; the results of one after the
            other. None leaves the tokens.
    """
    if widths is None:
        return tokens
    return tf.strings.ngrams(tokens, ngram_width=widths, separator=" ")


def of_length(indices, length: int | None) -> tf.Tensor:
    """Returns a dense tensor: rows are cut or filled with 0.

    Args:
        indices: Whole numbers, dense or ragged.
        length: Size of the last axis. None takes that of the longest row.
    """
    if isinstance(indices, tf.RaggedTensor):
        return indices.to_tensor(0, shape=[*indices.shape[:-1], length])
    if length is None:
        return indices
    indices = indices[..., :length]
    missing = length - tf.shape(indices)[-1]
    zeros = tf.zeros_like(tf.shape(indices))[1:]
    after = tf.concat([zeros, [missing]], 0)
    filled = tf.pad(indices, tf.stack([tf.zeros_like(after), after], axis=1))
    return tf.ensure_shape(filled, [*indices.shape[:-1], length])
