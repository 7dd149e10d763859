"""Where the sources of tf_keras and of Keras 3 keep what is public.

Editors that complete a name write the import of its file:
`from keras.src.layers.rnn.lstm import LSTM`. So each of these files is here a
module with the public names; `older_names` has those that it knows by name.
"""

# Namespace -> modules whose public names are in it.
_WHOLE = {
    "activations": "activations.activations",
    "backend": "backend_config backend.common.global_state "
    "backend.common.variables legacy.backend utils.naming",
    "callbacks": "callbacks.tensorboard",
    "config": "utils.traceback_utils",
    "constraints": "constraints.constraints",
    "distribution": "distribution.distribution_lib",
    "dtype_policies": "dtype_policies.dtype_policy "
    "dtype_policies.dtype_policy_map",
    "experimental": "feature_column.sequence_feature_column "
    "premade_models.linear premade_models.wide_deep",
    "dtensor.experimental": "dtensor.layout_map",
    "export": "export.export_lib export.saved_model",
    "initializers": "initializers.constant_initializers "
    "initializers.initializers initializers.random_initializers",
    "layers": "export.tfsm_layer feature_column.dense_features_v2 "
    "layers.activations.activation layers.activations.elu "
    "layers.activations.leaky_relu layers.activations.prelu "
    "layers.activations.relu layers.activations.softmax "
    "layers.core.input_layer layers.core.wrapper layers.input_spec "
    "layers.layer layers.preprocessing.mel_spectrogram "
    "layers.preprocessing.stft_spectrogram "
    "layers.regularization.spatial_dropout layers.rnn.abstract_rnn_cell "
    "layers.rnn.base_rnn layers.rnn.base_wrapper layers.rnn.bidirectional "
    "layers.rnn.conv_lstm1d layers.rnn.conv_lstm2d layers.rnn.conv_lstm3d "
    "layers.rnn.gru layers.rnn.lstm layers.rnn.rnn layers.rnn.simple_rnn "
    "layers.rnn.stacked_rnn_cells layers.rnn.time_distributed "
    "layers.serialization",
    "layers.experimental": "layers.experimental.dynamic_embedding "
    "layers.experimental.dynamic_lookup",
    "layers.experimental.preprocessing": "engine.base_preprocessing_layer",
    "losses": "losses.losses",
    "metrics": "metrics.accuracy_metrics metrics.base_metric "
    "metrics.confusion_metrics metrics.correlation_metrics "
    "metrics.f_score_metrics metrics.hinge_metrics metrics.iou_metrics "
    "metrics.probabilistic_metrics metrics.reduction_metrics "
    "metrics.regression_metrics",
    "metrics.experimental": "metrics.py_metric",
    "mixed_precision": "optimizers.loss_scale_optimizer",
    "models": "models.model saving.legacy.model_config",
    "optimizers.legacy": "optimizers.legacy.gradient_descent",
    "optimizers.schedules": "optimizers.schedules.learning_rate_schedule",
    "preprocessing.image": "legacy.preprocessing.image utils.image_utils",
    "preprocessing.sequence": "legacy.preprocessing.sequence utils.data_utils "
    "utils.sequence_utils",
    "preprocessing.text": "legacy.preprocessing.text",
    "regularizers": "regularizers.regularizers",
    "saving": "saving.file_editor saving.object_registration saving.saving_api",
    "utils": "backend.common.keras_tensor layers.preprocessing.feature_space "
    "trainers.data_adapters.data_adapter_utils "
    "trainers.data_adapters.py_dataset_adapter utils.audio_dataset_utils "
    "utils.dataset_utils utils.feature_space utils.file_utils "
    "utils.image_dataset_utils utils.layer_utils utils.model_visualization "
    "utils.np_utils utils.rng_utils utils.steps_per_execution_tuning "
    "utils.text_dataset_utils utils.tf_utils utils.timed_threads "
    "utils.timeseries_dataset_utils",
    "utils.bounding_boxes": "layers.preprocessing.image_preprocessing."
    "bounding_boxes.converters "
    "layers.preprocessing.image_preprocessing.bounding_boxes.iou",
    "utils.experimental": "utils.dataset_creator",
    "utils.legacy": "saving.legacy.serialization",
    "wrappers": "wrappers.sklearn_wrapper",
}
_IMAGES = "layers.preprocessing.image_preprocessing."
_IMAGE_LAYERS = (
    "aug_mix auto_contrast center_crop clahe cut_mix equalization "
    "max_num_bounding_box mix_up rand_augment random_brightness "
    "random_color_degeneration random_color_jitter random_contrast random_crop "
    "random_elastic_transform random_erasing random_flip random_gaussian_blur "
    "random_grayscale random_hue random_invert random_perspective "
    "random_posterization random_rotation random_saturation random_sharpness "
    "random_shear random_translation random_zoom resizing solarization"
)
# Path -> namespace -> names, `old=new` where they differ.
_SOME = {
    "backend.common.keras_tensor": {"": "KerasTensor"},
    "dtype_policies.dtype_policy": {"config": "dtype_policy set_dtype_policy"},
    "layers.kernelized": {"layers.experimental": "RandomFourierFeatures"},
    "layers.normalization.batch_normalization": {
        "layers.experimental": "SyncBatchNormalization"
    },
    "mixed_precision.policy": {"mixed_precision": "set_global_policy"},
    "optimizers.legacy.optimizer_v2": {
        "optimizers.legacy": "OptimizerV2=Optimizer"
    },
    "saving.object_registration": {"utils": "CustomObjectScope"},
}


def modules() -> dict[str, dict[str, str]]:
    """Returns path -> namespace -> names, as `older_names.PATHS` has them."""
    found = {path: dict(names) for path, names in _SOME.items()}
    images = {"layers": " ".join(map(_IMAGES.__add__, _IMAGE_LAYERS.split()))}
    for table in (_WHOLE, images):
        for namespace, paths in table.items():
            for path in paths.split():
                found.setdefault(path, {})[namespace] = "*"
    return found
