"""What is a difference between a file and a model, and what is none."""

import numpy as np
import pytest
import tensorflow as tf

import keras
from keras import saving

X = np.ones((2, 3), "float32")
layers = keras.layers


def trained(optimizer):
    model = keras.Sequential([keras.Input((3,)), layers.Dense(2)])
    model.compile(optimizer, "mse")
    model.fit(X, X[:, :2], verbose=0)
    return model


def adam():
    return keras.optimizers.Adam()


def scaled():
    return keras.optimizers.LossScaleOptimizer(keras.optimizers.Adam())


@pytest.mark.parametrize("version", [2, 3])
@pytest.mark.parametrize("make", [adam, scaled])
def test_a_state_of_an_optimizer_fits_what_reads_it(make, version, tmp_path):
    # Keras 3 has a rate among it, and a loss scale in another place.
    model, path = trained(make()), tmp_path / "m.keras"
    model.save(path, keras_version=version)
    editor = saving.KerasFileEditor(path)
    assert editor.compare(model)["status"] == "success"
    fresh = keras.models.clone_model(model)
    fresh.compile(make(), "mse")
    assert editor.compare(fresh)["status"] == "success"
    assert not fresh.optimizer.built
    editor.delete_weight("optimizer", "1")
    for each in (model, fresh):
        assert editor.compare(each)["status"] == "error"
    editor.save(path)
    with pytest.warns(UserWarning, match="starts anew"):
        saving.load_model(path)


def test_a_state_of_another_optimizer_does_not_fit(tmp_path, capsys):
    path = tmp_path / "m.weights.h5"
    trained(keras.optimizers.SGD(momentum=0.9)).save_weights(path)
    model = trained(keras.optimizers.Adagrad())
    found = saving.KerasFileEditor(path).compare(model)
    assert (found["status"], found["error_count"]) == ("error", 1)
    assert "optimizer: the file's state is of another class" in (
        capsys.readouterr().out
    )


def test_states_of_random_numbers_and_metrics_may_lack(tmp_path):
    model = keras.Sequential([keras.Input((3,)), layers.Dropout(0.5)])
    model.save(tmp_path / "m.keras")
    editor = saving.KerasFileEditor(tmp_path / "m.keras")
    # As Keras 3 calls them.
    editor.add_object("layers/dense/seed_generator", {"0": np.zeros(2)})
    editor.add_object("compile_metrics/metrics/mean", {"0": np.zeros(())})
    assert editor.compare(model)["status"] == "success"
    [state] = [path for path in editor._objects if "dropout" in path]
    editor.delete_object(state)
    assert editor.compare(model)["status"] == "success"


def test_functions_of_a_graph_may_lack_in_an_h5(tmp_path):
    # They are no layers to Keras 3.
    x = keras.Input((3,))
    model = keras.Model(x, layers.Dense(2)(tf.abs(x)))
    model.save(tmp_path / "m.h5")
    editor = saving.KerasFileEditor(tmp_path / "m.h5")
    editor.delete_object(model.layers[1].name)
    assert editor.compare(model)["status"] == "success"
    editor.delete_object(model.layers[2].name)
    assert editor.compare(model)["error_count"] == 1


def bins(count):
    learned = layers.Discretization(num_bins=count)
    learned.adapt(np.arange(12.0))
    return keras.Sequential([keras.Input((1,)), learned])


def test_what_a_layer_reads_in_another_size_fits(tmp_path):
    path, model = tmp_path / "m.weights.h5", bins(2)
    bins(4).save_weights(path)
    assert saving.KerasFileEditor(path).compare(model)["status"] == "success"
    model.load_weights(path)


def test_numbers_of_another_kind_do_not_fit(tmp_path, capsys):
    model = keras.Sequential([keras.Input((3,)), layers.Dense(2)])
    path = tmp_path / "m.weights.h5"
    model.save_weights(path)
    editor = saving.KerasFileEditor(path)
    editor.add_weights("dense", {"1": np.zeros(2, "int64")})
    assert editor.compare(model)["error_count"] == 1
    assert "the file shape=(2,), dtype=int64" in capsys.readouterr().out
    editor.save(path)
    with pytest.raises(saving.ModelFileError, match="int64"):
        model.load_weights(path)


def two_of(*names):
    stack = [layers.Dense(3, name=name, use_bias=False) for name in names]
    return keras.Sequential([keras.Input((3,)), *stack])


def test_a_file_that_was_edited_still_has_the_names_of_layers(tmp_path):
    # Values were taken by place after that: those of `a` went to `b`.
    path = tmp_path / "m.weights.h5"
    model, other = two_of("a", "b"), two_of("b", "a")
    model.save_weights(path)
    saving.KerasFileEditor(path).save(path)
    other.load_weights(path)
    for name in ("a", "b"):
        found, expected = (m.get_layer(name).kernel for m in (other, model))
        np.testing.assert_array_equal(found, expected)


def test_an_h5_of_layers_that_were_trained_otherwise_fits(tmp_path):
    inner = keras.Sequential(
        [keras.Input((3,)), layers.Dense(4), layers.Dense(2)], name="inner"
    )
    model = keras.Sequential([keras.Input((3,)), inner])
    model.save_weights(tmp_path / "m.h5")
    inner.layers[0].trainable = False
    found = saving.KerasFileEditor(tmp_path / "m.h5").compare(model)
    assert found == {"status": "success", "error_count": 0, "match_count": 4}
    model.load_weights(tmp_path / "m.h5")


def test_a_layer_of_another_class_is_told_and_fits(tmp_path, capsys):
    path = tmp_path / "m.weights.h5"
    model = keras.Sequential([keras.Input((3,)), layers.Dense(2)])
    model.save_weights(path)
    editor = saving.KerasFileEditor(path)
    editor.rename_object("dense", "my_dense")
    assert editor.compare(model)["status"] == "success"
    told = capsys.readouterr().out
    assert "layers/my_dense: loading takes it for layers/dense" in told
    editor.save(path)
    model.load_weights(path)
