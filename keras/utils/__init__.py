"""Small tools around models: labels, seeds, data sets by index, names."""

from keras.engine.data.batch_structure import (
    pack_x_y_sample_weight as pack_x_y_sample_weight,
)
from keras.engine.data.batch_structure import (
    unpack_x_y_sample_weight as unpack_x_y_sample_weight,
)
from keras.engine.keras_tensor import is_keras_tensor as is_keras_tensor
from keras.saving.registry import CustomObjectScope as CustomObjectScope
from keras.saving.registry import custom_object_scope as custom_object_scope
from keras.saving.registry import get_custom_objects as get_custom_objects
from keras.saving.registry import get_registered_name as get_registered_name
from keras.saving.registry import get_registered_object as get_registered_object
from keras.saving.registry import (
    register_keras_serializable as register_keras_serializable,
)
from keras.utils.numerical_utils import normalize as normalize
from keras.utils.numerical_utils import to_categorical as to_categorical
from keras.utils.progbar import Progbar as Progbar
from keras.utils.seed import set_random_seed as set_random_seed
from keras.utils.sequence import PyDataset as PyDataset
from keras.utils.sequence import Sequence as Sequence
