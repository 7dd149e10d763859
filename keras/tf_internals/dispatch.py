"""TensorFlow functions called on symbolic tensors.

The public dispatch API (`tf.experimental.dispatch_for_api`) takes one function
at a time and composite tensors only; a model may use any of them.

Some public functions aren't dispatched by TensorFlow at all: `tf.sparse`, the
real Fourier transforms, `tf.experimental.numpy`, the loops. Their public names
are bound to wrappers, which call them, and ask here only when that raises. The
operators of variables ask first, as they compute from the value; and so do the
loops: `tf.map_fn` that raises leaves its caching device behind, and
all variables made later have it.
"""

import functools
from collections.abc import Callable

import tensorflow as tf

# Modules in which some or all public functions aren't dispatched, and loops.
_MODULES = (tf.sparse, tf.signal, tf.linalg, tf.experimental.numpy)
_LOOPS = ("map_fn", "switch_case", "vectorized_map", "while_loop")
_OPERATORS = """__add__ __sub__ __mul__ __truediv__ __floordiv__ __mod__ __pow__
    __matmul__ __and__ __or__ __xor__ __lt__ __le__ __gt__ __ge__ __eq__
    __ne__""".split()
_DISPATCHED = "_tf_fallback_dispatchers"

# Makes a function of ours one that TensorFlow dispatches.
dispatched = tf.__internal__.dispatch.add_dispatch_support


class _Dispatcher(tf.__internal__.dispatch.GlobalOpDispatcher):
    def __init__(self, symbolic_type: type, record: Callable) -> None:
        self._symbolic_type = symbolic_type
        self._record = record

    def handle(self, op, args, kwargs):
        if self.concerns(args, kwargs):
            return self._record(op, args, kwargs)
        return self.NOT_SUPPORTED

    def concerns(self, args: tuple, kwargs: dict) -> bool:
        return any(
            isinstance(value, self._symbolic_type)
            for value in tf.nest.flatten((args, kwargs))
        )


def on_symbolic_tensors(symbolic_type: type, record: Callable) -> None:
    """Has `record(op, args, kwargs)` answer calls with a `symbolic_type`."""
    dispatcher = _Dispatcher(symbolic_type, record)
    dispatcher.register()
    for module in _MODULES:
        for name, value in vars(module).copy().items():
            if not name.startswith("_") and _is_undispatched(value):
                setattr(module, name, _wrapped(value, dispatcher))
    for name in _OPERATORS:
        operator = getattr(tf.Variable, name)
        setattr(tf.Variable, name, _giving_way(operator, symbolic_type))
    for name in _LOOPS:
        setattr(tf, name, _asking_first(getattr(tf, name), dispatcher))


def _giving_way(operator: Callable, symbolic_type: type) -> Callable:
    """Makes an operator of variables leave symbols to their own operator.

    TensorFlow would hand over the variable's value, which a model would keep.
    """

    @functools.wraps(operator)
    def call(variable, other):
        if isinstance(other, symbolic_type):
            return NotImplemented
        return operator(variable, other)

    return call


def _is_undispatched(value) -> bool:
    is_function = callable(value) and not isinstance(value, type)
    return is_function and not hasattr(value, _DISPATCHED)


def _wrapped(function: Callable, dispatcher: _Dispatcher) -> Callable:
    @functools.wraps(function)
    def call(*args, **kwargs):
        try:
            return function(*args, **kwargs)
        except (AttributeError, TypeError, ValueError):
            answer = dispatcher.handle(function, args, kwargs)
            if answer is dispatcher.NOT_SUPPORTED:
                raise
        return answer

    return call


def _asking_first(function: Callable, dispatcher: _Dispatcher) -> Callable:
    @functools.wraps(function)
    def call(*args, **kwargs):
        answer = dispatcher.handle(function, args, kwargs)
        if answer is dispatcher.NOT_SUPPORTED:
            return function(*args, **kwargs)
        return answer

    return call
