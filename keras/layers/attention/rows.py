"""Attention in the table of layers."""

from keras import layers
from keras.testing import layer_row
from keras.testing.example_inputs import floats, mask
from keras.testing.refusal import Refusal

_CHANGES = {
    "use_scale": True,
    "dropout": 0.5,
    "seed": None,  # only with dropout
    "causal": True,
}
_PAIR = [floats(2, 3, 4), floats(2, 5, 4)]
_KEYS = [floats(2, 3, 4), floats(2, 5, 6), floats(2, 5, 4)]
_QUERY, _VALUE = floats(2, 3, 4), {"value": floats(2, 5, 6)}
_PROJECTED_CHANGES = {
    **layer_row.KERNEL_AND_BIAS,
    "dropout": 0.5,
    "sliding_window": 2,
    "flash_attention": None,  # refused
    "use_gate": True,
    "seed": None,  # only with dropout
}
_GROUPED = {"head_dim": 3, "num_query_heads": 4, "num_key_value_heads": 2}
_ONLY_IN_KERAS_3 = {"keras 2": "only Keras 3 has it"}

ROWS = (
    layer_row.Row(
        layers.Attention, _PAIR, {}, {**_CHANGES, "score_mode": "concat"}
    ),
    layer_row.Row(
        layers.Attention,
        _PAIR,
        {"use_scale": True, "score_mode": "concat"},
        variant="scaled-sums",
    ),
    layer_row.Row(layers.Attention, _KEYS, {"use_scale": True}, variant="keys"),
    layer_row.Row(
        layers.Attention,
        # Enough values that they're hardly ever all dropped: such a row is 0.
        [floats(2, 3, 4), floats(2, 9, 4)],
        {"dropout": 0.3},
        variant="dropped",
        is_random=True,
    ),
    layer_row.Row(
        layers.AdditiveAttention, _PAIR, {}, {**_CHANGES, "use_scale": False}
    ),
    layer_row.Row(
        layers.AdditiveAttention, _KEYS, {"use_scale": False}, variant="keys"
    ),
    layer_row.Row(
        layers.MultiHeadAttention,
        _QUERY,
        {"num_heads": 2, "key_dim": 3},
        {
            **_PROJECTED_CHANGES,
            "num_heads": 3,
            "key_dim": 2,
            "value_dim": 2,
            "output_shape": 5,
            "attention_axes": None,  # only with several
            "softmax_robust_masking": None,  # only with scores above 1e9
        },
        keywords=_VALUE,
    ),
    layer_row.Row(
        layers.MultiHeadAttention,
        _QUERY,
        {
            "num_heads": 2,
            "key_dim": 3,
            "value_dim": 4,
            "output_shape": (2, 5),
            "use_bias": False,
            "softmax_robust_masking": True,
        },
        variant="masked",
        keywords={
            **_VALUE,
            "key": floats(2, 5, 3),
            "attention_mask": mask(2, 3, 5),
        },
    ),
    layer_row.Row(
        layers.MultiHeadAttention,
        floats(2, 3, 4, 6),
        {"num_heads": 2, "key_dim": 3, "attention_axes": (2,)},
        {"attention_axes": (1,)},
        variant="one-axis",
        keywords={"value": floats(2, 3, 4, 6)},
    ),
    layer_row.Row(
        layers.MultiHeadAttention,
        floats(2, 3, 2, 6),
        {"num_heads": 2, "key_dim": 3},
        variant="two-axes",
        keywords={"value": floats(2, 3, 2, 5)},
    ),
    layer_row.Row(
        layers.MultiHeadAttention,
        _QUERY,
        {"num_heads": 2, "key_dim": 3, "dropout": 0.4},
        variant="dropped",
        keywords=_VALUE,
        is_random=True,
    ),
    layer_row.Row(
        layers.GroupQueryAttention,
        _QUERY,
        _GROUPED,
        {
            **_PROJECTED_CHANGES,
            "head_dim": 2,
            "num_query_heads": 6,
            "num_key_value_heads": 1,
        },
        keywords=_VALUE,
        exceptions=_ONLY_IN_KERAS_3,
    ),
    layer_row.Row(
        layers.GroupQueryAttention,
        _QUERY,
        {**_GROUPED, "use_gate": True, "sliding_window": 2, "dropout": 0.4},
        variant="gated",
        keywords={"value": floats(2, 5, 4), "key": floats(2, 5, 3)},
        is_random=True,
        exceptions=_ONLY_IN_KERAS_3,
    ),
)

