"""What older libraries take from `keras.engine` and `keras.saving`."""

import h5py
import numpy as np
import pytest
import tensorflow as tf
import tf_keras
from tf_keras.src.engine import data_adapter, training
from tf_keras.src.saving.legacy import hdf5_format, saving_utils
from tf_keras.src.testing_infra import test_utils

import keras
from keras.legacy import (
    data_handler,
    hdf5_groups,
    image_shapes,
    layer_trials,
    metric_wrappers,
    model_copies,
    optimizers,
    random_layer,
    replica_values,
    saving_tools,
)


def two_layers(package, **compiled):
    model = package.Sequential(
        [
            package.layers.Dense(2, name="a", input_shape=(3,)),
            package.layers.BatchNormalization(name="b"),
        ]
    )
    if compiled:
        model.compile(**compiled)
    return model


@pytest.mark.parametrize("by_name", [False, True])
@pytest.mark.parametrize("as_list", [False, True])
def test_groups_of_values_go_to_tf_keras_and_back(tmp_path, by_name, as_list):
    ours, theirs, again = map(two_layers, (keras, tf_keras, keras))
    suffix = "_by_name" if by_name else ""
    load = f"load_weights_from_hdf5_group{suffix}"
    with h5py.File(tmp_path / "w.h5", "w") as file:
        one = file.create_group("one")
        given = ours.layers if as_list else ours
        hdf5_groups.save_weights_to_hdf5_group(one, given)
    with h5py.File(tmp_path / "w.h5", "r+") as file:
        getattr(hdf5_format, load)(file["one"], theirs)
        two = file.create_group("two")
        hdf5_format.save_weights_to_hdf5_group(two, theirs)
    with h5py.File(tmp_path / "w.h5", "r") as file:
        given = again.layers if as_list else again
        getattr(hdf5_groups, load)(file["two"], given)
    for a, b, c in zip(
        ours.get_weights(), theirs.get_weights(), again.get_weights()
    ):
        np.testing.assert_array_equal(a, b)
        np.testing.assert_array_equal(a, c)


def test_a_group_of_other_layers_is_refused(tmp_path):
    with h5py.File(tmp_path / "w.h5", "w") as file:
        hdf5_groups.save_weights_to_hdf5_group(file, two_layers(keras))
    other = keras.layers.Dense(5, name="a")
    other.build((None, 3))
    with (
        h5py.File(tmp_path / "w.h5", "r") as file,
        pytest.raises(ValueError, match=r"a: expected \[\(3, 5\)"),
    ):
        hdf5_groups.load_weights_from_hdf5_group_by_name(file, [other])


def test_an_optimizers_group_is_read_by_tf_keras(tmp_path):
    model = two_layers(keras, optimizer="adam", loss="mse")
    model.fit(np.ones((2, 3)), np.ones((2, 2)), verbose=0)
    with h5py.File(tmp_path / "w.h5", "w") as file:
        hdf5_groups.save_optimizer_weights_to_hdf5_group(file, model.optimizer)
    with h5py.File(tmp_path / "w.h5", "r") as file:
        read = hdf5_format.load_optimizer_weights_from_hdf5_group(file)
        theirs = [np.asarray(one) for one in read]
        found = hdf5_groups.load_optimizer_weights_from_hdf5_group(file)
    for a, b, own in zip(found, theirs, model.optimizer.variables, strict=True):
        np.testing.assert_array_equal(a, b)
        np.testing.assert_array_equal(a, own)
    with h5py.File(tmp_path / "none.h5", "w") as file:
        load = hdf5_groups.load_optimizer_weights_from_hdf5_group
        pytest.raises(ValueError, load, file).match("group 'optimizer_weights'")


def test_whole_models_go_through_an_hdf5_file(tmp_path):
    model = two_layers(keras)
    path = tmp_path / "m.h5"
    hdf5_groups.save_model_to_hdf5(model, path)
    theirs = hdf5_format.load_model_from_hdf5(str(path))
    with h5py.File(path, "r") as file:
        found = hdf5_groups.load_model_from_hdf5(file)
    x = np.ones((2, 3), "float32")
    np.testing.assert_array_equal(found(x), model(x))
    np.testing.assert_allclose(theirs(x), model(x), rtol=1e-6)


def test_a_traced_call_has_outputs_and_inputs_by_name():
    for package, tools in ((keras, saving_tools), (tf_keras, saving_utils)):
        x = package.Input((3,), name="x")
        outs = [package.layers.Dense(n, name=f"out_{n}")(x) for n in (1, 2)]
        model = package.Model(x, outs)
        traced = tools.trace_model_call(model)
        outputs = traced.structured_outputs
        assert {k: v.shape[-1] for k, v in outputs.items()} == {
            "out_1": 1,
            "out_2": 2,
        }
        args, _ = tools.model_call_inputs(model)
        assert args == [tf.TensorSpec((None, 3), tf.float32, name="x")]
    assert saving_tools.model_input_signature(model) == args
    found = traced(tf.ones((2, 3)))
    np.testing.assert_allclose(found["out_2"], model(tf.ones((2, 3)))[1])


