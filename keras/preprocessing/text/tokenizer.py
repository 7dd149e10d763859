"""A vocabulary learned from texts."""

import collections
import json
import warnings
from collections import abc
from typing import Any

import numpy as np

from keras.preprocessing.text import words

_MODES = ("binary", "count", "freq", "tfidf")
_TABLES = ("word_counts", "word_docs", "index_docs", "index_word", "word_index")
_BY_NUMBER = ("index_docs", "index_word")


class Tokenizer:
    """Numbers words by how often texts had them, the most frequent first.

    Number 0 is left for padding; an `oov_token` is number 1, or the number of
    its rank where texts hold it too. New code takes
    `keras.layers.TextVectorization`, which is part of a model.

    Args:
        num_words: Words are used up to number num_words - 1. Default: all.
        filters: Characters that separate words too. Default: punctuation but
            for the apostrophe, tab and newline.
        lower: True writes all small. Default True.
        split: What separates words. Default a space.
        char_level: True takes each character for a word. Default False.
        oov_token: Stands for words that aren't known. Default: they are left
            out.
        analyzer: Splits a text into words in place of these rules.
        **kwargs: `document_count`, of a config; `nb_words`, the older name of
            `num_words`.

    Attributes: word_counts (word to count), word_docs (word to number of texts
    with it), word_index, index_word, index_docs, document_count.

    Raises:
        TypeError: If an argument's name is unknown.

    Example:
        >>> tokenizer = keras.preprocessing.text.Tokenizer(oov_token="?")
        >>> tokenizer.fit_on_texts(["a cat, a dog", "a cat"])
        >>> tokenizer.texts_to_sequences(["a dog and a cat"])
        [[2, 4, 1, 2, 3]]
    """

    def __init__(
        self,
        num_words: int | None = None,
        filters: str = words.FILTERS,
        lower: bool = True,
        split: str = " ",
        char_level: bool = False,
        oov_token: str | None = None,
        analyzer: abc.Callable[[str], list[str]] | None = None,
        **kwargs: Any,
    ) -> None:
        num_words = kwargs.pop("nb_words", num_words)
        self.document_count = kwargs.pop("document_count", 0)
        if kwargs:
            raise TypeError(
                "Tokenizer: an argument is unknown. Expected those of the "
                f"docstring. Received: {', '.join(sorted(kwargs))}."
            )
        self.num_words = num_words
        self.filters = filters
        self.lower = lower
        self.split = split
        self.char_level = char_level
        self.oov_token = oov_token
        self.analyzer = analyzer
        self.word_counts: dict[str, int] = collections.OrderedDict()
        self.word_docs: dict[str, int] = collections.defaultdict(int)
        self.index_docs: dict[int, int] = collections.defaultdict(int)
        self.word_index: dict[str, int] = {}
        self.index_word: dict[int, str] = {}

    def __setstate__(self, state: dict) -> None:
        # Pickles of older Keras 2 lack what came later.
        words_by_number = {i: w for w, i in state["word_index"].items()}
        later = {
            "oov_token": None,
            "analyzer": None,
            "index_word": words_by_number,
        }
        self.__dict__.update(later | state)

    def fit_on_texts(self, texts: abc.Iterable) -> None:
        """Counts the words of texts, and numbers them anew.

        Args:
            texts: Texts, or lists of words. Counts go on from earlier calls.

        Raises:
            TypeError: If a text is none.
        """
        if texts is None:
            words.check(texts)
        for text in texts:
            self.document_count += 1
            found = self._words_of(text)
            for word in found:
                self.word_counts[word] = self.word_counts.get(word, 0) + 1
            for word in set(found):
                self.word_docs[word] += 1
        first = [] if self.oov_token is None else [self.oov_token]
        self.word_index = {}
        # Texts may hold the token itself, which has its rank's number then.
        ranked = (*first, *_most_frequent(self.word_counts))
        for number, word in enumerate(ranked, start=1):
            self.word_index[word] = number
        self.index_word = {i: word for word, i in self.word_index.items()}
        for word, count in self.word_docs.items():
            self.index_docs[self.word_index[word]] = count

    def fit_on_sequences(self, sequences: abc.Sequence) -> None:
        """Counts in how many sequences each number is, as "tfidf" needs.

        Args:
            sequences: Lists of numbers.
        """
        self.document_count += len(sequences)
        for numbers in sequences:
            for number in set(numbers):
                self.index_docs[number] += 1

    def texts_to_sequences(self, texts: abc.Iterable) -> list[list[int]]:
        """Returns the numbers of the words of each text.

        Args:
            texts: Texts, or lists of words.
        """
        return list(self.texts_to_sequences_generator(texts))

    def texts_to_sequences_generator(
        self, texts: abc.Iterable
    ) -> abc.Iterator[list[int]]:
        """Yields the numbers of the words of each text.

        Args:
            texts: Texts, or lists of words.
        """
        unknown = self.word_index.get(self.oov_token)
        for text in texts:
            numbers = map(self.word_index.get, self._words_of(text))
            yield self._known(numbers, unknown)

    def sequences_to_texts(self, sequences: abc.Iterable) -> list[str]:
        """Returns the words of numbers, with spaces between.

        Args:
            sequences: Lists of numbers.
        """
        return list(self.sequences_to_texts_generator(sequences))

    def sequences_to_texts_generator(
        self, sequences: abc.Iterable
    ) -> abc.Iterator[str]:
        """Yields the words of numbers, with spaces between.

        Args:
            sequences: Lists of numbers.
        """
        unknown = self.word_index.get(self.oov_token)
        for numbers in sequences:
            there = (i if i in self.index_word else None for i in numbers)
            known = self._known(there, unknown)
            yield " ".join(self.index_word[number] for number in known)

    def texts_to_matrix(
        self, texts: abc.Iterable, mode: str = "binary"
    ) -> np.ndarray:
        """Returns a row for each text with what each word counts in it.

        Args:
            texts: Texts, or lists of words.
            mode: As of `sequences_to_matrix`.
        """
        return self.sequences_to_matrix(self.texts_to_sequences(texts), mode)

    def sequences_to_matrix(
        self, sequences: abc.Sequence, mode: str = "binary"
    ) -> np.ndarray:
        """Returns a row for each sequence with what each number counts in it.

        tfidf = (1 + log(count)) log(1 + documents / (1 + documents with it))

        Args:
            sequences: Lists of numbers.
            mode: "binary" (1 where it is there), "count", "freq" (count over
                the sequence's length) or "tfidf".

        Returns:
            An array of shape `(len(sequences), num_words)`, float64.

        Raises:
            ValueError: If `mode` is unknown, or nothing was learned before.
        """
        columns = self._check_matrix(mode)
        matrix = np.zeros((len(sequences), columns))
        for row, numbers in zip(matrix, sequences):
            inside = [number for number in numbers if number < columns]
            if inside and min(inside) < 0:
                raise ValueError(
                    "Tokenizer: a word's number is negative. Expected numbers "
                    f"from 0 on. Received: a sequence with {min(inside)}."
                )
            if inside:
                row += np.bincount(inside, minlength=columns)
                if mode == "freq":
                    row /= len(numbers)
        if mode == "binary":
            return (matrix > 0).astype("float64")
        if mode == "tfidf":
            there = matrix > 0
            matrix[there] = 1 + np.log(matrix[there])
            matrix *= self._rarity(columns)
        return matrix

    def get_config(self) -> dict:
        """Returns arguments and tables, these as JSON texts."""
        config = {
            "num_words": self.num_words,
            "filters": self.filters,
            "lower": self.lower,
            "split": self.split,
            "char_level": self.char_level,
            "oov_token": self.oov_token,
            "document_count": self.document_count,
        }
        return config | {n: json.dumps(getattr(self, n)) for n in _TABLES}

    def to_json(self, **kwargs: Any) -> str:
        """Returns the class's name and the config as a JSON text.

        It holds no `analyzer`, which is warned of.

        Args:
            **kwargs: Arguments of `json.dumps`.
        """
        if self.analyzer is not None:
            warnings.warn(
                "Tokenizer: JSON holds no analyzer. Expected none. Received: "
                f"analyzer={self.analyzer!r}. Set it again after "
                "`tokenizer_from_json`.",
                stacklevel=2,
            )
        described = {
            "class_name": type(self).__name__,
            "config": self.get_config(),
        }
        return json.dumps(described, **kwargs)

    def _words_of(self, text: Any) -> Any:
        if self.char_level or isinstance(text, list):
            is_split = isinstance(text, (list, tuple))
            for part in text if is_split else [text]:
                # What is told apart needs no letters if none is made small.
                if self.lower or part is None or part != part:
                    words.check(part)
            if not self.lower:
                return text
            if is_split:
                return [word.lower() for word in text]
            return text.lower()
        if self.analyzer is not None:
            return self.analyzer(text)
        return words.text_to_word_sequence(
            text, self.filters, self.lower, self.split
        )

    def _known(
        self, numbers: abc.Iterable[int | None], unknown: int | None
    ) -> list[int]:
        """Puts the unknown word's number for what isn't known or too rare."""
        limit = self.num_words or float("inf")
        kept = (
            unknown if number is None or number >= limit else number
            for number in numbers
        )
        return [number for number in kept if number is not None]

    def _check_matrix(self, mode: str) -> int:
        if mode not in _MODES:
            raise ValueError(
                "Tokenizer: the mode is unknown. Expected one of "
                f"{', '.join(_MODES)}. Received: mode={mode!r}."
            )
        if not (self.num_words or self.word_index):
            raise ValueError(
                "Tokenizer: the number of columns isn't known. Expected "
                "num_words or a vocabulary. Received: neither. "
                "Call `fit_on_texts` before."
            )
        if mode == "tfidf" and not self.document_count:
            raise ValueError(
                "Tokenizer: no documents were counted. Expected some for "
                "mode='tfidf'. Received: document_count=0. Call "
                "`fit_on_texts` or `fit_on_sequences` before."
            )
        return self.num_words or len(self.word_index) + 1

    def _rarity(self, columns: int) -> np.ndarray:
        with_it = [self.index_docs.get(number, 0) for number in range(columns)]
        return np.log(1 + self.document_count / (1 + np.array(with_it)))


