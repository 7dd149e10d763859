"""How deeply a description may be nested."""

import json

# Threat: a nest that overflows Python's stack. A model in a model adds 5.
MAX_DEPTH = 200


def require_shallow(described) -> None:
    """Raises `ValueError` if lists and dicts are nested deeper than the limit.

    Args:
        described: Plain data.
    """
    level = [described]
    for _ in range(MAX_DEPTH):
        level = [
            part
            for whole in level
            if isinstance(whole, (dict, list, tuple))
            for part in (whole.values() if isinstance(whole, dict) else whole)
        ]
        if not level:
            return
    raise ValueError(
        "A description is nested too deeply. Expected at most "
        f"{MAX_DEPTH} levels. Received: more levels than that."
    )


def from_json(text: str | bytes):
    """Returns what a JSON text says.

    Raises:
        ValueError: If it isn't JSON, or nested too deeply.
    """
    try:
        value = json.loads(text)
    except (RecursionError, ValueError) as error:
        raise ValueError(
            f"Expected JSON. Received: {text[:60]!r}; "
            f"{type(error).__name__}: {error}."
        ) from error
    require_shallow(value)
    return value
