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

Where a file gives a model its values, nobody looks at the first ones, which are
most of the work of making it. There a variable may wait: it gets its first
value when somebody asks for it, and never if it's given another before.
"""

import contextlib
import contextvars
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
# What a variable that waits has: the function that makes its first value.
_FIRST = "_keras_first_value"
#: Variables that wait. None where none does.
put_off: contextvars.ContextVar[list[weakref.ref] | None] = (
    contextvars.ContextVar("put_off", default=None)
)


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


@contextlib.contextmanager
def waiting() -> Iterator[None]:
    """Marks a block at whose end variables that wait get their first values.

    If it raises, they go on waiting.
    """
    found: list[weakref.ref] = []
    before = put_off.set(found)
    try:
        yield
    finally:
        put_off.reset(before)
    for made in found:
        if isinstance(one := made(), Waiting):
            one.settle()


class Waiting(resource_variable_ops.ResourceVariable):
    """A variable without a value, till somebody asks for its handle.

    Whoever reads it, TensorFlow's own code too, asks.

    Attributes:
        plain: The class that it is of from then on.
    """

    plain: type[tf.Variable] = resource_variable_ops.ResourceVariable

    def _settled(self) -> tuple[tf.Tensor, Callable]:
        """Makes a plain variable of it; returns its handle and what to set."""
        self.__class__ = self.plain
        own = vars(self)
        return own["_handle"], own.pop(_FIRST)

    def settle(self) -> None:
        """Gives it its first value."""
        _set_first(*self._settled())

    @property
    def _handle(self) -> tf.Tensor:
        """The handle, of a variable that has a value now."""
        self.settle()
        return self._handle

    @property
    def device(self) -> str:
        """Where the value will be."""
        return vars(self)["_handle"].device

    def assign(self, *args, **kwargs):
        """Sets it, without a first value unless this fails."""
        return self._set_by("assign", *args, **kwargs)

    def _restore_from_tensors(self, restored_tensors):
        return self._set_by("_restore_from_tensors", restored_tensors)

    def _set_by(self, name: str, *args, **kwargs):
        handle, make = self._settled()
        is_set = False
        try:
            result = getattr(self, name)(*args, **kwargs)
            is_set = tf.executing_eagerly()
        finally:
            if not is_set:
                _set_first(handle, make)
        return result


def _set_first(handle: tf.Tensor, make: Callable) -> None:
    with tf.init_scope():
        tf.raw_ops.AssignVariableOp(resource=handle, value=make())


def variable(
    initial_value, name: str, may_wait: bool = False, **options
) -> tf.Variable:
    """Makes a `tf.Variable` of this name, within the name scopes around.

    Args:
        initial_value: As of `tf.Variable`.
        name: Its name.
        may_wait: True lets it wait, in a block that is marked by `waiting`, for
            a first value that a function makes.
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
    waiting_ones = put_off.get() if may_wait else None
    if waiting_ones is None:
        value = initial_value() if callable(initial_value) else initial_value
        value = tf.convert_to_tensor(value, options.get("dtype"))
        if options.get("shape") not in (None, value.shape):
            # TensorFlow says what is wrong.
            return _by_tensorflow(value, last, whole, options)
        options = {**options, "dtype": value.dtype, "shape": value.shape}
    options["shape"] = tf.TensorShape(options["shape"])
    handle = resource_variable_ops._variable_handle_from_shape_and_dtype(
        options["shape"],
        options["dtype"],
        shared_name=None,
        name=f"{last}/",
        graph_mode=False,
    )
    made = object.__new__(resource_variable_ops.ResourceVariable)
    handle._parent_trackable = weakref.ref(made)
    handle._name = f"{last}:0"
    handle._unique_id = f"{last}_{ops.uid()}"
    resource_variable_ops.BaseResourceVariable.__init__(
        made,
        **options,
        handle=handle,
        unique_id=handle._unique_id,
        handle_name=whole,
        in_graph_mode=False,
    )
    if waiting_ones is None:
        tf.raw_ops.AssignVariableOp(resource=handle, value=value)
    else:
        setattr(made, _FIRST, initial_value)
        made.__class__ = Waiting
        waiting_ones.append(weakref.ref(made))
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
