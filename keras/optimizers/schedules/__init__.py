"""Learning rates that change with the step."""
# bazel: suites=keras/optimizers

from keras.api import lazy

with lazy.imports(globals()):
    from keras.optimizers.schedules.cosine_decay import (
        CosineDecay as CosineDecay,
    )
    from keras.optimizers.schedules.cosine_decay import (
        CosineDecayRestarts as CosineDecayRestarts,
    )
    from keras.optimizers.schedules.exponential_decay import (
        ExponentialDecay as ExponentialDecay,
    )
    from keras.optimizers.schedules.exponential_decay import (
        InverseTimeDecay as InverseTimeDecay,
    )
    from keras.optimizers.schedules.learning_rate_schedule import (
        LearningRateSchedule as LearningRateSchedule,
    )
    from keras.optimizers.schedules.lookup import deserialize as deserialize
    from keras.optimizers.schedules.lookup import serialize as serialize
    from keras.optimizers.schedules.piecewise_constant_decay import (
        PiecewiseConstantDecay as PiecewiseConstantDecay,
    )
    from keras.optimizers.schedules.polynomial_decay import (
        PolynomialDecay as PolynomialDecay,
    )
