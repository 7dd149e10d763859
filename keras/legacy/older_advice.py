"""What to write in place of older names that have no public place today."""

# What to write for names, or all of a module's, that have no public place.
INSTEAD = {
    "legacy.initializations": "`add_weight`, and keras.initializers",
    "asymmetric_temporal_padding": "keras.backend.temporal_padding",
    "BaseRandomLayer": "a layer with a keras.random.SeedGenerator",
    "DataHandler": "`fit`, or tf.data",
    "DropoutRNNCellMixin": "a cell with keras.layers.Dropout in it",
    "ModeKeys": "'train', 'test', 'predict'",
    "SumOverBatchSizeMetricWrapper": "keras.metrics.MeanMetricWrapper",
    "TestCase": "tf.test.TestCase",
    "_obtain_input_shape": "a shape of your own",
    "clone_and_build_model": "keras.models.clone_model, and compile",
    "compile_args_from_training_config": "keras.models.load_model",
    "convert_to_legacy_optimizer": "an optimizer of keras.optimizers",
    "disable_v2_dtype_behavior": "`dtype=` and `autocast=` of a layer",
    "enable_v2_dtype_behavior": "code without it: it's always so",
    "expand_1d": "tf.expand_dims",
    "export_saved_model": "`model.export`",
    "get_data_handler": "`fit`, or tf.data",
    "get_model_type": "a parameter of the test",
    "get_test_data": "arrays of your own",
    "load_from_saved_model": "keras.models.load_model",
    "load_model_from_hdf5": "keras.models.load_model",
    "load_optimizer_weights_from_hdf5_group": "keras.models.load_model",
    "load_weights_from_hdf5_group": "`model.load_weights`",
    "load_weights_from_hdf5_group_by_name": "`load_weights(by_name=True)`",
    "model_call_inputs": "`model.save_spec`",
    "model_input_signature": "`model.save_spec`",
    "model_type_scope": "a parameter of the test",
    "obtain_input_shape": "a shape of your own",
    "reduce_per_replica": "`strategy.reduce`, or `experimental_local_results`",
    "register_symbolic_tensor_type": "tf.ExtensionType",
    "relu6": "tf.nn.relu6",
    "run_all_keras_modes": "a parameter of the test",
    "run_eagerly_scope": "a parameter of the test",
    "run_with_all_model_types": "a parameter of the test",
    "save_model_to_hdf5": "`model.save`",
    "save_optimizer_weights_to_hdf5_group": "`model.save`",
    "save_weights_to_hdf5_group": "`model.save_weights`",
    "should_run_eagerly": "a parameter of the test",
    "single_batch_iterator": "tf.data",
    "trace_model_call": "`model.export`, or a `tf.function`",
    "AtrousConvolution2D": "keras.layers.Conv2D(dilation_rate=…)",
    "Deconvolution2D": "keras.layers.Conv2DTranspose",
    "HDF5Matrix": "h5py's dataset itself, which `fit` takes",
    "Highway": "a layer of your own",
    "MaxoutDense": "a Dense, and tf.reduce_max over parts of it",
    "TimeDistributedDense": "keras.layers.TimeDistributed(Dense(…))",
    "maxnorm": "keras.constraints.max_norm",
    "ClassMethod": "`layer.__class__.__name__` to tell these layers",
    "InstanceMethod": "`layer.__class__.__name__` to tell these layers",
    "InstanceProperty": "`layer.__class__.__name__` to tell these layers",
    "CompiledLoss": "`model.compiled_loss`",
    "CompiledMetrics": "`model.compiled_metrics`",
    "Merge": "keras.layers.add, multiply, concatenate, average, maximum, dot",
    "merge": "keras.layers.add, multiply, concatenate, average, maximum, dot",
    "Node": "`layer.inbound_nodes`",
    "SlicingOpLambda": "`layer.__class__.__name__` to tell these layers",
    "TFOpLambda": "`layer.__class__.__name__` to tell these layers",
    "_SESSION": "code without sessions: tensors have values at once",
    "_current_graph": "code without sessions: tensors have values at once",
    "_get_available_gpus": "tf.config.list_logical_devices('GPU')",
    "_initialize_variables": "code without it: variables start with values",
    "check": "`layer.input_spec`, which calls check",
    "conv_output_length": "`layer.compute_output_shape`",
    "compute_weighted_loss": "keras.losses.Loss, which reduces",
    "is_subclassed": "`model.__class__.__module__`",
    "v2_dtype_behavior_enabled": "code without it: it's always so",
    "convert_all_kernels_in_model": "code without it: no kernel is flipped",
    "convert_kernel": "code without it: no kernel is flipped",
    "convert_shapes": "tf.TensorShape and tf.nest",
    "count_params": "`model.count_params()`",
    "deconv_output_length": "`layer.compute_output_shape`",
    "func_dump": "keras.saving.register_keras_serializable",
    "func_load": "keras.saving.register_keras_serializable",
    "get_graph": "code without sessions: tensors have values at once",
    "get_keras_mask": "`tensor._keras_mask`",
    "get_session": "code without sessions: tensors have values at once",
    "get_tensor_spec": "tf.TensorSpec",
    "has_arg": "inspect.signature",
    "identity": "tf.identity",
    "image_dim_ordering": "keras.backend.image_data_format()",
    "is_symbolic_tensor": "keras.utils.is_keras_tensor",
    "logsumexp": "tf.reduce_logsumexp",
    "maybe_init_scope": "`tf.init_scope()`",
    "multi_gpu_model": "tf.distribute.MirroredStrategy",
    "normalize_data_format": "keras.backend.image_data_format()",
    "print_summary": "`model.summary()`",
    "set_image_dim_ordering": "keras.backend.set_image_data_format",
    "set_keras_mask": "`tensor._keras_mask`",
    "set_session": "tf.config for devices and memory",
    "shape_type_conversion": "tf.TensorShape in the method itself",
    "smart_cond": "tf.cond",
    "smart_constant_value": "tf.get_static_value",
    "sync_to_numpy_or_python_type": "`.numpy()` over tf.nest",
    "tf": "`import tensorflow as tf`",
    "track_variable": "`layer.add_weight`",
    "unique_object_name": "keras.backend.get_uid",
}

