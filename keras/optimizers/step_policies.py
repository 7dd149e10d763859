"""What happens around an update of variables: clipping, decay, averages, ….

An optimizer has a list of these objects, the outermost first. Each is handed
the next one as a function, and calls it with the gradients; so one can change
gradients, do something before or after, or put the update off. All that are
asked for run once a step, outside of the replicas.
"""

import functools
import warnings
from collections.abc import Callable, Sequence

import tensorflow as tf

from keras.distribute import variable_update
from keras.optimizers import gradients as gradients_module
from keras.optimizers import in_place

Variables = Sequence[tf.Variable]


class StepPolicy:
    """Something that happens around an update: nothing.

    Attributes:
        asked_by: Names of settings of the optimizer; a step takes the policy
            where one of them is on then. None: each step takes it.
        is_made: Whether it has variables of its own.
    """

    asked_by: tuple[str, ...] | None = None
    is_made = False

    def build(self, optimizer, variables: Variables) -> None:
        """Makes what is kept for each variable, by the optimizer."""

    def begin(self, optimizer) -> None:
        """Does what comes before the first step, be it taken or left out."""

    def take(
        self, optimizer, variables: Variables, update: Callable, gradients
    ) -> None:
        """Takes a step.

        Args:
            optimizer: Whose settings count.
            variables: What `update` changes.
            update: `update(gradients)`, the rest of the step.
            gradients: One a variable.
        """
        update(gradients)

    def slots(self, optimizer) -> list[tf.Variable]:
        """Returns what is kept for each variable, one after the other."""
        return []

    def updates_in(self, optimizer, steps: int) -> int:
        """Takes a number of steps as Keras 3 counts them.

        Returns:
            How many updates that is.
        """
        return steps

    def steps_of(self, optimizer, updates: int) -> int:
        """Returns the steps that Keras 3 would have counted.

        Args:
            optimizer: Whose settings count.
            updates: How many there were.
        """
        return updates

    def rate(self, optimizer, variable: tf.Variable, gradient, rate):
        """Returns the learning rate for one variable, where it lives.

        Args:
            optimizer: Whose settings count.
            variable: What is going to change.
            gradient: Its gradient, as the rule gets it.
            rate: The optimizer's learning rate, or what a policy before this
                one made of it; at least float32.
        """
        return rate

    def heed(self, optimizer, before) -> None:
        """Goes on from what is kept, after a setting has changed.

        Args:
            optimizer: Whose settings count; it has been built.
            before: What the setting that asks for the policy was.
        """

    def finalize(self, optimizer, variables: Variables) -> None:
        """Puts into variables what training ends with.

        Args:
            optimizer: Whose settings count.
            variables: The model's.
        """


def changes_rates(policy: StepPolicy) -> bool:
    """Tells whether a policy gives variables rates of their own."""
    return type(policy).rate is not StepPolicy.rate


class LossScale(StepPolicy):
    """Divides gradients by what their loss was multiplied with.

    For `loss_scale_factor`, Keras 3's argument.
    """

    asked_by = ("loss_scale_factor",)

    def take(self, optimizer, variables, update, gradients) -> None:
        """Updates with the gradients of the loss as it was."""
        divide = functools.partial(_scaled, 1 / optimizer.loss_scale_factor)
        update(variable_update.computed(divide, variables, gradients))


