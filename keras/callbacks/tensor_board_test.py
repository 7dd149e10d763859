"""Tests of what is written for TensorBoard, read as TensorFlow's events."""

import numpy as np
import pytest
import tensorflow as tf

import keras
from keras.callbacks import tensor_board


def model_of(*layers, rate=0.0):
    model = keras.Sequential([keras.Input((3,)), *layers])
    model.compile(keras.optimizers.SGD(rate), "mse")
    return model


def dense():
    return model_of(keras.layers.Dense(2, name="d"))


def embedding(name="words"):
    return model_of(
        keras.layers.Embedding(10, 4, name=name), keras.layers.Flatten()
    )


def fit(directory, model=None, epochs=2, validate=True, **options):
    """Trains on 32 rows in batches of 8, and returns the callback."""
    each = tensor_board.TensorBoard(directory, **options)
    model = model or dense()
    x, y = np.ones((32, 3)), np.zeros((32, *model.output_shape[1:]))
    model.fit(
        x,
        y,
        epochs=epochs,
        batch_size=8,
        verbose=0,
        validation_data=(x, y) if validate else None,
        callbacks=[each],
    )
    return each


def events(directory):
    files = sorted(map(str, directory.glob("events*.v2")))
    for record in tf.data.TFRecordDataset(files):
        yield tf.compat.v1.Event.FromString(record.numpy())


def values(directory):
    """Returns `{tag: {step: array}}`."""
    found = {}
    for event in events(directory):
        for value in event.summary.value:
            steps = found.setdefault(value.tag, {})
            steps[event.step] = tf.make_ndarray(value.tensor)
    return found


def operations(directory):
    """Returns the kinds of operations in the only graph that is there."""
    [graph] = [each.graph_def for each in events(directory) if each.graph_def]
    return {node.op for node in tf.compat.v1.GraphDef.FromString(graph).node}


def steps(directory, tag):
    return sorted(values(directory).get(tag, {}))


def test_epochs_are_curves_of_training_and_validation(tmp_path):
    fit(tmp_path)
    for folder in ("train", "validation"):
        assert steps(tmp_path / folder, "epoch_loss") == [0, 1]


def test_a_curve_holds_the_values_of_the_history(tmp_path):
    each = fit(tmp_path, write_graph=False)
    curve = values(tmp_path / "train")["epoch_loss"]
    history = each.model.history.history["loss"]
    assert [curve[0], curve[1]] == [np.float32(loss) for loss in history]


def test_validation_is_over_the_training_steps_too(tmp_path):
    fit(tmp_path)
    tag = "evaluation_loss_vs_iterations"
    assert steps(tmp_path / "validation", tag) == [4, 8]


def test_nothing_of_validation_is_written_without_it(tmp_path):
    fit(tmp_path, validate=False)
    assert not (tmp_path / "validation").exists()


def test_every_second_batch_is_a_point(tmp_path):
    fit(tmp_path, update_freq=2, write_steps_per_second=True)
    for tag in ("batch_loss", "batch_steps_per_second"):
        assert steps(tmp_path / "train", tag) == [2, 4, 6, 8]


def test_every_batch_is_a_point(tmp_path):
    fit(tmp_path, epochs=1, update_freq="batch")
    assert steps(tmp_path / "train", "batch_loss") == [1, 2, 3, 4]


def test_runs_of_batches_are_points_where_they_pass_the_frequency(tmp_path):
    model = dense()
    model.compile("sgd", "mse", steps_per_execution=2)
    fit(tmp_path, model, update_freq=3)
    assert steps(tmp_path / "train", "batch_loss") == [4, 6]


def test_the_speed_is_a_curve(tmp_path):
    fit(tmp_path, write_steps_per_second=True)
    speeds = values(tmp_path / "train")["epoch_steps_per_second"]
    assert all(speed > 0 for speed in speeds.values())


def test_the_rate_of_a_schedule_is_a_curve(tmp_path):
    rate = keras.optimizers.schedules.ExponentialDecay(1.0, 4, 0.5)
    fit(tmp_path, model_of(keras.layers.Dense(1), rate=rate))
    curve = values(tmp_path / "train")["epoch_learning_rate"]
    assert curve == {0: 0.5, 1: 0.25}


