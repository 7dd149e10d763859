"""The base class of losses, and the class that makes one of a function."""

import functools
from collections.abc import Callable
from typing import Any

import tensorflow as tf

from keras.backend import config, user_code
from keras.distribute import loss_share
from keras.engine import kinds
from keras.losses import (
    either_order,
    function_settings,
    label_check,
    label_shape,
    loss_type,
)
from keras.losses import reduction as reductions
from keras.saving.config import constructor, object_config
from keras.tf_internals import autograph


class Loss(constructor.Configurable):
    """Compares predictions with labels; a small number is a good match.

    A subclass implements `call(y_true, y_pred)`, one loss an example; this
    class weighs and reduces them. Where the predictions carry a mask, masked
    elements count neither in the sum nor in the mean. Half-precision numbers
    are compared in float32. In a replica of several a mean is divided by their
    number, so that the replicas' gradients add up to the batch's; `fit` weighs
    each replica by its rows.

    Args:
        reduction: 'auto' or 'sum_over_batch_size' (mean over all elements,
            default), 'sum', or 'none' (the losses themselves). Keras 3's names
            'mean' and 'mean_with_sample_weight' serve too. By position the name
            may come first, as in Keras 3.
        name: Name in logs. Default None.
        dtype: Type, or policy, in which predictions are compared, and of the
            result; halves are compared in float32 anyway. Default None: the
            predictions' type.
    Call arguments:
        y_true: Labels.
        y_pred: Predictions.
        sample_weight: One factor an example, or an element. Default None.
    Raises:
        ValueError: If the reduction is unknown, or the type is no float.
    Example:
        >>> class LargestError(keras.losses.Loss):
        ...     def call(self, y_true, y_pred):
        ...         return tf.reduce_max(tf.abs(y_true - y_pred), axis=-1)
        >>> loss = LargestError()(tf.zeros((2, 2)), tf.eye(2) * 4)
        >>> float(loss)
        4.0
    """

    # Whether `call` itself has a use for the predictions' mask.
    _keras_masks_in_call: bool = False
    _keras_since_3 = ("dtype",)
    _keras_kept_as = {"dtype": "_keras_dtype"}

    @either_order.name_or_reduction_first
    def __init__(
        self,
        reduction: str = "auto",
        name: str | None = None,
        dtype: str | tf.DType | None = None,
    ) -> None:
        reduction = "none" if reduction is None else reduction
        reductions.Reduction.validate(reduction)
        self.reduction = reduction
        self.name = name
        self._keras_dtype = loss_type.name(self, dtype)

    @functools.cached_property
    def dtype(self) -> str:
        """Name of the type in which it compares, Keras 3's `floatx()` too."""
        return self._keras_dtype or config.floatx()

    def __call__(
        self,
        y_true: kinds.Tensors,
        y_pred: kinds.Tensors,
        sample_weight: kinds.Tensors = None,
    ) -> tf.Tensor:
        """Returns the weighted and reduced loss."""
        if self._keras_dtype is not None:
            y_pred = loss_type.widened(y_pred, self._keras_dtype)
        y_true, y_pred = label_shape.comparable(y_true, y_pred)
        if sample_weight is not None or hasattr(y_pred, "_keras_mask"):
            y_true, y_pred = self._columns(y_true, y_pred, sample_weight)
        if not tf.distribute.has_strategy():
            losses = self._losses(y_true, y_pred)
            return self._reduced(losses, y_pred, sample_weight)
        with loss_share.scaled_by_caller():  # that is here
            losses = self._losses(y_true, y_pred)
        reduced = self._reduced(losses, y_pred, sample_weight)
        if self.reduction in ("none", "sum"):
            return reduced
        return loss_share.of_replica(reduced)

    def _columns(self, y_true, y_pred, sample_weight) -> tuple:
        """Returns labels and predictions that weights of rows fit to."""
        mask = getattr(y_pred, "_keras_mask", None)
        y_true, columns = label_shape.columns_if_weighed(
            getattr(self, "fn", None), y_true, y_pred, sample_weight, mask
        )
        if mask is not None:
            columns._keras_mask = mask
        return y_true, columns

    def _reduced(self, losses, y_pred, sample_weight) -> tf.Tensor:
        mask = None
        if not self._keras_masks_in_call:
            mask = getattr(y_pred, "_keras_mask", None)
        own = getattr(losses, "_keras_mask", None)
        if own is not None:
            mask = _both(mask, own)
        reduced = reductions.reduce_losses(
            losses, sample_weight, mask, self.reduction
        )
        if self._keras_dtype is None:
            return reduced
        return tf.cast(reduced, self._keras_dtype)

    def _losses(self, y_true, y_pred) -> tf.Tensor:
        call = self.call
        if not tf.executing_eagerly() and user_code.is_users(type(self)):
            call = autograph.converted(call)
        try:
            losses = call(y_true, y_pred)
        except (TypeError, tf.errors.InvalidArgumentError) as error:
            losses = label_shape.in_floats(call, y_true, y_pred, error)
        if losses is None:
            raise ValueError(
                f"Loss {self.name or type(self).__name__!r}: nothing came of "
                "labels and predictions. Expected a tensor of losses. "
                "Received: None. Does the function end with a `return`?"
            )
        return losses

    def check(
        self, y_true: kinds.Tensors, y_pred: kinds.Tensors, where: str = ""
    ) -> None:
        """Raises where labels can't be those of the predictions.

        Training asks before the first step is traced. Nothing is known here.

        Args:
            y_true: Labels or their spec.
            y_pred: Predictions, or their spec or symbol.
            where: Words behind the loss's name in a message.
        Raises:
            ValueError: If the shapes don't fit.
        """

    def call(self, y_true: kinds.Tensors, y_pred: kinds.Tensors) -> tf.Tensor:
        """Returns one loss an example, `(batch, ...)`."""
        raise NotImplementedError(
            f"{type(self).__name__}: a loss compares in `call`. Expected a "
            "`call(y_true, y_pred)`. Received: a class without one."
        )


