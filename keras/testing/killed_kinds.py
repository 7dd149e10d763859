"""Models and data of trainings that are killed: what else may be lost."""

import numpy as np
import tensorflow as tf

from keras import layers, models, optimizers, saving


@saving.register_keras_serializable("killed_kinds")
class TwoOptimizers(models.Sequential):
    """Trains its last layer by an optimizer of its own, in an attribute."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.of_last = optimizers.Adam(0.02)

    def train_step(self, data) -> dict:
        """Takes one step of both."""
        x, y = data
        with tf.GradientTape() as tape:
            loss = self.compute_loss(x, y, self(x, training=True))
        last = self.layers[-1].trainable_variables
        others = self.trainable_variables[: -len(last)]
        of_others, of_last = tape.gradient(loss, (others, last))
        self.optimizer.apply_gradients(zip(of_others, others))
        self.of_last.apply_gradients(zip(of_last, last))
        return {"loss": loss}


def optimizers_of(model) -> list:
    """Returns a model's optimizers."""
    own = getattr(model, "of_last", None)
    return [model.optimizer, *([] if own is None else [own])]


def _made(
    kind: type = models.Sequential, policy: str | None = None
) -> models.Model:
    return kind(
        [
            layers.Dense(5, "tanh", input_shape=(4,), dtype=policy),
            layers.Dropout(0.3, dtype=policy),
            layers.BatchNormalization(dtype=policy),
            layers.Dense(1),
        ]
    )


def _plain(optimizer=None, policy: str | None = None) -> models.Model:
    model = _made(policy=policy)
    model.compile(optimizer or optimizers.Adam(0.05), "mse", ["mae"])
    return model


def _loss_scale() -> models.Model:
    # It doubles every five steps, so that a run sees several.
    inner = optimizers.Adam(0.05)
    scaled = optimizers.LossScaleOptimizer(
        inner, initial_scale=2.0**6, dynamic_growth_steps=5
    )
    return _plain(scaled, policy="mixed_float16")


def _ema() -> models.Model:
    averaged = optimizers.Adam(
        0.05, use_ema=True, ema_momentum=0.9, ema_overwrite_frequency=4
    )
    return _plain(averaged)


def _accumulated() -> models.Model:
    return _plain(optimizers.Adam(0.05, gradient_accumulation_steps=3))


def _schedule() -> models.Model:
    rate = optimizers.schedules.CosineDecay(0.05, 40)
    return _plain(optimizers.Adam(rate))


def _two_optimizers() -> models.Model:
    model = _made(TwoOptimizers)
    model.compile(optimizers.Adam(0.05), "mse")
    return model


MODELS = {
    "plain": _plain,
    "loss scale": _loss_scale,
    "average": _ema,
    "accumulation": _accumulated,
    "schedule": _schedule,
    "data set": _plain,
    "two optimizers": _two_optimizers,
}


def data(kind: str, x: np.ndarray, y: np.ndarray) -> dict:
    """Returns the arguments of `fit` that are its data.

    Args:
        kind: Of the training.
        x: The inputs.
        y: The labels.
    """
    if kind != "data set":
        arrays = {"x": x, "y": y, "batch_size": 7, "validation_split": 0.2}
        return arrays
    rows = tf.data.Dataset.from_tensor_slices((x, y))
    trained = rows.take(48).shuffle(48, seed=5).batch(7)
    return {"x": trained, "validation_data": rows.skip(48).batch(7)}
