"""Process-wide defaults, and the names that objects are given."""
# bazel: suites=keras

from keras.api import lazy

with lazy.imports(globals()):
    from keras.backend.config import epsilon as epsilon
    from keras.backend.config import floatx as floatx
    from keras.backend.config import image_data_format as image_data_format
    from keras.backend.config import set_epsilon as set_epsilon
    from keras.backend.config import set_floatx as set_floatx
    from keras.backend.config import (
        set_image_data_format as set_image_data_format,
    )
    from keras.backend.naming import get_uid as get_uid
    from keras.backend.naming import reset_names as reset_uids
    from keras.backend.session import clear_session as clear_session
    from keras.backend.symbolic import is_keras_tensor as is_keras_tensor
    from keras.backend.tensor_type import dtype as dtype
    from keras.backend.tensor_type import int_shape as int_shape
    from keras.backend.tensor_type import is_sparse as is_sparse
    from keras.backend.tensor_type import ndim as ndim
    from keras.backend.values import batch_get_value as batch_get_value
    from keras.backend.values import batch_set_value as batch_set_value
    from keras.backend.values import get_value as get_value
    from keras.backend.values import set_value as set_value
