"""Every module path that 227 libraries import from has the names they take.

One row a row of `shared/DE_FACTO_NAMES.md`, section 2, and of its notes on
`tf.compat.v1.keras` and `tf.keras.__internal__`. What names mean is held where
they are made; `older_modules_test.py` holds that they are today's.
"""

import importlib
import warnings

import pytest
import tensorflow as tf

ROWS = """
backend: get_session set_session
backend: tf image_dim_ordering logsumexp normalize_data_format symbolic
backend: identity track_variable get_graph unique_object_name backend
layers.core: Dense Activation Dropout Flatten Reshape Lambda Permute
layers.core: RepeatVector SpatialDropout1D SpatialDropout2D Masking
layers.core: TFOpLambda SlicingOpLambda
layers.merge: concatenate add Concatenate Add _Merge
utils.generic_utils: get_custom_objects Progbar CustomObjectScope
utils.generic_utils: to_snake_case func_dump func_load has_arg to_list
utils.generic_utils: deserialize_keras_object slice_arrays
utils.conv_utils: normalize_data_format normalize_tuple convert_data_format
utils.conv_utils: conv_output_length deconv_output_length normalize_padding
utils.conv_utils: convert_kernel
engine: Layer InputSpec Input Model
utils.np_utils: to_categorical
layers.convolutional: Conv1D Conv2D Conv2DTranspose DepthwiseConv2D
layers.convolutional: SeparableConv2D UpSampling2D ZeroPadding2D Cropping2D
layers.convolutional: MaxPooling2D Convolution1D Convolution2D Deconvolution2D
engine.topology: get_source_inputs Layer InputLayer Network InputSpec
utils.data_utils: get_file Sequence OrderedEnqueuer GeneratorEnqueuer
mixed_precision.experimental: Policy set_policy global_policy
mixed_precision.experimental: LossScaleOptimizer
layers.normalization: BatchNormalization
utils.layer_utils: convert_all_kernels_in_model count_params print_summary
utils.layer_utils: convert_dense_weights_data_format get_source_inputs
testing_utils: layer_test get_test_data should_run_eagerly
testing_infra.test_utils: layer_test get_test_data should_run_eagerly
utils.test_utils: layer_test get_test_data should_run_eagerly
layers.advanced_activations: LeakyReLU PReLU ELU Softmax ThresholdedReLU ReLU
utils.tf_utils: shape_type_conversion sync_to_numpy_or_python_type
utils.tf_utils: maybe_init_scope is_symbolic_tensor get_tensor_spec
utils.tf_utils: convert_shapes
utils: multi_gpu_model
layers.recurrent: LSTM GRU SimpleRNN LSTMCell GRUCell RNN Recurrent
layers.recurrent: DropoutRNNCellMixin
layers.recurrent_v2: LSTM GRU SimpleRNN LSTMCell GRUCell RNN
layers.recurrent_v2: DropoutRNNCellMixin
utils.vis_utils: plot_model model_to_dot
layers.pooling: MaxPooling1D MaxPooling2D MaxPooling3D AveragePooling1D
layers.pooling: AveragePooling2D AveragePooling3D GlobalAveragePooling1D
layers.pooling: GlobalAveragePooling2D GlobalAveragePooling3D GlobalMaxPooling1D
layers.pooling: GlobalMaxPooling2D GlobalMaxPooling3D
backend.tensorflow_backend: set_session _SESSION learning_phase
backend.tensorflow_backend: _get_available_gpus
optimizer_v2.optimizer_v2: OptimizerV2
engine.training: Model reduce_per_replica
engine.base_layer: Layer Node TensorFlowOpLayer
layers.wrappers: TimeDistributed Bidirectional Wrapper
engine.functional: Functional
saving.saving_utils: trace_model_call model_input_signature
saving.saving_utils: compile_args_from_training_config
keras_parameterized: TestCase run_all_keras_modes run_with_all_model_types
testing_infra.test_combinations: TestCase run_all_keras_modes
testing_infra.test_combinations: run_with_all_model_types
utils.losses_utils: ReductionV2 compute_weighted_loss
utils.losses_utils: cast_losses_to_common_dtype
engine.input_layer: InputLayer
engine.keras_tensor: KerasTensor RaggedKerasTensor
engine.sequential: Sequential
models: Functional Input
backend.common: image_data_format image_dim_ordering
engine.input_spec: InputSpec assert_input_compatibility
layers.preprocessing.image_preprocessing: transform
layers.preprocessing.integer_lookup: IntegerLookup
saving.hdf5_format: load_weights_from_hdf5_group save_weights_to_hdf5_group
saving.hdf5_format: load_weights_from_hdf5_group_by_name load_model_from_hdf5
saving.hdf5_format: save_model_to_hdf5 load_optimizer_weights_from_hdf5_group
saving.hdf5_format: save_optimizer_weights_to_hdf5_group
engine.saving: load_weights_from_hdf5_group save_weights_to_hdf5_group
engine.saving: load_weights_from_hdf5_group_by_name load_model save_model
engine.data_adapter: unpack_x_y_sample_weight expand_1d get_data_handler
engine.data_adapter: single_batch_iterator
applications.mobilenet: relu6 DepthwiseConv2D
legacy: interfaces layers optimizers
layers.convolutional.base_conv: Conv BaseConv
engine.base_layer_utils: is_subclassed v2_dtype_behavior_enabled
optimizer_v2.gradient_descent: SGD
optimizer_v2.adam: Adam
optimizer_v2.adagrad: Adagrad
optimizer_v2.ftrl: Ftrl
optimizer_v2.rmsprop: RMSprop
applications.imagenet_utils: _obtain_input_shape obtain_input_shape
engine.network: Network
layers.embeddings: Embedding
objectives: categorical_crossentropy
experimental: export_saved_model load_from_saved_model
layers.merging.base_merge: _Merge
saving.saving_lib: load_model save_model
saving.serialization_lib: deserialize_keras_object
utils.mode_keys: ModeKeys
layers.core.tf_op_layer: TFOpLambda
engine.node: Node
layers.attention.multi_head_attention: _build_proj_equation _get_output_shape
layers.attention.multi_head_attention: _build_attention_equation
utils.control_flow_util: smart_cond
wrappers:
losses: LossFunctionWrapper
metrics: MeanMetricWrapper SumOverBatchSizeMetricWrapper
layers: enable_v2_dtype_behavior AtrousConvolution1D
callbacks: CallbackList
__internal__: KerasTensor RaggedKerasTensor
__internal__.losses: compute_weighted_loss
__internal__.optimizers: convert_to_legacy_optimizer
__internal__.layers: BaseRandomLayer
__internal__.backend: track_variable
__internal__.models: clone_and_build_model
__internal__.utils: get_data_handler register_symbolic_tensor_type
"""
TAKEN = [
    (path, name)
    for path, _, names in (line.partition(":") for line in ROWS.split("\n"))
    for name in names.split() or [None]
    if path
]
GONE = """
backend: T
engine.keras_tensor: register_keras_tensor_specialization
engine.base_layer_utils: TrackableWeightHandler mark_checked
saving.saving_lib: _SAVING_V3_ENABLED
saving.serialization_lib: in_safe_mode SafeModeScope
layers.core.tf_op_layer: _delegate_method
__internal__: enable_unsafe_deserialization
"""
TELLING = [
    (path, name)
    for path, _, names in (line.partition(": ") for line in GONE.split("\n"))
    for name in names.split()
]


