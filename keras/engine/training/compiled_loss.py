"""The loss of a compiled model: one for each output, weighted and added."""

import collections
import contextlib
import functools
import numbers
import threading
import warnings
from collections.abc import Callable

import tensorflow as tf

from keras import losses as losses_module
from keras import metrics as metrics_module
from keras.backend import local_functions, user_code
from keras.distribute import loss_share, replicas
from keras.engine.layer import call_context, tracking
from keras.engine.training import columns
from keras.engine.training import per_output as outputs_module
from keras.losses import lookup as lo_names
from keras.losses import loss as loss_base
from keras.tf_internals import autograph


class CompiledLoss:
    """What `compile(loss=…, loss_weights=…)` says, applied to outputs.

    loss = sum_i weight_i * loss_i(y_i, prediction_i) + regularization

    Args:
        loss: A name, a function, a `Loss`, or a list or dict of these.
        loss_weights: Floats, a list or a dict by output name.
        output_names: Names of the model's outputs, None when unknown yet.
    Attributes:
        total: The running mean of the total.
    """

    __reduce_ex__ = local_functions.reduce_ex

    def __init__(self, loss, loss_weights=None, output_names=None) -> None:
        self._user_loss = loss
        self._user_weights = loss_weights
        self._output_names = output_names
        self._outputs = None
        self._checked: set[tuple] = set()
        self._has_terms = True
        self._has_warned = self._has_warned_of_mean = False
        # By thread, as replicas run in threads.
        self._num_calls = collections.defaultdict(int)
        self._is_called = self._is_told = False
        self.total = metrics_module.Mean(name="loss")
        self._trackers = []
        self._losses = []
        self._takes_columns = []
        self._weights = []
        # What isn't a loss is told by `compile`, not by `fit`.
        outputs_module.check_parts(_LOSSES, loss)
        outputs_module.check_parts(_LOSS_WEIGHTS, loss_weights)
        for one in tf.nest.flatten(loss):
            if isinstance(one, str):
                lo_names.check_name(one)

    @property
    def metrics(self) -> list:
        """The running means that steps add to.

        Of the total and of each output's loss; of the total alone where a
        `compute_loss` that never calls this says what it is; none where
        nothing was added to them since `compile`.
        """
        if self._is_called:
            return self.means
        return [self.total] if self._is_told else []

    @property
    def means(self) -> list:
        """All running means that there are, whether steps add to them."""
        return [self.total, *(t for t in self._trackers if t is not None)]

    @property
    def heard(self) -> list[bool]:
        """Whether a step has called this, and whether one told a total."""
        return [self._is_called, self._is_told]

    def goes_on(self, heard: list[bool]) -> None:
        """Takes what was `heard` in the training that goes on."""
        self._is_called, self._is_told = map(max, self.heard, heard)
        tracking.changes.note()  # A model's metrics.

    @property
    def losses(self) -> list:
        """The `Loss` of each output; None where an output has none."""
        return self._losses

    # Other libraries read these, by the names of Keras 2.

    @property
    def _user_losses(self):
        return self._user_loss

    @property
    def _loss_weights(self):
        return self._user_weights

    def _get_loss_object(self, loss):
        """Returns the `Loss` that a name, a function or one of them means."""
        return _resolved(loss)

    @property
    def label_layout(self):
        """How labels name classes, where the loss says: for class weights.

        'sparse', 'one_hot' or None; in a list for several losses.
        """
        if isinstance(self._user_loss, (list, tuple, dict)):
            return tf.nest.map_structure(_layout_of, self._user_loss)
        return _layout_of(self._user_loss)

    def build(self, y_pred) -> None:
        """Resolves names, now that the outputs are known.

        Args:
            y_pred: The model's outputs, or their specs.
        """
        if self._outputs is not None:
            return
        found = outputs_module.Outputs(y_pred, self._output_names)
        given = found.conform(_LOSSES, self._user_loss)
        self._losses = [_resolved(one) for one in given]
        self._takes_columns = list(map(columns.are_due, self._losses))
        weights = found.conform(_LOSS_WEIGHTS, self._user_weights)
        self._weights = [1.0 if w is None else w for w in weights]
        if found.count > 1:
            self._trackers = [
                metrics_module.Mean(name=f"{name}_loss") if one else None
                for name, one in zip(found.names, self._losses)
            ]
        self._outputs = found
        tracking.changes.note()  # A model's metrics.

    def check(self, y_true, y_pred) -> None:
        """Raises where labels can't be those of the outputs.

        Args:
            y_true: Labels, or their specs.
            y_pred: The outputs, or their symbols.
        Raises:
            ValueError: If their number or a shape doesn't fit.
        """
        self.build(y_pred)
        labels = self._labels(y_true)
        for index, prediction in enumerate(tf.nest.flatten(y_pred)):
            if self._losses[index] is None or labels[index] is None:
                continue
            try:
                self._check_one(index, labels[index], prediction)
            except ValueError as error:
                if not self._outputs.is_for_all(outputs_module.LABELS, y_true):
                    raise
                raise self._outputs.wrong_number(
                    outputs_module.LABELS, 1
                ) from error

    def _labels(self, y_true) -> list:
        """Returns each output's labels; says once if all have the same."""
        is_for_all = self._outputs.is_for_all(outputs_module.LABELS, y_true)
        num_losses = sum(loss is not None for loss in self._losses)
        if is_for_all and num_losses > 1 and not self._has_warned:
            self._has_warned = True
            _warn_of_shared_labels(self._outputs.names)
        return self._outputs.conform(outputs_module.LABELS, y_true)

    def _check_one(self, index: int, label, prediction) -> None:
        key = index, str(label.shape), str(prediction.shape)
        if key not in self._checked:
            where = self._outputs.described(index)
            self._losses[index].check(label, prediction, where)
            self._checked.add(key)

    def __call__(
        self, y_true, y_pred, sample_weight=None, regularization_losses=None
    ) -> tf.Tensor:
        """Returns the total loss, and adds it to the running means.

        Args:
            y_true: Labels, in the outputs' structure or by name.
            y_pred: The outputs.
            sample_weight: Weights of rows, likewise.
            regularization_losses: Scalars to add.
        """
        if y_pred is None and y_true is not None:
            raise _no_outputs()
        self.build(y_pred)
        self._num_calls[threading.get_ident()] += 1
        if not self._is_called:
            self._is_called = True
            tracking.changes.note()  # A model's metrics.
        predictions = tf.nest.flatten(y_pred)
        rows = _num_rows(predictions[0])
        # None where there are no replicas, which then cost no calls.
        has_replicas = tf.distribute.has_strategy()
        share = replicas.batch_share(rows) if has_replicas else None
        plain = isinstance(y_true, tf.Tensor) and sample_weight is None
        if plain and self._outputs.is_one_tensor:
            given = [y_true], [None]
        else:
            given = self._of_each(y_true, sample_weight)
        shown, shares = self._compared(predictions, *given, rows, share)
        if regularization_losses:
            # Of activities they are means over the rows.
            penalty = _of_rows(_sum(regularization_losses), share)
            shown.append(penalty)
            shares.append(_shared(penalty, share))
        self._has_terms = bool(shown)
        if not shown:
            if self._user_loss is not None:
                raise _nothing_to_add(self._user_loss)
            shown = shares = [tf.zeros(())]
        self.total.update_state(_sum(shown), sample_weight=rows)
        small = _made_small(shares)
        return small if share is None else loss_share.as_mean(small)

    def _of_each(self, y_true, sample_weight) -> tuple[list, list]:
        """Returns labels and weights, one of each an output."""
        labels = self._labels(y_true)
        weights = self._outputs.conform(outputs_module.WEIGHTS, sample_weight)
        return labels, weights

    def _compared(
        self, predictions, labels, weights, rows, share
    ) -> tuple[list, list]:
        """Returns the outputs' losses as they are told, and as made small.

        What isn't reduced is made small as it is, and told as its mean.
        """
        shown, shares = [], []
        for index, prediction in enumerate(predictions):
            loss = self._losses[index]
            if loss is None or labels[index] is None:
                continue
            if not tf.executing_eagerly():
                self._check_one(index, labels[index], prediction)
            compared = labels[index], prediction, weights[index]
            if self._takes_columns[index]:
                compared = columns.beside(*compared)
            if share is None:
                value = loss(*compared)
            else:
                value = _mean_of(loss, compared, share)
            told = value
            if value.shape.rank != 0:
                told = tf.reduce_mean(value)
            elif share is not None:
                told = _of_whole_batch(value, share, loss)
            if self._trackers:
                self._trackers[index].update_state(told, sample_weight=rows)
            small = _weighted(value, self._weights[index])
            is_same = told is value
            shown.append(
                small if is_same else _weighted(told, self._weights[index])
            )
            shares.append(_shared(small, share, loss))
        return shown, shares

    def told_by(self, compute_loss, x, y, y_pred, sample_weight):
        """Returns what a step makes small, which the running mean has seen.

        Args:
            compute_loss: The model's method. A user's may not call this loss:
                what it returns is the total then. On replicas that is a mean
                over one's rows, unless it divides by replicas itself.
            x, y, y_pred, sample_weight: Its arguments.
        """
        kind = _kind_of(getattr(compute_loss, "__func__", compute_loss))
        if kind is _OURS:
            return compute_loss(x, y, y_pred, sample_weight)
        name = getattr(compute_loss, "__qualname__", "compute_loss")
        if not tf.executing_eagerly():
            compute_loss = autograph.converted(compute_loss)
        outputs = tf.nest.flatten(y_pred)
        rows = _num_rows(outputs[0]) if outputs else tf.constant(1.0)
        has_replicas = tf.distribute.has_strategy()
        share = replicas.batch_share(rows) if has_replicas else None
        thread = threading.get_ident()
        before = self._num_calls[thread]
        is_part = share is not None and kind is _PART
        scaling = loss_share.scaled_by_caller(share)
        with contextlib.nullcontext() if is_part else scaling:
            loss = compute_loss(x, y, y_pred, sample_weight)
        if loss is None:
            return None
        loss = _part_of(loss, share) if is_part else _of_rows(loss, share)
        if self._num_calls[thread] == before:
            self._add_told(_over(loss, share) if is_part else loss, rows)
            if share is not None and not is_part:
                self._warn_of_mean(name)
        return loss if is_part else _shared(loss, share)

    def _warn_of_mean(self, name: str) -> None:
        if self._has_warned_of_mean:
            return
        self._has_warned_of_mean = True
        warnings.warn(
            f"{name}: on {replicas.num_in_step()} replicas, what it returns is "
            "taken for a mean over the rows of one, and weighed by their "
            "number. Expected that, or a loss that says how it's divided, and "
            "is added up as it is. Received: none of the names "
            f"{', '.join(sorted(_DIVIDING))}. Use `tf.nn.compute_average_loss` "
            "if it's a part of the whole batch's mean.",
            stacklevel=2,
        )

    def _add_told(self, loss, rows) -> None:
        if not self._is_told:
            self._is_told = True
            tracking.changes.note()  # A model's metrics.
        self.total.update_state(loss, sample_weight=rows)

    def require_terms(self) -> None:
        """Raises if the last total was 0 as there was nothing to add.

        A model may be judged by its metrics alone, but not trained.
        """
        if not self._has_terms:
            raise _nothing_to_add(None)

    def reset_state(self) -> None:
        """Sets the running means to nothing seen."""
        for metric in self.means:
            metric.reset_state()


