"""What a model's description says: layers, foreign names, code, paths.

It's read as data, of any version of Keras; nothing of it is made.
"""

from collections.abc import Iterator

from keras.backend import naming
from keras.cli.inspection import facts, known_names
from keras.saving.config import public_names, pure_names

_SHOWN = 80
_FUNCTIONS = ("activation", "fn", "recurrent_activation")
_LOSSES = ("loss", "metrics", "weighted_metrics")
# Values that are the path of a file, where they are text.
_PATHS = ("filepath", "vocabulary")
_LAMBDA = "__lambda__"
_TYPES_OF_CODE = ("lambda", "raw")


class Description:
    """What a model's description says.

    Args:
        described: Class name and config of a model, and how it was compiled.
        training: What of that a file says apart from it.
    Attributes:
        custom: Classes and functions in it that Keras hasn't.
        unsafe: What it would do beyond a model's arithmetic, in words.
    """

    def __init__(self, described: dict, training: object = None) -> None:
        self._described = described
        self._custom: dict[str, None] = {}
        self._unsafe: dict[str, None] = {}
        self._look(described, "the model")
        self._look(training, "its training")

    @property
    def custom(self) -> tuple[str, ...]:
        return tuple(self._custom)

    @property
    def unsafe(self) -> tuple[str, ...]:
        return tuple(self._unsafe)

    @property
    def model(self) -> str:
        """Class and name of the model."""
        config = self._described.get("config")
        name = config.get("name") if isinstance(config, dict) else None
        title = str(self._described.get("class_name"))[:_SHOWN]
        return f"{title} {str(name)[:_SHOWN]!r}" if name else title

    def layers(self) -> list[tuple[str, str, str]]:
        """Returns name, class, and path in files of values of each layer."""
        return list(_layers(self._described, "", ""))

    def _look(self, value, where: str) -> None:
        """Notes what a value has that isn't Keras's arithmetic."""
        if isinstance(value, list):
            for part in value:
                self._look(part, where)
        if not isinstance(value, dict):
            return
        if isinstance(value.get("class_name"), str):
            where = self._look_at_object(value, where)
        self._look_at_names(value, where)
        for part in value.values():
            self._look(part, where)

    def _look_at_object(self, value: dict, where: str) -> str:
        """Notes a class or a function; returns what its parts belong to."""
        name, config = value["class_name"], value.get("config")
        if name == _LAMBDA:
            self._note_code(where)
        elif name == "function":
            self._note_function(config, value.get("module"), where)
        elif not name.startswith("__") and value.get("module") != "builtins":
            registered = value.get("registered_name")
            if not known_names.is_class(name, value):
                self._custom[str(registered or name)[:_SHOWN]] = None
        if not isinstance(config, dict):
            return where
        if isinstance(config.get("name"), str):
            where = repr(config["name"][:_SHOWN])
        if name == "TFOpLambda":
            self._note_operation(config.get("function"), where)
        if name == "Lambda":
            self._look_at_lambda(config, where)
        return where

    def _look_at_lambda(self, config: dict, where: str) -> None:
        """Notes what a layer of Keras 1 and 2 computes."""
        kind, function = config.get("function_type"), config.get("function")
        if kind in _TYPES_OF_CODE or isinstance(function, list):
            self._note_code(where)
        elif kind == "function":
            self._note_function(function, config.get("module"), where)

    def _look_at_names(self, value: dict, where: str) -> None:
        """Notes bare names of functions, and of files."""
        for key in _FUNCTIONS:
            if isinstance(value.get(key), str):
                self._note_function(value[key], None, where)
        for key in _LOSSES:
            for name in _texts(value.get(key)):
                if not known_names.is_class(name, {}):
                    self._note_function(name, None, where)
        for key in _PATHS:
            if isinstance(value.get(key), str) and value[key]:
                path = value[key][:_SHOWN]
                self._unsafe[f"{where} opens a file by its path: {path!r}"] = (
                    None
                )

    def _note_code(self, where: str) -> None:
        self._unsafe[f"{where} has compiled Python code, of a lambda"] = None

    def _note_operation(self, name, where: str) -> None:
        if not isinstance(name, str) or not pure_names.has(name):
            called = str(name)[:_SHOWN]
            self._unsafe[f"{where} calls TensorFlow's {called!r}"] = None

    def _note_function(self, name, module, where: str) -> None:
        if not isinstance(name, str):
            return
        if name.startswith("tf."):
            self._note_operation(name, where)
        elif not known_names.is_function(name, module):
            if module and public_names.namespace_of(module):
                called = f"{module}.{name}"[:_SHOWN]
                self._unsafe[f"{where} calls {called!r}"] = None
            else:
                self._custom[name[:_SHOWN]] = None


