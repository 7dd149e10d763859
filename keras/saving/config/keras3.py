"""What Keras 3 writes otherwise."""

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


def activations_in_our_words(config: dict) -> dict:
    """Returns a layer's config with names of functions that mean ours.

    Args:
        config: Of any version. One of Keras 3 has a policy with its name of the
            class, also where it's float32.
    """
    policy = config.get("dtype")
    if not isinstance(policy, dict) or policy.get("class_name") not in NAMES:
        return config
    return {
        key: _FUNCTIONS.get(value, value)
        if key.endswith("activation") and isinstance(value, str)
        else value
        for key, value in config.items()
    }
