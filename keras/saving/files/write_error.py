"""What writing raises: Python's error, with its number and its file."""

import errno
import os

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


def _number_of(cause: OSError | tf.errors.OpError) -> int:
    if isinstance(cause, OSError):
        return cause.errno or errno.EIO
    said = cause.message.rpartition("; ")[2]
    known = (n for n in errno.errorcode if os.strerror(n) == said)
    return next(known, _NUMBERS.get(cause.error_code, errno.EIO))
