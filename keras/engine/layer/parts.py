"""What a layer is made of, known until somebody changes it.

Owned parts are found by looking at attributes (`tracking`), which takes 30 us a
layer. A training loop asks a model of 300 layers at each step; so what was
found holds until an attribute of some layer is given another part, or a
container in an attribute has other parts in it.
"""

from collections.abc import Callable

import tensorflow as tf

from keras.backend import user_code
from keras.engine.layer import tracking


class Parts:
    """Answers about a layer and all in it, each found once.

    An answer is dropped when an attribute of any layer changed, whichever:
    that is seldom, and one number tells it. Lists and dicts tell nobody, so
    what they hold is compared; a `tf.Module` of somebody else's is looked at
    anew each time.
    """

    __slots__ = ("_answers", "_change", "_contents")

    def __init__(self) -> None:
        self._answers: dict[Callable, object] = {}
        self._change: int | None = None
        self._contents: list[tuple] = []

    def __reduce__(self):
        # A copy has parts of its own.
        return Parts, ()

    def once(self, layer, find: Callable):
        """Returns `find(layer)`, as long as nothing changed without a call.

        Args:
            layer: The owner.
            find: Derives an answer from the parts alone. It is not to be
                changed by who gets it.
        """
        known = self._change == tracking.changes.number
        if not known or (self._contents and self._is_changed()):
            self._look(layer)
        answers = self._answers  # Another thread may look anew meanwhile.
        if find not in answers:
            answers[find] = find(layer)
        return answers[find]

    def _is_changed(self) -> bool:
        return not all(
            same(tracking.members(container), parts)
            for container, parts in self._contents
        )

    def _look(self, layer) -> None:
        change = tracking.changes.number
        modules = tracking.modules_in(layer)
        self._answers = {}
        self._contents = [
            (container, tracking.members(container))
            for module in modules
            if isinstance(module, tracking.Owner)
            for container in tracking.containers_of(module)
        ]
        told = all(map(_tells_changes, modules))
        self._change = change if told else None


def once(layer, find: Callable):
    """Returns `find(layer)`; see `Parts.once`.

    Args:
        layer: The owner.
        find: Derives an answer from the parts alone.
    """
    state = layer._keras_state
    if state.parts is None:
        state.parts = Parts()
    return state.parts.once(layer, find)


def _tells_changes(module: tf.Module) -> bool:
    """Tells whether a change of the module's parts is known, or no matter.

    Metrics, optimizers and seed generators keep to themselves what they own.
    """
    if isinstance(module, tracking.Owner):
        return not isinstance(module._keras_state.trainable, tf.Variable)
    return not all(map(user_code.is_users, type(module).__mro__))


def same(some: list, others: list) -> bool:
    """Tells whether two lists have the same objects in them."""
    return len(some) == len(others) and all(
        one is other for one, other in zip(some, others)
    )
