"""What the arguments of a layer's methods are."""

import inspect
from collections.abc import Callable

_NAMED = (
    inspect.Parameter.POSITIONAL_OR_KEYWORD,
    inspect.Parameter.KEYWORD_ONLY,
)


class CallSignature:
    """The parameters of a method, `call` in most cases.

    Attributes:
        method: The method.
        told: What `building` finds out of it, of methods that take shapes.
        names: Parameter names in order, without self, *args and **kwargs.
        takes_training: Whether `training` may be handed to it.
        must_hear_training: Whether `training` is handed to it in any case,
            None when nobody said: it has no default, or is in `**kwargs`.
        takes_mask: Whether `mask` may be handed to it.
        masks_by_name: Maps arguments to the parameters of their own masks:
            `value` to `value_mask`.
        takes_any: Whether it has `**kwargs`.
        takes_nothing: Whether it has no parameters at all.
        default_training: The default that the method gives `training`.
    """

    def __init__(self, method: Callable) -> None:
        self.method = method
        self.told: dict[str, object] = {}
        parameters = list(inspect.signature(method).parameters.values())[1:]
        self.names = [p.name for p in parameters if p.kind in _NAMED]
        self.takes_any = any(p.kind is p.VAR_KEYWORD for p in parameters)
        self._takes_more = any(p.kind is p.VAR_POSITIONAL for p in parameters)
        self.takes_nothing = not parameters
        self.takes_training = "training" in self.names or self.takes_any
        self.takes_mask = "mask" in self.names
        self.masks_by_name = {
            name: f"{name}_mask"
            for name in self.names
            if f"{name}_mask" in self.names
        }
        defaults = {
            p.name: p.default for p in parameters if p.default is not p.empty
        }
        self.default_training = defaults.get("training")
        self.required = [
            p.name
            for p in parameters
            if p.kind in _NAMED and p.default is p.empty
        ]
        is_named = "training" in self.names
        self.must_hear_training = self.takes_training and (
            "training" in self.required if is_named else True
        )

    def takes(self, name: str) -> bool:
        """Tells whether an argument of this name may be handed to it."""
        return name in self.names or self.takes_any

    def name_arguments(self, layer, args: tuple, kwargs: dict):
        """Splits a call's arguments into the input and the named rest.

        The input is the first argument, whatever its name. Positional
        arguments after it get their names.

        Returns:
            `(inputs, more, named)`: the first argument, the positional ones
            that have no name, and a dict of the others.
        """
        if not args:
            if not self.names or self.names[0] not in kwargs:
                raise TypeError(
                    f"{layer._keras_who}: called without an input. Expected "
                    f"{self.names[:1] or ['inputs']} first. Received: "
                    f"{sorted(kwargs)}."
                )
            kwargs = dict(kwargs)
            args = (kwargs.pop(self.names[0]),)
        if self._takes_more:
            return args[0], args[1:], kwargs
        names = self.names[1 : len(args)]
        if len(names) < len(args) - 1:
            raise TypeError(
                f"{layer._keras_who}: too many positional arguments. Expected "
                f"at most {len(self.names)}: {self.names}. Received: "
                f"{len(args)}."
            )
        named = dict(zip(names, args[1:]))
        self._check_keywords(layer, named, kwargs)
        return args[0], (), {**named, **kwargs}

    def _check_keywords(self, layer, named: dict, kwargs: dict):
        if self.takes_any:
            return
        accepted = {*self.names, "training", "mask"} - set(named)
        unknown = sorted(set(kwargs) - accepted)
        if unknown:
            raise TypeError(
                f"{layer._keras_who}: unexpected arguments. Expected some of "
                f"{self.names}. Received: {unknown}."
            )
