"""Weights of classes, turned into weights of samples."""

import typing
from collections import abc

import numpy as np
import tensorflow as tf

from keras.backend import config
from keras.engine.data import batch_structure

LAYOUTS = (None, "sparse", "one_hot")


class ClassWeight:
    """Weighs every label by its class.

    weight[i] = weights.get(class(y[i]), 1)

    Args:
        weights: One weight a class, `{class: weight}` or a list or array by
            class number; classes that aren't named weigh 1. For a model of
            several outputs a dict of such, by name or by position, or a list
            of dicts and None; outputs that aren't named aren't weighed.
        label_layout: `"sparse"` (class numbers), `"one_hot"` (one column a
            class) or None: sparse for whole numbers, one-hot for floats
            with more than one column. Default None. The loss knows it.
        output_names: Names of the outputs in the order of `y`, if any.

    Raises:
        TypeError: If a class isn't a whole number or a weight isn't a number.
        ValueError: If `label_layout` isn't one of those.

    Example:
        >>> ClassWeight({0: 1.0, 1: 5.0})(tf.constant([0, 1, 2])).numpy()
        array([1., 5., 1.], dtype=float32)
    """

    def __init__(
        self,
        weights: typing.Any,
        label_layout: typing.Any = None,
        output_names: abc.Sequence[str] | None = None,
    ) -> None:
        self._layout = label_layout
        self._output_names = list(output_names or [])
        if _is_listed(weights):
            weights = {i: t for i, t in enumerate(weights) if t is not None}
        self._per_output = _is_per_output(weights)
        if self._per_output:
            self._tables = {
                output: _table(table) for output, table in weights.items()
            }
        else:
            self._tables = _table(weights)
        for layout in tf.nest.flatten(label_layout):
            _check_layout(layout)

    def __call__(
        self,
        y: typing.Any,
        sample_weight: typing.Any = None,
        spec: typing.Any = None,
    ) -> typing.Any:
        """Computes the weights of a batch, or of a whole array.

        Args:
            y: Labels: a tensor, or a tuple or dict of them.
            sample_weight: Weights that multiply those of the classes, in the
                structure of `y`, or None.
            spec: Specs of `y` where they tell more than its own shape.

        Returns:
            Weights of the labels' shape without the axis of classes.
        """
        if not self._per_output:
            self._check_single(y)
            y, outer = _only_output(y)
            spec, _ = _only_output(spec)
            sample_weight, _ = _only_output(sample_weight)
            layout = _only_output(self._layout)[0]
            weight = _weights_of(y, self._tables, layout, spec)
            return outer(_product(weight, sample_weight))
        return self._weigh_outputs(y, sample_weight, spec)

    def of_batch(self, batch: typing.Any) -> tuple:
        """Returns a batch, or whole arrays, with the weights of its labels.

        Args:
            batch: `(x, y)` or `(x, y, sample_weight)`.
        Raises:
            ValueError: If there are no labels.
        """
        x, y, sample_weight = batch_structure.unpack_x_y_sample_weight(batch)
        check_labels(y)
        return x, y, self(y, sample_weight)

    def _check_single(self, y: typing.Any) -> None:
        outputs = batch_structure.branches(y, "y")
        if len(outputs) > 1:
            raise ValueError(
                f"class_weight: the labels have {len(outputs)} outputs. "
                "Expected weights for each by name, {output: {class: weight}}. "
                f"Received: one table for {', '.join(outputs)}."
            )

    def _weigh_outputs(
        self, y: typing.Any, sample_weight: typing.Any, spec: typing.Any
    ) -> typing.Any:
        if not isinstance(y, (abc.Mapping, tuple, list)):
            parts = (y,), (sample_weight,), (spec,)
            return self._weigh_outputs(*parts)[0]
        # By name, outputs are in the order of their names.
        keys = sorted(y) if isinstance(y, abc.Mapping) else list(range(len(y)))
        self._check_outputs(keys)
        weights = {}
        for position, key in enumerate(keys):
            table = self._table_of(key, position)
            given = self._named_part(sample_weight, key, position)
            layout = self._named_part(self._layout, key, position)
            weights[key] = given
            if table is not None:
                own = _weights_of(y[key], table, layout, _part(spec, key))
                weights[key] = _product(own, given)
        if isinstance(y, abc.Mapping):
            return weights
        return tuple(weights.values())

    def _table_of(self, key, position: int) -> tuple | None:
        """Returns an output's table, by its key, its name or its position."""
        names = self._output_names[position : position + 1]
        found = (self._tables.get(known) for known in (key, *names, position))
        return next((table for table in found if table is not None), None)

    def _named_part(self, structure, key, position: int) -> typing.Any:
        """Returns an output's part of what may be by name or by position."""
        names = self._output_names
        if isinstance(structure, abc.Mapping):
            if key not in structure and position < len(names):
                key = names[position]
            return structure.get(key)
        if isinstance(structure, (tuple, list)):
            if key in names:
                position = names.index(key)
            return structure[position]
        return structure  # one for all outputs

    def _check_outputs(self, keys: list) -> None:
        known = {*keys, *self._output_names}
        allowed = known.union(range(len(keys)))
        unknown = [output for output in self._tables if output not in allowed]
        if unknown:
            raise ValueError(
                f"class_weight: no output is called {unknown[0]!r}. Expected "
                f"some of {sorted(known, key=str)}. Received: class_weight "
                f"for {list(self._tables)}."
            )


