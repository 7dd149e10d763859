"""What a callback may have set while training ran, and a backup leaves out.

The program that goes on sets it as at the beginning, so the two may differ.
"""

import contextlib
import warnings
from typing import Any


def of_model(model: Any) -> dict[str, Any]:
    """Returns which variables are trained, and the optimizer's numbers."""
    trained = {id(variable) for variable in model.trainable_variables}
    numbered = enumerate(model.variables)
    return {
        "trained": [n for n, one in numbered if id(one) in trained],
        "settings": _numbers_of(getattr(model, "optimizer", None)),
    }


def _numbers_of(optimizer: Any) -> dict[str, float]:
    config: dict = {}
    with contextlib.suppress(NotImplementedError, AttributeError):
        config = optimizer.get_config()
    return {
        name: value
        for name, value in config.items()
        if isinstance(value, (int, float)) and name != "learning_rate"
    }


def warn_of_others(model: Any, known: dict[str, Any]) -> None:
    """Warns where a model is set otherwise than it was when it was saved.

    Args:
        model: The model.
        known: What `of_model` gave; nothing of backups of older versions.
    """
    now = of_model(model)
    if known.get("trained", now["trained"]) != now["trained"]:
        _warn(
            "other variables were trained when it was saved",
            f"{len(known['trained'])} trained variables",
            f"{len(now['trained'])}",
            "Set `trainable` as it was then, and compile",
        )
    then = known.get("settings", {})
    changed = [
        name
        for name, value in now["settings"].items()
        if then.get(name, value) != value
    ]
    if changed:
        _warn(
            "the optimizer was set otherwise when it was saved",
            _listed(then, changed),
            _listed(now["settings"], changed),
            "Set it as it was then",
        )


def _listed(values: dict[str, float], names: list[str]) -> str:
    return ", ".join(f"{name}={values[name]}" for name in names)


def _warn(what: str, expected: str, received: str, mend: str) -> None:
    warnings.warn(
        f"BackupAndRestore: {what}. Expected {expected}. Received: {received}. "
        f"Training goes on with that. {mend}, unless it's meant so.",
        stacklevel=2,
    )
