"""Writes what TensorBoard shows of a model's training."""

import contextlib
import os
import time
from collections.abc import Iterator
from typing import Any

import tensorflow as tf

from keras.callbacks import (
    batch_count,
    callback,
    embedding_projector,
    lazy_logs,
    model_graphs,
    optimizer_values,
    profile_window,
    summaries,
)
from keras.distribute import writing
from keras.saving.files import write_error

Logs = callback.Logs

_NO_BATCHES = float("inf")


class TensorBoard(callback.Callback):
    """Writes what TensorBoard shows of a model's training.

    Look at it with `tensorboard --logdir logs`. Curves of training are in
    `log_dir/train`, of validation in `log_dir/validation`: `epoch_loss`,
    `evaluation_loss_vs_iterations`, and so on for every name in the logs.

    Where `update_freq` isn't 'epoch', what the model itself gives to
    `tf.summary` in its steps is written too. `update_freq`, and a profile, make
    training come back to Python after every batch.

    Args:
        log_dir: Directory to write to. Default 'logs'.
        histogram_freq: Epochs between two histograms of each weight. Default
            0: none.
        write_graph: True (default) writes the graph of the layers, where the
            model has one, and of the operations of a call, once it is known
            what the model is called with.
        write_images: True writes the weights as images, along with their
            histograms. Default False.
        write_steps_per_second: True writes how many steps a second were taken.
            Default False.
        update_freq: 'epoch' (default); or a number of batches after which
            losses and metrics are written as `batch_loss` and so on; 'batch'
            is 1.
        profile_batch: Number, from 1, of the training batch to profile, or
            pair of the first and the last. Default 0: none.
        embeddings_freq: Epochs between two checkpoints of the embeddings, for
            the projector. Default 0: none.
        embeddings_metadata: Path of the file that says what the rows of the
            embeddings are, or a dict of paths by the layers' names. Default
            None.
        **kwargs: None is known.

    Raises:
        ValueError: If `update_freq` or `profile_batch` isn't known; at the
            begin of training, if a name in `embeddings_metadata` isn't.
        TypeError: If an argument isn't known.
        OSError: When the model is set, if `log_dir` can't be written; and in
            training, as soon as there is no space left.

    Example:
        >>> board = keras.callbacks.TensorBoard("logs", histogram_freq=1)
        >>> # model.fit(x, y, callbacks=[board])
    """

    def __init__(
        self,
        log_dir: str | os.PathLike = "logs",
        histogram_freq: int = 0,
        write_graph: bool = True,
        write_images: bool = False,
        write_steps_per_second: bool = False,
        update_freq: str | int = "epoch",
        profile_batch: Any = 0,
        embeddings_freq: int = 0,
        embeddings_metadata: Any = None,
        **kwargs: Any,
    ) -> None:
        super().__init__()
        _refuse_further(kwargs)
        self.log_dir = os.fspath(log_dir)
        self.histogram_freq = histogram_freq
        self.write_graph = write_graph
        self.write_images = write_images
        self.write_steps_per_second = write_steps_per_second
        self.update_freq = update_freq
        self.profile_batch = profile_batch
        self.embeddings_freq = embeddings_freq
        self.embeddings_metadata = embeddings_metadata
        self._every = _batches_between(update_freq)
        self._profile = profile_window.ProfileWindow(profile_batch)
        self._projector: Any = None
        self._writers: dict[str, tf.summary.SummaryWriter] = {}
        self._graph_is_written = False
        self._default = contextlib.ExitStack()
        self._test_default = contextlib.ExitStack()
        self._steps = {name: _counter() for name in ("train", "validation")}
        self._in_batch = False
        self._counted = batch_count.BatchCount()
        self._epoch_began = (0.0, 0)
        self._batch_began = 0.0

    def set_model(self, model: Any) -> None:
        """Takes the model, and writes its graphs once.

        Of several workers one writes to `log_dir`.
        """
        super().set_model(model)
        strategy = getattr(model, "distribute_strategy", None)
        self.log_dir = writing.own_log(strategy, self.log_dir)
        self._write_graphs()
        if self.embeddings_freq:
            self._projector = embedding_projector.EmbeddingProjector(
                model,
                self.log_dir,
                os.path.join(self.log_dir, "train"),
                self.embeddings_metadata,
            )

    def needs_batches(self, mode: str) -> bool:
        """Batches are looked at only for `update_freq` and a profile."""
        # `_is_due_now` tells a step in Python from a callback's hook.
        runs_eagerly = getattr(self.model, "run_eagerly", False)
        counts = self._every != _NO_BATCHES or runs_eagerly
        if counts or (mode == "train" and self._profile.is_wanted):
            return super().needs_batches(mode)
        return callback.overrides_batches(self, mode, TensorBoard)

    def on_train_begin(self, logs: Logs = None) -> None:
        """Opens the files."""
        self._steps["train"].assign(self._iterations())
        self._enter(self._default, "train")

    def on_train_end(self, logs: Logs = None) -> None:
        """Closes the files."""
        self._close()

    def on_train_abort(self, error: BaseException) -> None:
        """Closes the files, and names them if a step couldn't write them."""
        # What can't be written yet has been told, or is by this very error.
        with contextlib.suppress(OSError):
            self._close()
        is_tensorflows = isinstance(error, tf.errors.OpError)
        if is_tensorflows and self.log_dir in error.message:
            with write_error.told(self.log_dir):
                raise error

    def on_epoch_begin(self, epoch: int, logs: Logs = None) -> None:
        """Notes when the epoch begins."""
        self._follow_iterations()
        self._counted.begin(0)
        self._epoch_began = (time.perf_counter(), self._iterations())

    def on_train_batch_begin(self, batch: int, logs: Logs = None) -> None:
        """Starts the profiler, if it is to watch the batch."""
        self._in_batch = True
        self._counted.begin(batch)
        self._batch_began = time.perf_counter()
        step = int(lazy_logs.fetched(self._steps["train"])) + 1
        self._profile.begin(step, self.log_dir)

    def on_train_batch_end(self, batch: int, logs: Logs = None) -> None:
        """Writes the batch's curves, if it is their turn."""
        self._in_batch = False
        taken = self._counted.end(batch)
        before = int(lazy_logs.fetched(self._steps["train"]))
        step = before + taken
        self._steps["train"].assign(step)
        with write_error.told(self.log_dir):
            self._profile.end(step)
        if before // self._every == step // self._every:
            return
        values = {f"batch_{name}": value for name, value in _numbers(logs)}
        if self.write_steps_per_second:
            seconds = time.perf_counter() - self._batch_began
            values["batch_steps_per_second"] = taken / seconds
        self._write_scalars("train", values, step)

    def on_epoch_end(self, epoch: int, logs: Logs = None) -> None:
        """Writes the epoch's curves, and what else is due."""
        self._follow_iterations()
        pairs = _numbers(logs)
        trained = {f"epoch_{k}": v for k, v in pairs if k[:4] != "val_"}
        validated = {f"epoch_{k[4:]}": v for k, v in pairs if k[:4] == "val_"}
        self._write_scalars("train", trained | self._rates(), epoch)
        self._write_scalars("validation", validated, epoch)
        self._write_graphs()
        if _is_due(self.histogram_freq, epoch):
            self._write_weights(epoch)
        if _is_due(self.embeddings_freq, epoch):
            with write_error.told(self.log_dir):
                self._projector.save(epoch)
        self._flush(*self._writers)

    def on_test_begin(self, logs: Logs = None) -> None:
        """Opens the files of validation."""
        self._enter(self._test_default, "validation")

    def on_test_batch_begin(self, batch: int, logs: Logs = None) -> None:
        """Notes that a step runs."""
        self._in_batch = True

    def on_test_batch_end(self, batch: int, logs: Logs = None) -> None:
        """Counts the batches of validation."""
        self._in_batch = False
        self._steps["validation"].assign_add(1)

    def on_test_end(self, logs: Logs = None) -> None:
        """Writes the results over the training steps that led to them."""
        with write_error.told(self.log_dir):
            self._test_default.close()
        values = {
            f"evaluation_{name}_vs_iterations": value
            for name, value in _numbers(logs)
        }
        self._write_scalars("validation", values, self._iterations())
        self._flush(*self._writers.keys() & {"validation"})

    def state_dict(self) -> dict[str, Any]:
        """Returns how many batches were seen, and that graphs are written."""
        steps = {
            name: int(lazy_logs.fetched(step))
            for name, step in self._steps.items()
        }
        return {"steps": steps, "graph_is_written": self._graph_is_written}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Takes what `state_dict` gave."""
        for name, step in state["steps"].items():
            self._steps[name].assign(step)
        self._graph_is_written = state["graph_is_written"]

    def _writer(self, name: str) -> tf.summary.SummaryWriter:
        if name not in self._writers:
            self._writers[name] = _open_writer(self.log_dir, name)
        return self._writers[name]

    def _enter(self, stack: contextlib.ExitStack, name: str) -> None:
        """Sends what steps and callbacks give to `tf.summary` to a file."""
        step = self._steps[name]
        stack.enter_context(summaries.to(self._writer(name), step))
        stack.enter_context(
            tf.summary.record_if(lambda: self._is_due_now(step))
        )

    def _is_due_now(self, step: tf.Variable) -> Any:
        """Tells whether a summary is written: steps' in turn, others always."""
        if tf.executing_eagerly() and not self._in_batch:
            return True
        if self._every == _NO_BATCHES:
            return False
        return tf.equal(step % self._every, 0)

    def _close(self) -> None:
        writers, self._writers = self._writers, {}
        with contextlib.ExitStack() as stack:
            # From the last to the first, and each though others fail.
            stack.enter_context(write_error.told(self.log_dir))
            for writer in writers.values():
                stack.callback(writer.close)
            stack.callback(self._profile.close)
            stack.push(self._default.pop_all())
            stack.push(self._test_default.pop_all())

    def _flush(self, *names: str) -> None:
        with write_error.told(self.log_dir):
            for name in names:
                self._writers[name].flush()

    @contextlib.contextmanager
    def _writing(self, name: str) -> Iterator[None]:
        """Sends what the block gives to `tf.summary` to a file."""
        writer = self._writer(name)
        try:
            with (
                write_error.told(self.log_dir),
                summaries.to(writer),
                tf.summary.record_if(True),
            ):
                yield
        except OSError:
            self._writers.pop(name, None)
            raise

    def _follow_iterations(self) -> None:
        """Counts steps by the optimizer, where batches aren't looked at."""
        if self._every == _NO_BATCHES:
            self._steps["train"].assign(self._iterations())

    def _iterations(self) -> int:
        """Training steps so far, by the optimizer if there is one."""
        optimizer = getattr(self.model, "optimizer", None)
        if optimizer is None:
            return int(lazy_logs.fetched(self._steps["train"]))
        return optimizer_values.iterations(optimizer)

    def _rates(self) -> dict[str, Any]:
        """The learning rate of a schedule, and the speed."""
        values = {}
        optimizer = self.model.optimizer
        rate = optimizer_values.learning_rate_to_come(optimizer)
        if rate is not None:
            values["epoch_learning_rate"] = rate
        if self.write_steps_per_second:
            began, first = self._epoch_began
            steps = self._iterations() - first
            seconds = time.perf_counter() - began
            values["epoch_steps_per_second"] = steps / seconds
        return values

    def _write_graphs(self) -> None:
        if self.write_graph and not self._graph_is_written:
            with self._writing("train"):
                self._graph_is_written = model_graphs.write(self.model)

    def _write_scalars(self, name: str, values: dict, step: int) -> None:
        if not values:
            return
        with self._writing(name):
            for tag, value in values.items():
                summaries.write_scalar(tag, value, step)

    def _write_weights(self, epoch: int) -> None:
        with self._writing("train"):
            for weight in self.model.weights:
                name = weight.name.replace(":", "_")
                values = weight.numpy()
                summaries.write_histogram(f"{name}/histogram", values, epoch)
                if self.write_images and values.size:
                    summaries.write_images(f"{name}/image", values, epoch)


