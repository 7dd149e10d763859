"""What a user gets wrong is named at once: what was expected and received."""

import json
import re
import sys
import types
import zipfile

import numpy as np
import pytest

import keras

Dense = keras.layers.Dense


def refusal(kind, act, *parts):
    """Asserts that `act` raises, and that the message holds all parts."""
    __tracebackhide__ = True
    with pytest.raises(kind) as caught:
        act()
    message = str(caught.value)
    missing = [part for part in parts if part not in message]
    assert not missing, f"{missing} not in: {message}"
    assert len(message) < 1000, message
    return message


def compiled(**changes):
    model = keras.Sequential([keras.Input((4,)), Dense(3)])
    model.compile(**{"optimizer": "sgd", "loss": "mse", **changes})
    return model


def test_a_built_dense_names_a_wrong_last_axis():
    layer = Dense(3, name="logits")
    layer.build((None, 4))
    refusal(
        ValueError,
        lambda: layer(np.zeros((2, 5), "float32")),
        "logits",
        "Expected",
        "4",
        "Received",
        "(2, 5)",
    )


def test_a_dense_names_an_input_without_a_feature_axis():
    refusal(
        ValueError,
        lambda: Dense(3, name="logits")(np.zeros(3, "float32")),
        "logits",
        "Expected",
        "2",
        "Received",
        "(3,)",
    )


def test_a_convolution_names_a_wrong_rank():
    layer = keras.layers.Conv2D(3, 3, name="edges")
    layer.build((None, 8, 8, 1))
    refusal(
        ValueError,
        lambda: layer(np.zeros((8, 8, 1), "float32")),
        "edges",
        "Expected",
        "4",
        "Received",
        "(8, 8, 1)",
    )


def test_a_symbolic_input_is_checked_like_an_eager_one():
    layer = Dense(3, name="logits")
    layer.build((None, 4))
    refusal(
        ValueError,
        lambda: layer(keras.Input((5,))),
        "logits",
        "Expected",
        "Received",
        "(None, 5)",
    )


def test_a_fitted_model_names_wrong_columns_before_tensorflow_does():
    refusal(
        ValueError,
        lambda: compiled().fit(np.zeros((8, 5)), np.zeros((8, 3)), verbose=0),
        "Expected",
        "4",
        "Received",
        "5",
    )


@pytest.mark.parametrize(
    "make, wrong, near",
    [
        (keras.losses.get, "meen_squared_error", "mean_squared_error"),
        (keras.metrics.get, "acuracy", "accuracy"),
        (keras.optimizers.get, "adamm", "adam"),
        (keras.activations.get, "rellu", "relu"),
        (keras.initializers.get, "glorot_unifrom", "glorot_uniform"),
    ],
)
def test_an_unknown_name_is_met_with_the_nearest_ones(make, wrong, near):
    message = refusal(ValueError, lambda: make(wrong), "Received", wrong)
    assert near in message.lower()


@pytest.mark.parametrize(
    "make",
    [
        keras.losses.get,
        keras.metrics.get,
        keras.optimizers.get,
        keras.activations.get,
        keras.layers.deserialize,
        lambda name: getattr(keras.layers, name),
    ],
)
def test_a_name_of_keras_that_is_not_here_yet_is_no_misspelt_one(
    make, monkeypatch
):
    later = types.SimpleNamespace(find=lambda *given: {"keras.none": "Mean_"})
    monkeypatch.setitem(sys.modules, "keras.api.keras2_names", later)
    error = AttributeError if "lambda" in make.__name__ else ValueError
    named = {"class_name": "Mean_", "config": {}}
    given = named if make is keras.layers.deserialize else "Mean_"
    message = refusal(error, lambda: make(given), "Mean_")
    assert "'Mean_' is part of Keras, but isn't in this version yet" in message
    assert "nearest" not in message


@pytest.mark.parametrize(
    "argument, wrong, near",
    [
        ("loss", "meen_squared_error", "mean_squared_error"),
        ("metrics", ["acuracy"], "accuracy"),
        ("optimizer", "adamm", "adam"),
    ],
)
def test_compile_names_an_unknown_choice_at_once(argument, wrong, near):
    message = refusal(
        ValueError, lambda: compiled(**{argument: wrong}), "Received"
    )
    assert near in message.lower()


def test_a_layer_names_an_unknown_activation_at_once():
    message = refusal(ValueError, lambda: Dense(3, activation="rellu"))
    assert "rellu" in message
    assert "relu'" in message


def test_arrays_of_different_lengths_are_named_with_their_lengths():
    refusal(
        ValueError,
        lambda: compiled().fit(np.zeros((8, 4)), np.zeros((7, 3)), verbose=0),
        "Expected",
        "Received",
        "8",
        "7",
    )


@pytest.mark.parametrize("act", ["fit", "evaluate", "predict"])
def test_data_without_a_row_is_refused(act):
    method = getattr(compiled(), act)
    targets = () if act == "predict" else (np.zeros((0, 3)),)
    refusal(
        ValueError,
        lambda: method(np.zeros((0, 4)), *targets, verbose=0),
        "Expected",
        "Received",
        "0",
    )


@pytest.mark.parametrize("ask", ["weights", "trainable_variables"])
def test_a_sequential_without_a_shape_has_no_weights_to_show(ask):
    model = keras.Sequential([Dense(2)], name="later")
    refusal(ValueError, lambda: getattr(model, ask), "later", "build")


