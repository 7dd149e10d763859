"""`keras.utils.mode_keys`: how Keras 2 calls its three kinds of steps."""


class ModeKeys:
    """Training, judging and predicting, as texts."""

    TRAIN = "train"
    TEST = "test"
    PREDICT = "predict"
