"""Which layers a model trains: those that were trainable at `compile`."""

import contextlib
import warnings
from collections.abc import Iterator

from keras.engine.layer import tracking


class TrainableFlags:
    """What `trainable` of a model and its layers was at `compile`.

    A discriminator that is compiled, and then frozen for the model around it,
    goes on to train by itself: each model trains what was trainable when it was
    compiled. Layers that it gets later are as they are.

    Args:
        model: The model that is compiled; None before there is one.
    """

    def __init__(self, model) -> None:
        layers = [] if model is None else tracking.with_inner_layers(model)
        self._flags = [
            (layer, layer._keras_state.trainable) for layer in layers
        ]
        self._has_warned = False

    def _changed(self) -> list[tuple]:
        """Returns layers whose flag is another one now, and what it was."""
        return [
            (layer, flag)
            for layer, flag in self._flags
            if layer._keras_state.trainable is not flag
        ]

    @contextlib.contextmanager
    def restored(self) -> Iterator[None]:
        """Gives layers the flags of `compile`, for as long as a step runs."""
        changed = self._changed()
        now = [(layer, layer._keras_state.trainable) for layer, _ in changed]
        _set(changed)
        try:
            yield
        finally:
            _set(now)

    def get_config(self, model) -> dict:
        """Returns the flags as plain data; nothing where all are trained.

        The config of a user's class may not say what is frozen inside.

        Args:
            model: The model that was compiled.
        """
        with self.restored():
            layers = tracking.with_inner_layers(model)
            flags = [tracking.is_trainable(layer) for layer in layers]
        if all(flags) and not self._changed():
            return {}
        return {"trainable": list(map(int, flags))}

    def take(self, model, config: dict) -> None:
        """Takes the flags of a model that was saved, in place of its own.

        Args:
            model: The model, compiled.
            config: What `get_config` returned.
        """
        layers = tracking.with_inner_layers(model)
        flags = list(config.get("trainable", ()))
        if len(layers) != len(flags):
            warnings.warn(
                f"{model._keras_who}: it was frozen, or thawed, after "
                f"`compile`. Expected {len(flags)} layers, as then. Received: "
                f"{len(layers)}. It will train what is trainable now.",
                stacklevel=2,
            )
            return
        self._flags = list(zip(layers, map(bool, flags)))

    def warn_of_changes(self, model) -> None:
        """Warns once if the model would train other variables by its flags.

        Args:
            model: The model that was compiled.
        """
        changed = [] if self._has_warned else self._changed()
        if not changed:
            return
        now = model.trainable_variables
        with self.restored():
            then = model.trainable_variables
        if set(map(id, now)) == set(map(id, then)):
            return
        self._has_warned = True
        names = [layer.name for layer, _ in changed]
        warnings.warn(
            f"{model._keras_who}: `trainable` was changed after `compile`. "
            f"Expected {len(now)} variables to train by the flags as they are. "
            f"Received: {len(then)}, by those of `compile`, which hold until "
            f"it is called again; changed were {', '.join(names[:5])}"
            f"{' and others' if len(names) > 5 else ''}. That is right where "
            "they were frozen for a model around this one, as a GAN's "
            "discriminator is; else call `compile` again.",
            stacklevel=2,
        )


def _set(flags: list[tuple]) -> None:
    for layer, flag in flags:
        tracking.set_trainable(layer, flag)
