"""What the base keeps of an optimizer: one object, in one attribute.

The names of attributes are the user's: `self._step = 3` or a method `_update`
mean nothing to us. So what the base has to remember is a field here, in
`optimizer._keras_state`, and its own methods have names that begin in the same
way. Other private names are those of Keras 2 and 3, with their meaning there.
"""

import contextlib
import copy
import dataclasses
from collections.abc import Callable, Iterator

from keras.optimizers import step_policies
from keras.optimizers import undecayed as undecayed_module


@dataclasses.dataclass(eq=False)
class OptimizerState:
    """What is known of one optimizer.

    Attributes:
        policies: What happens around an update, the outermost first.
        keras1_rate: The learning rate under its name in Keras 1, or None.
        took_rate: Whether the base was given the learning rate, as in Keras 3.
        is_lazy: Whether rows without a gradient stay as they are.
        undecayed: Variables that weight decay leaves alone.
        rate_now: The learning rate of the variable that is being changed, if
            it has its own.
        takes_step: Whether a step is being taken.
        is_made: Whether the base's constructor has ended.
        changes: How often a setting was changed since.
        is_untied: Whether it's a copy with slots that took no step yet.
        num_shared: How many variables there are before the rule's own.
        has_kernels: Whether TensorFlow's kernels of rules may change the
            variables. On a mesh they end the process (TensorFlow 2.21).
    """

    policies: tuple[step_policies.StepPolicy, ...]
    keras1_rate: float | None
    took_rate: bool
    is_lazy: bool = False
    undecayed: undecayed_module.Undecayed = dataclasses.field(
        default_factory=undecayed_module.Undecayed
    )
    rate_now: object = None
    takes_step: bool = False
    is_made: bool = False
    changes: int = 0
    is_untied: bool = False
    num_shared: int = 1
    has_kernels: bool = True

    def __post_init__(self) -> None:
        self.of_rates = tuple(
            filter(step_policies.changes_rates, self.policies)
        )

    def of_copy(self) -> "OptimizerState":
        """Returns the same, for another optimizer: it's told other things."""
        policies = tuple(map(copy.copy, self.policies))
        return dataclasses.replace(self, policies=policies)

    @contextlib.contextmanager
    def at_rate(self, rate) -> Iterator[None]:
        """Has the optimizer's learning rate be another one in the block."""
        before, self.rate_now = self.rate_now, rate
        try:
            yield
        finally:
            self.rate_now = before


class Shown:
    """A name that shows something, until an instance puts its own there.

    Args:
        show: Takes the optimizer, and returns what the name shows.
    """

    def __init__(self, show: Callable) -> None:
        self._show = show
        self.__doc__ = show.__doc__

    def __get__(self, optimizer, owner=None):
        return self if optimizer is None else self._show(optimizer)
