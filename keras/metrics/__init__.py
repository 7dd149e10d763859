"""What describes a model on data."""

from keras.api import lazy

with lazy.imports(globals()):
    from keras.losses.binary import binary_crossentropy as binary_crossentropy
    from keras.losses.categorical import (
        categorical_crossentropy as categorical_crossentropy,
    )
    from keras.losses.sparse_categorical import (
        sparse_categorical_crossentropy as sparse_categorical_crossentropy,
    )
    from keras.losses.squared_error import mean_squared_error as MSE
    from keras.losses.squared_error import (
        mean_squared_error as mean_squared_error,
    )
    from keras.losses.squared_error import mean_squared_error as mse
    from keras.metrics.auc import AUC as AUC
    from keras.metrics.lookup import deserialize as deserialize
    from keras.metrics.lookup import get as get
    from keras.metrics.lookup import serialize as serialize
    from keras.metrics.matching import Accuracy as Accuracy
    from keras.metrics.matching import BinaryAccuracy as BinaryAccuracy
    from keras.metrics.matching import (
        CategoricalAccuracy as CategoricalAccuracy,
    )
    from keras.metrics.matching import (
        SparseCategoricalAccuracy as SparseCategoricalAccuracy,
    )
    from keras.metrics.matching import (
        SparseTopKCategoricalAccuracy as SparseTopKCategoricalAccuracy,
    )
    from keras.metrics.matching import (
        TopKCategoricalAccuracy as TopKCategoricalAccuracy,
    )
    from keras.metrics.matching import binary_accuracy as binary_accuracy
    from keras.metrics.matching import (
        categorical_accuracy as categorical_accuracy,
    )
    from keras.metrics.matching import (
        sparse_categorical_accuracy as sparse_categorical_accuracy,
    )
    from keras.metrics.matching import (
        sparse_top_k_categorical_accuracy as sparse_top_k_categorical_accuracy,
    )
    from keras.metrics.matching import (
        top_k_categorical_accuracy as top_k_categorical_accuracy,
    )
    from keras.metrics.mean import Mean as Mean
    from keras.metrics.mean import MeanMetricWrapper as MeanMetricWrapper
    from keras.metrics.mean import Sum as Sum
    from keras.metrics.mean_loss import BinaryCrossentropy as BinaryCrossentropy
    from keras.metrics.mean_loss import (
        CategoricalCrossentropy as CategoricalCrossentropy,
    )
    from keras.metrics.mean_loss import MeanSquaredError as MeanSquaredError
    from keras.metrics.mean_loss import (
        SparseCategoricalCrossentropy as SparseCategoricalCrossentropy,
    )
    from keras.metrics.metric import Metric as Metric
