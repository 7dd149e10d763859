"""What older Keras had where, and where it is today: a table of plain facts.

It covers modules that are gone (`keras.utils.np_utils`) and names in packages
that are still there (`keras.engine.Layer`); "" is `keras` itself.
"""

_ENGINE = {"layers": "Input InputLayer InputSpec Layer"}
_RNN = "GRU GRUCell LSTM LSTMCell RNN SimpleRNN SimpleRNNCell StackedRNNCells"
_OPS = {
    "engine.graph.op_layer": "ClassMethod InstanceMethod InstanceProperty "
    "SlicingOpLambda TFOpLambda"
}
_SESSIONS = {
    "legacy.session": "_SESSION _current_graph _get_available_gpus "
    "_initialize_variables get_graph get_session set_session"
}
_DIM_ORDERING = "image_dim_ordering set_image_dim_ordering"
_CONV_SHAPES = {
    "legacy.conv_shapes": "conv_input_length conv_output_length "
    "convert_data_format deconv_output_length normalize_data_format "
    "normalize_padding normalize_tuple",
    "legacy.kernel_layouts": "convert_kernel",
}

# Path below keras -> module below keras -> names, `old=new` where it was
# renamed, `*` for all public ones. A module without names has only modules.
PATHS: dict[str, dict[str, str]] = {
    "": {},
    "backend": {
        **_SESSIONS,
        "backend": "identity=stop_gradient",
        "legacy.backend_names": f"{_DIM_ORDERING} get_keras_mask logsumexp "
        "set_keras_mask tf track_variable unique_object_name",
        "legacy.conv_shapes": "normalize_data_format",
    },
    "backend.common": {
        "backend": "cast_to_floatx epsilon floatx image_data_format "
        "set_epsilon set_floatx set_image_data_format",
        "legacy.backend_names": _DIM_ORDERING,
        "legacy.conv_shapes": "normalize_data_format",
    },
    "backend.tensorflow_backend": {
        "backend": "*",
        **_SESSIONS,
        "legacy.backend_names": f"{_DIM_ORDERING} logsumexp tf",
    },
    "callbacks.callbacks": {"callbacks": "*"},
    "engine": {**_ENGINE, "models": "Model Sequential"},
    "engine.base_layer": {
        "layers": "InputSpec Layer",
        "engine.symbols.node": "Node",
        "engine.graph.op_layer": "TensorFlowOpLayer=TFOpLambda",
    },
    "engine.base_layer_utils": {
        "legacy.tensor_tools": "is_subclassed v2_dtype_behavior_enabled"
    },
    "engine.data_adapter": {
        "utils": "pack_x_y_sample_weight unpack_x_y_sample_weight"
    },
    "engine.functional": {"models": "Functional"},
    "engine.input_layer": {"layers": "Input InputLayer"},
    "engine.input_spec": {
        "layers": "InputSpec",
        "engine.symbols.input_spec": "assert_input_compatibility=check",
    },
    "engine.keras_tensor": {
        "": "KerasTensor RaggedKerasTensor=KerasTensor "
        "SparseKerasTensor=KerasTensor"
    },
    "engine.network": {
        "models": "Model Network=Model",
        "utils": "get_source_inputs",
    },
    "engine.node": {"engine.symbols.node": "Node"},
    "engine.saving": {"models": "load_model save_model"},
    "engine.sequential": {"models": "Sequential"},
    "engine.topology": {
        **_ENGINE,
        "models": "Container=Model Model Network=Model",
        "utils": "get_source_inputs",
        "engine.symbols.node": "Node",
    },
    "engine.training": {"models": "Model"},
    "initializations": {"initializers": "*"},
    "constraints": {
        "constraints": "nonneg=non_neg unitnorm=unit_norm",
        "legacy.short_words": "maxnorm",
    },
    "layers.convolutional": {
        "layers": "AtrousConvolution1D=Conv1D Deconvolution3D=Conv3DTranspose",
        "legacy.layers": "AtrousConvolution2D Deconvolution2D",
    },
    "layers.core": {
        **_OPS,
        "legacy.layers": "Highway MaxoutDense Merge TimeDistributedDense",
    },
    "layers.core.tf_op_layer": _OPS,
    "layers.cudnn_recurrent": {"layers": "CuDNNGRU=GRU CuDNNLSTM=LSTM"},
    "layers.local": {"layers": "LocallyConnected1D LocallyConnected2D"},
    "layers.merging.base_merge": {"layers.merging.merge": "_Merge=Merge"},
    "layers.noise": {
        "layers": "AlphaDropout GaussianDropout GaussianNoise",
    },
    "layers.recurrent": {"layers": "Recurrent=RNN"},
    "layers.recurrent_v2": {"layers": _RNN},
    "layers.rnn": {"layers": f"{_RNN} Bidirectional TimeDistributed Wrapper"},
    "layers.wrappers": {"layers": "Bidirectional TimeDistributed Wrapper"},
    "layers": {
        "layers": "CuDNNGRU=GRU CuDNNLSTM=LSTM Recurrent=RNN",
        "legacy.layers": "AtrousConvolution2D Deconvolution2D Highway "
        "MaxoutDense Merge TimeDistributedDense",
    },
    "mixed_precision.experimental": {
        "mixed_precision": "LossScaleOptimizer Policy global_policy "
        "set_policy=set_global_policy"
    },
    "models.functional": {"models": "Functional"},
    "models.model": {"models": "Model"},
    "models.sequential": {"models": "Sequential"},
    "objectives": {"losses": "*"},
    "optimizer_v1": {"optimizers.legacy": "Optimizer"},
    "optimizer_v2": {},
    "optimizer_v2.adadelta": {"optimizers.legacy": "Adadelta"},
    "optimizer_v2.adagrad": {"optimizers.legacy": "Adagrad"},
    "optimizer_v2.adam": {"optimizers.legacy": "Adam"},
    "optimizer_v2.adamax": {"optimizers.legacy": "Adamax"},
    "optimizer_v2.ftrl": {"optimizers.legacy": "Ftrl"},
    "optimizer_v2.gradient_descent": {"optimizers.legacy": "SGD"},
    "optimizer_v2.learning_rate_schedule": {"optimizers.schedules": "*"},
    "optimizer_v2.nadam": {"optimizers.legacy": "Nadam"},
    "optimizer_v2.optimizer_v2": {"optimizers.legacy": "OptimizerV2=Optimizer"},
    "optimizer_v2.rmsprop": {"optimizers.legacy": "RMSprop"},
    "regularizers": {
        "regularizers": "WeightRegularizer=L1L2 ActivityRegularizer=L1L2 "
        "activity_l1=l1 activity_l2=l2 activity_l1l2=l1_l2 l1l2=l1_l2"
    },
    "saving.saving_lib": {"models": "load_model save_model"},
    "saving.serialization_lib": {
        "saving": "deserialize_keras_object serialize_keras_object"
    },
    "testing_utils": {"utils": "layer_test"},
    "utils.conv_utils": _CONV_SHAPES,
    "utils": {"legacy.multi_gpu": "multi_gpu_model"},
    "utils.multi_gpu_utils": {"legacy.multi_gpu": "multi_gpu_model"},
    "utils.training_utils": {"legacy.multi_gpu": "multi_gpu_model"},
    "utils.control_flow_util": {"legacy.tensor_tools": "smart_cond"},
    "utils.losses_utils": {
        "losses": "ReductionV2=Reduction",
        "legacy.loss_tools": "cast_losses_to_common_dtype "
        "compute_weighted_loss",
    },
    "utils.data_utils": {
        "utils": "GeneratorEnqueuer OrderedEnqueuer Sequence "
        "SequenceEnqueuer get_file"
    },
    "utils.generic_utils": {
        "utils": "CustomObjectScope Progbar custom_object_scope "
        "deserialize_keras_object get_custom_objects "
        "serialize_keras_object",
        "legacy.plain_values": "func_dump func_load has_arg slice_arrays "
        "to_list to_snake_case unpack_singleton",
    },
    "utils.layer_utils": {
        "utils": "get_source_inputs",
        "legacy.kernel_layouts": "convert_all_kernels_in_model "
        "convert_dense_weights_data_format",
        "legacy.plain_values": "count_params print_summary",
    },
    "utils.np_utils": {"utils": "normalize to_categorical"},
    "utils.test_utils": {"utils": "layer_test"},
    "utils.tf_utils": {
        "legacy.tensor_tools": "convert_shapes get_tensor_spec "
        "is_symbolic_tensor maybe_init_scope shape_type_conversion "
        "smart_cond smart_constant_value sync_to_numpy_or_python_type"
    },
    "utils.vis_utils": {"utils": "model_to_dot plot_model"},
}

