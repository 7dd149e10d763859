"""Variables of many names, for the memory of one and a third of the time.

TensorFlow hands a variable's name to the op that makes it, as an attribute
(`debug_name`), and keeps a kernel for each combination of attributes till the
process ends: 35 kB a name (TensorFlow 2.21). Names count up (`dense_7/kernel`),
so building 100 small models would keep 40 MB. No public name separates the two:
here the op gets the last part of the name, which repeats, and the variable,
which only holds its name as text, is given the whole one afterwards.

`tf.Variable` itself prepares for graphs of TensorFlow 1 at each call: three
scopes of names, collections, a message for colocation. Where there is neither
such a graph nor anybody who has a say in it, a variable is a handle, its first
value and the fields of the class: so it's made here, in 0.36 of the time. To
read one, one op is enough, too, in a quarter of the time.
"""

import contextlib
import weakref
from collections.abc import Callable, Iterator

import tensorflow as tf
from tensorflow.python.framework import ops
from tensorflow.python.ops import resource_variable_ops

# What `BaseResourceVariable` takes as it is.
_FIELDS = frozenset(
    {"aggregation", "constraint", "dtype", "shape", "synchronization"}
    | {"trainable"}
)
# What a creator has that only sees variables: its function for that.
_SEES = "_keras_sees"


@contextlib.contextmanager
def seeing(see: Callable[[dict], None]) -> Iterator[None]:
    """Marks a block of whose variables each is told before it is made.

    Args:
        see: Called with the arguments of `tf.Variable`. It changes none, and
            may raise.
    """

    def create(next_creator, **kwargs):
        see(kwargs)
        return next_creator(**kwargs)

    setattr(create, _SEES, see)
    with tf.variable_creator_scope(create):
        yield


def variable(initial_value, name: str, **options) -> tf.Variable:
    """Makes a `tf.Variable` of this name, within the name scopes around.

    Args:
        initial_value: As of `tf.Variable`.
        name: Its name.
        **options: The other arguments of `tf.Variable`.
    """
    if tf.distribute.has_strategy():
        # A strategy names the parts by the name that it's given.
        return tf.Variable(initial_value, name=name, **options)
    with tf.name_scope(name) as scope:
        whole = scope.rstrip("/")
    last = name.rstrip("/").rpartition("/")[2] or "variable"
    creators = ops.get_default_graph()._variable_creator_stack
    watching = [getattr(creator, _SEES, None) for _, creator in creators]
    is_known = options.keys() <= _FIELDS
    if None in watching or not (is_known and tf.executing_eagerly()):
        return _by_tensorflow(initial_value, last, whole, options)
    for see in watching:
        see({"initial_value": initial_value, **options})
    value = initial_value() if callable(initial_value) else initial_value
    value = tf.convert_to_tensor(value, options.get("dtype"))
    if options.get("shape") not in (None, value.shape):
        # TensorFlow says what is wrong.
        return _by_tensorflow(value, last, whole, options)
    handle = resource_variable_ops.eager_safe_variable_handle(
        initial_value=value,
        shape=value.shape,
        shared_name=None,
        name=f"{last}/",
        graph_mode=False,
    )
    tf.raw_ops.AssignVariableOp(resource=handle, value=value)
    made = object.__new__(resource_variable_ops.ResourceVariable)
    handle._parent_trackable = weakref.ref(made)
    handle._name = f"{last}:0"
    handle._unique_id = f"{last}_{ops.uid()}"
    resource_variable_ops.BaseResourceVariable.__init__(
        made,
        **{**options, "dtype": value.dtype, "shape": value.shape},
        handle=handle,
        unique_id=handle._unique_id,
        handle_name=whole,
        in_graph_mode=False,
    )
    return made


def read(variable: tf.Variable) -> tf.Tensor:
    """Returns what a variable of any class holds; no tape is told of it."""
    is_plain = type(variable) is resource_variable_ops.ResourceVariable
    if not (is_plain and tf.executing_eagerly()):
        return variable.read_value()
    return tf.raw_ops.ReadVariableOp(
        resource=variable.handle, dtype=variable.dtype
    )


def _by_tensorflow(initial_value, last: str, whole: str, options: dict):
    """Has `tf.Variable` make it, where others have a say in it.

    Args:
        initial_value: As of `tf.Variable`.
        last: The name for the op.
        whole: The variable's.
        options: The other arguments of `tf.Variable`.
    """
    # A scope that ends with a slash is taken as it is.
    made = tf.Variable(initial_value, name=f"{last}/", **options)
    if isinstance(made, resource_variable_ops.BaseResourceVariable):
        made._handle_name = f"{whole}:0"
    return made
