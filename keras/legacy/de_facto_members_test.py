"""Every private name that 227 libraries use means what they expect.

One row a row of `shared/DE_FACTO_NAMES.md`, section 1: its names, and what
holds. Names that are gone say what to write.
"""

import functools
import types
import warnings

import numpy as np
import pytest
import tensorflow as tf

import keras
from keras import layers
from keras import optimizers as new
from keras.optimizers import legacy


class Two(keras.Model):
    """A subclassed model."""

    def __init__(self):
        super().__init__()
        self.dense = layers.Dense(2)

    def call(self, inputs):
        return self.dense(inputs)


@functools.cache
def things():
    """What the rows are tried on: made once, and left as it is."""
    x = keras.Input((4,), name="x")
    dense = layers.Dense(3, name="dense", activity_regularizer="l2")
    y = dense(x)
    model = keras.Model(x, y)
    model.compile("adam", "mse", metrics=["mae"])
    model.fit(np.ones((4, 4)), np.ones((4, 3)), verbose=0)
    subclassed = Two()
    subclassed(tf.ones((1, 3)))
    heads = layers.MultiHeadAttention(2, 4)
    heads(tf.ones((1, 3, 4)), tf.ones((1, 3, 4)))
    conv = layers.Conv2D(2, 3)
    conv(tf.ones((1, 5, 5, 1)))
    norm = layers.BatchNormalization()
    norm(tf.ones((2, 3)))
    old = legacy.SGD(0.5, decay=1.0, momentum=0.9)
    weight = tf.Variable([1.0, 2.0], name="w")
    old.apply_gradients([(tf.ones(2), weight)])
    images = keras.preprocessing.image.ImageDataGenerator()
    return types.SimpleNamespace(
        x=x, y=y, dense=dense, model=model, subclassed=subclassed, heads=heads,
        conv=conv, norm=norm, old=old, weight=weight, new=model.optimizer,
        flow=images.flow(np.ones((4, 3, 3, 1)), batch_size=2),
        checkpoint=keras.callbacks.ModelCheckpoint("a.keras", save_freq=2),
        callback=keras.callbacks.Callback(),
        groups=layers.GroupNormalization(1),
        scaled=keras.mixed_precision.LossScaleOptimizer(new.Adam()),
        metric=keras.metrics.MeanAbsoluteError(),
        loss=keras.losses.Huber(),
        K=keras.backend,
    )  # fmt: skip


def has(of, names):
    return all(hasattr(getattr(things(), of), name) for name in names.split())


def every(of, names):
    """A row of names that are there: overridden, called, or read."""
    return names, lambda t: has(of, names)


def row(names, holds):
    return names, holds


def gone(of, names, told):
    """A row of names that aren't there."""

    def holds(t):
        for name in names.split():
            with pytest.raises(AttributeError, match=told):
                getattr(getattr(t, of), name)
        return True

    return names, holds


def equal(a, b):
    return np.allclose(tf.convert_to_tensor(a), b)


def all_modules(model):
    return list(model._flatten_layers())


def in_sessions(t):
    with pytest.warns(DeprecationWarning, match="kept for older code"):
        from keras.backend import _SESSION, _get_available_gpus
    gpus = [d.name for d in tf.config.list_logical_devices("GPU")]
    named = "_current_graph _initialize_variables"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        there = has("K", named)
    return there and _SESSION is None and _get_available_gpus() == gpus


