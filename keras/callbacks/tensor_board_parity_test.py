"""What TensorBoard's own reader finds in our files, and in tf_keras's."""

import json

import numpy as np
import pytest
import tensorflow as tf
import tf_keras
from google.protobuf import text_format
from tensorboard.backend.event_processing import event_accumulator
from tensorboard.plugins.projector import projector_config_pb2

import keras

TENSORS = {event_accumulator.TENSORS: 0}


def model_of(package):
    model = package.Sequential(
        [
            package.layers.Embedding(10, 4, input_length=3, name="words"),
            package.layers.Flatten(),
            package.layers.Dense(2, name="d"),
        ]
    )
    model.compile(package.optimizers.SGD(0.1), "mse", metrics=["mse"])
    model.set_weights(
        [np.linspace(-1, 1, n).reshape(s) for n, s in ((40, (10, 4)),)]
        + [np.linspace(0, 1, 24).reshape(12, 2), np.ones(2)]
    )
    return model


def write(package, directory):
    """Trains for two epochs of four batches, with all that is written."""
    x = np.arange(96).reshape(32, 3) % 10
    y = np.zeros((32, 2))
    board = package.callbacks.TensorBoard(
        directory,
        histogram_freq=1,
        write_images=True,
        write_steps_per_second=True,
        update_freq=2,
        embeddings_freq=1,
        embeddings_metadata="words.tsv",
    )
    model_of(package).fit(
        x,
        y,
        epochs=2,
        batch_size=8,
        shuffle=False,
        verbose=0,
        validation_data=(x, y),
        callbacks=[board],
    )


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    made = {p: tmp_path_factory.mktemp(p.__name__) for p in (keras, tf_keras)}
    for package, directory in made.items():
        write(package, directory)
    return made[keras], made[tf_keras]


def read(directory):
    """Returns what TensorBoard reads in a directory of events."""
    found = event_accumulator.EventAccumulator(str(directory), TENSORS)
    return found.Reload()


def tensors(reader, plugin):
    """Returns `{(tag, step): array}` of what a plug-in shows."""
    return {
        (tag, event.step): tf.make_ndarray(event.tensor_proto)
        for tag in reader.PluginTagToContent(plugin)
        for event in reader.Tensors(tag)
    }


@pytest.mark.parametrize("run", ["train", "validation"])
def test_curves_have_the_tags_steps_and_values_of_tf_keras(folders, run):
    ours, theirs = (tensors(read(f / run), "scalars") for f in folders)
    assert sorted(ours) == sorted(theirs)
    for key, value in theirs.items():
        if "steps_per_second" not in key[0]:
            # Sums of float32 in another order.
            np.testing.assert_allclose(ours[key], value, rtol=1e-5)


def test_histograms_are_those_of_tf_keras(folders):
    ours, theirs = (tensors(read(f / "train"), "histograms") for f in folders)
    assert sorted(ours) == sorted(theirs) and len(ours) == 6
    for key, value in theirs.items():
        assert ours[key].shape == value.shape
        np.testing.assert_allclose(
            ours[key][:, :2], value[:, :2], rtol=1e-5, atol=1e-6
        )
        assert ours[key][:, 2].sum() == value[:, 2].sum()


def test_images_have_the_tags_steps_and_sizes_of_tf_keras(folders):
    ours, theirs = (tensors(read(f / "train"), "images") for f in folders)
    assert {k: v[:2].tolist() for k, v in ours.items()} == {
        k: v[:2].tolist() for k, v in theirs.items()
    }


def test_both_graphs_are_found(folders):
    reader = read(folders[0] / "train")
    assert {"MatMul", "ResourceGather"} <= {n.op for n in reader.Graph().node}
    [(tag, layers)] = tensors(reader, "graph_keras_model").items()
    assert tag == ("keras", 0)
    assert json.loads(layers.item())["class_name"] == "Sequential"


def test_the_projector_finds_the_embeddings(folders):
    config = text_format.Parse(
        (folders[0] / "projector_config.pbtxt").read_text(),
        projector_config_pb2.ProjectorConfig(),
    )
    [table] = config.embeddings
    assert table.metadata_path == "words.tsv"
    saved = tf.train.load_checkpoint(config.model_checkpoint_path)
    assert saved.get_tensor(table.tensor_name).shape == (10, 4)


def test_the_files_have_the_names_of_tf_keras(folders):
    def names(directory):
        files = [f for f in directory.rglob("*") if "tfevents" not in f.name]
        return sorted(str(f.relative_to(directory)) for f in files)

    assert names(folders[0]) == names(folders[1])
