"""Texts as words, and words as hashed numbers."""

import hashlib
from collections import abc

FILTERS = '!"#$%&()*+,-./:;<=>?@[\\]^_`{|}~\t\n'


def text_to_word_sequence(
    input_text: str,
    filters: str = FILTERS,
    lower: bool = True,
    split: str = " ",
) -> list[str]:
    """Splits a text into its words.

    Args:
        input_text: The text.
        filters: Characters that separate words too. Default: punctuation but
            for the apostrophe, tab and newline.
        lower: True writes all small. Default True.
        split: What separates words. Default a space.

    Raises:
        TypeError: If the text is bytes, or no text.

    Example:
        >>> keras.preprocessing.text.text_to_word_sequence("It's here, now!")
        ["it's", 'here', 'now']
    """
    check(input_text)
    if lower:
        input_text = input_text.lower()
    input_text = input_text.translate(
        str.maketrans(dict.fromkeys(filters, split))
    )
    return [word for word in input_text.split(split) if word]


def check(text) -> None:
    """Raises `TypeError` if a text is none, or bytes of unknown letters."""
    if isinstance(text, (bytes, bytearray)):
        raise TypeError(
            "A text is bytes. Expected str, or a list of words. Received: "
            f"{text[:20]!r}. Decode it: `text.decode('utf-8')`."
        )
    if not isinstance(text, str):
        raise TypeError(
            "A text is none. Expected str, or a list of words. Received: "
            f"{text!r:.40} of type {type(text).__name__}. Leave out what is "
            "missing, as with a table's `dropna()`."
        )


def one_hot(
    input_text: str,
    n: int,
    filters: str = FILTERS,
    lower: bool = True,
    split: str = " ",
    analyzer: abc.Callable[[str], list[str]] | None = None,
) -> list[int]:
    """Numbers the words of a text by their hashes.

    The numbers are the same in every process; two words may share one.

    Args:
        input_text: The text.
        n: Numbers are in [1, n - 1].
        filters: Characters that separate words too.
        lower: True writes all small. Default True.
        split: What separates words. Default a space.
        analyzer: Splits a text into words in place of these rules.

    Raises:
        ValueError: If `n` is less than 2.

    Example:
        >>> a, b, c = keras.preprocessing.text.one_hot("one two one", 100)
        >>> a == c
        True
    """
    return hashing_trick(input_text, n, None, filters, lower, split, analyzer)


def hashing_trick(
    text: str,
    n: int,
    hash_function: abc.Callable[[str], int] | str | None = None,
    filters: str = FILTERS,
    lower: bool = True,
    split: str = " ",
    analyzer: abc.Callable[[str], list[str]] | None = None,
) -> list[int]:
    """Numbers the words of a text by a hash of one's choice.

    number = hash(word) mod (n - 1) + 1

    Args:
        text: The text.
        n: Numbers are in [1, n - 1].
        hash_function: Gives a whole number for a word; or "md5". Default: a
            fixed hash of 64 bits, equal in every process. Python's `hash`
            differs from one process to the next.
        filters: Characters that separate words too.
        lower: True writes all small. Default True.
        split: What separates words. Default a space.
        analyzer: Splits a text into words in place of these rules.

    Raises:
        ValueError: If `n` is less than 2, or the hash's name is unknown.

    Source: Weinberger et al. 2009, arXiv:0902.2206.

    Example:
        >>> keras.preprocessing.text.hashing_trick("one two", 100, "md5")
        [39, 78]
    """
    if n < 2:
        raise ValueError(
            "hashing_trick: there is no number to give. Expected n of at "
            f"least 2. Received: n={n}."
        )
    hashed = _hash_of(hash_function)
    if analyzer is None:
        words = text_to_word_sequence(text, filters, lower, split)
    else:
        words = analyzer(text)
    return [hashed(word) % (n - 1) + 1 for word in words]


def _hash_of(
    given: abc.Callable[[str], int] | str | None,
) -> abc.Callable[[str], int]:
    if callable(given):
        return given
    if given is None:
        return _fixed_hash
    if given == "md5":
        return _md5
    raise ValueError(
        "hashing_trick: the hash is unknown. Expected 'md5', a function or "
        f"None. Received: hash_function={given!r}."
    )


def _fixed_hash(word: str) -> int:
    digest = hashlib.blake2b(word.encode(), digest_size=8).digest()
    return int.from_bytes(digest, "little")


def _md5(word: str) -> int:
    digest = hashlib.md5(word.encode(), usedforsecurity=False).digest()
    return int.from_bytes(digest, "big")