# What a model's `compute_loss` is: this package's, or a user's, which returns a
# replica's mean or its part of the whole batch's.
_OURS, _MEAN, _PART = "ours", "mean", "part"
_DIVIDING = {
    "compute_average_loss",
    "num_replicas_in_sync",
    "scale_regularization_loss",
}


@functools.lru_cache(maxsize=64)  # asked by each step
def _kind_of(compute_loss: Callable) -> str:
    if not user_code.is_users(compute_loss):
        return _OURS
    return _PART if user_code.names_in(compute_loss) & _DIVIDING else _MEAN


def _layout_of(loss) -> str | None:
    """Returns 'sparse' or 'one_hot' for a built-in loss, else None."""
    found = _resolved(loss)
    function = getattr(found, "fn", found)
    if function is None or user_code.is_users(function):
        return None
    is_sparse = function.__name__.startswith("sparse")
    return "sparse" if is_sparse else "one_hot"


def _resolved(loss):
    if loss is None:
        return None
    found = losses_module.get(loss)
    if isinstance(found, loss_base.Loss):
        return found
    name = getattr(found, "__name__", type(found).__name__)
    return losses_module.LossFunctionWrapper(
        found,
        name=name.strip("<>"),  # '<lambda>' can't name a scope
    )


def _made_small(terms) -> tf.Tensor:
    """Returns the terms as one; of several numbers it makes the sum small."""
    if len(terms) == 1:
        return terms[0]
    return _sum(
        [
            each if each.shape.rank == 0 else tf.reduce_sum(each)
            for each in terms
        ]
    )


