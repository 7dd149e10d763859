"""What other callbacks and steps give to `tf.summary` under TensorBoard."""

import numpy as np
import pytest
import tensorflow as tf

import keras

X, Y = np.ones((32, 3), "float32"), np.zeros((32, 2), "float32")


class Writes(keras.callbacks.Callback):
    """Writes a summary after each epoch, and within validation."""

    def on_epoch_end(self, epoch, logs=None):
        tf.summary.scalar("mine", 7.0 + epoch, step=epoch)

    def on_test_end(self, logs=None):
        tf.summary.write("judged", tf.constant(3.0))


class Watched(keras.layers.Dense):
    def call(self, inputs):
        tf.summary.scalar("of_step", tf.reduce_mean(inputs))
        return super().call(inputs)


def points(directory):
    """Returns `{tag: steps}` of a directory's files."""
    found = {}
    for path in sorted(map(str, directory.glob("events*.v2"))):
        for record in tf.data.TFRecordDataset(path):
            event = tf.compat.v1.Event.FromString(record.numpy())
            for value in event.summary.value:
                found.setdefault(value.tag, []).append(event.step)
    return found


def fit(directory, update_freq, first, **mode):
    model = keras.Sequential([keras.Input((3,)), Watched(2)])
    model.compile("sgd", "mse", **mode)
    board = keras.callbacks.TensorBoard(directory, update_freq=update_freq)
    callbacks = [board, Writes()] if first else [Writes(), board]
    model.fit(
        X, Y, epochs=2, batch_size=8, verbose=0, callbacks=callbacks,
        validation_data=(X, Y),
    )  # fmt: skip


@pytest.mark.parametrize("mode", [{}, {"run_eagerly": True}])
@pytest.mark.parametrize("first", [True, False])
@pytest.mark.parametrize(
    ("update_freq", "of_step"),
    [("epoch", 0), ("batch", 8), (3, 3), (1000, 1)],
)
def test_what_a_callback_writes_is_written_at_any_frequency(
    tmp_path, update_freq, of_step, first, mode
):
    fit(tmp_path, update_freq, first, **mode)
    train, judged = points(tmp_path / "train"), points(tmp_path / "validation")
    assert train["mine"] == [0, 1]
    # Behind TensorBoard, validation has ended and training goes on.
    assert len((train if first else judged)["judged"]) == 2
    steps = [tag for tag in train if tag.endswith("of_step")]
    assert sum(len(train[tag]) for tag in steps) == of_step