# What is gone for good, and what to write.
GONE: dict[str, dict[str, str]] = {
    "": {"ops": "Every function of TensorFlow works here: see `tf` itself."},
    "__internal__": {
        "enable_unsafe_deserialization": "Pass `safe_mode=False` to the "
        "function that loads."
    },
    "backend": {
        "T": "It was Theano. Write `tf`.",
        "_BACKEND": "There is one: `keras.backend.backend()`.",
        "asymmetric_spatial_2d_padding": "Write `spatial_2d_padding` with "
        "((top, bottom), (left, right)).",
        "atrous_conv2d": "Write `conv2d` with `dilation_rate=`.",
        "is_placeholder": "Write `keras.backend.is_keras_tensor`.",
        "is_tensor": "Write `tf.is_tensor`.",
        "is_variable": "Write `isinstance(x, tf.Variable)`.",
        "size": "Write `tf.size`.",
        "slice": "Write `tf.slice`.",
    },
    "layers": {
        "ParametricSoftplus": "Write a layer of your own: alpha * "
        "softplus(beta * x).",
        "SReLU": "Write a layer of your own, or PReLU.",
    },
    "models": {"Graph": "Write `keras.Model(inputs, outputs)`."},
    "engine.base_layer_utils": {
        "TrackableWeightHandler": "What a layer keeps beside its variables it "
        "writes in `save_own_variables` or `save_assets`.",
        "mark_checked": "Nothing is checked that it would leave out.",
    },
    "engine.keras_tensor": {
        "register_keras_tensor_specialization": "There is one KerasTensor, "
        "for every `tf.TypeSpec`."
    },
    "layers.core.tf_op_layer": {
        "_delegate_method": "A KerasTensor has the members of its type."
    },
    "saving.saving_lib": {
        "_SAVING_V3_ENABLED": "A path's ending tells the format: '.keras'."
    },
    "saving.serialization_lib": {
        "SafeModeScope": "Pass `safe_mode=False` to the function that loads.",
        "in_safe_mode": "A class isn't told how it is loaded: what a file "
        "says is data.",
    },
}


def gone(path: str, name: str) -> str:
    """What to write in place of a name that is gone for good; else ''.

    Args:
        path: The older module, without "keras.".
        name: What was in it.
    """
    return GONE.get(path, {}).get(name, "")