def _sum(terms) -> tf.Tensor:
    """Adds scalars of any float types, in the widest; halves in float32."""
    if len(terms) == 1:
        return terms[0]
    is_wide = any(term.dtype == tf.float64 for term in terms)
    dtype = tf.float64 if is_wide else tf.float32
    return tf.add_n([tf.cast(term, dtype) for term in terms])


def _weighted(value, weight):
    if isinstance(weight, numbers.Real):
        return value if weight == 1.0 else value * float(weight)
    return value * tf.cast(weight, value.dtype)


def _no_outputs() -> ValueError:
    return ValueError(
        "The loss has no outputs to compare labels with. Expected a model that "
        "returns a tensor, or a nest of them. Received: y_pred=None."
        f"{call_context.current.forgotten_return()}"
    )


def _nothing_to_add(loss) -> ValueError:
    if loss is None:
        return ValueError(
            "The model has nothing to make small. Expected `compile(loss=...)` "
            "with labels for an output, or a layer that calls `add_loss`. "
            "Received: none of them."
        )
    return ValueError(
        "The loss has no labels to compare outputs with. Expected `y`, or data "
        f"that yields (x, y). Received: y=None for loss={loss!r}."
    )


def _mean_of(loss, compared: tuple, share) -> tf.Tensor:
    """Returns the loss of a replica's rows."""
    with loss_share.scaled_by_caller(share):  # `_shared` scales it
        return _of_rows(loss(*compared), share)