class LossFunctionWrapper(Loss):
    """Makes a loss of a function.

    Args:
        fn: `fn(y_true, y_pred, **kwargs)` returns one loss an example.
        reduction: As in `Loss`. Default 'auto'.
        name: Name in logs. Default None.
        dtype: As in `Loss`. Default None.
        **kwargs: Handed to `fn`.
    Example:
        >>> def cubed(y_true, y_pred):
        ...     return tf.abs(y_true - y_pred) ** 3
        >>> loss = keras.losses.LossFunctionWrapper(cubed)
        >>> float(loss(tf.zeros(2), tf.constant([0.0, 2.0])))
        4.0
    """

    def __init__(
        self,
        fn: Callable,
        reduction: str = "auto",
        name: str | None = None,
        dtype: str | tf.DType | None = None,
        **kwargs,
    ) -> None:
        super().__init__(reduction=reduction, name=name, dtype=dtype)
        function_settings.check(self, fn, kwargs)
        self.fn = fn
        self._fn_kwargs = kwargs
        self._keras_masks_in_call = getattr(fn, "_keras_masks_in_call", False)

    @property
    def _fn(self) -> Callable:
        """The function, by the name that other libraries read."""
        return self.fn

    def call(self, y_true: kinds.Tensors, y_pred: kinds.Tensors) -> tf.Tensor:
        """Returns what the function makes of labels and predictions."""
        y_true, y_pred = label_shape.same_rank(
            *label_shape.comparable(y_true, y_pred)
        )
        fn = self.fn
        if not tf.executing_eagerly() and user_code.is_users(fn):
            fn = autograph.converted(fn)
        return fn(y_true, y_pred, **self._fn_kwargs)

    def check(
        self, y_true: kinds.Tensors, y_pred: kinds.Tensors, where: str = ""
    ) -> None:
        """Raises where a built-in function refuses the labels."""
        label_check.check(self, self.fn, self._fn_kwargs, where, y_true, y_pred)

    def get_config(self) -> dict:
        """Returns the constructor's arguments, those for the function too."""
        settings = object_config.plain(self._fn_kwargs)
        return {**super().get_config(), **settings}

    @classmethod
    def from_config(cls, config: dict) -> Any:
        """Makes a loss; a function's name stands for the function."""
        return super().from_config(
            object_config.with_function(config, "fn", "keras.losses")
        )


class _NamedLoss(LossFunctionWrapper):
    """A loss whose class stands for one built-in function."""

    def get_config(self) -> dict:
        """Returns the constructor's arguments and the function's name."""
        # Keras 2 writes `fn`, and needs it no more than we do.
        config = constructor.constructor_config(self)
        config.pop("fn", None)
        return {**config, "fn": self.fn.__name__}

    @classmethod
    def from_config(cls, config: dict) -> Any:
        """Makes a loss from what `get_config` returned."""
        known = {k: v for k, v in config.items() if k != "fn"}
        return super().from_config(known)


def _both(mask, other):
    if mask is None:
        return other
    return tf.logical_and(tf.cast(mask, tf.bool), tf.cast(other, tf.bool))
