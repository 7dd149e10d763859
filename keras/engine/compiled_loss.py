"""The loss of a compiled model: one for each output, weighted and added."""

import tensorflow as tf

from keras import losses as losses_module
from keras import metrics as metrics_module
from keras.distribute import replicas
from keras.engine import outputs as outputs_module
from keras.losses import loss as loss_base


class CompiledLoss:
    """What `compile(loss=…, loss_weights=…)` says, applied to outputs.

    loss = sum_i weight_i * loss_i(y_i, prediction_i) + regularization

    Args:
        loss: A name, a function, a `Loss`, or a list or dict of these.
        loss_weights: Floats, a list or a dict by output name.
        output_names: Names of the model's outputs, None when unknown yet.
    """

    def __init__(self, loss, loss_weights=None, output_names=None) -> None:
        self._user_loss = loss
        self._user_weights = loss_weights
        self._output_names = output_names
        self._outputs = None
        self._total = metrics_module.Mean(name="loss")
        self._trackers = []
        self._losses = []
        self._weights = []
        # A name that isn't a loss is told by `compile`, not by `fit`.
        for one in tf.nest.flatten(loss):
            if isinstance(one, str):
                losses_module.get(one)

    @property
    def metrics(self) -> list:
        """The running means of the total and of each output's loss."""
        if self._outputs is None:
            return []
        return [self._total, *(t for t in self._trackers if t is not None)]

    @property
    def losses(self) -> list:
        """The `Loss` of each output; None where an output has none."""
        return self._losses

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
        given = found.conform("loss", self._user_loss, _is_loss, share=True)
        self._losses = [_resolved(one) for one in given]
        weights = found.conform(
            "loss_weights", self._user_weights, _is_number, share=False
        )
        self._weights = [1.0 if w is None else w for w in weights]
        if found.count > 1:
            self._trackers = [
                metrics_module.Mean(name=f"{name}_loss") if one else None
                for name, one in zip(found.names, self._losses)
            ]
        self._outputs = found

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
        self.build(y_pred)
        predictions = tf.nest.flatten(y_pred)
        labels = self._flat("y", y_true)
        weights = self._flat("sample_weight", sample_weight, share=True)
        rows = _num_rows(predictions[0])
        total = shown = None
        for index, prediction in enumerate(predictions):
            loss = self._losses[index]
            if loss is None or labels[index] is None:
                continue
            value = loss(labels[index], prediction, weights[index])
            if replicas.num_in_step() > 1:  # one of them may have no rows
                value = tf.where(rows > 0, value, tf.zeros_like(value))
            if self._trackers:
                self._trackers[index].update_state(value, sample_weight=rows)
            if self._weights[index] != 1.0:
                value *= self._weights[index]
            shown = value if shown is None else shown + value
            value = _shared(value, loss, prediction)
            total = value if total is None else total + value
        return self._added_up(total, shown, rows, regularization_losses)

    def _added_up(self, total, shown, rows, penalties) -> tf.Tensor:
        if penalties:
            penalty = tf.add_n([tf.cast(p, tf.float32) for p in penalties])
            shown = penalty if shown is None else shown + penalty
            count = replicas.num_in_step()
            share = penalty if count == 1 else penalty / count
            total = share if total is None else total + share
        if total is None:
            raise ValueError(
                "The model has nothing to make small. Expected `compile(loss="
                "...)` with labels for an output, or a layer that calls "
                "`add_loss`. Received: none of them."
            )
        self._total.update_state(shown, sample_weight=rows)
        return total

    def _flat(self, what: str, value, share: bool = False) -> list:
        return self._outputs.conform(
            what, value, outputs_module.is_tensor_leaf, share
        )

    def reset_state(self) -> None:
        """Sets the running means to nothing seen."""
        for metric in self.metrics:
            metric.reset_state()


def _layout_of(loss) -> str | None:
    name = loss if isinstance(loss, str) else getattr(loss, "name", None)
    name = (name or getattr(loss, "__name__", "")).lower().replace("_", "")
    if name.startswith("sparsecategorical"):
        return "sparse"
    return "one_hot" if name.startswith("categorical") else None


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


def _shared(value, loss, prediction):
    """Scales a mean by the replica's part of the global batch."""
    if getattr(loss, "reduction", None) in ("sum", "none"):
        return value
    share = replicas.batch_share(prediction)
    return value if share is None else value * tf.cast(share, value.dtype)


def _num_rows(prediction) -> tf.Tensor:
    if prediction.shape.rank == 0:
        return tf.constant(1.0)
    if isinstance(prediction, tf.RaggedTensor):
        return tf.cast(prediction.nrows(), tf.float32)
    return tf.cast(tf.shape(prediction)[0], tf.float32)


def _is_loss(value) -> bool:
    return isinstance(value, str) or callable(value)


def _is_number(value) -> bool:
    return isinstance(value, (int, float, tf.Tensor, tf.Variable))
