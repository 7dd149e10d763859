"""What several processes agree on, joined by a strategy or by a mesh.

`python agreeing_program.py KIND FOLDER`, KIND 'workers' or 'mesh': the last
line tells what the process came to. Nobody sets a seed.
"""

import json
import os
import shutil
import sys

import numpy as np
import tensorflow as tf

from keras import callbacks, distribution, layers, models, utils

X = np.random.default_rng(0).normal(size=(12, 4)).astype("float32")
Y = X.sum(1, keepdims=True)


def _index() -> int:
    """Returns the number of this process."""
    return int(os.environ["KERAS_DISTRIBUTION_PROCESS_ID"])


class OwnLogs(models.Sequential):
    """Logs what only this process knows."""

    def train_step(self, data):
        """Trains as ever."""
        super().train_step(data)
        return {"own": tf.constant(2.0 * _index() - 1)}


class Seen(callbacks.Callback):
    """Notes batches; the second process stops in the second epoch."""

    def __init__(self) -> None:
        super().__init__()
        self.batches: list[int] = []

    def on_train_batch_end(self, batch: int, logs: dict | None = None) -> None:
        """Notes the batch, and stops."""
        self.batches.append(batch)
        if _index() == 1 and self.batches == [0, 1, 2, 0]:
            self.model.stop_training = True


def scope(kind: str):
    """Returns the scope in which models are made.

    Args:
        kind: What joins the processes: 'workers', 'mesh', or 'split', a mesh
            that splits kernels too, over two devices a process.
    """
    if kind == "workers":
        return tf.distribute.MultiWorkerMirroredStrategy().scope()
    if kind == "mesh":
        distribution.initialize()
        mesh = distribution.DeviceMesh((2,), ("batch",), ["cpu:0", "cpu:1"])
        return distribution.DataParallel(mesh).scope()
    cpu = tf.config.list_physical_devices("CPU")[0]
    one = tf.config.LogicalDeviceConfiguration()
    tf.config.set_logical_device_configuration(cpu, [one] * 2)
    distribution.initialize()
    names = [f"cpu:{number}" for number in range(4)]
    mesh = distribution.DeviceMesh((2, 2), ("batch", "model"), names)
    layouts = distribution.LayoutMap(mesh)
    layouts[".*kernel"] = (None, "model")
    return distribution.ModelParallel(
        layout_map=layouts, batch_dim_name="batch"
    ).scope()


def _made(kind: type = models.Sequential) -> models.Model:
    model = kind([layers.Dense(3, input_shape=(4,)), layers.Dense(1)])
    model.compile("sgd", "mse")
    return model


def _weights(model) -> list:
    return [w.tolist() for w in model.get_weights()]


class Stopping(callbacks.Callback):
    """Stops training on the second process, after two epochs."""

    def on_epoch_end(self, epoch: int, logs: dict | None = None) -> None:
        """Stops it."""
        if _index() == 1 and epoch == 1:
            self.model.stop_training = True


class Outputs(callbacks.Callback):
    """Notes how many rows of outputs each batch has."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[int] = []

    def on_predict_batch_end(
        self, batch: int, logs: dict | None = None
    ) -> None:
        """Notes it."""
        self.rows.append(len(logs["outputs"]))


class _Drawn(utils.Sequence):
    """Draws other rows in each process; the last ones can't be split."""

    def __init__(self) -> None:
        super().__init__()
        self._draw = np.random.default_rng(_index())

    def __len__(self) -> int:
        return 2

    def __getitem__(self, index: int) -> tuple:
        x = self._draw.normal(size=(4 + index, 4)).astype("float32")
        return x, x.sum(1, keepdims=True)


def _on_own_devices(variable) -> list:
    """Returns what each device of this process has of a mesh's variable."""
    dtensor = tf.experimental.dtensor
    parts = dtensor.unpack(variable.read_value())
    return [part.numpy().tolist() for part in parts]


def _of_other_rows(kind: str) -> dict:
    """Trains on rows that processes draw; of a mesh they need not agree."""
    if kind == "workers":
        return {}
    model = _made()
    model.fit(_Drawn(), epochs=2, verbose=0, shuffle=False)
    found = [*map(_on_own_devices, model.weights)]
    return {"of_other_rows": found}


def _predicted(model) -> dict:
    """Predicts while the first process alone looks at each batch."""
    seen = Outputs()
    options = {"verbose": 0, "callbacks": None if _index() else [seen]}
    many, few = (model.predict(x, 4, **options) for x in (X, X[:4]))
    return {"predicted": [many.tolist(), few.tolist()], "rows": seen.rows}


def _resumed(folder: str) -> dict:
    """Goes on from backups of which the second process lacks the newest."""
    shared, own = f"{folder}/shared", f"{folder}/own{_index()}"
    options = {"double_checkpoint": True, "delete_checkpoint": False}
    backup = callbacks.BackupAndRestore(shared, **options)
    _made().fit(X, Y, 4, 3, verbose=0, callbacks=[backup])
    shutil.copytree(shared, own)
    if _index() == 1:
        os.remove(f"{own}/epoch-3-batch-0.backup")
    model, began = _made(), []
    watching = [
        callbacks.BackupAndRestore(own, **options),
        callbacks.LambdaCallback(on_epoch_begin=lambda n, _: began.append(n)),
    ]
    model.fit(X, Y, 4, 5, verbose=0, callbacks=watching)
    return {"began": began, "resumed": _weights(model)}


def main(kind: str, folder: str) -> None:
    """Prints what this process came to."""
    with scope(kind):
        model, of_user = _made(), _made(OwnLogs)
        first = _weights(model)
        log = callbacks.CSVLogger(f"{folder}/log.csv")
        told = model.fit(X, Y, 4, 4, verbose=0, callbacks=[log, Stopping()])
        seen = Seen()
        model.fit(X, Y, 4, 4, verbose=0, callbacks=[seen])
        best = callbacks.ModelCheckpoint(
            f"{folder}/best.keras", monitor="own", save_best_only=True
        )
        own = of_user.fit(X, Y, 4, 2, verbose=0, callbacks=[best]).history
        model.save(f"{folder}/model.keras")
        found = {
            "first": first,
            "stopped": told.epoch,
            "batches": seen.batches,
            "own": own,
            "weights": _weights(model),
            **_predicted(model),
            **_of_other_rows(kind),
            **_resumed(folder),
        }
    print(json.dumps(found))


if __name__ == "__main__":
    main(*sys.argv[1:])
