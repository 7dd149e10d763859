"""What training makes small."""

from keras.api import lazy

with lazy.imports(globals()):
    from keras.losses.binary import BinaryCrossentropy as BinaryCrossentropy
    from keras.losses.binary import binary_crossentropy as binary_crossentropy
    from keras.losses.categorical import (
        CategoricalCrossentropy as CategoricalCrossentropy,
    )
    from keras.losses.categorical import (
        categorical_crossentropy as categorical_crossentropy,
    )
    from keras.losses.lookup import deserialize as deserialize
    from keras.losses.lookup import get as get
    from keras.losses.lookup import serialize as serialize
    from keras.losses.loss import Loss as Loss
    from keras.losses.loss import LossFunctionWrapper as LossFunctionWrapper
    from keras.losses.reduction import Reduction as Reduction
    from keras.losses.sparse_categorical import (
        SparseCategoricalCrossentropy as SparseCategoricalCrossentropy,
    )
    from keras.losses.sparse_categorical import (
        sparse_categorical_crossentropy as sparse_categorical_crossentropy,
    )
    from keras.losses.squared_error import MeanSquaredError as MeanSquaredError
    from keras.losses.squared_error import mean_squared_error as MSE
    from keras.losses.squared_error import (
        mean_squared_error as mean_squared_error,
    )
    from keras.losses.squared_error import mean_squared_error as mse
