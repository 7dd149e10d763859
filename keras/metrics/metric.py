"""The base class of metrics: state that batches add to."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import tensorflow as tf

from keras import initializers
from keras.backend import config, naming, outside_graphs, user_code
from keras.distribute import variable_update
from keras.engine import kinds
from keras.metrics import argument_kinds, hooks, weight_arguments
from keras.saving.config import constructor
from keras.tf_internals import module_parts, narrow_state


class MetricState:
    """What the base keeps of a metric: one object, in one attribute.

    All other names of attributes are the user's, and so are names of methods:
    the base's own begin with `_keras_`.

    Args:
        dtype: Name of the state's type.
    """

    def __init__(self, dtype: str) -> None:
        self.set_type(dtype)
        # What `add_weight` made, in order.
        self.variables: list[tf.Variable] = []
        self.is_built = False
        # Of the values in its last result, if that was a dict.
        self.value_names: list[str] | None = None

    def set_type(self, dtype: str) -> None:
        """Sets the state's type, and that of comparisons and sums.

        A half counts to 2,048, and ends at 65,504.

        Args:
            dtype: Name of the state's type.
        """
        self.dtype = dtype
        self.full_type = "float32" if dtype in _HALVES else dtype


_HALVES = frozenset({"float16", "bfloat16"})


class Metric(constructor.Configurable, narrow_state.NarrowCheckpoints):
    """A number that describes everything seen since the last reset.

    A subclass makes its state with `add_weight` in its constructor, or in
    `build` where that hangs on the shapes of labels and predictions; adds a
    batch in `update_state`, and computes the number in `result`. Metrics in its
    attributes, in any nest, belong to it: they are reset, saved and merged with
    it.

    Args:
        name: Name in logs. Default None: the class's, in snake case.
        dtype: Type of the state and the result. Default None: `floatx()`.
    Call arguments: those of `update_state`; returns the new `result`.
    Example:
        >>> class Count(keras.metrics.Metric):
        ...     def __init__(self, name='count', dtype=None):
        ...         super().__init__(name, dtype)
        ...         self.seen = self.add_weight('seen', initializer='zeros')
        ...     def update_state(self, values, sample_weight=None):
        ...         self.seen.assign_add(tf.cast(tf.size(values), self.dtype))
        ...     def result(self):
        ...         return self.seen
        >>> count = Count()
        >>> count.update_state([1, 2, 3])
        >>> float(count.result())
        3.0
    """

    stateful = True  # Keras 2's metrics are layers, which say it.

    def __init_subclass__(cls, **kwargs) -> None:
        super().__init_subclass__(**kwargs)
        # The state has to be there whoever calls `update_state` first.
        own = vars(cls)
        is_new = "update_state" in own or "build" in own
        if (
            is_new
            and cls.build is not Metric.build
            and (hooks.is_build(cls.build) or hooks.takes_shapes(cls.build))
        ):
            if not hasattr(cls.update_state, "_keras_builds"):
                cls.update_state = hooks.building_first(cls.update_state)
        for name in ("update_state", "result"):
            method = getattr(cls, name)
            if hooks.is_to_convert(method):
                setattr(cls, name, hooks.converted_in_graphs(method))

    def __init__(
        self, name: str | None = None, dtype: str | tf.DType | None = None
    ) -> None:
        super().__init__()
        argument_kinds.check(self, name=name)
        snake = naming.snake_case(type(self).__name__)
        self._name = naming.unique_name(snake) if name is None else name
        # Not tracked: a checkpoint finds each variable by its own attribute.
        kept = MetricState(_type_name(self, dtype))
        object.__setattr__(self, "_keras_state", kept)
        if tf.distribute.get_strategy().num_replicas_in_sync > 1:
            # In the metric alone: others have nothing to pay for it.
            of_all = hooks.result_of_replicas(self)
            object.__setattr__(self, "result", of_all)

    @tf.Module.name.setter
    def name(self, value: str) -> None:
        """Name in logs; `tf.Module` returns it."""
        self._name = value

    @property
    def dtype(self) -> str:
        """Name of the state's type."""
        return self._keras_state.dtype

    @property
    def _dtype(self) -> str:
        """The same, under its private name in Keras 2, where it may be set."""
        return self._keras_state.dtype

    @_dtype.setter
    def _dtype(self, value: str | tf.DType) -> None:
        self._keras_state.set_type(tf.as_dtype(value).name)

    @property
    def variables(self) -> list[tf.Variable]:
        """The state, in the order of creation; then that of inner metrics."""
        found = list(self._keras_own_variables)
        for metric in self._keras_inner_metrics:
            found += metric.variables
        return list({id(v): v for v in found}.values())

    @property
    def _keras_own_variables(self) -> list[tf.Variable]:
        """Those of `add_weight` first, then others in attributes."""
        made = self._keras_state.variables
        return _found_in([made, self._keras_attributes], tf.Variable)

    @property
    def _keras_inner_metrics(self) -> list["Metric"]:
        return _found_in(self._keras_attributes, Metric)

    @property
    def _keras_attributes(self) -> list:
        # Without what TensorFlow notes beside them.
        named, notes = vars(self).items(), module_parts.NOTES
        return [value for name, value in named if name not in notes]

    @property
    def weights(self) -> list[tf.Variable]:
        """The state, in the order of creation."""
        return self.variables

    @property
    def trainable_weights(self) -> list[tf.Variable]:
        """Nothing: no gradient changes a metric."""
        return []

    @property
    def non_trainable_weights(self) -> list[tf.Variable]:
        """The state, in the order of creation."""
        return self.variables

    @property
    def trainable_variables(self) -> list[tf.Variable]:
        """Nothing: no gradient changes a metric."""
        return []

    @property
    def non_trainable_variables(self) -> list[tf.Variable]:
        """The state, in the order of creation."""
        return self.variables

    @weight_arguments.add_weight
    def add_weight(
        self,
        name: str | None = None,
        shape: Sequence[int] = (),
        aggregation: tf.VariableAggregation = tf.VariableAggregation.SUM,
        synchronization: tf.VariableSynchronization = (
            tf.VariableSynchronization.ON_READ
        ),
        initializer: object = None,
        dtype: str | tf.DType | None = None,
    ) -> tf.Variable:
        """Makes a variable of the state.

        By position the shape may come first, as in Keras 3; initializer, dtype
        and name follow it then.

        Args:
            name: Name of the variable. Default None: 'variable'.
            shape: Sizes of the axes. Default: a scalar.
            aggregation: How the replicas' values make one, or Keras 3's word
                for it. Default: their sum.
            synchronization: When they do. Default: when somebody reads.
            initializer: Name or initializer. Default None: zeros.
            dtype: Type. Default None: the metric's.
        Raises:
            ValueError: If there is no such aggregation, or none for the type.
        """
        shape = weight_arguments.shape(shape)
        dtype = tf.as_dtype(dtype or self._keras_state.dtype)
        make = initializers.get("zeros" if initializer is None else initializer)
        with tf.init_scope():
            outside_graphs.refuse_sessions(f"metric {self.name!r}")
            variable = tf.Variable(
                lambda: make(shape, dtype=dtype),
                shape=shape,
                trainable=False,
                name=name or "Variable",
                dtype=dtype,
                synchronization=synchronization,
                aggregation=weight_arguments.aggregation(aggregation, dtype),
            )
        self._keras_state.variables.append(variable)
        return variable

    add_variable = weight_arguments.add_variable(add_weight.__wrapped__)

    def _keras_add_sum(
        self, name: str, shape: Sequence[int] = ()
    ) -> tf.Variable:
        """Makes a variable that batches are added to.

        It is float64, as float32 stops counting at 2**24 and a half at 2,048.
        A user's class has it in the metric's type: it may compute with it.

        Args:
            name: Name of the variable.
            shape: Sizes of the axes. Default: a scalar.
        """
        dtype = None if user_code.is_users(type(self)) else "float64"
        return self.add_weight(name, shape, dtype=dtype)

    def _keras_checkpoint_type(self, variable: tf.Variable) -> str | None:
        """Returns the type of a sum in checkpoints: that in Keras 2."""
        is_wide = variable.dtype == tf.float64 and self.dtype != "float64"
        is_sum = is_wide and not user_code.is_users(type(self))
        return self.dtype if is_sum else None

    def ensure_built(
        self, y_true: kinds.Tensors, y_pred: kinds.Tensors
    ) -> None:
        """Calls `build` once, outside of any graph.

        Args:
            y_true: Labels or their spec.
            y_pred: Predictions or their spec.
        """
        if not self._keras_state.is_built:
            self._keras_state.is_built = True
            build = type(self).build
            y_true, y_pred = _spec(y_true), _spec(y_pred)
            with tf.init_scope():
                if hooks.is_build(build):
                    self.build(y_true, y_pred)
                elif hooks.takes_shapes(build):
                    self.build(y_true.shape, y_pred.shape)

    _keras_ensure_built = ensure_built

    def build(self, y_true: tf.TensorSpec, y_pred: tf.TensorSpec) -> None:
        """Makes state whose shape hangs on the data; nothing here.

        Args:
            y_true: Shape and type of the labels.
            y_pred: Shape and type of the predictions.
        """

    def check(
        self, y_true: kinds.Tensors, y_pred: kinds.Tensors, where: str = ""
    ) -> None:
        """Raises where labels can't be those of the predictions.

        Training asks before the first step is traced. Nothing is known here.

        Args:
            y_true: Labels or their spec.
            y_pred: Predictions, or their spec or symbol.
            where: Words behind the metric's name in a message.
        Raises:
            ValueError: If the shapes don't fit.
        """

    def update_state(self, *args, **kwargs) -> None:
        """Adds a batch to the state."""
        raise NotImplementedError(_lacks(self, "update_state"))

    def result(self) -> tf.Tensor:
        """Computes the number from the state."""
        raise NotImplementedError(_lacks(self, "result"))

    def __call__(self, *args, **kwargs) -> tf.Tensor:
        """Adds a batch, and returns the result."""
        self.update_state(*args, **kwargs)
        result = tf.nest.map_structure(tf.convert_to_tensor, self.result())
        if tf.is_tensor(result):
            result._metric_obj = self  # `Layer.add_metric` asks for it
        return result

    def reset_state(self) -> None:
        """Sets the state to what it was before the first batch: zeros."""
        if type(self).reset_states is not Metric.reset_states:
            self.reset_states()  # a subclass for Keras before 2.5
            return
        for variable in self._keras_own_variables:
            # `tf.zeros` and a result that nobody reads take 0.04 ms more.
            zeros = tf.raw_ops.ZerosLike(x=variable)
            variable.assign(zeros, read_value=False)
        for inner in self._keras_inner_metrics:
            inner.reset_state()

    def reset_states(self) -> None:
        """Does what `reset_state` does; its name before Keras 2.5."""
        self.reset_state()

    def merge_state(self, metrics: Iterable["Metric"]) -> None:
        """Adds the states of metrics of the same kind to this one's.

        Args:
            metrics: Metrics with the same variables.
        Raises:
            ValueError: If one has other variables.
        """
        for other in metrics:
            if len(other.variables) != len(self.variables):
                raise ValueError(
                    f"merge_state of metric '{self.name}': the states differ. "
                    f"Expected {len(self.variables)} variables. Received: "
                    f"{other!r} with {len(other.variables)}. Merge metrics of "
                    "one class, built with the same arguments."
                )
            for mine, theirs in zip(
                self._keras_own_variables,
                other._keras_own_variables,
                strict=True,
            ):
                mine.assign_add(tf.cast(theirs, mine.dtype))
            for mine, theirs in zip(
                self._keras_inner_metrics,
                other._keras_inner_metrics,
                strict=True,
            ):
                mine.merge_state([theirs])

    def save_own_variables(self, store: Any) -> None:
        """Puts the state into a dict-like store, under '0', '1', …"""
        for index, variable in enumerate(self._keras_own_variables):
            store[str(index)] = variable.numpy()

    def load_own_variables(self, store: Any) -> None:
        """Takes the state from a store that `save_own_variables` filled."""
        for index, variable in enumerate(self._keras_own_variables):
            variable_update.assign_total(variable, store[str(index)])

    def __repr__(self) -> str:
        return f"<{type(self).__name__} name={self.name} dtype={self.dtype}>"


