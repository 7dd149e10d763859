"""What a layer demands of its inputs, and the check of it."""

from collections.abc import Callable

import tensorflow as tf

from keras.engine import kinds
from keras.engine.symbols import keras_tensor
from keras.saving.config import constructor


class InputSpec(constructor.Configurable):
    """Says which inputs a layer takes.

    Args:
        dtype: Expected data type; any when None.
        shape: Expected shape, None for a free axis.
        ndim: Expected number of axes.
        max_ndim: Most axes.
        min_ndim: Fewest axes.
        axes: Dict from axis (negative from the end) to its expected size.
        allow_last_axis_squeeze: True takes `(..., 1)` for `(...)` and back.
        name: The input's name when inputs come as a dict.
        optional: True takes None in place of the input.
    Raises:
        TypeError: If `axes` is no dict from whole numbers.
        ValueError: If `axes` contradict the number of axes, or `shape`.
    Example:
        >>> keras.layers.InputSpec(min_ndim=2, axes={-1: 3})
        InputSpec(min_ndim=2, axes={-1: 3})
    """

    def __init__(
        self,
        dtype: kinds.DType = None,
        shape: kinds.Shapes = None,
        ndim: int | None = None,
        max_ndim: int | None = None,
        min_ndim: int | None = None,
        axes: dict | None = None,
        allow_last_axis_squeeze: bool = False,
        name: str | None = None,
        optional: bool = False,
    ) -> None:
        self.dtype = tf.as_dtype(dtype).name if dtype is not None else None
        known = None if shape is None else tf.TensorShape(shape)
        self.shape = None if known is None else tuple(known.as_list())
        self.ndim = len(self.shape) if known is not None else ndim
        self.max_ndim = max_ndim
        self.min_ndim = min_ndim
        self.axes = _checked_axes(axes or {}, self)
        self.allow_last_axis_squeeze = allow_last_axis_squeeze
        self.name = name
        self.optional = optional

    def __repr__(self) -> str:
        given = {k: v for k, v in self.get_config().items() if v}
        listed = ", ".join(f"{k}={v!r}" for k, v in given.items())
        return f"InputSpec({listed})"


def _checked_axes(axes: dict, spec: InputSpec) -> dict:
    try:
        axes = {int(axis): size for axis, size in axes.items()}
    except (AttributeError, ValueError) as error:
        raise TypeError(
            "InputSpec: `axes` says the sizes of some axes. Expected a dict "
            f"from whole numbers to sizes. Received: axes={axes!r}."
        ) from error
    ndim = spec.max_ndim if spec.ndim is None else spec.ndim
    for axis, size in axes.items():
        if ndim is not None and not -ndim <= axis < ndim:
            raise ValueError(
                f"InputSpec: an input has at most {ndim} axes. Expected "
                f"`axes` among them. Received: axes={axes}."
            )
        known = None if spec.shape is None else spec.shape[axis]
        if None not in (known, size) and known != size:
            raise ValueError(
                "InputSpec: `axes` and `shape` contradict each other. Expected "
                f"{known} for axis {axis}. Received: shape={spec.shape}, "
                f"axes={axes}."
            )
    return axes


def require(spec, layer_name: str) -> None:
    """Raises `TypeError` unless `spec` is an `InputSpec`, a nest, or None."""
    for one in tf.nest.flatten(spec):
        if one is not None and not isinstance(one, InputSpec):
            raise TypeError(
                f"{layer_name}: `input_spec` says which inputs a layer takes. "
                "Expected a keras.layers.InputSpec, or a nest of them. "
                f"Received: input_spec={one!r}."
            )


def check(spec, inputs, layer_name: str, why: Callable = str) -> None:
    """Raises if `inputs` aren't what a layer's `input_spec` demands.

    Args:
        spec: An `InputSpec`, a nest of them, or None.
        inputs: Tensors, concrete or symbolic, in a nest.
        layer_name: The layer as a message calls it: "Dense layer 'logits'".
        why: Says where an input that is None may come from.
    Raises:
        TypeError: If one isn't a tensor.
        ValueError: If their number, a shape or a data type is another one.
    """
    if spec is None:
        return
    specs = tf.nest.flatten(spec)
    if isinstance(inputs, dict) and all(s and s.name for s in specs):
        tensors = [_named(inputs, s.name, layer_name) for s in specs]
    else:
        tensors = tf.nest.flatten(inputs)
    if len(tensors) != len(specs):
        raise ValueError(
            f"{layer_name}: the wrong number of inputs. Expected "
            f"{len(specs)}. Received: {len(tensors)} ({_shapes(tensors)})."
        )
    for one, tensor in zip(specs, tensors):
        if tensor is None and one is not None and not one.optional:
            raise TypeError(
                f"{layer_name}: an input is missing. Expected a tensor. "
                "Received: None. Where it may be left out, the layer's "
                f"`InputSpec` has `optional=True`.{why()}"
            )
        if one is not None and _has_shape(tensor):
            _check_one(one, tensor, layer_name)


