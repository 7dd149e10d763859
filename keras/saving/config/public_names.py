"""The closed list of names that a file may use: nothing is imported for it.

A name leads to a class or a pure function in one of our own public namespaces,
or to what the user registered or passed. The module in a file says only in
which of our namespaces to look.
"""

import functools
import types

from keras.saving.config import keras1, keras2, keras3

# A class of which namespace: looked through in this order when a file (of
# Keras 1, or early Keras 2) doesn't say.
CLASS_NAMESPACES = (
    "keras.layers",
    "keras.layers.experimental",
    "keras.models",
    "keras.models.experimental",
    "keras.initializers",
    "keras.regularizers",
    "keras.constraints",
    "keras.losses",
    "keras.metrics",
    "keras.mixed_precision",
    "keras.dtype_policies",
    "keras.optimizers",
    "keras.optimizers.legacy",
    "keras.optimizers.schedules",
    "keras.random",
    # Names that have another home, too, are written by that one.
    "keras.experimental",
)
# Their functions compute from tensors, and do nothing else.
FUNCTION_NAMESPACES = ("keras.activations", "keras.losses", "keras.metrics")
_OPTIMIZERS = "keras.optimizers"
_NOT_PURE = frozenset({"get", "serialize", "deserialize"})

_OPS, _TERMS = "keras.engine.graph.op_layer", "keras.engine.graph.term_layers"
_SCALES = "keras.applications.scaling_layers"
_FEATURES = "keras.utils.features.feature"
_THEIR_FEATURES = "keras.src.layers.preprocessing.feature_space"
_THEIR_OPS = "tf_keras.src.layers.core.tf_op_layer"
_THEIR_BASE = "tf_keras.src.engine.base_layer"
_THEIR_APPLICATIONS = "tf_keras.src.applications"
# Classes that have no public name among layers, but a name in files: where they
# are here, and in the package that imports what a file names.
INNER_CLASSES = {
    "TFOpLambda": (_OPS, _THEIR_OPS),
    "SlicingOpLambda": (_OPS, _THEIR_OPS),
    "ClassMethod": (_OPS, _THEIR_OPS),
    "InstanceMethod": (_OPS, _THEIR_OPS),
    "InstanceProperty": (_OPS, _THEIR_OPS),
    "AddLoss": (_TERMS, _THEIR_BASE),
    "AddMetric": (_TERMS, _THEIR_BASE),
    **dict.fromkeys(
        ("Highway", "MaxoutDense", "Merge"),
        ("keras.legacy.layers", "keras.legacy.layers"),
    ),
    "LayerScale": (_SCALES, f"{_THEIR_APPLICATIONS}.convnext"),
    "StochasticDepth": (_SCALES, f"{_THEIR_APPLICATIONS}.convnext"),
    "CustomScaleLayer": (
        _SCALES,
        f"{_THEIR_APPLICATIONS}.inception_resnet_v2",
    ),
    # Keras 3's home: tf_keras forgets what a space in a file has learned.
    "Cross": (_FEATURES, _THEIR_FEATURES),
    "Feature": (_FEATURES, _THEIR_FEATURES),
    "FeatureSpace": ("keras.utils.features.feature_space", "keras.utils"),
}

# The part of a module's path after `keras.` or `keras.src.` that tells the
# namespace, where it isn't the namespace's own name.
_FAMILIES = {
    "": "keras.models",
    "engine": "keras.layers",
    "models": "keras.models",
    "dtype_policies": "keras.dtype_policies",
    "dtypes": "keras.mixed_precision",
}
_ROOTS = ("tensorflow.python.keras", "tensorflow.keras", "tf_keras", "keras")


def namespace_of(module: str | None) -> str | None:
    """Returns our namespace for a module's path in a file of any Keras.

    None stands for a module that isn't Keras's, or no text in a damaged file.
    """
    if not isinstance(module, str):
        return None
    if module in keras2.HOMES:
        return keras2.HOMES[module]
    root = next((r for r in _ROOTS if _is_in(module, r)), None)
    if root is None:
        return None
    path = module[len(root) :].removeprefix(".")
    path = path.removeprefix("api._v2.keras").removeprefix("src")
    parts = path.strip(".").split(".")
    if parts[0] == "optimizers" and "schedule" in path:
        return "keras.optimizers.schedules"
    inner = ".".join(["keras", *parts[:2]])
    if (
        parts[1:2] in (["experimental"], ["legacy"])
        and inner in CLASS_NAMESPACES
    ):
        return inner
    return _FAMILIES.get(parts[0], f"keras.{parts[0]}")


