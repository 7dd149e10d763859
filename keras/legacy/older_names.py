"""What older Keras had where, and where it is today: a table of plain facts.

It covers modules that are gone (`keras.utils.np_utils`) and names in packages
that are still there (`keras.engine.Layer`); "" is `keras` itself.
"""

import re

from keras.legacy import source_paths

_ENGINE = {"layers": "Input InputLayer InputSpec Layer"}
_RNN = "GRU GRUCell LSTM LSTMCell RNN SimpleRNN SimpleRNNCell StackedRNNCells"
_OPS = {
    "engine.graph.op_layer": "ClassMethod InstanceMethod InstanceProperty "
    "SlicingOpLambda TFOpLambda"
}
_SHORT_INITIALIZERS = (
    "normal=RandomNormal one=Ones uniform=RandomUniform zero=Zeros"
)
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
_H5_GROUPS = {
    "legacy.hdf5_groups": "load_model_from_hdf5 "
    "load_optimizer_weights_from_hdf5_group load_weights_from_hdf5_group "
    "load_weights_from_hdf5_group_by_name save_model_to_hdf5 "
    "save_optimizer_weights_to_hdf5_group save_weights_to_hdf5_group"
}
_SAVING_TOOLS = {
    "legacy.saving_tools": "compile_args_from_training_config "
    "model_call_inputs model_input_signature trace_model_call"
}
_TRIALS = {
    "utils": "layer_test",
    "legacy.layer_trials": "get_model_type get_test_data model_type_scope "
    "run_eagerly_scope should_run_eagerly",
}
_CASES = {
    "legacy.layer_trials": "TestCase run_all_keras_modes "
    "run_with_all_model_types"
}
_TENSORS = (
    "KerasTensor RaggedKerasTensor=KerasTensor SparseKerasTensor=KerasTensor"
)

