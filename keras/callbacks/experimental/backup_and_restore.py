"""An older name of the callback that lets training go on."""

from typing import Any

from keras.callbacks import backup_and_restore


class BackupAndRestore(backup_and_restore.BackupAndRestore):
    """The older name of `keras.callbacks.BackupAndRestore`.

    Args:
        *args: As there.
        **kwargs: As there.

    Example:
        >>> keras.callbacks.experimental.BackupAndRestore("backup").save_freq
        'epoch'
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
