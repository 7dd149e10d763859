"""What Keras 3 writes otherwise."""

import contextlib
import contextvars
from collections.abc import Iterator

from keras.saving.config import class_facts

# Its names for classes of ours.
NAMES = {
    "DTypePolicy": "Policy",
    "FloatDTypePolicy": "Policy",
    "TFDIdentity": "Identity",
}
# Its public names of classes that call themselves otherwise, as ours do.
PUBLIC_NAMES = {"GroupedQueryAttention": "GroupQueryAttention"}

# By the name of our class.
CLASSES = {
    # How whole numbers are hashed: strings always are in one way.
    "StringLookup": class_facts.ClassFacts(dropped=frozenset({"oov_method"})),
}

# Functions of ours that compute what Keras 3 does under a name that means
# something else in Keras 2, and here.
_FUNCTIONS = {"hard_sigmoid": "relu6_sigmoid"}


# Whose configs look like those of Keras 2.
_EARLY = ("3.0.", "3.1.")
_is_early = contextvars.ContextVar("is_early", default=False)


@contextlib.contextmanager
def written_by(version: object) -> Iterator[None]:
    """Says of what version of Keras configs are that are read in the block.

    Args:
        version: Text; anything else is of no known one.
    """
    is_early = isinstance(version, str) and version.startswith(_EARLY)
    token = _is_early.set(is_early)
    try:
        yield
    finally:
        _is_early.reset(token)


def activations_in_our_words(config: dict) -> dict:
    """Returns a layer's config with names of functions that mean ours.

    Args:
        config: Of any version. One of Keras 3.2 and later has a policy with its
            name of the class, also where it's float32; of earlier ones the file
            says the version.
    """
    policy = config.get("dtype")
    is_later = isinstance(policy, dict) and policy.get("class_name") in NAMES
    if not (is_later or _is_early.get()):
        return config
    return {
        key: _FUNCTIONS.get(value, value)
        if key.endswith("activation") and isinstance(value, str)
        else value
        for key, value in config.items()
    }
