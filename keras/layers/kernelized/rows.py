"""Random features in the table of layers."""

from keras.layers import experimental
from keras.testing import layer_row
from keras.testing.example_inputs import floats
from keras.testing.refusal import Refusal

_ROWS = floats(4, 5)
_SIZE = {"output_dim": 6}


ROWS = (
    layer_row.Row(
        experimental.RandomFourierFeatures,
        _ROWS,
        _SIZE,
        {
            "output_dim": 3,
            "kernel_initializer": "laplacian",
            "scale": 3.0,
            "trainable": None,  # which weights are trained: a test of its own
            "name": None,
        },
    ),
    layer_row.Row(
        experimental.RandomFourierFeatures,
        _ROWS,
        {**_SIZE, "kernel_initializer": "laplacian", "trainable": True},
        variant="laplacian",
        # Angles of hundreds, of which float32 keeps the fraction.
        tolerance=1e-4,
        exceptions={"float16": "angles of hundreds have no fraction in it"},
    ),
)


def _refused(wrong: dict, *parts: str, **more) -> Refusal:
    return Refusal(
        experimental.RandomFourierFeatures, {**_SIZE, **wrong}, parts, **more
    )


REFUSALS = (
    _refused({"output_dim": 0}, "output_dim=0"),
    _refused({"scale": 0}, "above 0", "scale=0"),
    _refused(
        {"kernel_initializer": "ones"}, "'gaussian'", "'laplacian'", "'ones'"
    ),
    _refused({}, "(batch, features)", "(4, 3, 5)", inputs=floats(4, 3, 5)),
)
