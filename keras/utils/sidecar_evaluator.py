"""Evaluation of a model's checkpoints beside its training."""

import os
from typing import Any

import tensorflow as tf

from keras.callbacks import interactive_logging
from keras.saving.files import file_error


class SidecarEvaluator:
    """Evaluates each new checkpoint of a model that another process trains.

    The training saves checkpoints whose names end in their number, as
    `ModelCheckpoint("dir/ckpt-{epoch}", save_weights_only=True)` does, or of
    `tf.train.Checkpoint(model=…, optimizer=…)` by a `CheckpointManager`.

    Args:
        model: The compiled model, which gets the checkpoints' values.
        data: What `Model.evaluate` reads.
        checkpoint_dir: Folder of the checkpoints.
        steps: Batches an evaluation. Default: all that there are.
        max_evaluations: Number of the checkpoint that is the last to be
            evaluated. Default: there is none, and `start` doesn't end.
        callbacks: Callbacks of `Model.evaluate`.

    Raises:
        ValueError: If `max_evaluations` is less than 1.

    Example:
        >>> model = keras.Sequential([keras.layers.Dense(1)])
        >>> model.compile(loss="mse")
        >>> evaluator = keras.utils.SidecarEvaluator(
        ...     model, (np.ones((2, 3)), np.ones((2, 1))), "checkpoints",
        ...     max_evaluations=10)
    """

    def __init__(
        self,
        model: Any,
        data: Any,
        checkpoint_dir: str,
        steps: int | None = None,
        max_evaluations: int | None = None,
        callbacks: list | None = None,
    ) -> None:
        if max_evaluations is not None and max_evaluations < 1:
            raise ValueError(
                "SidecarEvaluator: there is nothing to evaluate. Expected "
                "max_evaluations of at least 1. Received: "
                f"max_evaluations={max_evaluations}."
            )
        self.model = model
        self.data = data
        self.checkpoint_dir = checkpoint_dir
        self.steps = steps
        self.max_evaluations = max_evaluations
        self.callbacks = callbacks or []

    def start(self) -> None:
        """Evaluates checkpoints as they come.

        Raises:
            RuntimeError: If the model isn't compiled.
            ValueError: If a checkpoint's name doesn't end in a number.
        """
        if self.model.optimizer is None:
            raise RuntimeError(
                "SidecarEvaluator: the model isn't compiled. Expected it as "
                "the training has it. Received: optimizer=None. Call "
                "`model.compile(optimizer, loss)` first."
            )
        if tf.train.latest_checkpoint(self.checkpoint_dir) is None:
            interactive_logging.write(
                "SidecarEvaluator waits for TensorFlow's first checkpoint in "
                f"{os.fspath(self.checkpoint_dir)!r}."
            )
        for path in tf.train.checkpoints_iterator(self.checkpoint_dir):
            number = _number_of(path)
            if not self._restored(path):
                continue
            inputs, *labels = (
                self.data if isinstance(self.data, tuple) else (self.data,)
            )
            self.model.evaluate(
                inputs,
                *labels,
                steps=self.steps,
                callbacks=self.callbacks,
                verbose=2,
            )
            if self.max_evaluations and number >= self.max_evaluations:
                return

    def _restored(self, path: str) -> bool:
        """Whether it could be read before the training removed it."""
        try:
            self._restore(path)
        except (tf.errors.OpError, file_error.ModelFileError):
            if _is_there(path):
                raise
            interactive_logging.write(
                f"SidecarEvaluator: {path!r} went away while it was read; "
                "waiting for the next one."
            )
            return False
        return True

    def _restore(self, path: str) -> None:
        names = [name for name, _ in tf.train.list_variables(path)]
        if any(name.startswith("model/") for name in names):
            tf.train.Checkpoint(
                model=self.model, optimizer=self.model.optimizer
            ).restore(path).expect_partial()
        else:
            self.model.load_weights(path)


def _is_there(path: str) -> bool:
    parts = tf.io.gfile.glob(f"{path}.data-*-of-*")
    expected = {int(part.rpartition("-")[2]) for part in parts}
    return tf.io.gfile.exists(f"{path}.index") and expected == {len(parts)}


def _number_of(path: str) -> int:
    ending = path.rpartition("-")[2]
    if not ending.isdigit():
        raise ValueError(
            "SidecarEvaluator: a checkpoint has no number. Expected a name "
            f"such as 'ckpt-3'. Received: {path!r}. Put '-{{epoch}}' at the "
            "end of the training's file names."
        )
    return int(ending)