def test_a_model_of_no_shape_is_not_traced():
    with pytest.raises(ValueError, match="no shape yet.*input_signature=None"):
        saving_tools.trace_model_call(keras.Sequential(name="empty"))
    assert saving_tools.model_input_signature(keras.Sequential()) is None


def test_what_a_file_says_of_training_becomes_arguments():
    told = {
        "optimizer_config": {
            "class_name": "Adam",
            "config": {"learning_rate": 0.25},
        },
        "loss": "mse",
        "metrics": ["mae"],
        "weighted_metrics": None,
        "loss_weights": None,
    }
    found = saving_tools.compile_args_from_training_config(dict(told))
    assert float(found["optimizer"].learning_rate) == 0.25
    assert found["loss"] == "mse" and found["metrics"] == ["mae"]


def test_a_saved_model_is_written_and_read_by_the_older_names(tmp_path):
    model = two_layers(keras)
    saving_tools.export_saved_model(model, str(tmp_path / "m"))
    found = saving_tools.load_from_saved_model(str(tmp_path / "m"))
    x = np.ones((2, 3), "float32")
    np.testing.assert_allclose(found(x), model(x), rtol=1e-6)


def test_batches_come_as_from_keras_2s_handler():
    def seen(tools, **given):
        data = tools.get_data_handler(**given, model=None)
        found = []
        for epoch, batches in data.enumerate_epochs():
            with data.catch_stop_iteration():
                for step in data.steps():
                    x, *_ = next(batches)
                    found.append((epoch, step, x.numpy().tolist()))
        return found, data.inferred_steps

    x = np.arange(5.0)[:, None]
    dataset = tf.data.Dataset.from_tensor_slices((x, x)).batch(2)
    endless = dataset.filter(lambda *_: True)  # nobody knows its length
    for given in (
        {"x": x, "y": x, "batch_size": 2, "epochs": 2},
        {"x": x, "steps_per_epoch": 2, "epochs": 2, "initial_epoch": 1},
        {"x": dataset, "epochs": 2},
        {"x": endless},
    ):
        assert seen(data_handler, **given) == seen(data_adapter, **given)


def test_a_models_own_step_takes_the_handlers_batches():
    model = two_layers(keras, optimizer="sgd", loss="mse")
    x, y = np.ones((4, 3)), np.ones((4, 2))
    data = data_handler.get_data_handler(x, y, batch_size=2, model=model)
    step = model.make_train_function()
    for _, batches in data.enumerate_epochs():
        with data.sync():
            logs = [step(batches) for _ in data.steps()]
    assert len(logs) == 2 and int(model.optimizer.iterations) == 2


def test_all_rows_are_one_batch():
    strategy = tf.distribute.get_strategy()
    x, y = np.ones((5, 2)), np.arange(5)
    found, wanted = (
        next(tools.single_batch_iterator(strategy, x, y))
        for tools in (data_handler, data_adapter)
    )
    for a, b in zip(found, wanted, strict=True):
        assert a.dtype == b.dtype
        np.testing.assert_array_equal(a, b)
    wide = data_handler.expand_1d({"a": tf.ones(3), "b": tf.ones((2, 2))})
    assert [one.shape for one in wide.values()] == [(3, 1), (2, 2)]


def test_one_value_stands_for_all_replicas():
    strategy = tf.distribute.MirroredStrategy(["CPU:0", "CPU:1"])

    def numbers():
        context = tf.distribute.get_replica_context()
        number = tf.cast(context.replica_id_in_sync_group, tf.float32)
        return {"one": number, "rows": tf.fill((2, 1), number)}

    values = strategy.run(numbers)
    for reduction in ("first", "concat", "sum", "auto"):
        given = values, strategy, reduction
        found = replica_values.reduce_per_replica(*given)
        wanted = training.reduce_per_replica(*given)
        for key in found:
            np.testing.assert_array_equal(found[key], wanted[key])
    found = replica_values.reduce_per_replica(values, strategy, "mean")
    assert float(found["one"]) == float(found["rows"]) == 0.5
    with pytest.raises(ValueError, match="Received: reduction='least'"):
        replica_values.reduce_per_replica(values, strategy, "least")


def test_data_of_a_test_are_keras_2s():
    given = 5, 3, (2, 4), 3, 11
    found = layer_trials.get_test_data(*given)
    wanted = test_utils.get_test_data(*given)
    for a, b in zip(sum(found, ()), sum(wanted, ()), strict=True):
        assert a.dtype == b.dtype
        np.testing.assert_array_equal(a, b)


@pytest.fixture
def filtered_tracebacks():
    """Puts back what each test of TensorFlow's switches off."""
    yield
    tf.debugging.enable_traceback_filtering()


