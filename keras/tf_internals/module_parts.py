"""Attributes that a `tf.Module` around a layer passes over.

`tf.Module` finds variables and modules by walking attributes; the only way to
leave some out is the set of names that it keeps for its own.
"""

import tensorflow as tf


def ignore(module_class: type, names: frozenset[str]) -> None:
    """Has `tf.Module.variables` and its kin leave attributes out.

    Args:
        module_class: A subclass of `tf.Module`.
        names: All attributes of it to leave out.
    """
    its_own = tf.Module._TF_MODULE_IGNORED_PROPERTIES
    module_class._TF_MODULE_IGNORED_PROPERTIES = its_own | names