def applied(t):
    """Writes a rule by the hooks of an optimizer before 2.11."""

    class Rule(legacy.Optimizer):
        _HAS_AGGREGATE_GRAD = True

        def __init__(self):
            super().__init__("rule")
            self._set_hyper("learning_rate", 0.5)
            self._set_hyper("decay", 0.0)

        def _create_slots(self, var_list):
            for variable in var_list:
                self.add_slot(variable, "seen")

        def _prepare_local(self, var_device, var_dtype, apply_state):
            super()._prepare_local(var_device, var_dtype, apply_state)
            kept = apply_state[(var_device, var_dtype)]
            kept["rate"] = self._get_hyper("learning_rate", var_dtype)

        def _resource_apply_dense(self, grad, var, apply_state=None):
            place = (var.device, var.dtype.base_dtype)
            kept = (apply_state or {}).get(place)
            kept = kept or self._fallback_apply_state(*place)
            self.get_slot(var, "seen").assign_add(grad)
            return var.assign_sub(
                kept["rate"] * grad, use_locking=self._use_locking
            )

        def _resource_apply_sparse(self, grad, var, indices, apply_state=None):
            self._resource_scatter_update(var, indices, -grad)
            return self._resource_scatter_add(var, indices, grad / 2)

        def get_config(self):
            rate = self._serialize_hyperparameter("learning_rate")
            return {**super().get_config(), "learning_rate": rate}

    rule, dense, rows = Rule(), tf.Variable([1.0, 2.0]), tf.Variable([5.0, 6.0])
    slices = tf.IndexedSlices(tf.constant([4.0]), tf.constant([1]))
    rule.apply_gradients([(tf.ones(2), dense), (slices, rows)])
    rate = rule.get_config()["learning_rate"]
    return equal(dense, [0.5, 1.5]) and equal(rows, [5, -2]) and rate == 0.5


LEGACY = [
    row("_resource_apply_dense", applied),
    row("_resource_apply_sparse", applied),
    row("_create_slots", applied),
    row("_use_locking", lambda t: t.old._use_locking is True),
    row("_get_hyper", lambda t: equal(t.old._get_hyper("momentum"), 0.9)),
    row("_set_hyper", applied),
    row("_serialize_hyperparameter", applied),
    row("_resource_scatter_add _resource_scatter_update", applied),
    row("_prepare_local", applied),
    every("old", "_aggregate_gradients _transform_unaggregated_gradients "
        "_compute_gradients _create_hypers _create_all_weights "
        "_dense_apply_args _sparse_apply_args"),
    row("_fallback_apply_state", applied),
    row("_decayed_lr", lambda t: equal(t.old._decayed_lr(tf.float32), 0.25)),
    row("_initial_decay", lambda t: t.old._initial_decay == 1.0),
    every("old", "_prepare"),
    every("old", "_resource_apply_sparse_duplicate_indices"),
    row("_weights", lambda t: t.old._weights == t.old.weights),
    row("_HAS_AGGREGATE_GRAD", lambda t: legacy.SGD._HAS_AGGREGATE_GRAD),
]  # fmt: skip

OPTIMIZERS = [
    row("_learning_rate _build_learning_rate", lambda t: (
        t.new._learning_rate is t.new.learning_rate
        and equal(t.new._build_learning_rate(0.25), 0.25))),
    row("_iterations", lambda t: t.new._iterations is t.new.iterations),
    row("_variables", lambda t: t.new._variables[0] is t.new.iterations),
    row("_optimizer", lambda t: (
        t.scaled._optimizer is t.scaled.inner_optimizer)),
    gone("scaled", "_apply_gradients", "Expected `apply_gradients`"),
    row("_shared_name", lambda t: (
        t.dense.kernel._shared_name == "dense/kernel")),
]  # fmt: skip

