"""What Keras 3 writes otherwise."""

from collections.abc import Mapping

import numpy as np

from keras.saving.config import class_facts

# Its names for classes of ours.
NAMES = {"DTypePolicy": "Policy", "FloatDTypePolicy": "Policy"}

# By the name of our class.
CLASSES = {
    # How whole numbers are hashed: strings always are in one way.
    "StringLookup": class_facts.ClassFacts(dropped=frozenset({"oov_method"})),
}


def learning_rate_and_rest(
    arrays: Mapping[str, np.ndarray], num_expected: int
) -> tuple[float | None, Mapping[str, np.ndarray]]:
    """Takes the learning rate out of an optimizer's arrays.

    Keras 3 has it after the step counter, among the values; we have it in the
    config.

    Args:
        arrays: Arrays by '0', '1', ….
        num_expected: How many there are without it.
    Returns:
        The rate, None where there is none; and the others, numbered anew.
    """
    second = arrays.get("1")
    is_rate = np.shape(second) == () and np.asarray(second).dtype.kind == "f"
    if len(arrays) != num_expected + 1 or not is_rate:
        return None, arrays
    rest = [arrays[key] for key in sorted(arrays, key=int) if key != "1"]
    return float(second), {str(i): array for i, array in enumerate(rest)}
