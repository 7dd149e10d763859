"""The vocabularies of layers in a SavedModel, which its tables have.

Keras 2 writes none in the config of a layer that learned it, and the path of
the writer's file in that of one that was given a file. The table's contents are
constants of the graph, or a file that the SavedModel brings.
"""

from collections.abc import Iterator

from keras.saving.config import json_object
from keras.saving.files import keras_metadata, saved_model_folder

_LOOKUPS = ("StringLookup", "IntegerLookup", "TextVectorization")
# From the layer on; the last as in TensorFlow 2.3 to 2.5.
_WAYS = (
    ("lookup_table",),
    ("_lookup_layer", "lookup_table"),
    ("_table",),
    ("_index_lookup_layer", "_table"),
)


def filled_in(
    folder: saved_model_folder.SavedModelFolder, config: dict
) -> dict:
    """Returns a model's config whose layers have their vocabularies.

    Args:
        folder: The SavedModel.
        config: The model's.
    """
    found = dict(_vocabularies(folder))
    return _filled(config, found) if found else config


def _vocabularies(folder) -> Iterator[tuple[str, list]]:
    """Yields the name and the terms of each layer with a table."""
    for node in folder.keras_nodes.values():
        if node.kind != keras_metadata.LAYER:
            continue
        number = _table_of(folder, node.number)
        contents = None if number is None else folder.table(number)
        if contents is None:
            continue
        told = json_object.parsed(folder.path, keras_metadata.FILE, node.text)
        yield told.get("name"), _terms(told, *contents)


def _table_of(folder, number: int) -> int | None:
    for names in _WAYS:
        found = folder.child(number, *names)
        if found is not None:
            return found
    return None


def _terms(told: dict, keys: list, values: list) -> list:
    """Returns a table's terms by index, but for the mask's."""
    config = told.get("config", {})
    if config.get("invert"):
        keys, values = values, keys
    is_text = told.get("class_name") == "TextVectorization"
    mask = "" if is_text else config.get("mask_token")
    by_index = sorted(zip(values, map(_text, keys)))
    return [term for _, term in by_index if term != mask]


def _text(key):
    return key.decode("utf-8", "replace") if isinstance(key, bytes) else key


def _filled(value, found: dict):
    if isinstance(value, list):
        return [_filled(part, found) for part in value]
    if not isinstance(value, dict):
        return value
    parts = {key: _filled(part, found) for key, part in value.items()}
    config = parts.get("config")
    if parts.get("class_name") in _LOOKUPS and isinstance(config, dict):
        terms = found.get(config.get("name"))
        is_told = isinstance(config.get("vocabulary"), list)
        if terms is not None and not is_told:
            parts["config"] = {**config, "vocabulary": terms}
            if config.get("output_mode") in ("tf_idf", "tf-idf"):
                # They are among the values.
                parts["config"]["idf_weights"] = [1.0] * len(terms)
    return parts
