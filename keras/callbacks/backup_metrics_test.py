"""What metrics saw of an epoch, where it goes on in the middle."""

import numpy as np
import pytest

import keras
from keras.callbacks import backup_metrics

X = np.random.default_rng(0).normal(size=(20, 3)).astype("float32")


class Cut(keras.callbacks.Callback):
    def __init__(self, step):
        super().__init__()
        self.step = step

    def on_train_batch_end(self, batch, logs=None):
        if self.model.optimizer.iterations == self.step:
            raise ConnectionError


def compiled(metrics=("mae",), count=1, **options):
    keras.utils.set_random_seed(1)
    inputs = keras.Input((3,))
    outputs = [
        keras.layers.Dense(1, name=f"out{number}")(inputs)
        for number in range(count)
    ]
    model = keras.Model(inputs, outputs if count > 1 else outputs[0])
    model.compile(
        "adam", ["mse"] * count, metrics=[list(metrics)] * count, **options
    )
    return model


def trained(folder, model, *callbacks):
    labels = [X[:, :1]] * len(model.outputs)
    backup = keras.callbacks.BackupAndRestore(folder, save_freq=1)
    return model.fit(
        X,
        labels if len(labels) > 1 else labels[0],
        4,
        epochs=2,
        verbose=0,
        callbacks=[*callbacks, backup],
    ).history


def cut_off(folder, model, step):
    with pytest.raises(ConnectionError):
        trained(folder, model, Cut(step + 1))


def on_mesh():
    devices = keras.distribution.list_devices("cpu")[:2]
    with keras.distribution.DataParallel(devices=devices).scope():
        return compiled()


@pytest.mark.parametrize(
    "made",
    [
        lambda: compiled(run_eagerly=True),
        lambda: compiled(run_eagerly=True, count=2),
        lambda: compiled(metrics_every=3),
        on_mesh,
    ],
    ids=["eager", "eager, two outputs", "in turns", "on a mesh"],
)
@pytest.mark.parametrize("step", [7, 5], ids=["in it", "at its end"])
def test_an_epoch_that_goes_on_has_the_results_of_a_whole_one(
    tmp_path, made, step
):
    cut_off(tmp_path, made(), step)
    assert trained(tmp_path, made()) == trained(tmp_path / "other", made())


def named(*names):
    model = compiled([keras.metrics.MeanAbsoluteError(n) for n in names])
    model.train_on_batch(X, X[:, :1])
    model.reset_metrics()
    return model


def test_metrics_are_told_by_their_names():
    model, other = named("a", "b"), named("b", "a")
    known = backup_metrics.of_model(model)
    for number, each in enumerate(known):
        each["values"] = [number + 1.0] * len(each["values"])
    backup_metrics.set_all(other, known)
    total = {m.name: float(m.variables[0]) for m in other.metrics}
    assert (total["a"], total["b"]) == (2.0, 3.0)


def test_numbers_that_make_names_unique_may_differ():
    model, other = named("a_1"), named("a_7")
    known = backup_metrics.of_model(model)
    known[-1]["values"] = [5.0, 1.0]
    backup_metrics.set_all(other, known)
    assert float(other.metrics[-1].variables[0]) == 5.0


@pytest.mark.parametrize("names", [("b",), ("a", "b"), ()])
def test_metrics_that_are_others_have_seen_nothing_and_are_told(names):
    known = backup_metrics.of_model(named("a"))
    known[-1]["values"] = [5.0, 1.0]
    other = named(*names)
    with pytest.warns(UserWarning, match=r"other metrics.*'a'.*Received"):
        backup_metrics.set_all(other, known)
    assert all(
        float(m.variables[0]) == 0 for m in other.metrics if m.name != "a"
    )


def test_a_backup_of_an_older_version_goes_by_the_order():
    model = named("a")
    backup_metrics.set_all(model, [[1.0, 2.0] for _ in model.metrics])
    found = [float(each) for each in model.metrics[-1].variables]
    assert found == [1.0, 2.0]