# row 234
@pytest.mark.parametrize("path,name", TAKEN)
def test_a_path_of_older_code_has_the_name(path, name):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        module = importlib.import_module(f"keras.{path}")
        assert name is None or hasattr(module, name)


@pytest.mark.parametrize("path,name", TELLING)
def test_a_name_that_is_gone_says_what_to_write(path, name):
    module = importlib.import_module(f"keras.{path}")
    with pytest.raises(AttributeError, match=rf"'{name}'(\.|:) [A-Z].*\."):
        getattr(module, name)


@pytest.mark.parametrize(
    "line",
    [
        "from tensorflow.keras.__internal__.layers import BaseRandomLayer",
        "tf.keras.__internal__.losses.compute_weighted_loss",
        "tf.keras.__internal__.KerasTensor",
        "tf.compat.v1.keras.layers.enable_v2_dtype_behavior()",
        "tf.compat.v1.keras.backend.moving_average_update",
        "tf.compat.v1.keras.experimental.export_saved_model",
        "from keras.saving.legacy.hdf5_format import save_model_to_hdf5",
        "from keras.src.saving.legacy.saving_utils import trace_model_call",
        "import keras; keras.wrappers; keras.legacy.interfaces",
        "import keras; keras.layers.preprocessing.integer_lookup",
    ],
)
def test_older_code_goes_through(line):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        exec(line, {"tf": tf})


def test_types_of_tensorflow_1_are_not_to_be_had():
    from keras.legacy import tensor_tools

    with pytest.raises(RuntimeError, match="Give a layer `dtype='float64'`"):
        tensor_tools.disable_v2_dtype_behavior()
