"""House rule: only TensorFlow's public names outside `tf_internals/`."""

import ast
from collections import abc

import tensorflow as tf

from keras.testing import source_tree

INSIDE = "keras/tf_internals/"
PRIVATE_NAMES = ("tf.compat.v1", "tf.python")
PUBLIC_AFTER_ALL = ("tf.__operators__", "tf.__version__")


def check_public_names(
    sources: abc.Sequence[source_tree.Source],
) -> list[str]:
    """Returns the uses of TensorFlow that its public API doesn't cover."""
    found = []
    for source in sources:
        if source.path.startswith(INSIDE) or source.is_test:
            continue
        for node in ast.walk(source.tree):
            for name in [*_private_imports(node), *_private_chains(node)]:
                found.append(
                    f"{source.path}:{node.lineno}: {name} isn't public; "
                    f"expected a public tf.* name, or a hook in {INSIDE}"
                )
    return found


def check_module_hooks(
    sources: abc.Sequence[source_tree.Source],
) -> list[str]:
    """Returns the underscore methods of `tf.Module` that are overridden."""
    hooks = _underscore_methods(tf.Module)
    return [
        f"{source.path}:{node.lineno}: {node.name} overrides a hook of "
        f"tf.Module; expected a class in {INSIDE}"
        for source in sources
        if not source.path.startswith(INSIDE)
        for node in ast.walk(source.tree)
        if isinstance(node, ast.FunctionDef) and node.name in hooks
    ]


def _private_imports(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        names = [alias.name for alias in node.names]
        return [name for name in names if name.startswith("tensorflow.")]
    module = getattr(node, "module", None) or ""
    return [module] if module.partition(".")[0] == "tensorflow" else []


def _private_chains(node: ast.AST) -> list[str]:
    """The dotted name at a node, if it is a private one of TensorFlow's."""
    if not isinstance(node, ast.Attribute):
        return []
    chain = ast.unparse(node)
    if not chain.startswith("tf.") or chain.startswith(PUBLIC_AFTER_ALL):
        return []
    last_is_private = node.attr.startswith("_")
    if last_is_private or chain in PRIVATE_NAMES:
        return [chain] if chain.replace(".", "").isidentifier() else []
    return []


def _underscore_methods(cls: type) -> set[str]:
    return {
        name
        for name in dir(cls)
        if name.startswith("_")
        and not name.startswith("__")
        and callable(getattr(cls, name))
    }
