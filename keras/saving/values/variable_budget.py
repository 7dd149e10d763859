"""A limit on the variables that making a model from a file may create.

Threat: `units=2**28` in a file of 6 kB takes 10 GB. Margin: a model's variables
are in its file, so four times what is stored is more than any real one needs;
small models may have what they like.
"""

import contextlib
import os
from collections.abc import Iterator

from keras.saving.config import trust
from keras.saving.files import file_error

SMALL = 64 * 2**20
GROWTH = 4


@contextlib.contextmanager
def limited(path: str | os.PathLike, num_stored_bytes: int) -> Iterator[None]:
    """Refuses variables of more bytes in all than a file can stand for.

    Args:
        path: The file.
        num_stored_bytes: Size of the values in it.
    Raises:
        ModelTooLargeError: Before the variable that is too much is made.
    """
    allowed = max(SMALL, GROWTH * num_stored_bytes)

    def refuse(num_bytes: str, shape: str) -> None:
        raise file_error.ModelTooLargeError(
            path,
            f"its model would take {num_bytes} bytes of variables or more. "
            f"Expected at most {allowed:,} for {num_stored_bytes:,} bytes of "
            f"values in the file. Received: shape={shape}.",
        )

    with trust.at_most(allowed, refuse):
        yield
