"""Optimizers of Keras before 2.11: slots by name, `decay`, hooks an update."""
# bazel: suites=keras/optimizers

from keras.api import lazy

# TensorFlow imports this module where a SavedModel has such an optimizer, and
# asks for what this one registers.
from keras.tf_internals import slot_owner as _slot_owner  # noqa: F401

with lazy.imports(globals()):
    from keras.optimizers.legacy.adadelta import Adadelta as Adadelta
    from keras.optimizers.legacy.adagrad import Adagrad as Adagrad
    from keras.optimizers.legacy.adam import Adam as Adam
    from keras.optimizers.legacy.adamax import Adamax as Adamax
    from keras.optimizers.legacy.ftrl import Ftrl as Ftrl
    from keras.optimizers.legacy.nadam import Nadam as Nadam
    from keras.optimizers.legacy.optimizer import Optimizer as Optimizer
    from keras.optimizers.legacy.rmsprop import RMSprop as RMSprop
    from keras.optimizers.legacy.sgd import SGD as SGD