def _open_writer(log_dir: str, name: str) -> tf.summary.SummaryWriter:
    try:
        return tf.summary.create_file_writer(os.path.join(log_dir, name))
    except tf.errors.OpError as error:
        raise write_error.of(
            log_dir,
            f"TensorBoard: the directory can't be written ({error.message}). "
            "Expected a path whose parts are directories that may be written. "
            "Received",
            error,
        ) from error


def _counter() -> tf.Variable:
    # Read inside of the model's steps, so a variable.
    with tf.init_scope():
        return tf.Variable(0, dtype=tf.int64, trainable=False)


def _numbers(logs: Logs) -> list[tuple[str, Any]]:
    return [(k, v) for k, v in (logs or {}).items() if k != "outputs"]


def _is_due(frequency: int, epoch: int) -> bool:
    return bool(frequency) and epoch % frequency == 0


def _batches_between(update_freq: Any) -> float:
    if update_freq == "epoch":
        return _NO_BATCHES
    if update_freq == "batch":
        return 1
    is_number = isinstance(update_freq, int) and update_freq is not True
    if is_number and update_freq > 0:
        return update_freq
    raise ValueError(
        "TensorBoard: the frequency of writing isn't known. Expected 'epoch', "
        "'batch' or a positive number of batches. Received: "
        f"update_freq={update_freq!r}."
    )


def _refuse_further(kwargs: dict[str, Any]) -> None:
    if kwargs:
        raise TypeError(
            "TensorBoard: an argument isn't known. Expected those of its "
            f"documentation. Received: {', '.join(sorted(kwargs))}. Remove it."
        )