def find_class(
    name: str, module: str | None, namespace: str | None, import_module
) -> type | None:
    """Returns the class of ours that a file means, or None.

    Args:
        name: Its name in the file.
        module: Its module in the file, or None.
        namespace: Where the place in the file says that it belongs, or None.
        import_module: Imports one of our public modules.
    """
    is_ours = module is None or namespace_of(module) is not None
    known = {**keras1.NAMES, **keras2.NAMES, **keras3.NAMES}
    name = known.get(name, name) if is_ours else name
    if name in INNER_CLASSES and is_ours:
        return getattr(import_module(INNER_CLASSES[name][0]), name)
    said = namespace_of(module)
    if module is not None and said is None:
        return None
    looked_in = dict.fromkeys(
        n for n in (said, namespace, *CLASS_NAMESPACES) if n in CLASS_NAMESPACES
    )
    for candidate in looked_in:
        found = _public(import_module(candidate), name)
        if isinstance(found, type) and hasattr(found, "from_config"):
            return found
    return None


def find_optimizer(name: str, import_module) -> type | None:
    """Returns the optimizer of ours that has a name, or None.

    Args:
        name: The name, of this package's own; any text.
        import_module: Imports one of our public modules.
    """
    found = _public(import_module(_OPTIMIZERS), name)
    return found if hasattr(found, "apply_gradients") else None


def find_function(
    name: str, module: str | None, import_module
) -> types.FunctionType | None:
    """Returns the pure function of ours that a file means, or None."""
    if name in _NOT_PURE:
        return None
    said = namespace_of(module)
    looked_in = dict.fromkeys(
        n for n in (said, *FUNCTION_NAMESPACES) if n in FUNCTION_NAMESPACES
    )
    for candidate in looked_in:
        found = _public(import_module(candidate), name)
        if isinstance(found, types.FunctionType):
            return found
    return None


def is_graph(name: str, config) -> bool:
    """Tells whether a config under this name is a functional model's."""
    named = name in ("Model", "Functional")
    return named and isinstance(config, dict) and "input_layers" in config


def all_class_names(import_module) -> set[str]:
    """Returns the names of all classes that a file may use."""
    modules = [import_module(namespace) for namespace in CLASS_NAMESPACES]
    return {
        name
        for module in modules
        for name in dir(module)
        if isinstance(getattr(module, name), type)
    }


def stands_for_ours(cls: type, import_module) -> bool:
    """Tells whether a class of TensorFlow's is one of ours in files."""
    home = keras2.HOMES.get(cls.__module__)
    return home is not None and hasattr(import_module(home), cls.__name__)


@functools.cache
def home_of(cls: type, import_module) -> tuple[str, str]:
    """Returns the public module and name under which a file holds a class.

    A functional model's is Keras 3's private one: tf_keras 2.21 says the name
    too, and finds it in JSON whatever the module (see `portable_config`).
    """
    name = keras3.PUBLIC_NAMES.get(cls.__name__, cls.__name__)
    if name == "Functional":
        return "keras.src.models.functional", "Functional"
    here, there = INNER_CLASSES.get(name, (None, None))
    if here is not None and cls.__module__ == here:
        return there, name
    if cls.__module__ in keras2.HOMES:
        return keras2.HOMES[cls.__module__], name
    for namespace in CLASS_NAMESPACES:
        if _public(import_module(namespace), name) is cls:
            if name in keras2.TF_KERAS_HOMES:
                return keras2.TF_KERAS_HOMES[name]
            public = "keras" if namespace == "keras.models" else namespace
            return public, name
    return cls.__module__, name


def _public(module: types.ModuleType, name: str):
    """Returns what is public today, and not what older code finds there."""
    listed = getattr(module, "__all__", None) or dir(module)
    return getattr(module, name) if name in listed else None


def _is_in(module: str, root: str) -> bool:
    return module == root or module.startswith(root + ".")
