"""Draws a model to a file, with Graphviz."""

import os
import pathlib
import subprocess
import sys
from typing import Any

from keras.utils import model_dot

_IN_NOTEBOOKS = {"svg": "SVG", "png": "Image", "jpg": "Image", "jpeg": "Image"}


def plot_model(
    model: Any,
    to_file: Any = "model.png",
    show_shapes: bool = False,
    show_dtype: bool = False,
    show_layer_names: bool = True,
    rankdir: str = "TB",
    expand_nested: bool = False,
    dpi: int = 96,
    layer_range: Any = None,
    show_layer_activations: bool = False,
    show_trainable: bool = False,
    splines: str = "spline",
) -> Any:
    """Draws a model to a file.

    A page to look around in, with more of each layer and without Graphviz, is
    `keras.utils.model_to_html`.

    Args:
        model: A built model.
        to_file: Path; its ending, such as ".png", ".svg" or ".pdf", is the
            format. Default "model.png", and PNG for a path of no ending.
        show_shapes: As the rest, an argument of `model_to_dot`.
        show_dtype: See there.
        show_layer_names: See there.
        rankdir: See there.
        expand_nested: See there.
        dpi: See there.
        layer_range: See there.
        show_layer_activations: See there.
        show_trainable: See there.
        splines: See there.

    Returns:
        In IPython and notebooks the picture, which they show; None elsewhere.

    Raises:
        ImportError: If pydot or Graphviz isn't installed.
        ValueError: If Graphviz doesn't write such files, and as of
            `model_to_dot`.

    Example:
        >>> model = keras.Sequential([keras.layers.Dense(2, input_shape=(3,))])
        >>> file = getfixture("tmp_path") / "model.svg"
        >>> keras.utils.plot_model(model, file, show_shapes=True)
        >>> "(None, 2)" in file.read_text()
        True
    """
    graph = model_dot.model_to_dot(
        model,
        show_shapes=show_shapes,
        show_dtype=show_dtype,
        show_layer_names=show_layer_names,
        rankdir=rankdir,
        expand_nested=expand_nested,
        dpi=dpi,
        layer_range=layer_range,
        show_layer_activations=show_layer_activations,
        show_trainable=show_trainable,
        splines=splines,
    )
    path = pathlib.Path(os.fspath(to_file))
    ending = path.suffix[1:].lower() or "png"
    _write(graph.to_string(), path, ending)
    return _for_notebooks(path, ending)


def _write(text: str, path: pathlib.Path, ending: str) -> None:
    try:
        # pydot's own call prints what went wrong, and raises without it.
        done = subprocess.run(
            ["dot", f"-T{ending}"], input=text.encode(), capture_output=True
        )
    except FileNotFoundError as error:
        raise ImportError(
            "plot_model: Graphviz isn't installed. Expected its program `dot`. "
            "Received: none in PATH. Install it (on Debian or Ubuntu: `apt-get "
            "install graphviz`), or write a page with "
            "`keras.utils.model_to_html`, which needs none."
        ) from error
    if done.returncode:
        raise ValueError(
            "plot_model: Graphviz doesn't draw this. Expected a path that ends "
            "in a format that it writes, such as .png, .svg or .pdf. Received: "
            f"to_file={str(path)!r}; Graphviz said: "
            f"{done.stderr.decode(errors='replace').strip()}"
        )
    path.write_bytes(done.stdout)


def _for_notebooks(path: pathlib.Path, ending: str) -> Any:
    """Returns what IPython shows, where it runs."""
    # Whoever runs in IPython has imported it.
    display = sys.modules.get("IPython.display")
    if display is None or ending not in _IN_NOTEBOOKS:
        return None
    return getattr(display, _IN_NOTEBOOKS[ending])(filename=str(path))
