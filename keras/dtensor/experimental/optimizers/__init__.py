"""The optimizers that take `mesh=`, where the rest is their variables'."""
# bazel: suites=keras

from keras.api import lazy

with lazy.imports(globals()):
    from keras.optimizers.adadelta import Adadelta as Adadelta
    from keras.optimizers.adagrad import Adagrad as Adagrad
    from keras.optimizers.adam import Adam as Adam
    from keras.optimizers.adamw import AdamW as AdamW
    from keras.optimizers.rmsprop import RMSprop as RMSprop
    from keras.optimizers.sgd import SGD as SGD
