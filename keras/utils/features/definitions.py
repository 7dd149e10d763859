"""What the arguments of a space say: its features, and their crosses."""

from collections.abc import Mapping

from keras.backend import suggestion
from keras.utils.features import feature as feature_module
from keras.utils.features import kinds


def features(
    where: str, given, hashing_dim: int, num_bins: int
) -> dict[str, feature_module.Feature]:
    """Returns the features by name.

    Args:
        where: The space as a message calls it.
        given: What the constructor was given: a kind's name or a feature each.
        hashing_dim: How many indices there are where a kind's name says
            nothing of it.
        num_bins: How many ranges, likewise.
    Raises:
        ValueError: If there are none, or a kind isn't known.
        TypeError: If one is neither.
    """
    if not isinstance(given, Mapping) or not given:
        raise ValueError(
            f"{where}: there are no features. Expected a dict from names of "
            f"columns to kinds. Received: features={given!r}."
        )
    sizes = {
        "float_discretized": num_bins,
        "integer_hashed": hashing_dim,
        "string_hashed": hashing_dim,
    }
    return {
        name: _feature(where, name, kind, sizes) for name, kind in given.items()
    }


def _feature(where: str, name: str, given, sizes: dict):
    if isinstance(given, feature_module.Feature):
        return given
    if not isinstance(given, str):
        raise TypeError(
            f"{where}: a feature is told in another way. Expected a kind's "
            "name, or what `FeatureSpace.feature` returns. Received: "
            f"{name!r}: {given!r} of type {type(given).__name__}."
        )
    if given not in kinds.BY_NAME:
        near = suggestion.nearest_names(given, kinds.BY_NAME)
        mend = f" Did you mean {near}?" if near else ""
        choices = ", ".join(map(repr, kinds.BY_NAME))
        raise ValueError(
            f"{where}: unknown kind of a feature. Expected one of {choices}. "
            f"Received: {name!r}: {given!r}.{mend}"
        )
    size = (sizes[given],) if given in sizes else ()
    return kinds.BY_NAME[given](*size, name=name)


def crosses(
    where: str, given, known: Mapping, crossing_dim: int
) -> list[feature_module.Cross]:
    """Returns the crosses.

    Args:
        where: The space as a message calls it.
        given: What the constructor was given: tuples of names, or crosses.
        known: The features by name.
        crossing_dim: How many indices tuples are hashed to.
    Raises:
        ValueError: If one is of an unknown feature, or of features that
            another is of.
    """
    found: dict[str, feature_module.Cross] = {}
    for one in given or ():
        if not isinstance(one, feature_module.Cross):
            one = feature_module.Cross(one, crossing_dim)
        unknown = [name for name in one.feature_names if name not in known]
        if unknown:
            raise ValueError(
                f"{where}: a cross is of features that aren't there. Expected "
                f"some of {list(known)}. Received: {unknown} in "
                f"{one.feature_names}."
            )
        if one.name in found or one.name in known:
            raise ValueError(
                f"{where}: two outputs would have one name. Expected each "
                f"cross once. Received: {one.name!r} twice."
            )
        found[one.name] = one
    return [*found.values()]