def test_an_unbuilt_model_has_no_weights_to_get_or_to_count():
    model = keras.Sequential([Dense(2)], name="later")
    refusal(ValueError, model.get_weights, "later", "build")
    refusal(ValueError, model.count_params, "later", "build")


def test_training_before_compile_says_to_compile():
    model = keras.Sequential([keras.Input((4,)), Dense(3)])
    refusal(
        RuntimeError,
        lambda: model.fit(np.zeros((8, 4)), np.zeros((8, 3)), verbose=0),
        "compile",
    )


@pytest.mark.parametrize("ending", [".keras", ".h5", ""])
def test_loading_a_file_that_is_not_there_names_the_path(tmp_path, ending):
    path = tmp_path / f"nowhere{ending}"
    refusal((OSError, ValueError), lambda: load(path), str(path))


def load(path):
    return keras.models.load_model(path)


@pytest.fixture
def saved(tmp_path):
    path = tmp_path / "model.keras"
    compiled().save(path)
    return path


@pytest.mark.parametrize("share", [0.9, 0.5, 0.01])
def test_loading_a_truncated_file_names_the_path(saved, share):
    whole = saved.read_bytes()
    saved.write_bytes(whole[: int(len(whole) * share)])
    refusal((OSError, ValueError), lambda: load(saved), str(saved), "Expected")


def test_loading_what_is_no_model_names_the_path(tmp_path):
    path = tmp_path / "notes.keras"
    path.write_text("buy milk")
    refusal(ValueError, lambda: load(path), str(path), "Expected")


def test_loading_an_archive_without_a_model_names_the_path(tmp_path):
    path = tmp_path / "holiday.keras"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("photo.txt", "sea")
    refusal(ValueError, lambda: load(path), str(path), "config.json")


def test_loading_a_model_of_a_later_version_names_both(saved):
    rewrite(saved, "metadata.json", {"keras_version": "99.1.0"})
    refusal(ValueError, lambda: load(saved), "99.1.0", "4.0.0")


def rewrite(path, member, changes):
    """Changes entries of a JSON member of an archive."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[member] = json.dumps({**json.loads(parts[member]), **changes})
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


def test_saving_where_nothing_can_be_written_names_the_path():
    path = "/proc/model.keras"
    refusal(OSError, lambda: compiled().save(path), "/proc")


def test_saving_into_a_folder_that_is_not_there_names_it(tmp_path):
    path = tmp_path / "missing" / "model.keras"
    refusal(OSError, lambda: compiled().save(path), str(path.parent))
    assert not path.parent.exists()


class Unwritable(keras.layers.Layer):
    """Breaks when its variables are written."""

    def save_own_variables(self, store):
        raise RuntimeError("the pen broke")


def test_a_save_that_breaks_leaves_the_old_file_and_nothing_else(saved):
    before = saved.read_bytes()
    model = keras.Sequential([keras.Input((4,)), Unwritable(), Dense(3)])
    with pytest.raises(RuntimeError, match="the pen broke"):
        model.save(saved)
    assert saved.read_bytes() == before
    assert [path.name for path in saved.parent.iterdir()] == [saved.name]


def test_a_layer_name_used_twice_in_a_functional_model_is_named():
    x = keras.Input((4,))
    y = Dense(3, name="twin")(Dense(3, name="twin")(x))
    refusal(ValueError, lambda: keras.Model(x, y), "twin", "Expected")


def test_a_layer_name_used_twice_in_a_sequential_is_named():
    layers = [Dense(3, name="twin"), Dense(3, name="twin")]
    refusal(ValueError, lambda: keras.Sequential(layers), "twin", "Expected")


def test_a_graph_that_is_not_connected_names_the_missing_input():
    here = keras.Input((4,), name="here")
    there = keras.Input((4,), name="there")
    y = Dense(3, name="head")(there)
    message = refusal(ValueError, lambda: keras.Model(here, y), "there")
    assert re.search("here|head", message)


def test_outputs_that_are_no_symbolic_tensors_are_refused():
    x = keras.Input((4,))
    refusal(
        (ValueError, TypeError),
        lambda: keras.Model(x, np.zeros(3)),
        "Expected",
        "Received",
    )


def test_an_unknown_layer_argument_is_named():
    refusal(TypeError, lambda: Dense(3, unitz=4), "unitz")


def test_a_wrong_label_shape_is_named_in_a_short_message_row_73():
    model = compiled(loss="mse")
    message = refusal(
        ValueError,
        lambda: model.fit(np.zeros((8, 4)), np.zeros((8, 7)), verbose=0),
        "7",
        "3",
    )
    assert len(message) <= 400


@pytest.mark.parametrize("names", [[object], ["Dense"], "Dense", object])
def test_custom_objects_are_objects_by_their_names(names, tmp_path):
    model = keras.Sequential([keras.layers.Dense(1, input_shape=(2,))])
    model.save(tmp_path / "m.keras")
    config = keras.saving.serialize_keras_object(model)
    for use in (
        lambda: keras.models.load_model(tmp_path / "m.keras", names),
        lambda: keras.models.model_from_json(model.to_json(), names),
        lambda: keras.saving.deserialize_keras_object(config, names),
        lambda: keras.layers.deserialize(config, names),
        lambda: keras.saving.custom_object_scope(names),
    ):
        with pytest.raises(TypeError, match="a dict from names"):
            use()
