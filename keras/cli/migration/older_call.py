"""A call in a script, and the rule that says how it's written today."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence

import libcst as cst

from keras.cli.migration import arguments

Table = Mapping[str, str]


@dataclasses.dataclass
class OlderCall:
    """A call of something of Keras, while it's rewritten.

    Args:
        path: What is called, below Keras's root; of a method its name.
        arguments: What it's given, under older names at first.
        is_keras1: Whether the script speaks Keras 1.
        facts: What the rest of the script says.
        receiver: Of a method the object that has it.
    """

    path: str
    arguments: arguments.Arguments
    is_keras1: bool
    facts: Facts
    receiver: cst.BaseExpression | None = None
    # What is called instead: below Keras's root, or a path of TensorFlow's.
    target: str | None = None
    # What the result is called with: `Lambda(…)` with `([a, b])`.
    called_with: cst.BaseExpression | None = None
    # What takes the result, below Keras's root, and what it takes beside.
    wrapper: str | None = None
    wrapper_arguments: list[cst.Arg] = dataclasses.field(default_factory=list)
    # What is made of the result; `{}` stands for the call.
    around: str = "{}"
    notes: list[str] = dataclasses.field(default_factory=list)


@dataclasses.dataclass(frozen=True)
class Facts:
    """What a script says as a whole.

    Args:
        changes_rates: Whether it sets the learning rate while it trains.
        logs: Older names in logs -> today's; empty where they stay.
        batch_size: Returns the batch size of a generator's expression.
        outputs: Returns how many units the last layer of a model has.
        spell: Returns the text of a path below Keras's root.
    """

    changes_rates: bool
    logs: Table
    spell: Callable[[str], str]
    batch_size: Callable[[cst.BaseExpression | None], str | None]
    outputs: Callable[[cst.BaseExpression | None], int | None]


@dataclasses.dataclass(frozen=True)
class Rule:
    """How the arguments of a class or function are called today.

    Args:
        was: Keras 1's names of the arguments by position, where they differ.
        now: Today's names of the first arguments.
        single: How many of the first arguments were numbers in Keras 1: a
            tuple among them is of Keras 2.
        target: What is called instead, a path below Keras's root or
            TensorFlow's.
        writes: The names of the first arguments of what is called instead,
            if they aren't those of `now`.
        defaults: Today's argument -> the default that it had.
        renames: Older argument -> today's.
        values: Today's argument -> what it takes -> what it takes today.
        dropped: Older arguments that mean nothing today.
        refused: Older arguments that are left, and why.
        before: What else changes, with older names.
        after: What else changes, with today's names.
    """

    was: str = ""
    now: str = ""
    single: int = 0
    target: str | None = None
    writes: str | None = None
    renames: Table = dataclasses.field(default_factory=dict)
    values: Mapping[str, Mapping] = dataclasses.field(default_factory=dict)
    defaults: Table = dataclasses.field(default_factory=dict)
    dropped: str = ""
    refused: Table = dataclasses.field(default_factory=dict)
    before: Callable[[OlderCall], None] | None = None
    after: Callable[[OlderCall], None] | None = None

    def positions(self, is_keras1: bool, args: Sequence[cst.Arg]) -> list[str]:
        """Returns the names of the arguments of a call by position."""
        newer = any(
            isinstance(arg.value, cst.Tuple | cst.List)
            for arg in args[: self.single]
            if arg.keyword is None
        )
        older = is_keras1 and self.was and not newer
        return (self.was if older else self.now).split()

    def written(self) -> list[str]:
        """Returns today's names of the arguments by position."""
        if self.writes is not None:
            return self.writes.split()
        return [self.renames.get(name, name) for name in self.now.split()]

    def apply(self, call: OlderCall) -> None:
        """Rewrites a call's arguments.

        Raises:
            arguments.Refusal: If it has to stay as it is.
        """
        for name, reason in self.refused.items():
            if name in call.arguments:
                raise arguments.Refusal(f"{name}: {reason}")
        call.target = self.target
        if self.before:
            self.before(call)
        for old, new in self.renames.items():
            call.arguments.rename(old, new)
        for name in self.dropped.split():
            call.arguments.pop(name)
        for name, value in self.defaults.items():
            if name not in call.arguments:
                call.arguments.put(name, value)
        for name, table in self.values.items():
            value = call.arguments.get(name)
            if value is not None:
                call.arguments.put(name, arguments.mapped(table, value))
        if self.after:
            self.after(call)

    def names_of_keras1(self) -> set[str]:
        """Returns the arguments that only Keras 1 had."""
        current = {*self.now.split(), *self.renames.values()}
        return _OF_KERAS1 & {*self.was.split(), *self.renames} - current


# Arguments that no later Keras had, but for a few classes.
_OF_KERAS1 = frozenset(
    "U_regularizer W_constraint W_regularizer atrous_rate b_constraint "
    "b_regularizer beta_init bias border_mode concat_axis consume_less "
    "dim_ordering dot_axes dropout_U dropout_W filter_length forget_bias_init "
    "gamma_init init inner_activation inner_init input length mode nb_classes "
    "nb_col nb_epoch nb_filter nb_row nb_val_samples nb_words output "
    "output_dim p pool_length samples_per_epoch sigma std stride subsample "
    "subsample_length val_samples".split()
)
