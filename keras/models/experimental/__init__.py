"""Models that are being tried out."""

from keras.models.sharpness_aware_minimization import (
    SharpnessAwareMinimization as SharpnessAwareMinimization,
)
