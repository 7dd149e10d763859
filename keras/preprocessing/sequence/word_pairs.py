"""Pairs of words that stand near each other, for word vectors."""

import random
from collections import abc

import numpy as np

_EULER = 0.577


def skipgrams(
    sequence: abc.Sequence[int],
    vocabulary_size: int,
    window_size: int = 4,
    negative_samples: float = 1.0,
    shuffle: bool = True,
    categorical: bool = False,
    sampling_table: abc.Sequence[float] | None = None,
    seed: int | None = None,
) -> tuple[list, list]:
    """Pairs each word with its neighbours, and with words drawn at random.

    (w_i, w_j) is labelled 1 for 0 < |i - j| <= window_size; drawn pairs are 0.

    Word 0 stands for padding and is in no pair.

    Args:
        sequence: Numbers of words in [0, vocabulary_size).
        vocabulary_size: One more than the largest number of a word.
        window_size: Words on either side that are neighbours. Default 4.
        negative_samples: Drawn pairs for each pair of neighbours. Default 1.
        shuffle: True mixes the pairs. Default True.
        categorical: True labels with `[0, 1]` and `[1, 0]` for 1 and 0.
        sampling_table: The chance of each word to be kept, by its number.
        seed: Seed of the mixing. Default: Python's random state, which
            draws words in any case.

    Returns:
        `(couples, labels)`, two lists of the same length.

    Raises:
        ValueError: If `vocabulary_size` leaves no word to draw, or
            `sampling_table` lacks a word.

    Source: Mikolov et al. 2013, arXiv:1301.3781.

    Example:
        >>> keras.preprocessing.sequence.skipgrams(
        ...     [1, 2, 3], 4, window_size=1, negative_samples=0, shuffle=False)
        ([[1, 2], [2, 1], [2, 3], [3, 2]], [1, 1, 1, 1])
    """
    if vocabulary_size < 2 and negative_samples > 0:
        raise ValueError(
            "skipgrams: there is no word to draw. Expected a vocabulary_size "
            f"of at least 2. Received: vocabulary_size={vocabulary_size}."
        )
    known = float("inf") if sampling_table is None else len(sampling_table)
    if max(sequence, default=0) >= known:
        raise ValueError(
            "skipgrams: the sampling table has no such word. Expected numbers "
            f"below {known}, its length. Received: {max(sequence)}."
        )
    couples = _neighbours(sequence, window_size, sampling_table)
    labels: list = [[0, 1] if categorical else 1] * len(couples)
    drawn = int(len(couples) * negative_samples) if negative_samples > 0 else 0
    if drawn:
        words = [word for word, _ in couples]
        random.shuffle(words)
        couples += [
            [words[i % len(words)], random.randint(1, vocabulary_size - 1)]
            for i in range(drawn)
        ]
        labels += [[1, 0] if categorical else 0] * drawn
    if shuffle:
        seed = random.randint(0, 10_000_000) if seed is None else seed
        # The same seed twice gives both lists the same new order.
        random.Random(seed).shuffle(couples)
        random.Random(seed).shuffle(labels)
    return couples, labels


def _neighbours(
    sequence: abc.Sequence[int],
    window_size: int,
    sampling_table: abc.Sequence[float] | None,
) -> list:
    couples = []
    for place, word in enumerate(sequence):
        if not word:
            continue
        if sampling_table is not None and (
            sampling_table[word] < random.random()
        ):
            continue
        first = max(0, place - window_size)
        before = sequence[first:place]
        behind = sequence[place + 1 : place + 1 + window_size]
        couples += [
            [word, other] for other in (*before, *behind) if other
        ]  # fmt: skip
    return couples


def make_sampling_table(size: int, sampling_factor: float = 1e-5) -> np.ndarray:
    """Returns the chance to keep each word, by its rank in frequency.

    p(rank) = min(1, sqrt(sampling_factor / f(rank)))

    The frequency f of a rank follows Zipf's law: f(rank) is 1 over
    rank (log(rank) + 0.577) + 1/2 - 1 / (12 rank).

    Args:
        size: Number of words.
        sampling_factor: Frequency up to which a word is always kept. Default
            1e-5.

    Returns:
        A NumPy array of shape `(size,)`. Rank 0, of padding, counts as 1.

    Example:
        >>> table = keras.preprocessing.sequence.make_sampling_table(3)
        >>> table.round(4)
        array([0.0032, 0.0032, 0.0055])
    """
    rank = np.arange(size, dtype="float64")
    rank[:1] = 1
    rarity = rank * (np.log(rank) + _EULER) + 0.5 - 1 / (12 * rank)
    return np.minimum(1.0, np.sqrt(sampling_factor * rarity))
