"""50,000 reviews of films, and whether they're favourable."""

import os

import numpy as np

from keras.datasets import held_out, published, word_numbers


def load_data(
    path: str | os.PathLike = "imdb.npz",
    num_words: int | None = None,
    skip_top: int = 0,
    maxlen: int | None = None,
    seed: int = 113,
    start_char: int | None = 1,
    oov_char: int | None = 2,
    index_from: int = 3,
    cache_dir: str | os.PathLike | None = None,
    *,
    exact: bool = False,
    nb_words: int | None = None,
) -> tuple[tuple[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]]:
    """Loads reviews from IMDB as lists of their words' ranks by frequency.

    The numbers of words are their ranks in `get_word_index` plus `index_from`.
    Left as it is, `exact` keeps three oddities of Keras 2, so that its numbers
    come out: `maxlen` leaves out reviews of just that length, without
    `num_words` the largest number counts as unknown, and `skip_top` replaces
    the start mark too.

    Args:
        path: The file's name in the cache, or the absolute path of a file of
            your own, which stays as it is.
        num_words: Numbers from this on are unknown words. Default None: all
            are known, but for the largest (see `exact`).
        skip_top: Numbers under this are unknown words. Default 0.
        maxlen: Reviews of this many numbers and more are left out; if `exact`,
            longer ones only. Default None: none.
        seed: Seed of the reviews' order. Default 113.
        start_char: Number that begins each review, or None. Default 1.
        oov_char: Number of unknown words; None leaves them out. Default 2.
        index_from: Added to each rank. Default 3.
        cache_dir: The cache. Default: KERAS_HOME, or `~/.keras`.
        exact: True takes `maxlen`, `num_words` and `skip_top` by their word,
            and never replaces `start_char`.
        nb_words: What `num_words` was called in Keras 1.
    Returns:
        `(x_train, y_train), (x_test, y_test)`: 25,000 reviews each, an array
        `(n,)` of lists, and int64 labels `(n,)`, 1 where favourable.
    Raises:
        ConnectionError: If it can't be fetched.
        ValueError: If every review is longer than `maxlen`, or the file is
            broken or holds more than data.
    Source: Maas et al. 2011, "Learning word vectors for sentiment analysis".
    """
    path = published.fetch(
        path,
        "imdb.npz",
        "69664113be75683a8fe16e3ed0ab59fda8886cb3cd7ada244f7d9544e4676b9f",
        cache_dir,
    )
    x_train, y_train, x_test, y_test = published.arrays(
        path, "x_train", "y_train", "x_test", "y_test"
    )
    choice = word_numbers.Choice(
        nb_words or num_words,
        skip_top,
        maxlen,
        start_char,
        oov_char,
        index_from,
        exact,
    )
    draw = np.random.RandomState(seed)
    parts = []
    for x, y in ((x_train, y_train), (x_test, y_test)):
        x, y = held_out.shuffled(draw, x, y)
        parts.append(choice.drop_long(choice.shift(x), y, "imdb.load_data"))
    (x_train, y_train), (x_test, y_test) = parts
    # What the largest number is is asked of both parts together.
    x = word_numbers.as_array(choice.replace_words(x_train + x_test))
    first = len(x_train)
    return (x[:first], y_train), (x[first:], y_test)


def get_word_index(
    path: str | os.PathLike = "imdb_word_index.json",
) -> dict[str, int]:
    """Gives the rank of each word in the reviews, 1 for the most frequent.

    A review's numbers are these plus `index_from` of `load_data`.

    Args:
        path: The file's name in the cache, or the absolute path of a file of
            your own.
    Raises:
        ConnectionError: If it can't be fetched.
        ValueError: If the file is broken.
    """
    return word_numbers.read_index(
        published.fetch(
            path, "imdb_word_index.json", "bfafd718b763782e994055a2d397834f"
        )
    )
