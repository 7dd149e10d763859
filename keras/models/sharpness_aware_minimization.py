"""Sharpness-aware minimization: training towards flat minima."""

from typing import Any

import tensorflow as tf

from keras.distribute import variable_update
from keras.engine import data as data_module
from keras.engine import kinds
from keras.engine.model import model as model_module
from keras.optimizers import gradients as gradients_module

# Keeps the step finite where all gradients are zero.
_SMALLEST_NORM = 1e-12


class SharpnessAwareMinimization(model_module.Model):
    """Trains a model where the loss is low all around, and not in a point.

    shift = rho * g(w) / ||g(w)||;  the step is taken with g(w + shift)

    A step costs two: gradients are taken at the weights and at the worst point
    near them. Models that reach flat minima tend to generalise better.

    Args:
        model: The model to train; it may be used by itself afterwards.
        rho: Distance of the worst point, in units of the weights, 0 or more.
            Default 0.05, as the paper has it.
        num_batch_splits: Parts of a batch that each look for a worst point of
            their own; they divide the batch evenly. As in Keras 2 the
            gradients of the parts are added up. Default None: 1.
        name: Default: 'sharpness_aware_minimization'.
    Call arguments:
        inputs: What `model` takes.
        **kwargs: Likewise.
    Raises:
        ValueError: If `rho` is negative, or `num_batch_splits` below 1.
    Source: Foret et al. 2021, arXiv:2010.01412, equations 2 and 3.
    Example:
        >>> model = keras.Sequential([keras.layers.Dense(1)])
        >>> sam = keras.models.experimental.SharpnessAwareMinimization(model)
        >>> sam.compile("sgd", "mse")
        >>> history = sam.fit(np.ones((4, 2)), np.ones((4, 1)), verbose=0)
        >>> model.predict(np.ones((4, 2)), verbose=0).shape
        (4, 1)
    """

    def __init__(
        self,
        model: model_module.Model,
        rho: float = 0.05,
        num_batch_splits: int | None = None,
        name: str | None = None,
    ) -> None:
        super().__init__(name=name)
        if rho < 0 or (num_batch_splits is not None and num_batch_splits < 1):
            raise ValueError(
                f"{self._keras_who}: a distance and a number of parts. "
                "Expected rho >= 0 and num_batch_splits >= 1. Received: "
                f"rho={rho}, num_batch_splits={num_batch_splits}."
            )
        self.model = model
        self.rho = rho
        self.num_batch_splits = num_batch_splits

    def call(self, inputs: kinds.Tensors, **kwargs) -> kinds.Tensors:
        """Calls the model.

        Args:
            inputs: What it takes.
            **kwargs: Likewise.
        """
        return self.model(inputs, **kwargs)

    def train_step(self, data: Any) -> dict:
        """Trains on one batch.

        Args:
            data: `(x, y, sample_weight)`, or what the data yields.
        Returns:
            Logs by name; losses are means over both points, metrics are
            those at the weights.
        """
        x, y, sample_weight = data_module.unpack_x_y_sample_weight(data)
        variables = self.trainable_variables
        outputs, gradients = [], []
        for part in self._parts((x, y, sample_weight)):
            y_pred, found = self._sharp_gradients(*part, variables)
            outputs.append(y_pred)
            gradients.append(found)
        sums = [tf.add_n(of_parts) for of_parts in zip(*gradients)]
        self.optimizer.apply_gradients(zip(sums, variables))
        y_pred = tf.nest.map_structure(lambda *t: tf.concat(t, 0), *outputs)
        return self.compute_metrics(x, y, y_pred, sample_weight)

    def _parts(self, batch: tuple) -> list[tuple]:
        """Splits a batch into as many batches as are asked for."""
        number = self.num_batch_splits or 1
        if number == 1:
            return [batch]
        rows = tf.shape(tf.nest.flatten(batch)[0])[0]
        is_even = tf.debugging.assert_equal(
            rows % number,
            0,
            f"{self._keras_who}: parts of a batch are equal. Expected a "
            f"number of rows that num_batch_splits={number} divides. Change "
            "`batch_size`, or drop the rest of the data.",
        )
        with tf.control_dependencies([is_even] if is_even is not None else []):
            flat = [
                [None] * number if leaf is None else tf.split(leaf, number)
                for leaf in tf.nest.flatten(batch)
            ]
        return [tf.nest.pack_sequence_as(batch, part) for part in zip(*flat)]

    def _sharp_gradients(self, x, y, sample_weight, variables: list) -> tuple:
        """Returns the outputs, and the gradients at the worst point."""
        y_pred, gradients = self._gradients(x, y, sample_weight, variables)
        gradients = variable_update.summed(gradients)
        norm = gradients_module.common_norm(gradients)
        scale = self.rho / tf.maximum(norm, _SMALLEST_NORM)
        shifts = [gradients_module.scaled(g, scale) for g in gradients]
        _move(variables, shifts)
        _, gradients = self._gradients(x, y, sample_weight, variables)
        _move(variables, [-shift for shift in shifts])
        return y_pred, gradients

    def _gradients(self, x, y, sample_weight, variables: list) -> tuple:
        with tf.GradientTape() as tape:
            y_pred = self(x, training=True)
            loss = self.compute_loss(x, y, y_pred, sample_weight)
        gradients = tape.gradient(
            loss, variables, unconnected_gradients=tf.UnconnectedGradients.ZERO
        )
        return y_pred, [tf.convert_to_tensor(each) for each in gradients]


def _move(variables: list, shifts: list) -> None:
    """Adds a shift to each variable, on all replicas."""

    def update(merged: list) -> None:
        variable_update.each(_add, variables, merged)

    variable_update.run(update, shifts)


def _add(variable: tf.Variable, shift: tf.Tensor) -> None:
    variable.assign_add(shift, read_value=False)
