"""Computing in 16 bits while variables stay in 32."""
# bazel: suites=keras

from keras.api import lazy

with lazy.imports(globals()):
    from keras.mixed_precision.lookup import deserialize as deserialize
    from keras.mixed_precision.lookup import get as get
    from keras.mixed_precision.lookup import serialize as serialize
    from keras.mixed_precision.lookup import (
        set_global_policy as set_global_policy,
    )
    from keras.mixed_precision.loss_scale_optimizer import (
        LossScaleOptimizer as LossScaleOptimizer,
    )
    from keras.mixed_precision.policy import Policy as Policy
    from keras.mixed_precision.policy import global_policy as global_policy

    DTypePolicy = Policy
    dtype_policy = global_policy
    set_dtype_policy = set_global_policy
