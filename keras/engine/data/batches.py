"""What the training loop asks of the data it runs over."""

import abc
import contextlib
import typing
import warnings

import tensorflow as tf


class RowCount(typing.NamedTuple):
    """How many rows there are, as far as that is known.

    Attributes:
        a_batch: Rows of a whole batch; None where they aren't known.
        an_epoch: Rows of an epoch that come in one order, whatever `a_batch`
            is; None where they don't.
    """

    a_batch: int | None = None
    an_epoch: int | None = None


class Batches(abc.ABC):
    """A source of batches that a graph loop can draw from.

    The loop starts an epoch with `epoch`, hands the cursor that it gets to a
    `tf.function`, and draws batches there with `fetch` or `fetch_optional`.
    Two cursors of one source have one spec, so that the function is traced
    once.

    Attributes:
        element_spec: Nest of `tf.TypeSpec`, a batch as the step sees it.
        build_spec: Like `element_spec`, with every axis that the first batch
            tells (generators); for building a model before the first step.
        cursor_spec: Nest of `tf.TypeSpec` that every cursor satisfies, for
            `get_concrete_function`.
        num_batches: Batches an epoch, or None when only the end tells.
        wanted_batches: Batches an epoch that were asked for, or None. There
            may be fewer.
        batches_a_pass: Batches in one pass over rows that epochs of other
            lengths begin anew as often as needed; None where they don't.
        batch_size: Rows a batch, or None when the source decides.
        row_count: Rows of a batch and of an epoch, as far as they are known.
        never_short: True when an epoch surely has `num_batches` batches, so
            that the loop may use `fetch` and never test for the end.
        are_on_workers: Whether the cursor is of workers, each of which reads
            its own data.
    """

    element_spec: typing.Any
    build_spec: typing.Any
    cursor_spec: typing.Any
    num_batches: int | None
    wanted_batches: int | None
    batches_a_pass: int | None = None
    batch_size: int | None
    row_count = RowCount()
    never_short: bool
    are_on_workers = False

    def __init__(self) -> None:
        self._gave_batches = False

    @abc.abstractmethod
    def epoch(self) -> typing.Any:
        """Starts an epoch, and returns the cursor to draw its batches with."""

    @staticmethod
    @abc.abstractmethod
    def fetch(cursor: typing.Any, step: typing.Any) -> typing.Any:
        """Returns batch number `step` of the epoch, in a graph or eagerly."""

    @staticmethod
    @abc.abstractmethod
    def fetch_optional(
        cursor: typing.Any, step: typing.Any
    ) -> tf.experimental.Optional:
        """Returns the batch as an optional, empty once the data has ended."""

    def drop(self, cursor: typing.Any, count: int) -> None:
        """Draws an epoch's first `count` batches, which nobody wants."""
        for step in range(count):
            self.fetch_optional(cursor, tf.constant(step))

    @property
    def seed(self) -> int | None:
        """Of the orders that the epochs have; None where none is drawn here."""
        return None

    def reseed(self, seed: int) -> None:
        """Begins anew, with the orders of another seed; before an epoch.

        Args:
            seed: What `seed` was where these orders were drawn.
        """
        return

    def skip_epochs(self, count: int) -> None:
        """Passes over epochs, as far as those after them depend on it.

        Training that was cut off goes on with the orders of rows, and with the
        place in endless data, that it'd have come to.

        Args:
            count: How many epochs, 0 or more.
        """
        for _ in range(count):
            self._skip_epoch()
            self.on_epoch_end()

    def _skip_epoch(self) -> None:
        self.epoch()

    def drawn(self) -> typing.Iterator[typing.Any]:
        """Yields the batches of an epoch, outside of a graph."""
        with self.original_errors():
            cursor, step = self.epoch(), 0
            while self.num_batches is None or step < self.num_batches:
                batch = self.fetch_optional(cursor, tf.constant(step))
                if not batch.has_value():
                    break
                yield batch.get_value()
                step += 1
        self.on_epoch_end()

    @abc.abstractmethod
    def distributed(self, strategy: tf.distribute.Strategy) -> "Batches":
        """Returns these batches, each one split over a strategy's replicas."""

    def on_workers(self, strategy: tf.distribute.Strategy) -> "Batches":
        """Returns batches that a strategy's workers read, where they can.

        Args:
            strategy: One that hands out steps.
        """
        return self

    def on_epoch_end(self) -> None:
        """Tells the source that an epoch ended."""
        return

    def original_errors(self) -> contextlib.AbstractContextManager[None]:
        """Returns a context in which the user's own exceptions surface."""
        return contextlib.nullcontext()

    def check_epoch(self, batches_taken: int) -> bool:
        """Says whether an epoch had the batches that it was asked for.

        Args:
            batches_taken: Batches that the epoch gave, 0 or more.

        Returns:
            True when the epoch was complete. False, with a warning, when the
            data ended first: a training loop stops then.

        Raises:
            ValueError: If the first epoch gave no batch at all.
        """
        if batches_taken == 0 and not self._gave_batches:
            raise ValueError(
                "Reading the data gave no batch. Expected at least 1 batch "
                "an epoch. Received: batches=0. Check that the source isn't "
                "empty, and that a generator isn't used up already."
            )
        self._gave_batches = True
        wanted = self.wanted_batches or self.num_batches or 1
        if batches_taken >= wanted:
            return True
        warnings.warn(
            f"The data ended: an epoch had {batches_taken} of at least "
            f"{wanted} batches. Give fewer steps or epochs, or data that "
            "starts again (`dataset.repeat()`).",
            stacklevel=2,
        )
        return False


class IteratorBatches(Batches):
    """Batches that an iterator hands out, be it distributed or not."""

    @staticmethod
    def fetch(cursor: typing.Any, step: typing.Any = None) -> typing.Any:
        """Draws the next batch; `step` isn't looked at."""
        del step
        return cursor.get_next()

    @staticmethod
    def fetch_optional(
        cursor: typing.Any, step: typing.Any = None
    ) -> tf.experimental.Optional:
        """Draws the next batch, or an empty optional at the end."""
        del step
        return cursor.get_next_as_optional()
