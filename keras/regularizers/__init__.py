"""Penalties on weights and outputs."""
# bazel: suites=keras

from keras.api import lazy

with lazy.imports(globals()):
    from keras.regularizers.lookup import deserialize as deserialize
    from keras.regularizers.lookup import get as get
    from keras.regularizers.lookup import serialize as serialize
    from keras.regularizers.orthogonality import (
        OrthogonalRegularizer as OrthogonalRegularizer,
    )
    from keras.regularizers.regularizer import Regularizer as Regularizer
    from keras.regularizers.size_penalty import L1 as L1
    from keras.regularizers.size_penalty import L1L2 as L1L2
    from keras.regularizers.size_penalty import L2 as L2
    from keras.regularizers.size_penalty import l1_l2 as l1_l2

    l1 = L1
    l2 = L2
    orthogonal_regularizer = OrthogonalRegularizer
