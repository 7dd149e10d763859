"""The kinds of features that a space knows by name.

`FeatureSpace` binds these functions under the names of their kinds.
"""

from typing import Any

from keras.backend import naming
from keras.layers.core import identity
from keras.layers.preprocessing import (
    discretization,
    hashing,
    integer_lookup,
    normalization,
    rescaling,
    string_lookup,
)
from keras.utils.features import feature as feature_module

Feature = feature_module.Feature


def plain_float(name: str | None = None) -> Feature:
    """Returns a feature of numbers that are left as they are.

    Args:
        name: That of its layer begins with it. Default None: one is made.
    """
    layer = identity.Identity(dtype="float32", name=_layer_name("float", name))
    return Feature("float32", layer, "float")


def float_rescaled(
    scale: float = 1.0, offset: float = 0.0, name: str | None = None
) -> Feature:
    """Returns a feature of numbers, scale * x + offset.

    Args:
        scale: Factor. Default 1.
        offset: What is added then. Default 0.
        name: That of its layer begins with it. Default None: one is made.
    """
    layer_name = _layer_name("float_rescaled", name)
    layer = rescaling.Rescaling(scale, offset, name=layer_name)
    return Feature("float32", layer, "float")


def float_normalized(name: str | None = None) -> Feature:
    """Returns a feature of numbers, brought to mean 0 and variance 1.

    Args:
        name: That of its layer begins with it. Default None: one is made.
    """
    layer_name = _layer_name("float_normalized", name)
    layer = normalization.Normalization(axis=-1, name=layer_name)
    return Feature("float32", layer, "float")


def float_discretized(
    num_bins: int,
    bin_boundaries: Any = None,
    output_mode: str = "one_hot",
    name: str | None = None,
) -> Feature:
    """Returns a feature of numbers, as the range that each lies in.

    Args:
        num_bins: How many ranges there are; data says which.
        bin_boundaries: Where they end, given instead of learned: one less.
        output_mode: 'one_hot' or 'int'. Default 'one_hot'.
        name: That of its layer begins with it. Default None: one is made.
    Raises:
        ValueError: If boundaries aren't of as many ranges.
    """
    layer_name = _layer_name("float_discretized", name)
    if bin_boundaries is None:
        layer = discretization.Discretization(
            num_bins=num_bins, name=layer_name
        )
    elif len(bin_boundaries) + 1 != num_bins:
        raise ValueError(
            "FeatureSpace.float_discretized: boundaries and bins don't fit. "
            f"Expected one boundary less than num_bins={num_bins!r}. Received: "
            f"bin_boundaries={bin_boundaries!r}."
        )
    else:
        layer = discretization.Discretization(bin_boundaries, name=layer_name)
    return Feature("float32", layer, output_mode)


def integer_categorical(
    max_tokens: int | None = None,
    num_oov_indices: int = 1,
    output_mode: str = "one_hot",
    name: str | None = None,
) -> Feature:
    """Returns a feature of whole numbers that name categories.

    Args:
        max_tokens: Most categories, the most frequent ones, with the unknown.
            Default None: all there are.
        num_oov_indices: How many indices unknown numbers share. Default 1.
        output_mode: 'one_hot' or 'int'. Default 'one_hot'.
        name: That of its layer begins with it. Default None: one is made.
    """
    layer = integer_lookup.IntegerLookup(
        max_tokens=max_tokens,
        num_oov_indices=num_oov_indices,
        name=_layer_name("integer_categorical", name),
    )
    return Feature("int64", layer, output_mode)


def string_categorical(
    max_tokens: int | None = None,
    num_oov_indices: int = 1,
    output_mode: str = "one_hot",
    name: str | None = None,
) -> Feature:
    """Returns a feature of strings that name categories.

    Args:
        max_tokens: Most categories, the most frequent ones, with the unknown.
            Default None: all there are.
        num_oov_indices: How many indices unknown strings share. Default 1.
        output_mode: 'one_hot' or 'int'. Default 'one_hot'.
        name: That of its layer begins with it. Default None: one is made.
    """
    layer = string_lookup.StringLookup(
        max_tokens=max_tokens,
        num_oov_indices=num_oov_indices,
        name=_layer_name("string_categorical", name),
    )
    return Feature("string", layer, output_mode)


def string_hashed(
    num_bins: int, output_mode: str = "one_hot", name: str | None = None
) -> Feature:
    """Returns a feature of strings, each by its hash one of a few numbers.

    Args:
        num_bins: How many numbers there are, 1 or more.
        output_mode: 'one_hot' or 'int'. Default 'one_hot'.
        name: That of its layer begins with it. Default None: one is made.
    """
    layer_name = _layer_name("string_hashed", name)
    return Feature(
        "string", hashing.Hashing(num_bins, name=layer_name), output_mode
    )


def integer_hashed(
    num_bins: int, output_mode: str = "one_hot", name: str | None = None
) -> Feature:
    """Returns a feature of whole numbers, each by its hash one of a few.

    Args:
        num_bins: How many numbers there are, 1 or more.
        output_mode: 'one_hot' or 'int'. Default 'one_hot'.
        name: That of its layer begins with it. Default None: one is made.
    """
    layer_name = _layer_name("integer_hashed", name)
    return Feature(
        "int64", hashing.Hashing(num_bins, name=layer_name), output_mode
    )


#: The kinds by name.
BY_NAME = {
    "float": plain_float,
    "float_rescaled": float_rescaled,
    "float_normalized": float_normalized,
    "float_discretized": float_discretized,
    "integer_categorical": integer_categorical,
    "string_categorical": string_categorical,
    "string_hashed": string_hashed,
    "integer_hashed": integer_hashed,
}


def _layer_name(kind: str, name: str | None) -> str:
    return f"{name or f'{kind}_{naming.get_uid(kind)}'}_preprocessor"