def _of_rows(value, share):
    """Returns a value of a replica's rows, 0 where it has no rows."""
    if share is None:
        return value
    return tf.where(share > 0, value, tf.zeros_like(value))


def _part_of(value, share):
    """Returns a replica's part as it is; 0 where it's a mean of no rows."""
    return tf.where((share > 0) | tf.math.is_finite(value), value, 0)


def _shared(value, share, loss=None):
    """Scales a mean by the replica's part of the global batch."""
    if share is None or _reduction(loss) in ("sum", "none"):
        return value
    return value * tf.cast(share, value.dtype)


def _of_whole_batch(value, share, loss):
    """Returns what a mean over replicas, by their rows, is to be made of."""
    return _over(value, share) if _reduction(loss) == "sum" else value


def _over(value, share):
    """Returns the mean of which a value is the replica's part."""
    return tf.math.divide_no_nan(value, tf.cast(share, value.dtype))


def _reduction(loss) -> str | None:
    return getattr(loss, "reduction", None)


def _warn_of_shared_labels(names: list[str]) -> None:
    warnings.warn(
        f"y: the model has {len(names)} outputs, and all are compared with the "
        f"same labels. Expected one for each, or a dict by name ({names}). "
        "Received: 1. If it's meant so, give it for each: "
        f"`y=[{', '.join(['y'] * min(len(names), 4))}"
        f"{', ...' if len(names) > 4 else ''}]`.",
        stacklevel=2,
    )


def _num_rows(prediction) -> tf.Tensor:
    if isinstance(prediction, tf.RaggedTensor):
        return tf.cast(prediction.nrows(), tf.float32)
    if prediction.shape.rank == 0:
        return tf.constant(1.0)
    return tf.cast(tf.shape(prediction)[0], tf.float32)


def _is_loss(value) -> bool:
    return isinstance(value, str) or callable(value)


def _is_number(value) -> bool:
    return isinstance(value, numbers.Real) or tf.is_tensor(value)


_LOSSES = outputs_module.Kind(
    "loss", _is_loss, share=True, expected="names, functions or Loss objects"
)
_LOSS_WEIGHTS = outputs_module.Kind(
    "loss_weights", _is_number, share=True, expected="numbers"
)
