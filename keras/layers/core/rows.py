"""Dense, Embedding and Identity in the table of layers."""

from keras import layers
from keras.testing import layer_row
from keras.testing.example_inputs import floats, whole
from keras.testing.refusal import Refusal

_DENSE = {**layer_row.KERNEL_AND_BIAS, "units": 3, "activation": "relu"}
_EMBEDDING = {
    "input_dim": 5,
    "output_dim": 4,
    "embeddings_initializer": "ones",
    "embeddings_regularizer": "l2",
    "activity_regularizer": "l2",
    "embeddings_constraint": "non_neg",
    "mask_zero": True,
    "input_length": 3,
    "sparse": True,
}
_TABLE = {"input_dim": 6, "output_dim": 3}

ROWS = (
    layer_row.Row(layers.Dense, floats(3, 5), {"units": 4}, _DENSE),
    layer_row.Row(
        layers.Dense,
        floats(3, 2, 5),
        {"units": 4, "activation": "softmax"},
        variant="three-axes",
    ),
    layer_row.Row(layers.Dense, whole(3, 5), {"units": 4}, variant="ints"),
    layer_row.Row(layers.Embedding, whole(2, 3), _TABLE, _EMBEDDING),
    layer_row.Row(
        layers.Embedding,
        whole(2, 3, dtype="int64"),
        {**_TABLE, "mask_zero": True},
        variant="masked",
    ),
    layer_row.Row(layers.Identity, floats(2, 3)),
    layer_row.Row(
        layers.Identity, whole(2, 3), output_dtype="input", variant="ints"
    ),
)

REFUSALS = (
    Refusal(layers.Dense, {"units": 0}, ("units=0",)),
    Refusal(
        layers.Dense, {"units": "3"}, ("units='3'", "str"), error=TypeError
    ),
    Refusal(layers.Dense, {"units": 3}, ("2", "(3,)"), floats(3)),
    Refusal(layers.Embedding, {**_TABLE, "input_dim": -1}, ("input_dim=-1",)),
)
