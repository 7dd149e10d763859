"""Vocabularies in files: a token a line, or JSON where lines don't do."""

import json
import os

import tensorflow as tf

from keras.saving.config import trust

# As tf_keras and Keras 3 write and read it.
_LINES = "vocabulary.txt"
_JSON = "vocabulary.json"
# Bytes that are no UTF-8 come back as they were.
_UTF8 = ("utf-8", "surrogateescape")


def write(dir_path: str, tokens: list[bytes]) -> None:
    """Writes a vocabulary into a folder.

    Where a token has a line break in it, or is no UTF-8, other packages
    couldn't read the lines: they find none then.

    Args:
        dir_path: The folder.
        tokens: All tokens, in order.
    """
    lines = b"\n".join(tokens)
    if _are_lines(lines, len(tokens)):
        _write(dir_path, _LINES, lines)
    else:
        texts = [token.decode(*_UTF8) for token in tokens]
        _write(dir_path, _JSON, json.dumps(texts).encode())


def read(dir_path: str) -> list[bytes]:
    """Returns the tokens that `write`, or another package, wrote.

    Args:
        dir_path: The folder.
    Returns:
        None of them where there is no file.
    Raises:
        ValueError: If it isn't a list of texts.
    """
    if os.path.exists(os.path.join(dir_path, _JSON)):
        return _of_json(_read(dir_path, _JSON))
    if not os.path.exists(os.path.join(dir_path, _LINES)):
        return []
    return _read(dir_path, _LINES).split(b"\n")


def of_user(where: str, path: str | os.PathLike) -> list[bytes]:
    """Returns the tokens of a text file, one a line.

    Args:
        where: The layer, as a message calls it.
        path: A file, on any file system that TensorFlow knows.
    Raises:
        ValueError: If there is no such file; or a config that comes from a
            file names it, and the caller hasn't said that he trusts that.
    """
    path = os.fspath(path)
    if not trust.may_open_files():
        raise ValueError(
            f"{where} in a file: its vocabulary is another file, which anybody "
            "could have named. Expected the tokens. Received: "
            f"vocabulary={path!r}. If you trust who wrote the file, pass "
            "`safe_mode=False`."
        )
    if not tf.io.gfile.exists(path):
        raise ValueError(
            f"{where}: there is no such file. Expected one token a line. "
            f"Received: vocabulary={path!r}."
        )
    with tf.io.gfile.GFile(path, "rb") as file:
        return [line.rstrip(b"\r") for line in _lines(file.read())]


def _lines(text: bytes) -> list[bytes]:
    lines = text.split(b"\n")
    return lines[:-1] if lines[-1] == b"" else lines


def _are_lines(text: bytes, count: int) -> bool:
    """Tells whether other packages find so many tokens in a text."""
    if b"\r" in text or text.count(b"\n") != count - 1:
        return False
    try:
        text.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _of_json(text: bytes) -> list[bytes]:
    texts = json.loads(text)
    if not isinstance(texts, list) or not all(
        isinstance(text, str) for text in texts
    ):
        raise ValueError(
            f"{_JSON}: it's no vocabulary. Expected a list of texts. Received: "
            f"{type(texts).__name__}."
        )
    return [text.encode(*_UTF8) for text in texts]


def _write(dir_path: str, name: str, content: bytes) -> None:
    with open(os.path.join(dir_path, name), "wb") as file:
        file.write(content)


def _read(dir_path: str, name: str) -> bytes:
    with open(os.path.join(dir_path, name), "rb") as file:
        return file.read()
