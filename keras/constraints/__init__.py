"""What weights are allowed to be."""
# bazel: suites=keras

from keras.api import lazy

with lazy.imports(globals()):
    from keras.constraints.constraint import Constraint as Constraint
    from keras.constraints.lookup import deserialize as deserialize
    from keras.constraints.lookup import get as get
    from keras.constraints.lookup import serialize as serialize
    from keras.constraints.norms import MaxNorm as MaxNorm
    from keras.constraints.norms import MaxNorm as max_norm
    from keras.constraints.norms import MinMaxNorm as MinMaxNorm
    from keras.constraints.norms import MinMaxNorm as min_max_norm
    from keras.constraints.norms import UnitNorm as UnitNorm
    from keras.constraints.norms import UnitNorm as unit_norm
    from keras.constraints.radial import RadialConstraint as RadialConstraint
    from keras.constraints.radial import RadialConstraint as radial_constraint
    from keras.constraints.signs import NonNeg as NonNeg
    from keras.constraints.signs import NonNeg as non_neg