LAYERS = [
    row("_inbound_nodes", lambda t: t.dense._inbound_nodes[0].layer is t.dense),
    row("_outbound_nodes", lambda t: t.model.layers[0]._outbound_nodes == (
        t.dense._inbound_nodes)),
    row("_keras_history", lambda t: (
        tuple(t.y._keras_history) == (t.dense, 0, 0)
        and t.y._keras_history.operation is t.dense)),
    row("_name", lambda t: all(one._name == one.name for one in (
        t.dense, t.model, t.metric)) and new.Adam()._name == "Adam"),
    row("_track_trackable", lambda t: t.subclassed._track_trackable(
        tf.Module(), "beside") is not None),
    every("heads", "_query_dense _key_dense _value_dense _output_dense "
        "_combine_equation _dot_product_equation _dropout_layer _softmax "
        "_num_heads _key_dim _value_dim _attention_axes _built_from_signature"),
    every("heads", "_compute_attention _masked_softmax _build_attention "
        "_build_from_signature _compute_attention_mask _compute_causal_mask "
        "_get_common_kwargs_for_sublayer _make_output_dense"),
    row("_keras_shape", lambda t: t.y._keras_shape == (None, 3)),
    every("conv", "_compute_causal_padding _get_channel_axis "
        "_get_input_channel _get_padding_op _is_causal _validate_init "
        "_convolution_op _recreate_conv_op"),
    row("_trainable_weights", lambda t: (
        t.dense._trainable_weights == t.dense.trainable_weights)),
    row("_non_trainable_weights", lambda t: len(
        t.norm._non_trainable_weights) == 2),
    row("_layers", lambda t: t.model._layers == t.model.layers),
    row("_keras_mask", lambda t: layers.Masking()(
        tf.zeros((1, 2, 1)))._keras_mask.numpy().tolist() == [[False, False]]),
    row("_dtype", lambda t: t.metric._dtype == t.dense._dtype == "float32"),
    row("_get_training_value", lambda t: t.norm._get_training_value(
        True) is True),
    row("_flatten_layers", lambda t: all_modules(t.model) == [
        t.model, *t.model.layers]),
    row("_self_tracked_trackables", lambda t: (
        t.subclassed._self_tracked_trackables == [t.subclassed.dense])),
    row("_moments", lambda t: equal(
        t.norm._moments(tf.ones((2, 3)), [0], False)[0], [1, 1, 1])),
    row("_losses", lambda t: t.dense._losses == []),
    row("_merge_function", lambda t: equal(
        layers.Add()._merge_function([tf.ones(2), tf.ones(2)]), [2, 2])),
    row("_activity_regularizer", lambda t: (
        t.dense._activity_regularizer is t.dense.activity_regularizer)),
    row("_compute_carry_and_output _compute_carry_and_output_fused",
        lambda t: all(hasattr(layers.LSTMCell, name) for name in (
            "_compute_carry_and_output", "_compute_carry_and_output_fused"))),
    row("_updates", lambda t: t.norm._updates == []),
    row("_compute_dtype _compute_dtype_object", lambda t: (
        t.dense._compute_dtype == "float32"
        and t.dense._compute_dtype_object is tf.float32)),
    row("_param_dtype", lambda t: t.norm._param_dtype == "float32"),
    row("_build_input_shape", lambda t: tuple(
        t.dense._build_input_shape) == (None, 4)),
    row("_get_noise_shape", lambda t: hasattr(
        layers.Dropout, "_get_noise_shape")),
    row("_batch_input_shape", lambda t: layers.Dense(
        1, input_shape=(2,))._batch_input_shape == (None, 2)),
    every("groups", "_reshape_into_groups _apply_normalization "
        "_get_reshaped_weights _create_broadcast_shape"),
    row("_maybe_build", lambda t: layers.Dense(2)._maybe_build(
        tf.ones((1, 3))) is None),
    row("_name_scope", lambda t: t.dense._name_scope() == "dense"),
    row("_expects_training_arg", lambda t: t.norm._expects_training_arg),
    row("_call_fn_args _call_spec", lambda t: (
        t.norm._call_fn_args[:2] == t.norm._call_spec.arg_names[:2]
        and t.norm._call_spec.expects_training_arg
        and not t.dense._call_spec.expects_mask_arg)),
    row("_dtype_policy", lambda t: t.dense._dtype_policy.name == "float32"),
    gone("dense", "_random_generator", "SeedGenerator"),
    gone("dense", "_tracker", "no list of parts is locked"),
]  # fmt: skip

