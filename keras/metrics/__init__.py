"""What describes a model on data."""
# bazel: shard_count=2

from keras.api import lazy

with lazy.imports(globals()):
    from keras.losses.absolute_error import (
        mean_absolute_error as mean_absolute_error,
    )
    from keras.losses.binary import binary_crossentropy as binary_crossentropy
    from keras.losses.categorical import (
        categorical_crossentropy as categorical_crossentropy,
    )
    from keras.losses.divergence import kl_divergence as kl_divergence
    from keras.losses.focal import (
        binary_focal_crossentropy as binary_focal_crossentropy,
    )
    from keras.losses.focal import (
        categorical_focal_crossentropy as categorical_focal_crossentropy,
    )
    from keras.losses.huber_error import huber as huber
    from keras.losses.log_cosh_error import log_cosh as log_cosh
    from keras.losses.logarithmic_error import (
        mean_squared_logarithmic_error as mean_squared_logarithmic_error,
    )
    from keras.losses.margin import categorical_hinge as categorical_hinge
    from keras.losses.margin import hinge as hinge
    from keras.losses.margin import squared_hinge as squared_hinge
    from keras.losses.percentage_error import (
        mean_absolute_percentage_error as mean_absolute_percentage_error,
    )
    from keras.losses.poisson_error import poisson as poisson
    from keras.losses.sparse_categorical import (
        sparse_categorical_crossentropy as sparse_categorical_crossentropy,
    )
    from keras.losses.squared_error import (
        mean_squared_error as mean_squared_error,
    )
    from keras.metrics import experimental as experimental
    from keras.metrics.auc import AUC as AUC
    from keras.metrics.confusion import FalseNegatives as FalseNegatives
    from keras.metrics.confusion import FalsePositives as FalsePositives
    from keras.metrics.confusion import TrueNegatives as TrueNegatives
    from keras.metrics.confusion import TruePositives as TruePositives
    from keras.metrics.correlation import (
        ConcordanceCorrelation as ConcordanceCorrelation,
    )
    from keras.metrics.correlation import (
        PearsonCorrelation as PearsonCorrelation,
    )
    from keras.metrics.correlation import (
        concordance_correlation as concordance_correlation,
    )
    from keras.metrics.correlation import (
        pearson_correlation as pearson_correlation,
    )
    from keras.metrics.f_score import F1Score as F1Score
    from keras.metrics.f_score import FBetaScore as FBetaScore
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
    from keras.metrics.mean_error import CosineSimilarity as CosineSimilarity
    from keras.metrics.mean_error import KLDivergence as KLDivergence
    from keras.metrics.mean_error import LogCoshError as LogCoshError
    from keras.metrics.mean_error import MeanAbsoluteError as MeanAbsoluteError
    from keras.metrics.mean_error import (
        MeanAbsolutePercentageError as MeanAbsolutePercentageError,
    )
    from keras.metrics.mean_error import MeanRelativeError as MeanRelativeError
    from keras.metrics.mean_error import MeanSquaredError as MeanSquaredError
    from keras.metrics.mean_error import (
        MeanSquaredLogarithmicError as MeanSquaredLogarithmicError,
    )
    from keras.metrics.mean_error import Poisson as Poisson
    from keras.metrics.mean_error import (
        RootMeanSquaredError as RootMeanSquaredError,
    )
    from keras.metrics.mean_loss import BinaryCrossentropy as BinaryCrossentropy
    from keras.metrics.mean_loss import (
        CategoricalCrossentropy as CategoricalCrossentropy,
    )
    from keras.metrics.mean_loss import (
        SparseCategoricalCrossentropy as SparseCategoricalCrossentropy,
    )
    from keras.metrics.mean_margin import CategoricalHinge as CategoricalHinge
    from keras.metrics.mean_margin import Hinge as Hinge
    from keras.metrics.mean_margin import SquaredHinge as SquaredHinge
    from keras.metrics.mean_tensor import MeanTensor as MeanTensor
    from keras.metrics.metric import Metric as Metric
    from keras.metrics.operating_point import (
        PrecisionAtRecall as PrecisionAtRecall,
    )
    from keras.metrics.operating_point import (
        RecallAtPrecision as RecallAtPrecision,
    )
    from keras.metrics.operating_point import (
        SensitivityAtSpecificity as SensitivityAtSpecificity,
    )
    from keras.metrics.operating_point import (
        SpecificityAtSensitivity as SpecificityAtSensitivity,
    )
    from keras.metrics.overlap import BinaryIoU as BinaryIoU
    from keras.metrics.overlap import IoU as IoU
    from keras.metrics.overlap import MeanIoU as MeanIoU
    from keras.metrics.overlap import OneHotIoU as OneHotIoU
    from keras.metrics.overlap import OneHotMeanIoU as OneHotMeanIoU
    from keras.metrics.precision_recall import Precision as Precision
    from keras.metrics.precision_recall import Recall as Recall
    from keras.metrics.r2 import R2Score as R2Score

    KLD = kl_divergence
    MAE = mean_absolute_error
    MAPE = mean_absolute_percentage_error
    MSE = mean_squared_error
    MSLE = mean_squared_logarithmic_error
    kld = kl_divergence
    kullback_leibler_divergence = kl_divergence
    logcosh = log_cosh
    mae = mean_absolute_error
    mape = mean_absolute_percentage_error
    mse = mean_squared_error
    msle = mean_squared_logarithmic_error
