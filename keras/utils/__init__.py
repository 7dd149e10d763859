"""Small tools around models: labels, seeds, data sets by index, names."""
# bazel: suites=keras/utils

from keras.api import lazy

with lazy.imports(globals()):
    from keras.backend.session import clear_session as clear_session
    from keras.backend.tensor_type import (
        standardize_dtype as standardize_dtype,
    )
    from keras.callbacks.interactive_logging import (
        disable_interactive_logging as disable_interactive_logging,
    )
    from keras.callbacks.interactive_logging import (
        enable_interactive_logging as enable_interactive_logging,
    )
    from keras.callbacks.interactive_logging import (
        is_interactive_logging_enabled as is_interactive_logging_enabled,
    )
    from keras.callbacks.timed_thread import TimedThread as TimedThread
    from keras.engine.data.batch_structure import (
        pack_x_y_sample_weight as pack_x_y_sample_weight,
    )
    from keras.engine.data.batch_structure import (
        unpack_x_y_sample_weight as unpack_x_y_sample_weight,
    )
    from keras.engine.symbols.keras_tensor import (
        is_keras_tensor as is_keras_tensor,
    )
    from keras.preprocessing.image.image_arrays import (
        array_to_img as array_to_img,
    )
    from keras.preprocessing.image.image_arrays import (
        img_to_array as img_to_array,
    )
    from keras.preprocessing.image.image_files import load_img as load_img
    from keras.preprocessing.image.image_files import save_img as save_img
    from keras.preprocessing.sequence.padding import (
        pad_sequences as pad_sequences,
    )
    from keras.saving.config.object_config import (
        deserialize_keras_object as deserialize_keras_object,
    )
    from keras.saving.config.object_config import (
        serialize_keras_object as serialize_keras_object,
    )
    from keras.saving.config.registry import (
        CustomObjectScope as CustomObjectScope,
    )
    from keras.saving.config.registry import (
        custom_object_scope as custom_object_scope,
    )
    from keras.saving.config.registry import (
        get_custom_objects as get_custom_objects,
    )
    from keras.saving.config.registry import (
        get_registered_name as get_registered_name,
    )
    from keras.saving.config.registry import (
        get_registered_object as get_registered_object,
    )
    from keras.saving.config.registry import (
        register_keras_serializable as register_keras_serializable,
    )
    from keras.utils import bounding_boxes as bounding_boxes
    from keras.utils import experimental as experimental
    from keras.utils import legacy as legacy
    from keras.utils.audio_dataset import (
        audio_dataset_from_directory as audio_dataset_from_directory,
    )
    from keras.utils.config import Config as Config
    from keras.utils.data_fetch import get_file as get_file
    from keras.utils.dataset_split import split_dataset as split_dataset
    from keras.utils.enqueuer import GeneratorEnqueuer as GeneratorEnqueuer
    from keras.utils.enqueuer import OrderedEnqueuer as OrderedEnqueuer
    from keras.utils.enqueuer import SequenceEnqueuer as SequenceEnqueuer
    from keras.utils.features.feature_space import FeatureSpace as FeatureSpace
    from keras.utils.image_dataset import (
        image_dataset_from_directory as image_dataset_from_directory,
    )
    from keras.utils.layer_check import layer_test as layer_test
    from keras.utils.model_dot import model_to_dot as model_to_dot
    from keras.utils.model_page import model_to_html as model_to_html
    from keras.utils.model_plot import plot_model as plot_model
    from keras.utils.nonfinite import NonFinite as NonFinite
    from keras.utils.nonfinite import find_nonfinite as find_nonfinite
    from keras.utils.numerical_utils import normalize as normalize
    from keras.utils.numerical_utils import to_categorical as to_categorical
    from keras.utils.numerical_utils import to_ordinal as to_ordinal
    from keras.utils.progbar import Progbar as Progbar
    from keras.utils.seed import enable_determinism as enable_determinism
    from keras.utils.seed import set_random_seed as set_random_seed
    from keras.utils.sequence import PyDataset as PyDataset
    from keras.utils.sequence import Sequence as Sequence
    from keras.utils.sidecar_evaluator import (
        SidecarEvaluator as SidecarEvaluator,
    )
    from keras.utils.source_inputs import get_source_inputs as get_source_inputs
    from keras.utils.steps_per_execution_tuner import (
        StepsPerExecutionTuner as StepsPerExecutionTuner,
    )
    from keras.utils.text_dataset import (
        text_dataset_from_directory as text_dataset_from_directory,
    )
    from keras.utils.timeseries_dataset import (
        timeseries_dataset_from_array as timeseries_dataset_from_array,
    )
    from keras.utils.warm_start import (
        warmstart_embedding_matrix as warmstart_embedding_matrix,
    )
