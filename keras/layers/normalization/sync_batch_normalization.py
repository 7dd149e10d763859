"""Batch normalization over all replicas, by its older name."""

from keras.engine import kinds
from keras.layers.normalization import batch_normalization


class SyncBatchNormalization(batch_normalization.BatchNormalization):
    """Normalises each feature over the batches of all replicas together.

    y = gamma * (x - mean) / sqrt(variance + epsilon) + beta

    It is `BatchNormalization(synchronized=True)`, by Keras 2's older name.
    Mean and variance are merged over the replicas, the mean first.

    Args:
        axis: The features' axis, or several. Default: the last.
        momentum: Weight of the old average a step, in [0, 1].
        epsilon: Added to the variance, against division by zero.
        center: False leaves beta out.
        scale: False leaves gamma out.
        beta_initializer, gamma_initializer: Default 'zeros' and 'ones'.
        moving_mean_initializer, moving_variance_initializer: Likewise.
        beta_regularizer, gamma_regularizer: Penalties on the variables.
        beta_constraint, gamma_constraint: Projections after each step.
    Call arguments:
        inputs: Tensor `(batch, ..., features)`.
        training: True takes and follows the batch's statistics.
        mask: Booleans of the leading axes; False places don't count.
    Output shape: the input's.
    Variables: as `BatchNormalization`'s.
    Raises:
        ValueError: If an axis isn't there or has no static size, or an
            argument is out of range.
    Source: Ioffe and Szegedy 2015, arXiv:1502.03167, algorithm 1.
    Example:
        >>> layer = keras.layers.experimental.SyncBatchNormalization()
        >>> layer(tf.ones((2, 3)), training=True).numpy().tolist()
        [[0.0, 0.0, 0.0], [0.0, 0.0, 0.0]]
    """

    def __init__(
        self,
        axis: kinds.Sizes = -1,
        momentum: float = 0.99,
        epsilon: float = 1e-3,
        center: bool = True,
        scale: bool = True,
        beta_initializer: kinds.Named = "zeros",
        gamma_initializer: kinds.Named = "ones",
        moving_mean_initializer: kinds.Named = "zeros",
        moving_variance_initializer: kinds.Named = "ones",
        beta_regularizer: kinds.Named = None,
        gamma_regularizer: kinds.Named = None,
        beta_constraint: kinds.Named = None,
        gamma_constraint: kinds.Named = None,
        **kwargs: kinds.Unpack[kinds.LayerArguments],
    ) -> None:
        super().__init__(
            axis,
            momentum,
            epsilon,
            center,
            scale,
            beta_initializer,
            gamma_initializer,
            moving_mean_initializer,
            moving_variance_initializer,
            beta_regularizer,
            gamma_regularizer,
            beta_constraint,
            gamma_constraint,
            **{"synchronized": True, **kwargs},
        )

    def get_config(self) -> dict:
        """Returns the arguments, without the one that the name says."""
        config = super().get_config()
        config.pop("synchronized", None)
        return config
