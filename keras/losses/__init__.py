"""What training makes small."""

from keras.api import lazy

with lazy.imports(globals()):
    from keras.losses.absolute_error import (
        MeanAbsoluteError as MeanAbsoluteError,
    )
    from keras.losses.absolute_error import (
        mean_absolute_error as mean_absolute_error,
    )
    from keras.losses.alignment import (
        CTC as CTC,
    )
    from keras.losses.alignment import (
        ctc as ctc,
    )
    from keras.losses.binary import BinaryCrossentropy as BinaryCrossentropy
    from keras.losses.binary import binary_crossentropy as binary_crossentropy
    from keras.losses.categorical import (
        CategoricalCrossentropy as CategoricalCrossentropy,
    )
    from keras.losses.categorical import (
        categorical_crossentropy as categorical_crossentropy,
    )
    from keras.losses.circle_loss import (
        Circle as Circle,
    )
    from keras.losses.circle_loss import (
        circle as circle,
    )
    from keras.losses.cosine import (
        CosineSimilarity as CosineSimilarity,
    )
    from keras.losses.cosine import (
        cosine_similarity as cosine_similarity,
    )
    from keras.losses.divergence import KLDivergence as KLDivergence
    from keras.losses.divergence import kl_divergence as kl_divergence
    from keras.losses.focal import (
        BinaryFocalCrossentropy as BinaryFocalCrossentropy,
    )
    from keras.losses.focal import (
        CategoricalFocalCrossentropy as CategoricalFocalCrossentropy,
    )
    from keras.losses.focal import (
        binary_focal_crossentropy as binary_focal_crossentropy,
    )
    from keras.losses.focal import (
        categorical_focal_crossentropy as categorical_focal_crossentropy,
    )
    from keras.losses.generalized import (
        CategoricalGeneralizedCrossEntropy,  # noqa: F401
        categorical_generalized_cross_entropy,  # noqa: F401
    )
    from keras.losses.huber_error import Huber as Huber
    from keras.losses.huber_error import huber as huber
    from keras.losses.log_cosh_error import LogCosh as LogCosh
    from keras.losses.log_cosh_error import log_cosh as log_cosh
    from keras.losses.logarithmic_error import (
        MeanSquaredLogarithmicError as MeanSquaredLogarithmicError,
    )
    from keras.losses.logarithmic_error import (
        mean_squared_logarithmic_error as mean_squared_logarithmic_error,
    )
    from keras.losses.lookup import deserialize as deserialize
    from keras.losses.lookup import get as get
    from keras.losses.lookup import serialize as serialize
    from keras.losses.loss import Loss as Loss
    from keras.losses.loss import LossFunctionWrapper as LossFunctionWrapper
    from keras.losses.margin import CategoricalHinge as CategoricalHinge
    from keras.losses.margin import Hinge as Hinge
    from keras.losses.margin import SquaredHinge as SquaredHinge
    from keras.losses.margin import categorical_hinge as categorical_hinge
    from keras.losses.margin import hinge as hinge
    from keras.losses.margin import squared_hinge as squared_hinge
    from keras.losses.percentage_error import (
        MeanAbsolutePercentageError as MeanAbsolutePercentageError,
    )
    from keras.losses.percentage_error import (
        mean_absolute_percentage_error as mean_absolute_percentage_error,
    )
    from keras.losses.poisson_error import Poisson as Poisson
    from keras.losses.poisson_error import poisson as poisson
    from keras.losses.reduction import Reduction as Reduction
    from keras.losses.region import (
        Dice as Dice,
    )
    from keras.losses.region import (
        Tversky as Tversky,
    )
    from keras.losses.region import (
        dice as dice,
    )
    from keras.losses.region import (
        tversky as tversky,
    )
    from keras.losses.sparse_categorical import (
        SparseCategoricalCrossentropy as SparseCategoricalCrossentropy,
    )
    from keras.losses.sparse_categorical import (
        sparse_categorical_crossentropy as sparse_categorical_crossentropy,
    )
    from keras.losses.squared_error import MeanSquaredError as MeanSquaredError
    from keras.losses.squared_error import (
        mean_squared_error as mean_squared_error,
    )

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