def _most_frequent(counts: dict[str, int]) -> list[str]:
    return sorted(counts, key=counts.__getitem__, reverse=True)


def tokenizer_from_json(json_string: str) -> Tokenizer:
    """Makes the tokenizer that `to_json` described.

    Args:
        json_string: The text.

    Raises:
        ValueError: If it describes no tokenizer.

    Example:
        >>> tokenizer = keras.preprocessing.text.Tokenizer()
        >>> tokenizer.fit_on_texts(["a cat"])
        >>> text = tokenizer.to_json()
        >>> keras.preprocessing.text.tokenizer_from_json(text).word_index
        {'a': 1, 'cat': 2}
    """
    described = json.loads(json_string)
    config = described.get("config") if isinstance(described, dict) else None
    if not isinstance(config, dict) or not config.keys() >= {*_TABLES}:
        raise ValueError(
            "tokenizer_from_json: the text describes no tokenizer. Expected "
            f"an object with a config. Received: {json_string[:60]!r}. "
            "Pass what `to_json` returned."
        )
    tables = {name: json.loads(config.pop(name)) for name in _TABLES}
    tokenizer = Tokenizer(**config)
    for name, table in tables.items():
        if name in _BY_NUMBER:
            table = {int(number): value for number, value in table.items()}
        # Into the tables that are there: these know words that come later.
        getattr(tokenizer, name).update(table)
    return tokenizer