def check_labels(y: typing.Any) -> None:
    """Raises where there are no labels, given as tensors or specs."""
    if y is None:
        raise ValueError(
            "class_weight: the data has no labels to weigh. Expected (x, y). "
            "Received: x alone. Pass y, or leave class_weight out."
        )


def _is_listed(weights: typing.Any) -> bool:
    """Tells whether there is a table for each output, None for none."""
    return isinstance(weights, (list, tuple)) and any(
        isinstance(table, abc.Mapping) for table in weights
    )


def _is_per_output(weights: typing.Any) -> bool:
    if not isinstance(weights, abc.Mapping):
        return False
    tables = (abc.Mapping, list, tuple, np.ndarray)
    return any(isinstance(value, tables) for value in weights.values())


def _table(weights: typing.Any) -> tuple[np.ndarray, np.ndarray]:
    """Makes sorted arrays of classes and of their weights."""
    if isinstance(weights, str):
        raise TypeError(
            "class_weight: it's no table. Expected {class: weight} or a list "
            f"of weights. Received: class_weight={weights!r}."
        )
    if not isinstance(weights, abc.Mapping):
        weights = dict(enumerate(np.ravel(np.asarray(weights))))
    classes, values = [], []
    try:
        for label in sorted(weights):
            if label != int(label):
                raise ValueError(f"{label!r} isn't whole")
            classes.append(int(label))
            values.append(float(weights[label]))
    except (TypeError, ValueError) as error:
        raise TypeError(
            f"class_weight: a class or a weight isn't a number ({error}). "
            "Expected {class: weight} with whole numbers for classes, or a "
            f"list of weights. Received: class_weight={weights!r}."
        ) from error
    if not classes:
        raise ValueError(
            "class_weight: it is empty. Expected at least one class. "
            "Received: class_weight={}. Leave it out to weigh all alike."
        )
    return np.array(classes, "int64"), np.array(values)


def _check_layout(layout: typing.Any) -> None:
    if layout not in LAYOUTS:
        raise ValueError(
            f"class_weight: unknown layout of labels. Expected one of "
            f"{LAYOUTS}. Received: label_layout={layout!r}."
        )


def _weights_of(
    y: typing.Any, table: tuple, layout: str | None, spec: typing.Any
) -> tf.Tensor:
    y = tf.convert_to_tensor(y)
    shape = y.shape if spec is None else spec.shape
    columns = shape[-1] if shape.rank and shape.rank > 1 else 1
    if layout is None:
        one_hot = columns != 1 and not y.dtype.is_integer
        layout = "one_hot" if one_hot else "sparse"
    if layout == "one_hot" and columns != 1:
        labels = tf.argmax(tf.cast(y, config.floatx()), axis=-1)
    elif shape.rank is not None and shape.rank > 1 and columns == 1:
        labels = tf.squeeze(y, axis=-1)
    else:
        labels = y
    return _look_up(tf.cast(labels, tf.int64), *table)


def _look_up(
    labels: tf.Tensor, classes: np.ndarray, values: np.ndarray
) -> tf.Tensor:
    place = tf.searchsorted(classes, tf.reshape(labels, (-1,)))
    place = tf.reshape(place, tf.shape(labels))
    place = tf.minimum(place, len(classes) - 1)
    known = tf.equal(tf.gather(classes, place), labels)
    weights = tf.gather(tf.cast(values, config.floatx()), place)
    weights = tf.where(known, weights, tf.ones_like(weights))
    return tf.ensure_shape(weights, labels.shape)


def _product(weight: tf.Tensor, sample_weight: typing.Any) -> tf.Tensor:
    if sample_weight is None:
        return weight
    sample_weight = tf.cast(sample_weight, weight.dtype)
    if None in (sample_weight.shape.rank, weight.shape.rank):
        return weight * sample_weight
    while sample_weight.shape.rank < weight.shape.rank:
        sample_weight = sample_weight[..., tf.newaxis]
    if sample_weight.shape.rank > weight.shape.rank:
        if sample_weight.shape[-1] == 1:
            sample_weight = tf.squeeze(sample_weight, axis=-1)
    while weight.shape.rank < sample_weight.shape.rank:
        weight = weight[..., tf.newaxis]
    return weight * sample_weight


def _part(structure: typing.Any, key: typing.Any) -> typing.Any:
    if isinstance(structure, abc.Mapping):
        return structure.get(key)
    if isinstance(structure, (tuple, list)):
        return structure[key]
    return structure  # one for all outputs


def _only_output(value: typing.Any) -> tuple[typing.Any, abc.Callable]:
    """Takes the one leaf out of a nest, with the way to put one back."""
    if isinstance(value, abc.Mapping) and len(value) == 1:
        (key,) = value
        return value[key], lambda leaf: {key: leaf}
    if isinstance(value, (tuple, list)) and len(value) == 1:
        return value[0], lambda leaf: (leaf,)
    return value, lambda leaf: leaf