def _texts(value) -> Iterator[str]:
    """Yields the names in what a model was compiled with."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for part in value:
            yield from _texts(part)
    elif isinstance(value, dict) and "class_name" not in value:
        for part in value.values():
            yield from _texts(part)


def _layers(
    described: dict, above: str, path: str
) -> Iterator[tuple[str, str, str]]:
    taken: dict[str, int] = {}
    for one in _inner(described):
        kind = str(one.get("class_name"))
        config = one.get("config")
        named = config.get("name") if isinstance(config, dict) else None
        # The name of the graph's node stands beside it.
        name = above + str(named or one.get("name") or kind)[:_SHOWN]
        key = naming.snake_case(kind.rpartition(">")[2])
        number = taken[key] = taken.get(key, -1) + 1
        place = f"{path}layers/{key}" + (f"_{number}" if number else "")
        yield name, kind, place
        yield from _layers(one, f"{name}/", f"{place}/")


def _inner(described: dict) -> list[dict]:
    """Returns the descriptions of a model's layers; none for a layer."""
    config = described.get("config")
    # Sequential models of Keras 1 are a list of layers.
    found = config if isinstance(config, list) else None
    if isinstance(config, dict):
        found = config.get("layers")
    found = found if isinstance(found, list) else []
    return [
        one for one in found if isinstance(one, dict) and "class_name" in one
    ]


def compiled(config) -> str | None:
    """Tells optimizer and loss of what a model was compiled with.

    Args:
        config: `compile_config`, or `training_config` of Keras 1 and 2.
    """
    if not isinstance(config, dict):
        return None
    optimizer = config.get("optimizer") or config.get("optimizer_config")
    names = [_name(optimizer), _name(config.get("loss"))]
    return ", ".join(name for name in names if name) or None


def _name(value) -> str:
    """Returns a short name of an object, a function or a nest of them."""
    if isinstance(value, str):
        return value[:_SHOWN]
    if isinstance(value, dict) and "class_name" in value:
        inner = value.get("config")
        is_function = value["class_name"] == "function"
        name = str(inner if is_function else value["class_name"])
        return name.rpartition(">")[2][:_SHOWN]
    parts = value.values() if isinstance(value, dict) else value
    if isinstance(parts, (str, bytes)) or not hasattr(parts, "__iter__"):
        return ""
    return ", ".join(filter(None, map(_name, parts)))


def counted(
    layers: list[tuple[str, str, str]], arrays: tuple[facts.Array, ...]
) -> tuple[facts.Layer, ...]:
    """Returns layers with the numbers that a file has for each.

    Args:
        layers: What `Description.layers` returns.
        arrays: The file's; a layer's are below its path.
    """
    sizes: dict[str, int] = {}
    for array in arrays:
        parts = array.path.split("/")
        for count in range(1, len(parts)):
            above = "/".join(parts[:count])
            sizes[above] = sizes.get(above, 0) + array.size
    return tuple(
        facts.Layer(name, kind, sizes.get(place, 0))
        for name, kind, place in layers
    )