MODELS = [
    row("_nodes_by_depth", lambda t: [
        node.layer for d in (1, 0) for node in t.model._nodes_by_depth[d]
    ] == t.model.layers),
    row("_is_graph_network", lambda t: (
        t.model._is_graph_network and not t.subclassed._is_graph_network)),
    every("model", "_make_train_function _make_predict_function "
        "_make_test_function"),
    row("_input_layers _output_layers _input_coordinates _output_coordinates",
        lambda t: (
            t.model._output_layers == [t.dense]
            and t.model._input_layers == t.model.layers[:1]
            and t.model._output_coordinates == [(t.dense, 0, 0)]
            and t.model._input_coordinates[0][1:] == (0, 0))),
    row("_get_save_spec _set_save_spec _saved_model_inputs_spec", lambda t: (
        t.subclassed._get_save_spec().shape.as_list() == [None, 3]
        and t.subclassed._saved_model_inputs_spec.shape == (1, 3)
        and t.subclassed._set_save_spec(tf.ones((1, 9))) is None)),
    row("_is_compiled", lambda t: (
        t.model._is_compiled and not t.subclassed._is_compiled)),
    row("_steps_per_execution", lambda t: t.model._steps_per_execution is None),
    row("_nested_outputs _nested_inputs _network_nodes", lambda t: (
        t.model._nested_outputs is t.y and t.model._nested_inputs is t.x
        and t.model._network_nodes == {"x_ib-0", "dense_ib-0"})),
    every("model", "_set_inputs"),
    row("_feed_inputs _feed_input_names _feed_output_names", lambda t: (
        t.model._feed_inputs == [t.x] and t.model._feed_input_names == ["x"]
        and t.model._feed_output_names == ["dense"])),
    gone("model", "_feed_targets _feed_sample_weights", "train_step"),
    gone("model", "_standardize_user_data", "as `fit` takes them"),
    gone("model", "_per_input_losses", "model.losses"),
    row("_conform_to_reference_input _flatten_to_reference_inputs "
        "_tensor_usage_count", lambda t: (
        t.model._tensor_usage_count[str(id(t.x))] == 1
        and t.model._flatten_to_reference_inputs({"x": 7}) == [7]
        and hasattr(t.model, "_conform_to_reference_input"))),
    row("_reset_compile_cache _validate_target_and_loss "
        "_assert_compile_was_called", lambda t: (
        t.model._assert_compile_was_called()
        is t.model._validate_target_and_loss(1, "mse") is None
        and hasattr(t.model, "_reset_compile_cache"))),
    row("_train_counter _test_counter _predict_counter", lambda t: (
        t.subclassed._train_counter is not t.subclassed._test_counter
        and int(t.subclassed._train_counter) == 0)),
    row("compiled_loss._get_loss_object, ._user_losses, ._loss_weights",
        lambda t: (
            t.model.compiled_loss._user_losses == "mse"
            and t.model.compiled_loss._loss_weights is None
            and t.model.compiled_loss._get_loss_object("mae").name
            == "mean_absolute_error")),
    row("compiled_metrics._user_metrics, ._metrics", lambda t: (
        t.model.compiled_metrics._user_metrics == ["mae"]
        and [[m.name for m in of] for of in t.model.compiled_metrics._metrics]
        == [["mae"]])),
    row("_distribution_strategy _cluster_coordinator", lambda t: (
        t.model._distribution_strategy is None
        and t.model._cluster_coordinator is None)),
]  # fmt: skip

OTHERS = [
    every("checkpoint", "_save_model _get_file_path _should_save_on_batch "
        "_current_epoch _maybe_remove_file"),
    row("_current_graph _SESSION _get_available_gpus _initialize_variables",
        in_sessions),
    row("_get_batches_of_transformed_samples", lambda t: len(
        t.flow._get_batches_of_transformed_samples(np.array([0, 1, 2]))) == 3),
    row("_implements_train_batch_hooks _implements_test_batch_hooks "
        "_implements_predict_batch_hooks", lambda t: (
        t.checkpoint._implements_train_batch_hooks()
        and not t.callback._implements_test_batch_hooks()
        and not t.callback._implements_predict_batch_hooks())),
    row("_fn _fn_kwargs", lambda t: (
        t.loss._fn is t.loss.fn and t.loss._fn_kwargs == {"delta": 1.0}
        and t.metric._fn is keras.metrics.mean_absolute_error
        and t.metric._fn_kwargs == {})),
    row("_supports_tf_logs _chief_worker_only", lambda t: (
        t.callback._supports_tf_logs is False
        and t.callback._chief_worker_only is None)),
]  # fmt: skip

