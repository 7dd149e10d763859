"""Starting anew within a process."""

import gc

from keras.backend import naming


def clear_session() -> None:
    """Forgets the names given so far, and frees what nobody refers to.

    Models keep no global state, so deleting one frees it; this is for names to
    count from the start again.

    Example:
        >>> keras.backend.clear_session()
    """
    naming.reset_names()
    gc.collect()