def narrow(metric: Metric, number: tf.Tensor) -> tf.Tensor:
    """Returns what was computed of sums in the metric's type.

    Args:
        metric: The metric.
        number: Its result.
    """
    dtype = metric._keras_state.dtype
    return number if number.dtype == dtype else tf.cast(number, dtype)


def _found_in(nest, kind: type) -> list:
    """Returns the objects of a kind in a nest, each once, in order."""
    found, waiting = {}, [nest]
    while waiting:
        value = waiting.pop()
        if isinstance(value, kind):
            found.setdefault(id(value), value)
        elif isinstance(value, dict):
            waiting += reversed(value.values())
        elif isinstance(value, (list, tuple, set, frozenset)):
            waiting += reversed(list(value))
    return list(found.values())


def _spec(tensor) -> tf.TensorSpec:
    if not hasattr(tensor, "shape"):
        tensor = tf.convert_to_tensor(tensor)
    return tf.TensorSpec(tensor.shape, tensor.dtype)


def _type_name(metric: Metric, dtype) -> str:
    """Takes a type, a policy (its variables' type), or None."""
    given = getattr(dtype, "variable_dtype", dtype)
    given = config.floatx() if given is None else given
    try:
        if isinstance(given, (str, type, np.dtype, tf.DType)):
            return tf.as_dtype(given).name
    except TypeError:
        pass
    raise (ValueError if isinstance(given, str) else TypeError)(
        f"{type(metric).__name__}: no type of the state. Expected one such as "
        f"'float32', a policy, or None. Received: dtype={dtype!r}."
    )


def _lacks(metric: Metric, method: str) -> str:
    return (
        f"{type(metric).__name__}: a metric needs `{method}`. Expected a "
        "method of that name. Received: a class without one."
    )