ROWS = dict(LEGACY + OPTIMIZERS + LAYERS + MODELS + OTHERS)


# row 234
@pytest.mark.parametrize("names", ROWS)
def test_a_private_name_means_what_libraries_expect(names):
    assert ROWS[names](things())


def test_a_row_is_tried_once():
    rows = LEGACY + OPTIMIZERS + LAYERS + MODELS + OTHERS
    assert len(rows) == len(ROWS)


def test_a_mark_on_a_tensor_stays():
    # `_uses_learning_phase`, which older code sets and nobody reads.
    tensor = keras.Input((2,))
    tensor._uses_learning_phase = True
    assert tensor._uses_learning_phase


def test_batches_are_watched_where_a_callback_says_so():
    seen = []

    class Watching(keras.callbacks.Callback):
        def _implements_train_batch_hooks(self):
            return self.wanted

        def on_train_batch_end(self, batch, logs=None):
            seen.append(batch)

    model = keras.Sequential([layers.Dense(1, input_shape=(1,))])
    model.compile("sgd", "mse")
    for wanted in (True, False):
        watching = Watching()
        watching.wanted = wanted
        assert watching.needs_batches("train") is wanted
    watching.wanted = True
    x = np.zeros((4, 1))
    model.fit(x, x, batch_size=2, verbose=0, callbacks=[watching])
    assert seen == [0, 1]


def test_how_many_steps_a_run_takes_is_set_by_the_private_name():
    model = keras.Sequential([layers.Dense(1, input_shape=(1,))])
    model.compile("sgd", "mse", steps_per_execution=3)
    assert model._steps_per_execution.numpy().item() == 3
    model._steps_per_execution = 5
    assert model.steps_per_execution == 5


def test_own_steps_count_in_a_variable_that_is_no_weight():
    model = keras.Sequential([layers.Dense(1, input_shape=(1,))])
    tf.function(lambda: model._train_counter.assign_add(2))()
    assert int(model._train_counter) == 2
    assert len(model.variables) == 2


@pytest.mark.parametrize(
    "name", ["get_updates_for", "get_losses_for", "total_loss", "targets"]
)
def test_a_name_that_is_gone_is_a_users(name):
    model = Two()
    assert not hasattr(model, name)
    with pytest.raises(AttributeError, match=f"no `{name}`.*older Keras"):
        getattr(model, name)
    setattr(model, name, layers.Dense(1))
    assert getattr(model, name) in model.layers


def test_a_model_without_labels_or_compile_is_told():
    model = Two()
    with pytest.raises(RuntimeError, match="Two model 'two.*isn't compiled"):
        model._assert_compile_was_called()
    with pytest.raises(ValueError, match="Expected labels. Received: y=None"):
        model._validate_target_and_loss(None, "mse")


def test_a_call_tells_its_masks_and_arguments():
    x = keras.Input((3, 1))
    masked = layers.Masking()(x)
    node = masked._keras_history.layer._inbound_nodes[0]
    assert node.output_masks == [masked._keras_mask]
    assert node.input_masks == [None]
    assert node.arguments.args == (x,)
    assert node.arguments.keras_tensors == [x] and node.arguments.kwargs == {}


def test_a_saved_model_has_a_signature_of_its_own(tmp_path):
    # `_default_save_signature`, which TensorFlow asks its parts for.
    tf.saved_model.save(things().model, str(tmp_path))
    found = tf.saved_model.load(str(tmp_path)).signatures
    assert list(found) == ["serving_default"]