def test_weights_are_histograms(tmp_path):
    model = dense()
    model.set_weights([np.arange(6).reshape(3, 2), [0.0, 0.0]])
    fit(tmp_path, model, epochs=3, histogram_freq=2)
    found = values(tmp_path / "train")
    kernel, bias = (found[f"d/{n}_0/histogram"] for n in ("kernel", "bias"))
    assert list(kernel) == list(bias) == [0, 2]
    left, right, count = kernel[0].T
    assert (left[0], right[-1], count.sum()) == (0.0, 5.0, 6.0)
    np.testing.assert_array_equal(left[1:], right[:-1])


def test_what_is_not_finite_has_no_bucket(tmp_path):
    with tf.summary.create_file_writer(str(tmp_path)).as_default():
        tensor_board.summaries.write_histogram("w", [np.nan, 1.0, np.inf], 0)
    assert values(tmp_path)["w"][0][:, 2].sum() == 1.0


@pytest.mark.parametrize(
    "shape, size, images",
    [
        ((2, 3), (3, 2), 1),
        ((3, 2), (3, 2), 1),
        ((4,), (1, 4), 1),
        ((), (1, 1), 1),
        ((5, 4, 2), (4, 5), 2),
        ((5, 4, 2, 8), (4, 5), 3),
        ((1, 1, 5, 1, 3), (5, 3), 1),
    ],
)
def test_weights_are_images(tmp_path, shape, size, images):
    with tf.summary.create_file_writer(str(tmp_path)).as_default():
        weights = np.arange(np.prod(shape, dtype=int)).reshape(shape)
        tensor_board.summaries.write_images("w", weights, 0)
    width, height, *files = values(tmp_path)["w"][0]
    assert (int(width), int(height)) == size and len(files) == images
    assert tf.io.decode_png(files[0]).shape == (*size[::-1], 1)


def test_images_go_from_black_to_white(tmp_path):
    with tf.summary.create_file_writer(str(tmp_path)).as_default():
        tensor_board.summaries.write_images("w", [-1.0, 0.0, 1.0], 0)
    image = tf.io.decode_png(values(tmp_path)["w"][0][2])
    assert image.numpy().ravel().tolist() == [0, 128, 255]


def test_both_graphs_are_written_once(tmp_path):
    model = dense()
    each = fit(tmp_path, model, epochs=1)
    model.evaluate(np.ones((2, 3)), np.ones((2, 2)), 2, 0, callbacks=[each])
    [layers] = values(tmp_path / "train")["keras"].values()
    assert b'"Dense"' in layers.item()
    assert "MatMul" in operations(tmp_path / "train")


def test_no_graph_is_written_where_none_is_wanted(tmp_path):
    fit(tmp_path, write_graph=False)
    assert not any(event.graph_def for event in events(tmp_path / "train"))
    assert "keras" not in values(tmp_path / "train")


def test_a_model_that_is_a_class_of_its_own_is_written(tmp_path):
    class Mine(keras.Model):
        def __init__(self):
            super().__init__()
            self.dense = keras.layers.Dense(1)

        def call(self, inputs):
            return self.dense(inputs)

    model = Mine()
    model.compile("sgd", "mse")
    each = tensor_board.TensorBoard(tmp_path)
    x = np.ones((8, 3), "float32")
    model.fit(x, x[:, :1], verbose=0, callbacks=[each])
    assert steps(tmp_path / "train", "epoch_loss") == [0]
    assert "MatMul" in operations(tmp_path / "train")


def test_the_graph_of_a_model_with_its_own_step_follows_the_first_epoch(
    tmp_path,
):
    class Mine(keras.Model):
        def __init__(self):
            super().__init__()
            self.dense = keras.layers.Dense(1)

        def call(self, inputs, scale):
            return self.dense(inputs) * scale

        def train_step(self, data):
            return {"loss": tf.reduce_mean(self(data, scale=tf.constant(2.0)))}

    model = Mine()
    model.compile("sgd")
    each = tensor_board.TensorBoard(tmp_path)
    model.fit(np.ones((8, 3)), epochs=2, verbose=0, callbacks=[each])
    assert {"MatMul", "Mul"} <= operations(tmp_path / "train")


def test_what_a_layer_gives_to_summaries_is_written(tmp_path):
    class Watched(keras.layers.Layer):
        def build(self, input_shape):
            self.bias = self.add_weight(name="bias", shape=())

        def call(self, inputs):
            tf.summary.write("mean", tf.reduce_mean(inputs))
            return inputs + self.bias

    fit(tmp_path, model_of(Watched()), epochs=1, update_freq=2)
    assert steps(tmp_path / "train", "mean") == [0, 2]
    assert steps(tmp_path / "validation", "mean") == [0, 2]


