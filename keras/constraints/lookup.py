"""Constraints by name."""

from keras.constraints import norms, radial, signs
from keras.saving.config import namespace

_NAMES = namespace.Namespace(
    "constraint",
    "keras.constraints",
    {
        "MaxNorm": norms.MaxNorm,
        "MinMaxNorm": norms.MinMaxNorm,
        "NonNeg": signs.NonNeg,
        "RadialConstraint": radial.RadialConstraint,
        "UnitNorm": norms.UnitNorm,
        "max_norm": norms.MaxNorm,
        "maxnorm": norms.MaxNorm,
        "min_max_norm": norms.MinMaxNorm,
        "non_neg": signs.NonNeg,
        "nonneg": signs.NonNeg,
        "radial_constraint": radial.RadialConstraint,
        "unit_norm": norms.UnitNorm,
        "unitnorm": norms.UnitNorm,
    },
)

get = _NAMES.get
serialize = _NAMES.serialize
deserialize = _NAMES.deserialize
