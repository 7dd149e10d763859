"""How training changes weights."""

from keras.api import lazy

with lazy.imports(globals()):
    from keras.mixed_precision.loss_scale_optimizer import (
        LossScaleOptimizer as LossScaleOptimizer,
    )
    from keras.optimizers import experimental as experimental
    from keras.optimizers import legacy as legacy
    from keras.optimizers import schedules as schedules
    from keras.optimizers.adadelta import Adadelta as Adadelta
    from keras.optimizers.adafactor import Adafactor as Adafactor
    from keras.optimizers.adagrad import Adagrad as Adagrad
    from keras.optimizers.adam import Adam as Adam
    from keras.optimizers.adamax import Adamax as Adamax
    from keras.optimizers.adamw import AdamW as AdamW
    from keras.optimizers.ftrl import Ftrl as Ftrl
    from keras.optimizers.lamb import Lamb as Lamb
    from keras.optimizers.lion import Lion as Lion
    from keras.optimizers.lookup import deserialize as deserialize
    from keras.optimizers.lookup import get as get
    from keras.optimizers.lookup import serialize as serialize
    from keras.optimizers.multi_optimizer import (
        MultiOptimizer as MultiOptimizer,
    )
    from keras.optimizers.muon import Muon as Muon
    from keras.optimizers.nadam import Nadam as Nadam
    from keras.optimizers.optimizer import Optimizer as Optimizer
    from keras.optimizers.optimizer_map import OptimizerMap as OptimizerMap
    from keras.optimizers.rmsprop import RMSprop as RMSprop
    from keras.optimizers.schedule_free_adamw import (
        ScheduleFreeAdamW as ScheduleFreeAdamW,
    )
    from keras.optimizers.sgd import SGD as SGD
