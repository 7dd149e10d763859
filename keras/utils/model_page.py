"""A model as a page to look around in, in one file that needs no network."""

# bazel: data=page_files/*

import base64
import hashlib
import html
import importlib.resources
import json
import os
import pathlib
import string
from collections.abc import Iterator
from typing import Any

from keras.utils import layer_families, model_structure

_SCRIPTS = (
    "data.js", "layout.js", "drawing.js", "details.js", "outline.js",
    "print.js", "page.js", "input.js",
)  # fmt: skip
# What is shown of a config's lists and texts; vocabularies have millions.
_LONGEST_LIST = 64
_LONGEST_TEXT = 2000
# Of the config of a model, or of a wrapper of one: the page shows these itself.
_SHOWN_ELSEWHERE = {"layer", "layers", "input_layers", "output_layers"}


def model_to_html(model: Any, path: Any) -> None:
    """Writes a page that shows a model: its graph, and all of each layer.

    A click on a layer shows its config, shapes, weights and memory; inner
    models fold and unfold; there is a search, and it can be printed. The file
    holds all that it needs, asks no network for anything, and treats names and
    configs as texts, whatever is in them.

    Args:
        model: A built model. The calls of one that computes in Python aren't
            known: its layers are listed.
        path: Where to, such as "model.html".

    Raises:
        TypeError: If `model` isn't a model.
        ValueError: If it has no shape yet.

    Example:
        >>> model = keras.Sequential([keras.layers.Dense(2, input_shape=(3,))])
        >>> path = getfixture("tmp_path") / "model.html"
        >>> keras.utils.model_to_html(model, path)
        >>> path.read_text()[:15]
        '<!DOCTYPE html>'
    """
    model_structure.check(model, "model_to_html")
    part = model_structure.read(model)
    text = _page(part.name, json.dumps(page_data(part)))
    pathlib.Path(os.fspath(path)).write_bytes(text.encode())


def page_data(model: model_structure.Part) -> dict:
    """Returns what the page knows, for JSON.

    Args:
        model: A model, as `model_structure.read` returns it.
    """
    parts = list({id(part): part for part in _all_parts(model)}.values())
    inner = [part.inner for part in parts if part.inner is not None]
    structures = list(
        {id(structure): structure for structure in inner}.values()
    )
    part_numbers = {id(part): i for i, part in enumerate(parts)}
    numbers = {id(structure): i for i, structure in enumerate(structures)}
    return {
        "parts": [_part(part, numbers) for part in parts],
        "structures": [
            {
                "graph": structure.is_graph,
                "calls": [
                    _call(call, part_numbers) for call in structure.calls
                ],
            }
            for structure in structures
        ],
        "hues": layer_families.HUES,
    }


def _all_parts(part: model_structure.Part) -> Iterator[model_structure.Part]:
    yield part
    for inner in _inner_parts(part):
        yield from _all_parts(inner)


def _inner_parts(part: model_structure.Part) -> list[model_structure.Part]:
    return part.inner.parts if part.inner else []


def _part(part: model_structure.Part, numbers: dict[int, int]) -> dict:
    inside = {w.key for p in _inner_parts(part) for w in p.weights}
    learned = [weight.count for weight in part.weights if weight.is_trainable]
    config, problem = _config(part)
    return {
        "name": part.name,
        "class": part.class_name,
        "wrapped": part.wrapped,
        "family": part.family,
        "activation": part.activation,
        "is_trainable": part.is_trainable,
        "is_built": part.is_built,
        "trainable": sum(learned),
        "fixed": sum(weight.count for weight in part.weights) - sum(learned),
        "size": sum(weight.size for weight in part.weights),
        # Those of inner layers are shown there.
        "weights": [_weight(w) for w in part.weights if w.key not in inside],
        "inner": numbers[id(part.inner)] if part.inner else None,
        "config": config,
        "problem": problem,
    }


def _weight(weight: model_structure.Weight) -> dict:
    return {
        "name": weight.name,
        "trainable": weight.is_trainable,
        "count": weight.count,
        "size": weight.size,
        **_tensor(weight.tensor),
    }


def _call(call: model_structure.Call, part_numbers: dict[int, int]) -> dict:
    return {
        "part": part_numbers[id(call.part)],
        "inputs": [_tensor(tensor) for tensor in call.inputs],
        "outputs": [_tensor(tensor) for tensor in call.outputs],
        "sources": call.sources,
    }


def _tensor(tensor: model_structure.Tensor) -> dict:
    return {
        "shape": tensor.shape,
        "dtype": tensor.dtype,
        "item": tensor.item_size,
    }


def _config(part: model_structure.Part) -> tuple[dict, str | None]:
    """Returns a layer's config for JSON, or why there is none."""
    try:
        config = part.layer.get_config()
    except Exception as error:  # a user's code; the rest is worth a page
        return {}, f"get_config: {type(error).__name__}: {error}"
    hidden = _SHOWN_ELSEWHERE if part.inner else set()
    return _plain({k: v for k, v in config.items() if k not in hidden}), None


def _plain(value: Any) -> Any:
    """Returns a config's value as JSON has it, long ones cut."""
    if hasattr(value, "tolist"):  # NumPy's
        value = value.tolist()
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, dict):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        more = len(value) - _LONGEST_LIST
        kept = [_plain(one) for one in value[:_LONGEST_LIST]]
        return [*kept, f"and {more:,} more"] if more > 0 else kept
    # JSON has no number for infinity.
    is_number = isinstance(value, float) and abs(value) < float("inf")
    return value if is_number else str(value)[:_LONGEST_TEXT]


def _page(title: str, data: str) -> str:
    style = _file("page.css")
    library = f"/*\n{_file('dagre.LICENSE')}*/\n{_file('dagre.min.js')}"
    script = "".join(map(_file, _SCRIPTS))
    # Nothing else runs, and nothing is fetched: the browser sees to it.
    policy = (
        f"default-src 'none'; style-src '{_hash(style)}'; "
        f"script-src '{_hash(library)}' '{_hash(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )
    return string.Template(_file("page.html")).substitute(
        policy=policy,
        title=html.escape(title),
        style=style,
        # No text ends the element that it stands in.
        data=data.replace("<", r"\u003c"),
        library=library,
        script=script,
    )


def _file(name: str) -> str:
    folder = importlib.resources.files(__package__) / "page_files"
    return (folder / name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"sha256-{base64.b64encode(digest).decode()}"
