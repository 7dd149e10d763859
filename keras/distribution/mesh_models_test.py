"""What models on a mesh do beside training, and what they refuse."""

import contextlib

import numpy as np
import pytest
import tensorflow as tf

import keras
from keras.distribute import mesh_strategy

distribution = keras.distribution
MESH = distribution.DeviceMesh(
    (1, 2), ("batch", "model"), distribution.list_devices("cpu")[:2]
)
X = np.random.default_rng(0).normal(size=(6, 3)).astype("float32")
Y = (X[:, :2] > 0).astype("float32")


def parallel():
    layouts = distribution.LayoutMap(MESH)
    layouts["kernel"] = (None, "model")
    return distribution.ModelParallel(layout_map=layouts)


def model(optimizer="sgd", **options):
    """Returns a model of one layer, the same each time."""
    keras.utils.set_random_seed(1)
    dense = keras.layers.Dense(2, activation="sigmoid")
    made = keras.Sequential([keras.Input((3,)), dense])
    made.compile(optimizer, "mse", **options)
    return made


def on_both(make):
    """Returns what a function returns in the scope of a mesh, and outside."""
    found = []
    for scope in (parallel().scope(), contextlib.nullcontext()):
        with scope:
            found.append(make())
    return found


def test_metrics_count_as_on_one_device():
    def judged():
        metrics = [
            keras.metrics.AUC(),
            keras.metrics.Precision(),
            keras.metrics.MeanIoU(2, sparse_y_true=False, sparse_y_pred=False),
        ]
        return model(metrics=metrics).evaluate(X, Y, verbose=0)

    np.testing.assert_allclose(*on_both(judged), rtol=1e-6)


def test_averages_of_variables_move_as_on_one_device():
    def trained():
        optimizer = keras.optimizers.Adam(0.1, use_ema=True, amsgrad=True)
        made = model(optimizer)
        made.fit(X, Y, epochs=2, verbose=0)
        return made.get_weights()[0]

    np.testing.assert_allclose(*on_both(trained), atol=1e-6)


def test_steps_run_eagerly_where_asked():
    def trained():
        made = model(run_eagerly=True)
        return made.fit(X, Y, verbose=0).history["loss"]

    np.testing.assert_allclose(*on_both(trained), rtol=1e-6)


@pytest.mark.parametrize("name", ["m.keras", "m.h5", "folder"])
def test_a_file_of_any_kind_brings_it_to_one_device(tmp_path, name):
    with parallel().scope():
        made = model()
    made.save(tmp_path / name)
    loaded = keras.models.load_model(tmp_path / name)
    np.testing.assert_array_equal(
        loaded.get_weights()[0], made.get_weights()[0]
    )


def test_weights_of_a_checkpoint_come_back(tmp_path):
    with parallel().scope():
        made = model()
    before = made.get_weights()
    made.save_weights(tmp_path / "w")
    made.set_weights([value * 0 for value in before])
    made.load_weights(tmp_path / "w")
    np.testing.assert_array_equal(made.get_weights()[0], before[0])


def test_a_backup_goes_on_on_a_mesh(tmp_path):
    def losses(epochs):
        with parallel().scope():
            made = model("adam")
        backup = keras.callbacks.BackupAndRestore(
            tmp_path, delete_checkpoint=False
        )
        options = {"verbose": 0, "shuffle": False, "epochs": epochs}
        found = made.fit(X, Y, callbacks=[backup], **options).history
        return found["loss"][-1]

    losses(1)
    with parallel().scope():
        whole = model("adam")
    expected = whole.fit(X, Y, verbose=0, shuffle=False, epochs=2).history
    np.testing.assert_allclose(losses(2), expected["loss"][-1], rtol=1e-6)


def test_an_optimizer_by_name_is_made_on_the_mesh():
    with parallel().scope():
        made = model()
    made.compile("adam", "mse")
    assert np.isfinite(made.fit(X, Y, verbose=0).history["loss"][0])


def test_an_optimizer_from_elsewhere_is_refused():
    with parallel().scope():
        made = model()
    with pytest.raises(ValueError, match=r"its optimizer isn't.*\['iteration"):
        made.compile(keras.optimizers.SGD(), "mse")


def test_a_metric_of_another_mesh_is_refused():
    others = distribution.DeviceMesh((2,), ("batch",), MESH.devices.ravel())
    with distribution.DataParallel(others).scope():
        other = keras.metrics.MeanSquaredError()
    with parallel().scope():
        made = model()
    with pytest.raises(ValueError, match=r"its metric isn't.*'mean_sq.*total"):
        made.compile("sgd", "mse", metrics=["mae", other])


@pytest.mark.parametrize("kind", ["metric", "optimizer"])
def test_what_is_on_a_mesh_serves_no_model_of_one_device(kind):
    with parallel().scope():
        parts = {
            "metric": {"metrics": [keras.metrics.MeanSquaredError()]},
            "optimizer": {"optimizer": keras.optimizers.SGD()},
        }
    with pytest.raises(ValueError, match=f"the {kind}'s.*of MeshStrategy, and"):
        model(**parts[kind])


def test_a_layer_of_another_mesh_is_told_before_it_is_trained():
    others = distribution.DeviceMesh((2,), ("batch",), MESH.devices.ravel())
    with distribution.DataParallel(others).scope():
        layer = keras.layers.Dense(2, name="other")
        layer.build((None, 3))
    with parallel().scope():
        made = keras.Sequential([keras.Input((3,)), layer])
        made.compile("sgd", "mse")
    told = r"'kernel:0'.*mesh=\{'batch': 2\}, and.*mesh=\{'batch': 1, 'mo"
    with pytest.raises(ValueError, match=told):
        made.fit(X, Y, verbose=0)


def test_a_model_from_elsewhere_is_refused():
    made = model()
    with parallel().scope():
        with pytest.raises(ValueError, match="made in another, or in none"):
            made.compile("sgd", "mse")


def test_an_old_optimizer_is_refused():
    with parallel().scope():
        made = model(keras.optimizers.legacy.SGD())
    with pytest.raises(ValueError, match="one of `keras.optimizers.legacy`"):
        made.fit(X, Y, verbose=0)


def test_an_operation_that_dtensor_does_not_know_is_named():
    with distribution.DataParallel(MESH).scope():
        layer = keras.layers.Lambda(tf.linalg.diag_part)
        made = keras.Sequential([keras.Input((3,)), layer])
    with pytest.raises(RuntimeError, match="Received: MatrixDiagPartV3"):
        made.predict(X[:3], verbose=0)


def test_a_plain_batch_in_a_call_is_told_where_it_belongs():
    with parallel().scope():
        made = model()
    with pytest.raises(tf.errors.UnimplementedError, match="fit.*distribute_t"):
        made(X)
    layout = parallel().get_data_layout(X.shape)
    outputs = made(distribution.distribute_tensor(X, layout))
    assert outputs.shape == (6, 2)


def test_layouts_that_do_not_fit_are_told():
    text = "a.py:1: error: Contracting dimension has axes a and b.\nnote: more"
    with pytest.raises(
        RuntimeError, match="split so.*'model'.*: Contracting.*and b. .*Map"
    ):
        with mesh_strategy._told():
            raise tf.errors.UnknownError(None, None, text)
