"""Whether a file is the one that its hash was taken of."""

import hashlib
import os

_ALGORITHMS = ("auto", "md5", "sha256")


def check_algorithm(algorithm: str) -> None:
    """Refuses what isn't the name of a hash, before anything is fetched."""
    if algorithm not in _ALGORITHMS:
        raise ValueError(
            "get_file: the hash isn't known. Expected hash_algorithm to be one "
            f"of {', '.join(map(repr, _ALGORITHMS))}. Received: "
            f"hash_algorithm={algorithm!r}."
        )


def matches(path: str | os.PathLike, file_hash: str, algorithm: str) -> bool:
    """Tells whether the file's hash is `file_hash`, in either case of letters.

    Args:
        path: The file.
        file_hash: Hexadecimal digits.
        algorithm: 'md5', 'sha256', or 'auto': 64 digits are SHA-256, others
            MD5.
    """
    kind = algorithm_of(file_hash, algorithm)
    return of(path, kind) == file_hash.lower()


def algorithm_of(file_hash: str, algorithm: str) -> str:
    """Returns 'md5' or 'sha256'.

    Args:
        file_hash: Hexadecimal digits.
        algorithm: As of `matches`.
    """
    if algorithm != "auto":
        return algorithm
    return "sha256" if len(file_hash) == 64 else "md5"


def of(path: str | os.PathLike, algorithm: str) -> str:
    """Returns a file's hash, in hexadecimal digits.

    Args:
        path: The file.
        algorithm: 'md5' or 'sha256'.
    """
    hasher = hashlib.new(algorithm, usedforsecurity=False)
    with open(path, "rb") as file:
        while block := file.read(1 << 20):
            hasher.update(block)
    return hasher.hexdigest()
