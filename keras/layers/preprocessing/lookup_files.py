"""What a lookup keeps in files: its vocabulary, and the weights of it.

Methods of `IndexLookup`, which binds them under these names.
"""

from typing import Any

from keras.layers.preprocessing import vocabulary_file


def save_own_variables(layer: Any, store: Any) -> None:
    """Puts the weights of 'tf_idf' output into a dict-like store."""
    if layer.idf_weights is not None:
        store["idf_weights"] = layer.idf_weights.numpy()


def load_own_variables(layer: Any, store: Any) -> None:
    """Takes what `save_own_variables` put there."""
    if layer.idf_weights is not None:
        layer.idf_weights.assign(store["idf_weights"])


def learned(layer) -> dict:
    """Returns the arguments that make a layer with what this one knows."""
    if layer._known.is_empty:
        return {}
    terms = layer.get_vocabulary(include_special_tokens=False)
    if layer.idf_weights is None:
        return {"vocabulary": terms}
    weights = layer.idf_weights.numpy()[layer._first :][: len(terms)]
    return {"vocabulary": terms, "idf_weights": weights.tolist()}


def save_assets(layer: Any, dir_path: str) -> None:
    """Writes the vocabulary.

    One that the constructor was given too: the configuration says it, but a
    file of weights has none.

    Args:
        dir_path: A folder.
    """
    known = layer._known
    if not known.is_empty:
        lines = [*_special_lines(layer), *layer._lines_of(known.keys())]
        vocabulary_file.write(dir_path, lines)


def load_assets(layer: Any, dir_path: str) -> None:
    """Takes what `save_assets` wrote.

    Without a file, a vocabulary that the constructor was given stays, as files
    of the other packages have none for it then; a learned one goes.

    Args:
        dir_path: A folder.
    """
    lines = vocabulary_file.read(dir_path)
    special = _special_lines(layer)
    if lines[: len(special)] == special:
        lines = lines[len(special) :]
    keys = layer._keys_of_lines(lines)
    is_given = layer.vocabulary is not None
    if not (is_given and keys in ([], layer._known.keys())):
        layer._take_saved(keys)


def _special_lines(layer) -> list[bytes]:
    """Returns the special tokens as lines: "None" in place of no token.

    So the other packages have it.
    """
    return [
        b"None" if key is None else layer._lines_of([key])[0]
        for key in layer._known.specials
    ]