def test_embeddings_are_saved_for_the_projector(tmp_path):
    model = embedding()
    fit(tmp_path, model, embeddings_freq=1, embeddings_metadata="words.tsv")
    path = str(tmp_path / "train" / "keras_embedding.ckpt-1")
    text = (tmp_path / "projector_config.pbtxt").read_text().split("\n")
    assert text == [
        f'model_checkpoint_path: "{path}"',
        "embeddings {",
        '  tensor_name: "words/.ATTRIBUTES/VARIABLE_VALUE"',
        '  metadata_path: "words.tsv"',
        "}",
        "",
    ]
    saved = tf.train.load_variable(path, "words/.ATTRIBUTES/VARIABLE_VALUE")
    np.testing.assert_array_equal(saved, model.get_weights()[0])
    assert (tmp_path / "train" / "keras_embedding.ckpt-0.index").exists()


def test_metadata_of_no_embedding_is_refused(tmp_path):
    with pytest.raises(ValueError, match="names of: words. Received:.*wrods"):
        fit(
            tmp_path,
            embedding(),
            embeddings_freq=1,
            embeddings_metadata={"wrods": "a.tsv"},
        )


def test_a_profile_is_written(tmp_path):
    each = fit(tmp_path, profile_batch=(2, 3))
    assert len(list(tmp_path.glob("plugins/profile/*/*.xplane.pb"))) == 1
    assert not each.needs_batches("train")


def test_batches_are_looked_at_only_if_they_are_written():
    def needs(**options):
        each = tensor_board.TensorBoard(**options)
        return [each.needs_batches(m) for m in ("train", "test", "predict")]

    assert needs() == [False, False, False]
    assert needs(histogram_freq=1, write_images=True) == [False] * 3
    assert needs(update_freq=10) == [True, True, False]
    assert needs(profile_batch="2,5") == [True, False, False]


def test_a_subclass_gets_batches_only_for_its_own_hook():
    class Mine(tensor_board.TensorBoard):
        def on_epoch_end(self, epoch, logs=None):
            pass

    class Batches(tensor_board.TensorBoard):
        def on_test_batch_begin(self, batch, logs=None):
            pass

    assert not Mine().needs_batches("train")
    assert Batches().needs_batches("test")
    assert not Batches().needs_batches("train")


def test_its_state_goes_to_a_later_run(tmp_path):
    first = fit(tmp_path, update_freq=2)
    second = tensor_board.TensorBoard(tmp_path)
    second.load_state_dict(first.state_dict())
    assert second.state_dict() == {
        "steps": {"train": 8, "validation": 8},
        "graph_is_written": True,
    }


@pytest.mark.parametrize("frequency", ["epochs", 0, -1, True, 2.5, None])
def test_an_unknown_frequency_is_refused(frequency):
    with pytest.raises(ValueError, match="'batch' or a.*update_freq="):
        tensor_board.TensorBoard(update_freq=frequency)


@pytest.mark.parametrize("batches", [-1, (3, 2), "a,b", (1, 2, 3), [], None])
def test_unknown_batches_to_profile_are_refused(batches):
    with pytest.raises(ValueError, match="a pair.*profile_batch="):
        tensor_board.TensorBoard(profile_batch=batches)


def test_a_directory_that_cannot_be_written_is_told_before_training(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(OSError, match="can't be written.*file/logs"):
        fit(tmp_path / "file" / "logs")


def test_an_unknown_argument_is_refused():
    with pytest.raises(TypeError, match="Received: grads"):
        tensor_board.TensorBoard(grads=True)


def test_a_board_goes_on_without_what_tensorflow_1_had(tmp_path):
    older = {"batch_size": 8, "write_grads": True, "embeddings_data": None}
    with pytest.warns(
        DeprecationWarning, match="TensorBoard.*batch_size=, .*write_grads="
    ):
        keras.callbacks.TensorBoard(str(tmp_path), **older)


def test_a_boards_arguments_by_place_are_read_in_an_older_order(tmp_path):
    with pytest.warns(DeprecationWarning, match="TensorBoard.*batch_size="):
        board = keras.callbacks.TensorBoard(
            str(tmp_path), 1, 32, False, False, True, 2, None, "words.tsv"
        )
    assert board.histogram_freq == 1 and board.write_graph is False
    assert board.write_images is True and board.embeddings_freq == 2
    assert board.embeddings_metadata == "words.tsv"