# Path below keras -> module below keras -> names, `old=new` where it was
# renamed, `*` for all public ones. A module without names has only modules.
PATHS: dict[str, dict[str, str]] = {
    "": {},
    "__internal__": {"": _TENSORS},
    "__internal__.backend": {
        "legacy.backend_names": "track_variable",
        "legacy.session": "initialize_variables=_initialize_variables",
    },
    "__internal__.layers": {
        "legacy.random_layer": "BaseRandomLayer",
    },
    "__internal__.losses": {
        "losses": "LossFunctionWrapper",
        "legacy.loss_tools": "compute_weighted_loss",
    },
    "__internal__.models": {"legacy.model_copies": "clone_and_build_model"},
    "__internal__.optimizers": {
        "legacy.optimizers": "convert_to_legacy_optimizer"
    },
    "__internal__.utils": {
        "utils": "layer_test",
        "legacy.data_handler": "get_data_handler",
        "legacy.tensor_tools": "register_symbolic_tensor_type",
    },
    "applications.imagenet_utils": {
        "legacy.image_shapes": "_obtain_input_shape=obtain_input_shape "
        "obtain_input_shape"
    },
    "applications.mobilenet": {
        "layers": "DepthwiseConv2D",
        "legacy.short_words": "relu6",
    },
    "backend": {
        **_SESSIONS,
        "backend": "deconv2d=conv2d_transpose get_variable_shape=int_shape "
        "lesser=less lesser_equal=less_equal pack=stack",
        "legacy.backend_names": f"{_DIM_ORDERING} asymmetric_temporal_padding "
        "get_keras_mask identity logsumexp set_keras_mask tf track_variable "
        "unique_object_name",
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
        "utils": "pack_x_y_sample_weight unpack_x_y_sample_weight",
        "legacy.data_handler": "DataHandler expand_1d get_data_handler "
        "single_batch_iterator",
    },
    "engine.compile_utils": {
        "engine.training.compiled_loss": "LossesContainer=CompiledLoss",
        "engine.training.compiled_metrics": "MetricsContainer=CompiledMetrics",
    },
    "engine.functional": {"models": "Functional"},
    "engine.input_layer": {"layers": "Input InputLayer"},
    "engine.input_spec": {
        "layers": "InputSpec",
        "engine.symbols.input_spec": "assert_input_compatibility=check",
    },
    "engine.keras_tensor": {"": _TENSORS},
    "engine.network": {
        "models": "Model Network=Model",
        "utils": "get_source_inputs",
    },
    "engine.node": {"engine.symbols.node": "Node"},
    "engine.saving": {"models": "load_model save_model", **_H5_GROUPS},
    "engine.sequential": {"models": "Sequential"},
    "engine.topology": {
        **_ENGINE,
        "models": "Container=Model Model Network=Model",
        "utils": "get_source_inputs",
        "engine.symbols.node": "Node",
        "legacy.layers": "Merge merge",
    },
    "engine.training": {
        "models": "Model",
        "legacy.replica_values": "reduce_per_replica",
    },
    "experimental": {
        "legacy.saving_tools": "export_saved_model load_from_saved_model"
    },
    "initializations": {
        "legacy.initializations": "get glorot_normal glorot_uniform he_normal "
        "he_uniform identity lecun_uniform normal one orthogonal uniform zero",
        "initializers": "*",
    },
    "initializers": {"initializers": _SHORT_INITIALIZERS},
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
        "layers": "InputSpec Layer",
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
    "layers.recurrent_v2": {
        "layers": _RNN,
        "layers.recurrent": "DropoutRNNCellMixin",
    },
    "layers.rnn": {"layers": f"{_RNN} Bidirectional TimeDistributed Wrapper"},
    "layers.wrappers": {"layers": "Bidirectional TimeDistributed Wrapper"},
    "layers": {
        "layers": "AtrousConvolution1D=Conv1D CuDNNGRU=GRU CuDNNLSTM=LSTM "
        "Deconvolution3D=Conv3DTranspose Recurrent=RNN",
        "legacy.tensor_tools": "disable_v2_dtype_behavior "
        "enable_v2_dtype_behavior",
        "legacy.layers": "AtrousConvolution2D Deconvolution2D Highway "
        "MaxoutDense Merge TimeDistributedDense",
    },
    "mixed_precision.experimental": {
        "mixed_precision": "LossScaleOptimizer Policy global_policy "
        "set_policy=set_global_policy"
    },
    "keras_parameterized": _CASES,
    "metrics": {"legacy.metric_wrappers": "SumOverBatchSizeMetricWrapper"},
    "models": {"layers": "Input"},
    "models.functional": {"models": "Functional"},
    "models.model": {"models": "Model"},
    "models.sequential": {"models": "Sequential"},
    "losses": {"losses": "cosine_proximity=cosine_similarity"},
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
    "saving.hdf5_format": _H5_GROUPS,
    "saving.legacy": {},
    "saving.legacy.hdf5_format": _H5_GROUPS,
    "saving.legacy.saving_utils": _SAVING_TOOLS,
    "saving.saving_utils": _SAVING_TOOLS,
    "saving.saving_lib": {"models": "load_model save_model"},
    "saving.serialization_lib": {
        "saving": "deserialize_keras_object serialize_keras_object"
    },
    "testing_infra": {},
    "testing_infra.test_combinations": _CASES,
    "testing_infra.test_utils": _TRIALS,
    "testing_utils": _TRIALS,
    "utils.conv_utils": _CONV_SHAPES,
    "utils": {
        "legacy.hdf5_matrix": "HDF5Matrix",
        "legacy.multi_gpu": "multi_gpu_model",
        "legacy.plain_values": "print_summary",
    },
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
    "utils.io_utils": {
        "utils": "disable_interactive_logging enable_interactive_logging "
        "is_interactive_logging_enabled",
        "legacy.hdf5_matrix": "HDF5Matrix",
    },
    "utils.mode_keys": {"legacy.mode_keys": "ModeKeys"},
    "utils.test_utils": _TRIALS,
    "utils.tf_utils": {
        "legacy.tensor_tools": "convert_shapes get_tensor_spec "
        "is_symbolic_tensor maybe_init_scope shape_type_conversion "
        "smart_cond smart_constant_value sync_to_numpy_or_python_type"
    },
    "utils.visualize_util": {"utils": "model_to_dot plot=plot_model"},
    "utils.vis_utils": {"utils": "model_to_dot plot_model"},
}

for _path, _homes in source_paths.modules().items():
    for _home, _names in _homes.items():
        _here = PATHS.setdefault(_path, {})
        _here[_home] = f"{_here.get(_home, '')} {_names}"

# What leads to these modules: some have no names of their own.
PACKAGES = frozenset(
    path[: dot.start()] for path in PATHS for dot in re.finditer(r"\.", path)
)

# Modules of ours that older code takes from `keras` without an import.
_OWN = frozenset(
    "engine legacy layers.advanced_activations layers.convolutional_recurrent "
    "layers.embeddings layers.merge layers.normalization layers.pooling".split()
)


def is_path(path: str) -> bool:
    """Whether there is an older module that this package has no file of.

    Args:
        path: The module, without "keras.".
    """
    return path in PATHS or path in PACKAGES or path == "src"


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
    return inner in _OWN or inner in PATHS or inner == "src"


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
