"""Texts as lists of their words' ranks, cut to what a caller asks for."""

import json
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Choice:
    """Which texts and words are kept, and which numbers they get.

    The arguments are those of `imdb.load_data`.
    """

    num_words: int | None
    skip_top: int
    maxlen: int | None
    start_char: int | None
    oov_char: int | None
    index_from: int
    exact: bool

    def shift(self, texts: Iterable[list[int]]) -> list[list[int]]:
        """Puts the start mark before each text, and moves its numbers up."""
        by = self.index_from or 0
        if self.start_char is None:
            return [[word + by for word in text] for text in texts]
        start = [self.start_char]
        return [start + [word + by for word in text] for text in texts]

    def drop_long(
        self, texts: list[list[int]], labels: np.ndarray, where: str
    ) -> tuple[list[list[int]], np.ndarray]:
        """Leaves out texts of `maxlen` words and more; if exact, of more."""
        if not self.maxlen:
            return texts, labels
        most = self.maxlen if self.exact else self.maxlen - 1
        kept = [i for i, text in enumerate(texts) if len(text) <= most]
        if not kept:
            raise ValueError(
                f"{where}: every text is longer. Expected some of at most "
                f"{most} words. Received: maxlen={self.maxlen}. Make it larger."
            )
        return [texts[i] for i in kept], labels[kept]

    def replace_words(self, texts: list[list[int]]) -> list[list[int]]:
        """Replaces or leaves out words that are too frequent or too rare."""
        end = self.num_words or self._end(texts)
        first = 1 if self.exact and self.start_char is not None else 0
        return [
            text[:first] + self._replaced(text[first:], end) for text in texts
        ]

    def _end(self, texts: list[list[int]]) -> int:
        # Keras 2 takes the largest number itself as one too many.
        largest = max((max(text, default=0) for text in texts), default=0)
        return largest + 1 if self.exact else largest

    def _replaced(self, text: list[int], end: int) -> list[int]:
        low, mark = self.skip_top, self.oov_char
        if mark is None:
            return [word for word in text if low <= word < end]
        return [word if low <= word < end else mark for word in text]


def as_array(texts: list[list[int]]) -> np.ndarray:
    """An array `(n,)` of lists, also where all are of one length."""
    made = np.empty(len(texts), object)
    for index, text in enumerate(texts):
        made[index] = text
    return made


def read_index(path: str) -> dict[str, int]:
    """Reads the ranks of words, by word.

    Raises:
        ValueError: If the file is no JSON.
    """
    try:
        with open(path, encoding="utf-8") as file:
            return json.load(file)
    except ValueError as error:
        raise ValueError(
            f"get_word_index: {path!r} can't be read. Expected JSON in UTF-8. "
            f"Received: {error}. Remove the file, so that it's fetched again."
        ) from error
