"""What writing raises: Python's error, with its number and its file."""

import contextlib
import errno
import os
import re
from collections.abc import Iterator

import tensorflow as tf

# TensorFlow's file systems have no numbers. Where its message isn't one of the
# operating system's, its own kind of error says most.
_NUMBERS = {
    tf.errors.ALREADY_EXISTS: errno.EEXIST,
    tf.errors.FAILED_PRECONDITION: errno.ENOTDIR,
    tf.errors.NOT_FOUND: errno.ENOENT,
    tf.errors.PERMISSION_DENIED: errno.EACCES,
    tf.errors.RESOURCE_EXHAUSTED: errno.ENOSPC,
    tf.errors.UNIMPLEMENTED: errno.ENOTSUP,
}

# The system's words in a message of TensorFlow's, which has an operation or
# more lines behind them.
_WORDS = re.compile(r"; ([^;\n]+?)(?= \[Op:| \[\[|\n|$)")


def of(
    path: str | os.PathLike, said: str, cause: OSError | tf.errors.OpError
) -> OSError:
    """Returns the error for a file: `FileNotFoundError` and so on by itself.

    Args:
        path: The file or folder.
        said: What happened and what was expected; the path comes behind it.
        cause: What the operating system or TensorFlow's file system raised.
    Example:
        >>> from keras.saving.files import write_error
        >>> cause = tf.errors.NotFoundError(None, None, 'a; No such file')
        >>> error = write_error.of('a', "It can't be written. Received", cause)
        >>> error.errno, error.filename
        (2, 'a')
    """
    return OSError(_number_of(cause), said, os.fspath(path))


def is_systems(error: BaseException) -> bool:
    """Tells whether TensorFlow hands on that the system refused a file."""
    is_tensorflows = isinstance(error, tf.errors.OpError)
    return is_tensorflows and _system_number(error) is not None


@contextlib.contextmanager
def told(path) -> Iterator[None]:
    """Names the file where the system refuses to write in the block.

    Libraries that write say neither which file it was nor what to do.

    Args:
        path: The file or folder, which is replaced whole or not at all; or
            something open.
    Raises:
        OSError: In place of the system's, with its number.
    """
    try:
        yield
    except (OSError, tf.errors.OpError) as error:
        is_path = isinstance(path, (str, os.PathLike))
        if not is_path or not _is_unnamed(error, os.path.abspath(path)):
            raise
        number = _number_of(error)
        raise of(
            path,
            f"Can't write it: {os.strerror(number)}. Expected a folder that "
            "may be written, with space left. What was there before stays. "
            "Received",
            error,
        ) from error


def _is_unnamed(error: OSError | tf.errors.OpError, path: str) -> bool:
    """Tells whether the system refused a file that stands for a path."""
    if isinstance(error, tf.errors.OpError):
        return is_systems(error)
    name = str(error.filename or "")
    is_beside = name.startswith(os.path.dirname(path) + os.sep)
    return error.errno is not None and (
        not name or (is_beside and name != path)
    )


def _number_of(cause: OSError | tf.errors.OpError) -> int:
    if isinstance(cause, OSError):
        return cause.errno or errno.EIO
    known = _NUMBERS.get(cause.error_code, errno.EIO)
    return _system_number(cause) or known


def _system_number(cause: tf.errors.OpError) -> int | None:
    """Returns the system's number, where TensorFlow hands its words on."""
    said = _WORDS.findall(cause.message)
    known = (n for n in errno.errorcode if os.strerror(n) in said)
    return next(known, None)
