"""The Python object behind a dataset, as the training loop sees it."""

import contextlib
import typing

import tensorflow as tf


class Source:
    """Hooks of a source of batches; this base does nothing.

    Attributes:
        single_pass: True when the source can be read only once, so that
            epochs share one iterator.
        num_batches: Batches of the next epoch, or None when not known.
        seed: Of the orders that epochs have; None where none is drawn.
        ahead: Batches that TensorFlow asks for before they're needed.
    """

    single_pass = False
    num_batches: int | None = None
    seed: int | None = None
    ahead: int = tf.data.AUTOTUNE

    def reseed(self, seed: int) -> None:
        """Begins anew, with the orders of another seed."""

    def skip_epoch(self) -> None:
        """Called in place of an epoch that isn't read."""
        return

    def on_epoch_begin(self) -> None:
        """Called before an epoch's first batch is asked for."""
        return

    def on_epoch_end(self) -> None:
        """Called after an epoch's last batch."""
        return

    @contextlib.contextmanager
    def original_errors(self) -> typing.Iterator[None]:
        """Raises the source's own exception in place of TensorFlow's."""
        yield
