"""What is true of a class, found once: signatures, what it overrides.

The answers are kept in the class. So they go when it goes, a subclass has its
own, and where a method was exchanged since, the class is looked at anew.
"""

import functools
import operator
from collections.abc import Callable

_NAME = "_keras_facts"


def once(*methods: str) -> Callable:
    """Returns a decorator of a question about a class, asked but once.

    Args:
        *methods: Names of attributes, which every such class has. The answer
            holds as long as these are what they were.
    Example:
        >>> from keras.backend import class_facts
        >>> @class_facts.once("build")
        ... def makes_weights(cls):
        ...     return cls.build is not keras.layers.Layer.build
        >>> makes_weights(keras.layers.Dense)
        True
    """
    read = operator.attrgetter(*methods)

    def decorated(find: Callable) -> Callable:
        @functools.wraps(find)
        def answer(cls: type, *more):
            facts = cls.__dict__.get(_NAME)
            if facts is None:
                facts = {}
                setattr(cls, _NAME, facts)
            now, key = read(cls), (find, *more)
            known = facts.get(key)
            if known is None or known[0] != now:
                known = facts[key] = now, find(cls, *more)
            return known[1]

        return answer

    return decorated
