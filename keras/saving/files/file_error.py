"""What loading raises when a file isn't the model it should be."""

import os


class ModelFileError(ValueError):
    """A model file can't be used.

    Args:
        path: The file.
        reason: What is wrong with it, what was expected and what to do.
    Attributes:
        path: The file, as text.
        reason: What is wrong with it.
    Example:
        >>> error = keras.saving.ModelFileError('a.keras', 'it is empty.')
        >>> str(error)
        "Model file 'a.keras': it is empty."
    """

    def __init__(self, path: str | os.PathLike, reason: str) -> None:
        self.path = os.fspath(path)
        self.reason = reason
        super().__init__(path, reason)

    def __str__(self) -> str:
        return f"Model file {self.path!r}: {self.reason}"


class ValuesDontFitError(ModelFileError):
    """A file's values aren't those of the model, and none was set.

    Args:
        path: The file.
        report: What doesn't fit, in lines.
        mend: What the caller may do, beside making the model as it was.
    Attributes:
        report: What doesn't fit, in lines.
    """

    def __init__(
        self, path: str | os.PathLike, report: str, mend: str = ""
    ) -> None:
        self.report = report
        told = "its values don't fit the model, and none was set."
        super().__init__(
            path, f"{told}\n{report}\nMake the model as it was{mend}."
        )


class ModelTooLargeError(ModelFileError):
    """A file describes a model far larger than what is in it.

    Args:
        path: The file.
        reason: How large, and what was expected.
    """


class ModelFileNotFoundError(ModelFileError, FileNotFoundError):
    """There is no file at the path.

    Args:
        path: Where it was looked for.
        reason: What was expected there.
    """