class Accumulation(StepPolicy):
    """Updates once in several steps, with the mean of their gradients.

    For `gradient_accumulation_steps`, Keras 3's argument. Sums of halves are
    in float32: two gradients of 40,000 are beyond float16.
    """

    asked_by = ("gradient_accumulation_steps",)

    def build(self, optimizer, variables: Variables) -> None:
        """Makes a counter of gradients, and their sums."""
        if optimizer.gradient_accumulation_steps:
            self.is_made = True
            self._given: set[int] = set()
            self._count = optimizer.add_variable(
                (), "int64", name="accumulated_gradients"
            )
            self._sums = [
                optimizer._keras_add_slot(
                    v, "gradient_accumulator", dtype=in_place.wide(v.dtype)
                )
                for v in variables
            ]

    def slots(self, optimizer) -> list[tf.Variable]:
        """Returns the sums."""
        return self._sums if optimizer.gradient_accumulation_steps else []

    def updates_in(self, optimizer, steps: int) -> int:
        """Takes the number of gradients, which is what Keras 3 counts."""
        if not optimizer.gradient_accumulation_steps:
            return steps
        if optimizer.built:
            self._count.assign(steps)
        return steps // optimizer.gradient_accumulation_steps

    def steps_of(self, optimizer, updates: int) -> int:
        """Returns the number of gradients."""
        if not optimizer.gradient_accumulation_steps or not optimizer.built:
            return updates
        return int(self._count.numpy())

    def take(self, optimizer, variables, update, gradients) -> None:
        """Adds the gradients, and updates when enough were added."""
        steps = int(optimizer.gradient_accumulation_steps)
        places = [optimizer._keras_index(v) for v in variables]
        sums = [self._sums[place] for place in places]
        self._tell_turns(optimizer, set(places))
        self._count.assign_add(1)
        variable_update.each(_add, sums, gradients)

        def update_with_mean() -> None:
            mean = functools.partial(_mean, steps)
            update(variable_update.computed(mean, variables, sums))
            variable_update.each(_clear, self._sums)

        tf.cond(
            tf.equal(self._count % steps, 0), update_with_mean, lambda: None
        )

    def heed(self, optimizer, before) -> None:
        """Goes on with what is in the sums; or anew, if it had been off.

        The counter again tells the updates, and what is in the sums. Where
        that is too much it stands for all but the last gradient of an update.
        """
        steps = optimizer.gradient_accumulation_steps
        if not steps:
            return
        pending = int(self._count.numpy()) % int(before) if before else 0
        kept = min(pending, int(steps) - 1)
        share = kept / pending if pending else 0.0
        for total in self._sums:
            total.assign(total * tf.cast(share, total.dtype))
        updates = int(optimizer.iterations.numpy())
        self._count.assign(updates * int(steps) + kept)

    def _tell_turns(self, optimizer, given: set[int]) -> None:
        """Warns where variables take turns: an update has the last one's."""
        before, self._given = self._given, given
        if given <= before or given >= before:
            return
        known = optimizer._keras_of_variables()
        then, now = (
            [known[i].name for i in sorted(x)] for x in (before, given)
        )
        steps = optimizer.gradient_accumulation_steps
        warnings.warn(
            f"{optimizer.name}: variables take turns in gradients that are "
            f"added up. Expected all of them in each of the {steps} steps of "
            "an update, which changes those of its last step and forgets the "
            f"others' sums. Received: {then} before, {now} now. Make an "
            "optimizer for each group, or take the gradients of both losses "
            "in one step.",
            stacklevel=2,
        )


class Clipping(StepPolicy):
    """Limits gradients: each one's norm, their common norm, or each number."""

    asked_by = ("clipnorm", "global_clipnorm", "clipvalue")

    def take(self, optimizer, variables, update, gradients) -> None:
        """Clips in the one way that is set."""
        update(clipped(optimizer, gradients, variables))


class WeightDecay(StepPolicy):
    """First takes a part, times the learning rate, off each variable."""

    asked_by = ("weight_decay",)

    def take(self, optimizer, variables, update, gradients) -> None:
        """Shrinks variables, then updates them."""
        decay(optimizer, variables, gradients)
        update(gradients)


class Averages(StepPolicy):
    """Keeps moving averages of variables, and makes variables them at times.

    average <- momentum * average + (1 - momentum) * variable

    An average starts where its variable is before the first step of any: not
    before, as values may be loaded until then.
    """

    asked_by = ("use_ema",)

    def build(self, optimizer, variables: Variables) -> None:
        """Makes an average of each variable."""
        if optimizer.use_ema:
            self.is_made = True
            self._averages = [
                optimizer.add_variable_from_reference(
                    v, "average", initial_value=v
                )
                for v in variables
            ]

    def slots(self, optimizer) -> list[tf.Variable]:
        """Returns the averages."""
        return self._averages if optimizer.use_ema else []

    def begin(self, optimizer) -> None:
        """Starts all averages, also of variables without a gradient now."""
        start(optimizer, self._averages, optimizer._keras_of_variables())

    def take(self, optimizer, variables, update, gradients) -> None:
        """Updates, then moves each average toward its variable."""
        averages = [
            self._averages[optimizer._keras_index(v)] for v in variables
        ]
        self.begin(optimizer)
        update(gradients)
        move = functools.partial(_move, optimizer.ema_momentum)
        variable_update.each(move, averages, variables)
        if optimizer.ema_overwrite_frequency:
            steps_left = (
                optimizer.iterations % optimizer.ema_overwrite_frequency
            )
            overwrite = functools.partial(_take_if, tf.equal(steps_left, 0))
            variable_update.each(overwrite, variables, averages)

    def heed(self, optimizer, before) -> None:
        """Starts averages anew where they had been off."""
        if optimizer.use_ema and not before:
            known = optimizer._keras_of_variables()
            for average, variable in zip(self._averages, known, strict=True):
                average.assign(variable)

    def finalize(self, optimizer, variables: Variables) -> None:
        """Makes variables their averages; not before there was a step."""
        if not optimizer.use_ema or not optimizer.built:
            return
        has_begun = optimizer.iterations > 0
        for variable in variables:
            average = self._averages[optimizer._keras_index(variable)]
            _take_if(has_begun, variable, average)