_ONE = floats(2, 3, 4)
_WRONG_SIZE = ("of size 5", "query=(2, 3, 4)"), [_ONE, floats(2, 3, 5)]
_WRONG_COUNT = (
    ("6 values", "value=(2, 5, 4)"),
    [_ONE, floats(2, 5, 4), floats(2, 6, 4)],
)

_HEADS = {"num_heads": 2, "key_dim": 3}
_PROJECTED = (
    (layers.MultiHeadAttention, _HEADS),
    (layers.GroupQueryAttention, _GROUPED),
)


def _of_projected(wrong: dict, *parts, **more) -> list[Refusal]:
    return [
        Refusal(layer_class, {**arguments, **wrong}, parts, **more)
        for layer_class, arguments in _PROJECTED
    ]


REFUSALS = (
    Refusal(
        layers.Attention,
        {"score_mode": "sum"},
        ("'concat'", "score_mode='sum'"),
    ),
    *[
        refusal
        for layer_class in (layers.Attention, layers.AdditiveAttention)
        for refusal in (
            Refusal(layer_class, {"dropout": 1.5}, ("0 to 1", "dropout=1.5")),
            Refusal(layer_class, {}, ("[query, value]", "no list"), _ONE),
            Refusal(layer_class, {}, ("list of 1",), [_ONE]),
            Refusal(layer_class, {}, ("list of 4",), [_ONE] * 4),
            Refusal(
                layer_class,
                {},
                ("mask in a list of 1",),
                _PAIR,
                {"mask": [floats(2, 3)]},
            ),
            Refusal(
                layer_class,
                {},
                ("one batch size", "query=2, value=3, key=3"),
                [floats(2, 3, 4), floats(3, 3, 4)],
            ),
            Refusal(layer_class, {}, *_WRONG_SIZE),
            Refusal(layer_class, {}, *_WRONG_COUNT),
            Refusal(
                layer_class, {}, ("(batch, steps, size)",), [floats(2)] * 2
            ),
        )
    ],
    *[
        Refusal(layers.MultiHeadAttention, {**_HEADS, name: value}, (told,))
        for name, value, told in (
            ("num_heads", 0, "num_heads=0"),
            ("key_dim", -1, "key_dim=-1"),
            ("value_dim", -2, "value_dim=-2"),
            ("output_shape", (2, 0), "output_shape=0"),
        )
    ],
    *[
        Refusal(
            layers.MultiHeadAttention,
            {**_HEADS, "attention_axes": axes},
            ("[1]", f"attention_axes={axes}"),
            _QUERY,
            _VALUE,
        )
        for axes in ((0,), (2,), (1, 1), ())
    ],
    *[
        Refusal(layers.GroupQueryAttention, {**_GROUPED, name: value}, (told,))
        for name, value, told in (
            ("head_dim", 0, "head_dim=0"),
            ("num_query_heads", 3, "num_query_heads=3"),
            ("num_key_value_heads", 0, "num_key_value_heads=0"),
        )
    ],
    *_of_projected({"dropout": -0.1}, "0 to 1", "dropout=-0.1"),
    *_of_projected({"sliding_window": 0}, "sliding_window=0"),
    *_of_projected({"flash_attention": True}, "flash_attention=True"),
    *_of_projected(
        {},
        "alike in all three",
        "value=(2, 4)",
        inputs=_QUERY,
        keywords={"value": floats(2, 4)},
    ),
    *_of_projected(
        {},
        "one batch size",
        "query=2, value=3",
        inputs=_QUERY,
        keywords={"value": floats(3, 5, 6)},
    ),
    *_of_projected(
        {},
        "a key for every value",
        "key=(2, 4, 6)",
        inputs=_QUERY,
        keywords={**_VALUE, "key": floats(2, 4, 6)},
    ),
    Refusal(
        layers.GroupQueryAttention,
        _GROUPED,
        ("(batch, steps, features)", "query=(2, 3, 3, 4)"),
        floats(2, 3, 3, 4),
        {"value": floats(2, 3, 3, 4)},
    ),
)
