"""Layers that most models have, in the table of layers."""
# bazel: shard_count=4

import numpy as np

from keras import layers
from keras.testing import layer_row
from keras.testing.example_inputs import floats, ragged, sparse, strings, whole
from keras.testing.refusal import Refusal

# `low_rank_test` shows what the factor of nothing is.
_ADDITIONS = {"lora_rank": 2, "lora_alpha": None}
_DENSE = {
    **layer_row.KERNEL_AND_BIAS,
    **_ADDITIONS,
    "units": 3,
    "activation": "relu",
}
_EMBEDDING = {
    **_ADDITIONS,
    "input_dim": 5,
    "output_dim": 4,
    "embeddings_initializer": "ones",
    "embeddings_regularizer": "l2",
    "activity_regularizer": "l2",
    "embeddings_constraint": "non_neg",
    "mask_zero": True,
    "input_length": 3,
    "sparse": True,
    "weights": [np.ones((6, 3))],
}
_TABLE = {"input_dim": 6, "output_dim": 3}
_EINSUM = {"equation": "abc,cd->abd", "output_shape": (None, 4)}
_ONLY_KERAS_3 = {"keras 2": "only Keras 3 has it"}

ROWS = (
    layer_row.Row(layers.Dense, floats(3, 5), {"units": 4}, _DENSE),
    layer_row.Row(
        layers.Dense,
        floats(3, 2, 5),
        {"units": 4, "activation": "softmax"},
        variant="three-axes",
    ),
    layer_row.Row(layers.Dense, whole(3, 5), {"units": 4}, variant="ints"),
    layer_row.Row(
        layers.Dense,
        ragged(floats(3, 4, 5), 4, 0, 2),
        {"units": 4, "activation": "relu"},
        variant="ragged",
    ),
    layer_row.Row(
        layers.Dense,
        sparse(whole(4, 5, below=2, dtype="float32")),
        {"units": 4, "activation": "relu"},
        variant="sparse",
        exceptions={"xla": "it compiles no sparse tensors"},
    ),
    layer_row.Row(
        layers.EinsumDense,
        floats(2, 3, 4),
        {**_EINSUM, "bias_axes": "d"},
        {
            **_ADDITIONS,
            "equation": "acb,cd->abd",
            "output_shape": (3, 5),
            "activation": "relu",
            "bias_axes": None,
            "kernel_initializer": "ones",
            "bias_initializer": "ones",
            "kernel_regularizer": "l2",
            "bias_regularizer": "l2",
            "activity_regularizer": "l2",
            "kernel_constraint": "non_neg",
            "bias_constraint": "non_neg",
        },
    ),
    layer_row.Row(
        layers.EinsumDense,
        floats(2, 3, 4, 5),
        {"equation": "...cd,de->...ce", "output_shape": (None, 2)},
        variant="ellipsis-left",
    ),
    layer_row.Row(
        layers.EinsumDense,
        floats(2, 3, 4, 5),
        {"equation": "ab...,bc->ac...", "output_shape": 2, "bias_axes": "c"},
        variant="ellipsis-right",
    ),
    layer_row.Row(
        layers.EinsumDense,
        floats(2, 3, 4),
        {
            "equation": "abc,cde->abde",
            "output_shape": (None, 2, 3),
            "bias_axes": "de",
        },
        variant="heads",
    ),
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
    layer_row.Row(
        layers.Masking,
        whole(3, 4, 1, below=2, dtype="float32"),
        changes={"mask_value": 1.0},
    ),
    layer_row.Row(
        layers.Masking,
        whole(3, 4, 2, below=2),
        {"mask_value": 1},
        variant="ints",
        output_dtype="input",
        exceptions={"keras 2": "it takes no ints"},
    ),
    layer_row.Row(
        layers.ReversibleEmbedding,
        whole(2, 3),
        _TABLE,
        {
            "input_dim": 5,
            "output_dim": 4,
            "tie_weights": False,
            "embeddings_initializer": "ones",
            "embeddings_regularizer": "l2",
            "embeddings_constraint": "non_neg",
            "mask_zero": True,
            "reverse_dtype": None,
            "logit_soft_cap": None,
        },
        exceptions=_ONLY_KERAS_3,
    ),
)

REFUSALS = (
    Refusal(layers.Dense, {"units": 0}, ("units=0",)),
    Refusal(
        layers.Dense, {"units": "3"}, ("units='3'", "str"), error=TypeError
    ),
    Refusal(layers.Dense, {"units": 3}, ("2", "(3,)"), floats(3)),
    Refusal(
        layers.EinsumDense,
        {"equation": "ab->ac", "output_shape": 3},
        ("'X,W->Y'", "'ab->ac'"),
    ),
    Refusal(
        layers.EinsumDense,
        {"equation": "...ab,bc->ac...", "output_shape": 3},
        ("before or behind both", "'...ab,bc->ac...'"),
    ),
    Refusal(
        layers.EinsumDense,
        {"equation": "ab,bc->acd", "output_shape": 3},
        ("output", "unknown ['d']"),
    ),
    Refusal(
        layers.EinsumDense,
        {"equation": "ab,bcx->ac", "output_shape": 3},
        ("kernel", "unknown ['x']"),
    ),
    Refusal(
        layers.EinsumDense,
        {"equation": "ab,bc->ac", "output_shape": 3, "bias_axes": "b"},
        ("['a', 'c']", "bias_axes='b'"),
    ),
    Refusal(
        layers.EinsumDense,
        {"equation": "ab,bc->ac", "output_shape": 0},
        ("at least 1", "output_shape=0"),
    ),
    Refusal(
        layers.EinsumDense,
        _EINSUM,
        ("3", "shape=(2, 4)"),
        floats(2, 4),
    ),
    Refusal(
        layers.EinsumDense,
        {"equation": "abc,cd->abd", "output_shape": (7, 4)},
        ("'b' has two sizes", "3", "(7, 4)"),
        floats(2, 3, 4),
    ),
    Refusal(
        layers.EinsumDense,
        {"equation": "abc,cd->abd", "output_shape": 4},
        ("['b', 'd']", "(4,)"),
        floats(2, 3, 4),
    ),
    Refusal(
        layers.EinsumDense,
        {"equation": "ab,bc->ac", "output_shape": None},
        ("['c']", "shape=(2, 4)"),
        floats(2, 4),
    ),
    Refusal(
        layers.Dense,
        {"units": 3},
        ("numbers", "string (1, 2)"),
        strings(1, 2),
        error=TypeError,
    ),
    Refusal(
        layers.Embedding,
        _TABLE,
        ("ints", "dtype=string", "StringLookup"),
        strings(1, 2),
        error=TypeError,
    ),
    Refusal(layers.Embedding, {**_TABLE, "input_dim": -1}, ("input_dim=-1",)),
    Refusal(layers.Masking, {}, ("2", "(3,)"), floats(3)),
    *(
        Refusal(
            layers.Masking,
            {"mask_value": value},
            ("one a feature", f"mask_value={value!r}"),
            error=TypeError,
        )
        for value in ("a", [[1], 2])
    ),
    Refusal(
        layers.ReversibleEmbedding,
        {**_TABLE, "logit_soft_cap": 0},
        ("above 0", "logit_soft_cap=0"),
    ),
    Refusal(
        layers.ReversibleEmbedding,
        _TABLE,
        ("(..., 3)", "(2, 4)"),
        floats(2, 4),
        {"reverse": True},
    ),
)