# Those of every optimizer, the outermost first. An average starts where its
# variable is before the first decay.
EVERY = (LossScale, Accumulation, Clipping, Averages, WeightDecay)


def start(optimizer, slots: Variables, variables: Variables) -> None:
    """Puts variables into slots, if there was no step.

    Args:
        optimizer: Whose steps count.
        slots: What is kept of each variable.
        variables: As many.
    """
    is_first = tf.equal(optimizer.iterations, 0)
    variable_update.each(
        functools.partial(_take_if, is_first), slots, variables
    )


def clipped(optimizer, gradients, variables: Variables | None = None) -> list:
    """Returns gradients, clipped in the one way that the settings ask for.

    Args:
        optimizer: Whose settings count.
        gradients: What to clip.
        variables: Beside which it is computed. Default None: here.
    """
    if optimizer.clipnorm:
        clip = functools.partial(_with_norm, optimizer.clipnorm)
    elif optimizer.global_clipnorm:
        factor = _common_factor(gradients, optimizer.global_clipnorm)
        clip = functools.partial(_scaled, factor)
    elif optimizer.clipvalue:
        clip = functools.partial(_with_value, optimizer.clipvalue)
    else:
        return list(gradients)
    if variables is None:
        return [clip(None, gradient) for gradient in gradients]
    return variable_update.computed(clip, variables, gradients)


def decay(optimizer, variables: Variables, gradients) -> None:
    """Takes a part, times the learning rate, off each variable.

    Args:
        optimizer: Whose settings count.
        variables: What to change, unless it's excluded.
        gradients: One a variable.
    """
    decayed = [
        pair
        for pair in zip(variables, gradients)
        if optimizer._use_weight_decay(pair[0])
        and optimizer._keras_decay_of(pair[0])
    ]
    if decayed:
        shrink = functools.partial(_decay, optimizer)
        variable_update.each(shrink, *zip(*decayed))


def _add(total: tf.Variable, gradient) -> None:
    total.assign_add(gradients_module.dense(tf.cast(gradient, total.dtype)))


def _mean(steps: int, variable: tf.Variable, total) -> tf.Tensor:
    return tf.cast(total / steps, variable.dtype)


def _clear(total: tf.Variable) -> None:
    total.assign(tf.zeros_like(total))


def _with_norm(limit: float, variable: tf.Variable, gradient):
    return gradients_module.with_norm(gradient, limit)


def _with_value(limit: float, variable: tf.Variable, gradient):
    gradient = gradients_module.rows_once(gradient)
    limit = tf.cast(limit, gradient.dtype)  # NumPy's uint8 has no -limit.
    return tf.clip_by_value(gradient, -limit, limit)


def _common_factor(gradients: Sequence, limit: float) -> tf.Tensor:
    """Returns what brings the norm of all gradients down to a limit."""
    local = [variable_update.of_each_replica(g)[0] for g in gradients]
    local = list(map(gradients_module.rows_once, local))
    norm = gradients_module.common_norm(local)
    # Not a number where a gradient isn't finite: 0 would hide it.
    return limit / tf.maximum(norm, limit) + (norm - norm)


def _scaled(factor: float | tf.Tensor, variable: tf.Variable, gradient):
    return gradients_module.scaled(gradient, factor)


def _decay(optimizer, variable: tf.Variable, gradient) -> None:
    decay = tf.cast(optimizer._keras_decay_of(variable), variable.dtype)
    rate = optimizer._keras_rate_of(variable, gradient)
    variable.assign_sub(variable * decay * tf.cast(rate, variable.dtype))


def _take_if(condition: tf.Tensor, variable: tf.Variable, other) -> None:
    variable.assign(in_place.chosen(condition, other, variable))


def _move(momentum: float, average: tf.Variable, variable) -> None:
    momentum = tf.cast(momentum, average.dtype)
    average.assign(momentum * average + (1 - momentum) * variable)
