"""From what preprocessors know to vectors of categories."""

from collections.abc import Mapping

import tensorflow as tf

from keras.layers.preprocessing import category_encoding

# How layers tell how many indices they give.
_COUNTS = ("num_tokens", "num_bins")


def learning(preprocessors: Mapping) -> list[str]:
    """Returns the names of layers that learn, and weren't told beforehand.

    Args:
        preprocessors: Layers by name.
    """
    return [
        name
        for name, layer in preprocessors.items()
        if hasattr(layer, "adapt")
        and not getattr(layer, "_keras_was_told", False)
    ]


def check_own_layers(where: str, preprocessors: Mapping) -> None:
    """Refuses one layer for two columns: it'd know the last one only.

    Args:
        where: The space as a message calls it.
        preprocessors: Layers by name.
    Raises:
        ValueError: If a layer would learn from several columns.
    """
    by_layer: dict[int, list[str]] = {}
    for name in learning(preprocessors):
        by_layer.setdefault(id(preprocessors[name]), []).append(name)
    shared = [names for names in by_layer.values() if len(names) > 1]
    if shared:
        raise ValueError(
            f"{where}: several columns have one layer that learns, and it "
            "forgets all columns but the last. Expected a feature for each "
            f"column. Received the same for: {', '.join(shared[0])}."
        )


def lacking(preprocessors: Mapping) -> list[str]:
    """Returns the names of layers that have yet to learn.

    Args:
        preprocessors: Layers by name.
    """
    return [
        name
        for name in learning(preprocessors)
        if not getattr(preprocessors[name], "_keras_knows", False)
    ]


def one_hot(where: str, name: str, layer, dtype: tf.DType):
    """Returns the layer that makes vectors of a layer's indices.

    Args:
        where: The space as a message calls it.
        name: The output's name.
        layer: The preprocessor, or the layer of a cross.
        dtype: Type of what it returns.
    Raises:
        ValueError: If it returns no indices, or doesn't say how many.
    """
    count = _count(layer)
    if not dtype.is_integer or count is None:
        raise ValueError(
            f"{where}: no vectors can be made of {name!r}. Expected indices, "
            "from a layer that says how many there are by `vocabulary_size()`, "
            f"`num_tokens` or `num_bins`. Received: {type(layer).__name__} "
            f"with outputs of dtype={dtype.name}. Set its feature's "
            "output_mode to 'int', or to 'float' where the layer makes vectors."
        )
    return category_encoding.CategoryEncoding(count, output_mode="multi_hot")


def _count(layer) -> int | None:
    if hasattr(layer, "vocabulary_size"):
        return layer.vocabulary_size()
    found = (getattr(layer, name, None) for name in _COUNTS)
    count = next(filter(None, found), None)
    boundaries = getattr(layer, "bin_boundaries", None)
    return len(boundaries) + 1 if count is None and boundaries else count


def require_joinable(where: str, outputs: Mapping) -> None:
    """Raises if outputs can't stand beside each other in one float tensor.

    Args:
        where: The space as a message calls it.
        outputs: Tensors by name.
    Raises:
        ValueError: If one is of another type or another number of rows.
    """
    others = {
        name: tensor.dtype.name
        for name, tensor in outputs.items()
        if not tensor.dtype.is_floating
    }
    if others:
        raise ValueError(
            f"{where}: outputs of several types can't be joined. Expected "
            f"floats. Received: {others}. Encode them by "
            "output_mode='one_hot', or take them one by one: "
            "`FeatureSpace(…, output_mode='dict')`."
        )
    counts = {name: tensor.shape[:1] for name, tensor in outputs.items()}
    known = {n: rows[0] for n, rows in counts.items() if None not in rows}
    if len(set(known.values())) > 1:
        raise ValueError(
            f"{where}: columns differ in their number of rows. Expected one "
            f"number for all. Received rows of outputs: {known}."
        )