@pytest.mark.usefixtures("filtered_tracebacks")
def test_a_test_runs_in_each_mode_for_each_kind():
    seen = []

    @layer_trials.run_all_keras_modes
    class Case(layer_trials.TestCase):
        @layer_trials.run_with_all_model_types(exclude_models="subclass")
        def test_it(self):
            seen.append(
                (
                    layer_trials.get_model_type(),
                    layer_trials.should_run_eagerly(),
                )
            )

        @layer_trials.run_all_keras_modes(always_skip_eager=True)
        def test_graph(self):
            seen.append(keras.layers.Dense(1).name)

    Case("test_it").debug()
    assert sorted(seen) == [
        ("functional", False),
        ("functional", True),
        ("sequential", False),
        ("sequential", True),
    ]
    seen.clear()
    Case("test_graph").debug()
    assert seen == ["dense", "dense"]
    repeated = layer_trials.run_all_keras_modes([Case.test_it])
    assert [one.__name__ for one in repeated] == ["test_it"]
    with pytest.raises(ValueError, match=r"a call within `run_eagerly_scope"):
        layer_trials.should_run_eagerly()
    with pytest.raises(ValueError, match=r"a call within `model_type_scope"):
        layer_trials.get_model_type()


@pytest.mark.parametrize("wanted", [None, (64, 64, 3), (None, None, 3)])
def test_an_images_shape_is_keras_2s(wanted):
    from tf_keras.src.applications import imagenet_utils

    for form in ("channels_last", "channels_first"):
        shape = wanted
        if wanted and form == "channels_first":
            shape = (3, *wanted[:2])
        given = shape, 224, 32, form, False
        found = image_shapes.obtain_input_shape(*given)
        assert found == imagenet_utils.obtain_input_shape(*given)
    with pytest.raises(ValueError, match="height and width of 32 or more"):
        image_shapes.obtain_input_shape(
            (8, 8, 3), 224, 32, "channels_last", True
        )


def test_a_metric_divides_by_the_number_of_rows():
    from tf_keras.src.metrics import base_metric

    y, p, w = np.zeros((4, 1)), np.arange(4.0)[:, None], [1.0, 0.0, 2.0, 1.0]
    ours = metric_wrappers.SumOverBatchSizeMetricWrapper(keras.losses.mae)
    theirs = base_metric.SumOverBatchSizeMetricWrapper(tf_keras.losses.mae)
    for metric in (ours, theirs):
        metric.update_state(y, p, sample_weight=w)
        metric.update_state(y, p)
    # (0 + 4 + 3 + 0 + 1 + 2 + 3) / 8 rows
    assert float(ours.result()) == float(theirs.result()) == 13 / 8


def test_an_optimizer_becomes_the_legacy_one():
    new = keras.optimizers.Adam(0.25, beta_1=0.8, clipnorm=2.0)
    found = optimizers.convert_to_legacy_optimizer(new)
    config = found.get_config()
    assert isinstance(found, keras.optimizers.legacy.Adam)
    assert [config[k] for k in ("learning_rate", "beta_1", "clipnorm")] == (
        [0.25, 0.8, 2.0]
    )
    assert optimizers.convert_to_legacy_optimizer(found) is found
    with pytest.raises(ValueError, match="one of .*Received: Lion"):
        optimizers.convert_to_legacy_optimizer(keras.optimizers.Lion())


def test_a_copy_of_a_model_is_compiled_as_it_is():
    model = two_layers(keras, optimizer="sgd", loss="mse")
    counter = tf.Variable(7, dtype=tf.int64)
    made = model_copies.clone_and_build_model(
        model,
        optimizer_iterations=counter,
        optimizer_config=keras.optimizers.SGD(0.125).get_config(),
    )
    assert float(made.optimizer.learning_rate) == 0.125 and made.loss == "mse"
    assert int(made.optimizer.iterations) == 7
    left = model_copies.clone_and_build_model(model, compile_clone=False)
    assert not left.compiled


def test_a_random_layer_draws_by_its_generator():
    class Noise(random_layer.BaseRandomLayer):
        def call(self, inputs):
            draw = self._random_generator
            return (
                draw.random_uniform((1000,), 2, 5, dtype="int32"),
                draw.random_normal((1000,), mean=3.0),
                draw.truncated_normal((1000,)),
                draw.dropout(tf.ones(1000), 0.5),
            )

    found = [one.numpy() for one in Noise(seed=1)(tf.zeros(1))]
    again = [one.numpy() for one in Noise(seed=1)(tf.zeros(1))]
    for a, b in zip(found, again):
        np.testing.assert_array_equal(a, b)
    assert set(found[0]) == {2, 3, 4} and set(found[3]) == {0.0, 2.0}
    # Within five deviations of a mean of 1000.
    assert abs(found[1].mean() - 3) < 5 / 1000**0.5
    assert abs(found[2]).max() <= 2
    draw = Noise(seed=1)._random_generator
    assert isinstance(draw.make_legacy_seed(), int)
    assert draw.make_seed_for_stateless_op().shape == (2,)
