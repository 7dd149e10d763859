"""A worker, or a process alone, that is told to end while it trains.

`python preempted_program.py FOLDER WAY EPOCHS`: the way is 'fit', with a
backup, or 'handler', a loop of one's own in TensorFlow's
`PreemptionCheckpointHandler`. It prints the number of each step; the last line
is a list: the step that it began at, and the one it came to.
"""

import contextlib
import json
import os
import sys
import time

import numpy as np
import tensorflow as tf

from keras import callbacks, layers, models, optimizers

STEPS = 3  # of an epoch
X = np.random.default_rng(0).normal(size=(24, 4)).astype("float32")
Y = X[:, :1]


def strategy() -> tf.distribute.Strategy:
    """Returns that of several workers where `TF_CONFIG` tells a place."""
    if "TF_CONFIG" in os.environ:
        return tf.distribute.MultiWorkerMirroredStrategy()
    return tf.distribute.get_strategy()


def made(scope) -> models.Model:
    """Returns a compiled model, whose variables are all there."""
    with scope:
        model = models.Sequential([layers.Dense(1, input_shape=(4,))])
        model.compile(optimizers.Adam(0.01), "mse")
        model.optimizer.build(model.trainable_variables)
    return model


class Slowly(callbacks.Callback):
    """Tells of each batch, of few a second: only one worker is listened to."""

    def on_train_batch_end(self, batch: int, logs: dict | None = None) -> None:
        """Waits."""
        say(self.model)
        time.sleep(0.02)


def say(model) -> None:
    """Prints the number of steps that a model has taken."""
    print(done(model), flush=True)


def done(model) -> int:
    """Returns the number of steps that a model has taken."""
    return int(model.optimizer.iterations.numpy())


def fit(model, folder: str, epochs: int) -> int:
    """Trains with a backup that is written before a preemption."""
    started = []
    backup = callbacks.BackupAndRestore(
        folder, save_freq=False, save_before_preemption=True
    )
    note = callbacks.LambdaCallback(
        on_epoch_begin=lambda epoch, logs: started.append(done(model))
    )
    model.fit(X, Y, 8, epochs, verbose=0, callbacks=[backup, note, Slowly()])
    return started[0]


def handled(model, folder: str, epochs: int) -> int:
    """Trains in a loop of its own, which TensorFlow watches."""
    place = model.distribute_strategy
    rows = tf.data.Dataset.from_tensor_slices((X, Y)).repeat().batch(8)
    batches = iter(place.experimental_distribute_dataset(rows))
    resolver = tf.distribute.cluster_resolver.SimpleClusterResolver(
        tf.train.ClusterSpec({})
    )
    if "TF_CONFIG" in os.environ:
        resolver = tf.distribute.cluster_resolver.TFConfigClusterResolver()
    handler = tf.distribute.experimental.PreemptionCheckpointHandler(
        resolver,
        tf.train.Checkpoint(model=model),
        folder,
        tf.distribute.experimental.TerminationConfig(exit_fn=leave),
    )
    begun, step = done(model), tf.function(model.make_train_function())
    for _ in range(begun, epochs * STEPS):
        handler.run(step, batches)
        say(model)
        time.sleep(0.02)
    return begun


def leave() -> None:
    """Ends the process where TensorFlow has saved."""
    sys.stdout.flush()
    os._exit(42)


def main(folder: str, way: str, epochs: str) -> None:
    """Trains, and prints where it began and what it came to."""
    place = strategy()
    is_one = place is tf.distribute.get_strategy()
    model = made(contextlib.nullcontext() if is_one else place.scope())
    begun = {"fit": fit, "handler": handled}[way](model, folder, int(epochs))
    print(json.dumps([begun, done(model)]))


if __name__ == "__main__":
    main(*sys.argv[1:])