# What to write for names that have no public place.
INSTEAD = {
    "AtrousConvolution2D": "keras.layers.Conv2D(dilation_rate=…)",
    "Deconvolution2D": "keras.layers.Conv2DTranspose",
    "Highway": "a layer of your own",
    "MaxoutDense": "a Dense, and tf.reduce_max over parts of it",
    "TimeDistributedDense": "keras.layers.TimeDistributed(Dense(…))",
    "maxnorm": "keras.constraints.max_norm",
    "ClassMethod": "`layer.__class__.__name__` to tell these layers",
    "InstanceMethod": "`layer.__class__.__name__` to tell these layers",
    "InstanceProperty": "`layer.__class__.__name__` to tell these layers",
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

# Modules of ours that older code takes from `keras` without an import.
_OWN = frozenset({"engine", "legacy"})


def is_path(path: str) -> bool:
    """Whether there is an older module that this package has no file of.

    Args:
        path: The module, without "keras.".
    """
    return path in PATHS or path == "src"


def knows(path: str, name: str) -> bool:
    """Whether a module of an older Keras had a name that is gone there.

    Args:
        path: The module, without "keras.".
        name: The name.
    """
    return is_module(path, name) or place(path, name) is not None


def is_module(path: str, name: str) -> bool:
    """Whether the name is that of a module which attributes lead to."""
    inner = f"{path}.{name}" if path else name
    return inner in _OWN or is_path(inner)


def place(path: str, name: str) -> tuple[str, str] | None:
    """Where an older module's name is today.

    Args:
        path: The older module, without "keras.".
        name: What was in it.

    Returns:
        The module without "keras.", and the name there; None if the table
        doesn't know it.

    Example:
        >>> from keras.legacy import older_names
        >>> older_names.place("utils.np_utils", "to_categorical")
        ('utils', 'to_categorical')
    """
    whole = None
    for module, names in PATHS.get(path, {}).items():
        for entry in names.split():
            old, _, new = entry.partition("=")
            if old == name:
                return module, new or old
            if old == "*":
                whole = module, name
    return whole if whole and not name.startswith("_") else None


def is_public(module: str) -> bool:
    """Whether users may import from a module of the table's."""
    return module.partition(".")[0] not in ("engine", "legacy") and (
        not module.startswith("layers.")
    )
