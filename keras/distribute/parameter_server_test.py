"""Training on a parameter server's workers, which take the steps of `fit`.

What begins with `check_` is run in a process of its own: once that is connected
to a cluster, collective operations of its own devices wait forever
(TensorFlow 2.21).
"""

# bazel: alone=true

import contextlib
import os
import subprocess
import sys

import numpy as np
import pytest
import tensorflow as tf

import keras
from keras.distribute import coordinators
from keras.testing import server_cluster

X = np.random.default_rng(0).normal(size=(22, 3)).astype("float32")
Y = X @ np.float32([[1], [-2], [3]])


def test_all_checks_hold_in_a_process_of_their_own_row_32():
    # row 32
    paths = os.pathsep.join(filter(None, sys.path))
    command = "-m pytest -q -p no:cacheprovider -o python_functions=check_"
    done = subprocess.run(
        [sys.executable, *command.split(), __file__],
        env={**os.environ, "PYTHONPATH": paths},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    # Where it crashes, it tells of all its threads.
    assert done.returncode == 0, done.stdout[-5000:] + done.stderr[-20000:]


@pytest.fixture(scope="module")
def strategy():
    partitioners = tf.distribute.experimental.partitioners
    return server_cluster.ServerCluster(2, num_servers=2).strategy(
        variable_partitioner=partitioners.MinSizePartitioner(
            min_shard_bytes=100, max_shards=2
        )
    )


def made(strategy, optimizer="sgd", **options):
    with strategy.scope():
        model = keras.Sequential(
            [keras.Input((3,)), keras.layers.Dense(1, use_bias=False)]
        )
        model.compile(optimizer, "mse", ["mae"], **options)
    return model


def unmoved(strategy, **options):
    return made(strategy, keras.optimizers.SGD(0.0), **options)


def rows(context=None):
    return tf.data.Dataset.from_tensor_slices((X, Y)).batch(11)


CREATOR = keras.utils.experimental.DatasetCreator(rows)


def mean_error(model):
    return np.mean((X @ model.get_weights()[0] - Y) ** 2)


@pytest.fixture
def calls(monkeypatch):
    """What the coordinator handed out."""
    found = []
    called = coordinators.called

    def noting(*arguments):
        done = called(*arguments)
        found.extend(done)
        return done

    monkeypatch.setattr(coordinators, "called", noting)
    return found


SOURCES = {
    "a function": (CREATOR, None),
    "a data set": (rows, None),
    "arrays": (X, Y),
}


@pytest.mark.parametrize("name", SOURCES)
def check_workers_take_the_steps_of_fit_row_32(strategy, calls, name):
    # row 32
    x, y = SOURCES[name]
    x = x() if x is rows else x
    model = unmoved(strategy)
    before = mean_error(model)
    size = None if y is None else 11
    history = model.fit(
        x, y, size, steps_per_epoch=2, epochs=2, verbose=0
    ).history
    assert len(calls) == 4
    if y is not None:  # Each row once: who reads by himself may read it twice.
        np.testing.assert_allclose(history["loss"], [before] * 2, rtol=1e-5)


def check_training_comes_to_the_solution_row_32(strategy):
    model = made(strategy, keras.optimizers.Adam(0.1))
    model.fit(CREATOR, steps_per_epoch=200, epochs=2, verbose=0)
    assert mean_error(model) < 1e-4
    assert model.optimizer.iterations.numpy() == 400


@pytest.mark.parametrize(
    "draw", ["glorot_uniform", "glorot_normal", "random_normal", "orthogonal"]
)
def check_one_seed_draws_the_weights_of_one_device_again(strategy, draw):
    def drawn(scope):
        keras.utils.set_random_seed(3)
        with scope:
            layer = keras.layers.Dense(2, kernel_initializer=draw)
            layer.build((None, 3))
        return layer.kernel.numpy()

    alone = drawn(contextlib.nullcontext())
    for _ in range(2):
        np.testing.assert_allclose(drawn(strategy.scope()), alone, rtol=1e-5)


def check_variables_are_on_the_servers(strategy):
    model = made(strategy, "adam")
    model.fit(CREATOR, steps_per_epoch=1, verbose=0)
    of_metrics = [v for metric in model.metrics for v in metric.variables]
    every = [*model.variables, *model.optimizer.variables, *of_metrics]
    jobs = {tf.DeviceSpec.from_string(v.device).job for v in every}
    assert jobs == {"ps"}


def check_evaluation_takes_each_row_once(strategy, calls):
    model = unmoved(strategy)
    for arguments in ((X, Y, 4), (rows(),)):
        loss, _ = model.evaluate(*arguments, verbose=0)
        np.testing.assert_allclose(loss, mean_error(model), rtol=1e-5)
    assert len(calls) == 6 + 2


def check_a_function_is_evaluated_by_workers_that_read_it(strategy, calls):
    model = unmoved(strategy)
    found = model.evaluate(CREATOR, steps=4, verbose=0, return_dict=True)
    assert np.isfinite(found["loss"]) and len(calls) == 4


@pytest.mark.parametrize("shards", [3, "auto"])
def check_a_function_is_evaluated_once_where_shards_are_asked(strategy, shards):
    model = unmoved(strategy, pss_evaluation_shards=shards)
    history = model.fit(
        CREATOR, steps_per_epoch=1, validation_data=CREATOR, verbose=0
    ).history
    loss, _ = model.evaluate(CREATOR, verbose=0)
    np.testing.assert_allclose(
        [loss, *history["val_loss"]], mean_error(model), rtol=1e-5
    )


def check_predictions_are_in_order(strategy):
    model = unmoved(strategy)
    expected = X @ model.get_weights()[0]
    for data in (X, rows()):
        found = model.predict(data, verbose=0)
        np.testing.assert_allclose(found, expected, rtol=1e-4, atol=1e-6)
    found = model.predict(CREATOR, steps=2, verbose=0)
    np.testing.assert_allclose(found, expected, rtol=1e-4, atol=1e-6)


def check_a_call_takes_as_many_steps_as_asked_for(strategy, calls):
    model = made(strategy, steps_per_execution=3)
    model.fit(CREATOR, steps_per_epoch=7, verbose=0)
    assert len(calls) == 3
    assert model.optimizer.iterations.numpy() == 7


class Doubling(keras.Model):
    """Has a step of its own, whose logs are no metrics."""

    def __init__(self):
        super().__init__()
        self.total = self.add_weight("total", initializer="zeros")

    def train_step(self, data):
        self.total.assign_add(2.0)
        return {"two": tf.constant(2.0)}


def check_a_step_of_ones_own_runs_on_workers(strategy, calls):
    with strategy.scope():
        model = Doubling()
        model.compile("sgd")
    history = model.fit(CREATOR, steps_per_epoch=5, verbose=0).history
    assert history["two"] == [2.0] and len(calls) == 5
    assert model.total.numpy() == 10


class Counting(keras.callbacks.Callback):
    def __init__(self):
        super().__init__()
        self.seen = []

    def on_train_batch_end(self, batch, logs=None):
        self.seen.append((batch, int(self.model.optimizer.iterations)))


def check_batch_hooks_see_variables_after_a_run_of_steps(strategy):
    model, counting = made(strategy), Counting()
    model.fit(CREATOR, steps_per_epoch=40, callbacks=[counting], verbose=0)
    assert counting.seen[-1] == (39, 40)
    assert all(done == batch + 1 for batch, done in counting.seen)


def check_data_that_ends_is_read_again_by_each_worker(strategy):
    model = unmoved(strategy)
    history = model.fit(rows(), steps_per_epoch=9, epochs=2, verbose=0)
    assert len(history.epoch) == 2


def check_a_function_without_rows_is_told(strategy):
    empty = keras.utils.experimental.DatasetCreator(
        lambda context: rows().take(0)
    )
    with pytest.raises(ValueError, match="gave no batch.*batches=0"):
        made(strategy).fit(empty, steps_per_epoch=2, verbose=0)


def check_saved_training_goes_on_elsewhere(strategy, tmp_path):
    model = made(strategy, "adam")
    model.fit(CREATOR, steps_per_epoch=3, verbose=0)
    model.save(tmp_path / "model.keras")
    alone = keras.models.load_model(tmp_path / "model.keras")
    with strategy.scope():
        again = keras.models.load_model(tmp_path / "model.keras")
    for other in (alone, again):
        np.testing.assert_array_equal(
            other.get_weights()[0], model.get_weights()[0]
        )
        assert other.optimizer.iterations.numpy() == 3
    again.fit(CREATOR, steps_per_epoch=2, verbose=0)
    assert again.optimizer.iterations.numpy() == 5


def check_training_that_was_cut_off_goes_on(strategy, tmp_path):
    class Failing(keras.callbacks.Callback):
        def on_epoch_begin(self, epoch, logs=None):
            if epoch == 2:
                raise KeyboardInterrupt

    def train(*others):
        model = made(strategy)
        backup = keras.callbacks.BackupAndRestore(tmp_path / "backup")
        return model, model.fit(
            CREATOR, steps_per_epoch=3, epochs=4, verbose=0,
            callbacks=[backup, *others],
        )  # fmt: skip

    with pytest.raises(KeyboardInterrupt):
        train(Failing())
    model, history = train()
    assert history.epoch == [0, 1, 2, 3]
    assert model.optimizer.iterations.numpy() == 12


def table(scope, optimizer="adam"):
    with scope:
        model = keras.Sequential(
            [
                keras.layers.Embedding(40, 2, input_length=3),
                keras.layers.Flatten(),
                keras.layers.Dense(1),
            ]
        )
        model.compile(optimizer, "mse")
    return model


IDS = np.arange(39).reshape(13, 3)


# What is compared may lie near zero: it counts beside values of about 1.
NEAR = {"rtol": 1e-5, "atol": 1e-7}


def values(model):
    model.fit(IDS, np.ones((13, 1)), 13, verbose=0)
    return model.predict(IDS, verbose=0)


OPTIMIZERS = {
    "m.keras": lambda: keras.optimizers.Adam(use_ema=True),
    "m.h5": lambda: keras.optimizers.legacy.Adam(),
    "m.weights.h5": lambda: keras.optimizers.RMSprop(),
}


def loaded(path, model, target):
    if not path.name.endswith(".weights.h5"):
        model.save(path)
        with target:
            return keras.models.load_model(path)
    model.save_weights(path)
    again = table(target, OPTIMIZERS[path.name]())
    again.load_weights(path)
    return again


@pytest.mark.parametrize("name", OPTIMIZERS)
def check_a_file_of_parts_is_read_anywhere(strategy, tmp_path, name):
    alone = contextlib.nullcontext()
    for source, target in (
        (strategy.scope(), alone),
        (alone, strategy.scope()),
    ):
        model = table(source, OPTIMIZERS[name]())
        values(model)
        again = loaded(tmp_path / name, model, target)
        np.testing.assert_allclose(values(again), values(model), **NEAR)
        assert int(again.optimizer.iterations) == 2


def check_values_in_a_saved_model_are_read_anywhere(strategy, tmp_path):
    alone = contextlib.nullcontext()
    for source, target in (
        (strategy.scope(), alone),
        (alone, strategy.scope()),
    ):
        model = table(source)
        found = values(model)
        model.save(tmp_path / "folder")
        with target:
            again = keras.models.load_model(tmp_path / "folder", compile=False)
        np.testing.assert_allclose(again.predict(IDS, verbose=0), found, **NEAR)


def check_a_large_variable_is_parted_among_servers(strategy):
    model = table(strategy.scope())
    embedding = model.layers[0]
    assert [tuple(w.shape) for w in embedding.weights] == [(20, 2)] * 2
    assert len({weight.device for weight in embedding.weights}) == 2
    whole = tf.convert_to_tensor(embedding.embeddings)
    np.testing.assert_array_equal(embedding(IDS)[0], whole[:3])
    before = model.get_weights()
    model.fit(IDS, np.ones((13, 1)), 4, verbose=0)
    for old, new in zip(before, model.get_weights()):
        assert np.any(old != new)


def check_a_checkpoint_of_parts_is_read_on_one_device(strategy, tmp_path):
    parted = table(strategy.scope())
    alone = table(contextlib.nullcontext())
    path = tf.train.Checkpoint(model=parted).write(tmp_path / "parted")
    tf.train.Checkpoint(model=alone).read(
        path
    ).assert_existing_objects_matched()
    np.testing.assert_allclose(
        alone.predict(IDS, verbose=0), parted.predict(IDS, verbose=0), **NEAR
    )
