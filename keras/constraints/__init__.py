"""What weights are allowed to be."""
# bazel: suites=keras

from keras.api import lazy

with lazy.imports(globals()):
    from keras.constraints.constraint import Constraint as Constraint
    from keras.constraints.lookup import deserialize as deserialize
    from keras.constraints.lookup import get as get
    from keras.constraints.lookup import serialize as serialize
    from keras.constraints.norms import MaxNorm as MaxNorm
    from keras.constraints.norms import MinMaxNorm as MinMaxNorm
    from keras.constraints.norms import UnitNorm as UnitNorm
    from keras.constraints.radial import RadialConstraint as RadialConstraint
    from keras.constraints.signs import NonNeg as NonNeg

    max_norm = MaxNorm
    min_max_norm = MinMaxNorm
    non_neg = NonNeg
    radial_constraint = RadialConstraint
    unit_norm = UnitNorm
