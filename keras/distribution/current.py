"""The distribution that models are made in."""

import contextlib
import threading

from keras.distribution import mesh_distribution


class _Lasting(threading.local):
    """The scope that `set_distribution` entered in a thread.

    Attributes:
        scope: What leaves it.
        is_entered: Whether there is one.
    """

    def __init__(self) -> None:
        self.scope = contextlib.ExitStack()
        self.is_entered = False


_lasting = _Lasting()


def distribution() -> mesh_distribution.Distribution | None:
    """Returns the distribution that models made here get; or None.

    Example:
        >>> keras.distribution.distribution() is None
        True
    """
    return mesh_distribution.scopes.inner()


def set_distribution(value: mesh_distribution.Distribution | None) -> None:
    """Has models that this thread makes from now on lie on a mesh.

    Models keep the distribution that they were made in.

    Args:
        value: A `DataParallel` or a `ModelParallel`; None ends it.
    Raises:
        RuntimeError: Within the scope of a distribution.
        TypeError: If it's no distribution.
    Example:
        >>> keras.distribution.set_distribution(None)
    """
    is_one = isinstance(value, mesh_distribution.Distribution)
    if value is not None and not is_one:
        raise TypeError(
            "set_distribution: models lie on a mesh in some way. Expected a "
            "`DataParallel`, a `ModelParallel` or None. Received: "
            f"value={value!r}."
        )
    if mesh_distribution.scopes.depth > _lasting.is_entered:
        raise RuntimeError(
            "set_distribution: a scope is left at its end. Expected a call "
            "outside of `with distribution.scope():`. Received: "
            f"value={value!r} within that of {distribution()!r}."
        )
    _lasting.scope.close()
    _lasting.is_entered = is_one
    if is_one:
        _lasting.scope.enter_context(value.scope())
