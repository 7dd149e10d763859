"""Layers inside of layers that stand in a second place of a model as well.

Each layer of a model is cloned from its configuration. One that holds another
makes that anew; where the model holds the same one elsewhere, such as a tied
projection, the clone would have two in its place, which training moves apart.
So these layers are described together, and what is one in the model has one
number in their descriptions.
"""

import collections
import contextlib
from collections.abc import Iterator

from keras.engine.layer import layer, tracking
from keras.engine.model import model as model_module
from keras.saving.config import marshalled_code, object_config, sharing


@contextlib.contextmanager
def one_clone(model) -> Iterator[dict[int, dict]]:
    """Gives the descriptions of layers with a part in common, by their ids.

    What is `made` of them in the block has the same parts in common.

    Args:
        model: The model, or False for one whose layers others clone. Models in
            it that are graphs are looked into.
    """
    tied = _tied(model) if model else []
    if not tied:
        yield {}
        return
    with marshalled_code.left_out():
        described = sharing.one_description(
            lambda: list(map(object_config.serialize_keras_object, tied))
        )
    with sharing.one_reading(described):
        yield {id(leaf): one for leaf, one in zip(tied, described)}


def made(cls: type, described: dict) -> layer.Layer:
    """Makes a layer of its description, unless it was made as another's part.

    Args:
        cls: Its class.
        described: What `one_clone` gave.
    """
    return sharing.made(described, lambda: cls.from_config(described["config"]))


def _tied(model: model_module.Model) -> list[layer.Layer]:
    leaves = tracking.unique(_leaves(model))
    inside = [set(map(id, leaf._flatten_layers())) for leaf in leaves]
    uses = collections.Counter(part for parts in inside for part in parts)
    return [
        leaf
        for leaf, parts in zip(leaves, inside)
        if any(uses[part] > 1 for part in parts)
    ]


def _leaves(part: layer.Layer) -> Iterator[layer.Layer]:
    is_model = isinstance(part, model_module.Model)
    if not is_model or part._keras_state.topology.graph is None:
        yield part
        return
    for inner in part.layers:
        yield from _leaves(inner)
