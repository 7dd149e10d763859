"""11,228 newswires of 1987, and their topics."""

import os

import numpy as np

from keras.datasets import held_out, published, word_numbers

_TOPICS = (
    "cocoa grain veg-oil earn acq wheat copper housing money-supply coffee "
    "sugar trade reserves ship cotton carcass crude nat-gas cpi money-fx "
    "interest gnp meal-feed alum oilseed gold tin strategic-metal livestock "
    "retail ipi iron-steel rubber heat jobs lei bop zinc orange pet-chem dlr "
    "gas silver wpi hog lead"
)


def load_data(
    path: str | os.PathLike = "reuters.npz",
    num_words: int | None = None,
    skip_top: int = 0,
    maxlen: int | None = None,
    test_split: float = 0.2,
    seed: int = 113,
    start_char: int | None = 1,
    oov_char: int | None = 2,
    index_from: int = 3,
    cache_dir: str | os.PathLike | None = None,
    *,
    exact: bool = False,
    nb_words: int | None = None,
) -> tuple[tuple[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]]:
    """Loads newswires from Reuters as lists of their words' ranks.

    Args:
        path: As all arguments but one those of `keras.datasets.imdb.load_data`.
        num_words: Numbers from this on are unknown words.
        skip_top: Numbers under this are unknown words. Default 0.
        maxlen: Newswires of this many numbers and more are left out; if
            `exact`, longer ones only.
        test_split: Fraction of newswires held out, in [0, 1). Default 0.2.
        seed: Seed of the newswires' order. Default 113.
        start_char: Number that begins each newswire, or None. Default 1.
        oov_char: Number of unknown words; None leaves them out. Default 2.
        index_from: Added to each rank. Default 3.
        cache_dir: The cache. Default: KERAS_HOME, or `~/.keras`.
        exact: True takes `maxlen`, `num_words` and `skip_top` by their word.
        nb_words: What `num_words` was called in Keras 1.
    Returns:
        `(x_train, y_train), (x_test, y_test)`: newswires, an array `(n,)` of
        lists, and their topics `(n,)`, int64, of 46.
    Raises:
        ConnectionError: If it can't be fetched.
        ValueError: If `test_split` is out of range, every newswire is longer
            than `maxlen`, or the file is broken or holds more than data.
    Source: Lewis 1997, "Reuters-21578 text categorization test collection".
    """
    held_out.check(test_split, "reuters.load_data")
    path = published.fetch(
        path,
        "reuters.npz",
        "d6586e694ee56d7a4e65172e12b3e987c03096cb01eab99753921ef915959916",
        cache_dir,
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
    x, y = held_out.shuffled(draw, *published.arrays(path, "x", "y"))
    texts, y = choice.drop_long(choice.shift(x), y, "reuters.load_data")
    x = word_numbers.as_array(choice.replace_words(texts))
    return held_out.split(x, y, test_split)


def get_word_index(
    path: str | os.PathLike = "reuters_word_index.json",
) -> dict[str, int]:
    """Gives the rank of each word in the newswires, 1 for the most frequent.

    Args:
        path: The file's name in the cache, or the absolute path of a file of
            your own.
    Raises:
        ConnectionError: If it can't be fetched.
        ValueError: If the file is broken.
    """
    return word_numbers.read_index(
        published.fetch(
            path, "reuters_word_index.json", "4d44cc38712099c9e383dc6e5f11a921"
        )
    )


def get_label_names() -> tuple[str, ...]:
    """Gives the names of the 46 topics, in the order of their numbers.

    Example:
        >>> keras.datasets.reuters.get_label_names()[:3]
        ('cocoa', 'grain', 'veg-oil')
    """
    return tuple(_TOPICS.split())
