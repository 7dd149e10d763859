"""Keras, for TensorFlow alone.

`import keras`, `from tensorflow import keras` and `import tf_keras` give the
same objects. Names are imported when they are first used.

Example:
    >>> model = keras.Sequential([keras.layers.Dense(2)])
    >>> model(np.ones((3, 4), "float32")).shape
    TensorShape([3, 2])
"""

from keras.api import lazy
from keras.version import __version__ as __version__
from keras.version import version as version

with lazy.imports(globals()):
    from keras import activations as activations
    from keras import applications as applications
    from keras import backend as backend
    from keras import callbacks as callbacks
    from keras import config as config
    from keras import constraints as constraints
    from keras import datasets as datasets
    from keras import distribution as distribution
    from keras import dtensor as dtensor
    from keras import dtype_policies as dtype_policies
    from keras import experimental as experimental
    from keras import export as export
    from keras import initializers as initializers
    from keras import layers as layers
    from keras import losses as losses
    from keras import metrics as metrics
    from keras import mixed_precision as mixed_precision
    from keras import models as models
    from keras import optimizers as optimizers
    from keras import preprocessing as preprocessing
    from keras import random as random
    from keras import regularizers as regularizers
    from keras import saving as saving
    from keras import utils as utils
    from keras import wrappers as wrappers
    from keras.constraints import Constraint as Constraint
    from keras.engine.graph.input_layer import Input as Input
    from keras.engine.graph.input_layer import KerasTensor as KerasTensor
    from keras.engine.layer.layer import Layer as Layer
    from keras.engine.symbols.input_spec import InputSpec as InputSpec
    from keras.initializers import Initializer as Initializer
    from keras.losses import Loss as Loss
    from keras.metrics import Metric as Metric
    from keras.mixed_precision.policy import DTypePolicy as DTypePolicy
    from keras.mixed_precision.policy import (
        FloatDTypePolicy as FloatDTypePolicy,
    )
    from keras.mixed_precision.policy_map import (
        DTypePolicyMap as DTypePolicyMap,
    )
    from keras.models import Model as Model
    from keras.models import Sequential as Sequential
    from keras.optimizers import Optimizer as Optimizer
    from keras.regularizers import Regularizer as Regularizer
