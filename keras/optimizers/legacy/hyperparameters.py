"""Numbers of an optimizer by name: `learning_rate`, `beta_1`, ….

Each becomes a variable at the first step, which callers read and set as an
attribute. Schedules, functions, tensors and variables stay what they are.
"""

import tensorflow as tf

from keras.optimizers import rates
from keras.optimizers.schedules import learning_rate_schedule


class Hyperparameters(tf.Module):
    """Has numbers by name.

    Args:
        name: Name of the optimizer.
    """

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name  # any text; `tf.Module` would take an identifier
        # Not tracked: a checkpoint has each number by its own name.
        object.__setattr__(self, "_hyper", {})
        self._hypers_created = False

    @property
    def name(self) -> str:
        """Name in files and of variables."""
        return self._name

    # Keras 2's contract: a number is an attribute, and `lr` is one of them.

    def __getattr__(self, name: str):
        if name != "_hyper":  # a copy that has no fields yet
            name = "learning_rate" if name == "lr" else name
            if name in self._hyper:
                return self._get_hyper(name)
        known = sorted(vars(self).get("_hyper", ()))
        raise AttributeError(
            f"{type(self).__name__} has no attribute {name!r}. Expected one of "
            f"its own, or a number by name: {known}."
        )

    def __setattr__(self, name: str, value) -> None:
        name = "learning_rate" if name == "lr" else name
        if name in vars(self).get("_hyper", ()):
            self._set_hyper(name, value)
        else:
            super().__setattr__(name, value)

    def _set_hyper(self, name: str, value) -> None:
        """Declares a number, or changes it.

        Args:
            name: Its name.
            value: A number, tensor, variable, schedule or function.
        """
        if name == "learning_rate":
            rates.check(self._name, value)
        held = self._hyper.get(name)
        if isinstance(held, tf.Variable) and not callable(value):
            held.assign(tf.cast(value, held.dtype))
            return
        if name in vars(self):
            super().__delattr__(name)
        self._keras_hold(name, value)

    def _get_hyper(self, name: str, dtype=None):
        """Returns a number.

        Args:
            name: Its name.
            dtype: Type to cast it to. Default None: as it is.
        Returns:
            A variable, tensor or number; a schedule as itself.
        """
        if not self._hypers_created:
            self._create_hypers()
        value = self._hyper[name]
        if isinstance(value, learning_rate_schedule.LearningRateSchedule):
            return value
        if callable(value) and not isinstance(value, tf.Variable):
            value = value()
        return tf.cast(value, dtype) if dtype else value

    def _create_hypers(self) -> None:
        """Makes variables of plain numbers, once."""
        if self._hypers_created:
            return
        self._hypers_created = True
        for name, value in sorted(self._hyper.items()):
            if isinstance(value, (tf.Tensor, tf.Variable)) or callable(value):
                continue
            with tf.init_scope():
                made = tf.Variable(
                    tf.cast(value, tf.float32),
                    name=f"{self._name}/{name}",
                    trainable=False,
                    aggregation=tf.VariableAggregation.ONLY_FIRST_REPLICA,
                )
            self._keras_hold(name, made)

    def _keras_hold(self, name: str, value) -> None:
        """Keeps a number; checkpoints find a variable by its name."""
        # Not held meanwhile: `tf.Module` tracks nothing that it has already.
        self._hyper.pop(name, None)
        if isinstance(value, tf.Variable):
            super().__setattr__(name, value)
        self._hyper[name] = value

    def _serialize_hyperparameter(self, hyperparameter_name: str):
        """Returns a number as plain data, a schedule as its config.

        Args:
            hyperparameter_name: Its name.
        """
        return rates.plain(self._hyper[hyperparameter_name])
