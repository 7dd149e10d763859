"""A description that Keras 3 reads, where it can't be tf_keras's too."""

from keras.saving.config import call_numbers, portable_config

# tf_keras wants what Keras 3 refuses.
_ATTENTION = {
    "softmax_robust_masking": False,
    **dict.fromkeys(
        ("query_shape", "value_shape", "key_shape"), portable_config.ANY
    ),
}
_OTHERWISE = "hard_sigmoid"


def described(portable):
    """Returns a description whose optimizer, attention and calls are Keras 3's.

    tf_keras has another class that scales losses, and tells it which kind of
    optimizer is in there; it wants shapes of attention layers; and it knows no
    other form of symbols among a call's keywords than its own.

    Args:
        portable: What `portable_config.portable` returned.
    Raises:
        ValueError: If Keras 3 has no such optimizer or function.
    """
    return _with_optimizer(_with_layers(portable))


def _with_layers(described):
    if isinstance(described, list):
        return [_with_layers(part) for part in described]
    if not isinstance(described, dict):
        return described
    parts = {key: _with_layers(part) for key, part in described.items()}
    config = parts.get("config")
    if not isinstance(config, dict) or parts.get("module") != "keras.layers":
        return parts
    _require_its_functions(config)
    if parts.get("class_name") == "MultiHeadAttention":
        parts["config"] = portable_config.without(config, _ATTENTION)
    if any(map(_has_symbols_by_name, parts.get("inbound_nodes", []))):
        parts["inbound_nodes"] = [_call(one) for one in parts["inbound_nodes"]]
    return parts


def _require_its_functions(config: dict) -> None:
    for name, value in config.items():
        if name.endswith("activation") and value == _OTHERWISE:
            raise ValueError(
                f"save_model: layer {config.get('name')!r} uses Keras 2's "
                "function hard_sigmoid, 0.2 x + 0.5; Keras 3's of that name is "
                "x / 6 + 0.5. Expected one that Keras 3 has, for "
                f"keras_version=3. Received: {name}={value!r}. Give it "
                "another, and train it on."
            )


def _has_symbols_by_name(call) -> bool:
    """Tells whether a call has a symbol among its keywords."""
    return any(
        isinstance(value, list) and _is_symbol(value)
        for entry in call
        if isinstance(entry, list) and isinstance(entry[-1], dict)
        for value in entry[-1].values()
    )


def _is_symbol(value: list) -> bool:
    kinds = [type(part) for part in value]
    return kinds == [str, int, int]


def _call(entries: list) -> dict:
    """Returns a call, listed as Keras 2 does, in Keras 3's form."""
    given = [_given(*entry[:3]) for entry in entries]
    keywords = {
        name: _symbol(value)
        if isinstance(value, list) and _is_symbol(value)
        else value
        for entry in entries
        for name, value in entry[3].items()
    }
    return {"args": given if len(given) == 1 else [given], "kwargs": keywords}


def _given(name: str, call: int, value):
    is_constant = call == -1
    return value if is_constant else _symbol([name, call, value])


def _symbol(reference: list) -> dict:
    # It takes the tensor that is there, whose shape and type it knows.
    config = {"shape": [], "dtype": "float32", "keras_history": reference}
    return {"class_name": call_numbers.TENSOR, "config": config}


def _with_optimizer(described):
    if not isinstance(described, dict) or not described.get("compile_config"):
        return described
    asked = dict(described["compile_config"])
    optimizer = asked.get("optimizer")
    if not isinstance(optimizer, dict) or "config" not in optimizer:
        return described
    config = dict(optimizer["config"])
    inner = config.get("inner_optimizer")
    if inner is None:
        return described
    if not config.pop("dynamic", True):
        raise ValueError(
            "save_model: Keras 3's LossScaleOptimizer has no fixed scale. "
            "Expected dynamic=True for keras_version=3. Received: dynamic="
            "False. Compile with the inner optimizer."
        )
    settings = dict(inner["config"])
    settings.pop("is_legacy_optimizer", None)
    config["inner_optimizer"] = {**inner, "config": settings}
    asked["optimizer"] = {
        **optimizer,
        "module": "keras.optimizers",
        "class_name": "LossScaleOptimizer",
        "config": config,
    }
    return {**described, "compile_config": asked}