def _named(inputs: dict, name: str, layer_name: str):
    if name not in inputs:
        raise ValueError(
            f"{layer_name}: an input is missing. Expected a key {name!r}. "
            f"Received: keys {sorted(inputs)}."
        )
    return inputs[name]


def _check_one(spec: InputSpec, tensor, layer_name: str) -> None:
    shape = tf.TensorShape(tensor.shape)
    if spec.dtype is not None and tf.as_dtype(tensor.dtype).name != spec.dtype:
        raise ValueError(
            f"{layer_name}: another data type. Expected {spec.dtype}. "
            f"Received: dtype={tf.as_dtype(tensor.dtype).name}."
        )
    if shape.rank is None:
        return
    _check_rank(spec, tensor, layer_name)
    sizes = shape.as_list()
    if spec.shape is not None:
        if spec.allow_last_axis_squeeze:
            sizes = _squeezed(sizes, len(spec.shape))
        wanted = dict(enumerate(spec.shape))
    else:
        wanted = spec.axes
    for axis, size in wanted.items():
        if size is not None and sizes[axis] not in (size, None):
            raise ValueError(
                f"{layer_name}: axis {axis} of the input has another size. "
                f"Expected {size}. Received: shape={tuple(shape.as_list())}."
                f"{_mend(spec)}"
            )


def _check_rank(spec: InputSpec, tensor, layer_name: str):
    shape = tf.TensorShape(tensor.shape)
    rank = shape.rank
    exact, fewest = spec.ndim, _fewest_axes(spec)
    if exact is not None and spec.allow_last_axis_squeeze:
        rank = len(_squeezed(shape.as_list(), exact))
    if exact is not None and rank != exact:
        wanted, missing = f"exactly {exact}", exact - rank
    elif spec.max_ndim is not None and rank > spec.max_ndim:
        wanted, missing = f"at most {spec.max_ndim}", 0
    elif rank < fewest:
        wanted, missing = f"at least {fewest}", fewest - rank
    else:
        return
    axes = "1 axis" if rank == 1 else f"{rank} axes"
    raise ValueError(
        f"{layer_name}: the input has {axes}. Expected {wanted}, the first "
        f"for the batch. Received: shape={tuple(shape.as_list())}."
        f"{_axes_to_add(tensor, missing)}"
    )


def _axes_to_add(tensor, missing: int) -> str:
    """Says which axis may be missing: the batch's, or that of the features."""
    shape = tensor.shape
    of_features = "an axis of features (channels): `x[..., None]`"
    if missing <= 0:
        return ""
    is_of_input = isinstance(tensor, keras_tensor.KerasTensor)
    if is_of_input and shape.rank and shape[0] is None:
        return f" Add {of_features}." if missing == 1 else ""
    batch = batch_advice(tensor)
    if shape.rank and missing == 1:
        return f" Add {batch}; or, if the batch is there, {of_features}."
    return f" Add {batch}."


def batch_advice(tensor) -> str:
    """Says how to add the axis of the batch, to rows of a dataset too."""
    is_in_eager = tf.executing_eagerly() and tf.is_tensor(tensor)
    of_dataset = "" if is_in_eager else ", or `dataset.batch(32)`"
    return f"a batch axis: `x[None, ...]`{of_dataset}"


def _fewest_axes(spec: InputSpec) -> int:
    named = (axis + 1 if axis >= 0 else -axis for axis in spec.axes)
    return max(spec.min_ndim or 0, *named, 0)


def _squeezed(sizes: list, ndim: int) -> list:
    if len(sizes) == ndim + 1 and sizes[-1] == 1:
        return sizes[:-1]
    if len(sizes) == ndim - 1:
        return [*sizes, 1]
    return sizes


def _mend(spec: InputSpec) -> str:
    if spec.axes:
        return " The layer was built for that size; its weights fit no other."
    return ""


def _shapes(tensors) -> str:
    return ", ".join(
        str(getattr(t, "shape", type(t).__name__)) for t in tensors
    )


def _has_shape(tensor) -> bool:
    symbolic = isinstance(tensor, keras_tensor.KerasTensor)
    return symbolic or tf.is_tensor(tensor)
