"""Types that layers compute in, and keep their variables in: Keras 3's names.

A policy is a `keras.mixed_precision.Policy`.
"""
# bazel: suites=keras

from keras.api import lazy

with lazy.imports(globals()):
    from keras.mixed_precision.lookup import deserialize as deserialize
    from keras.mixed_precision.lookup import get as get
    from keras.mixed_precision.lookup import serialize as serialize
    from keras.mixed_precision.policy import DTypePolicy as DTypePolicy
    from keras.mixed_precision.policy import (
        FloatDTypePolicy as FloatDTypePolicy,
    )
    from keras.mixed_precision.policy_map import (
        DTypePolicyMap as DTypePolicyMap,
    )
