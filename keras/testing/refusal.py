"""What a layer refuses, and what its message must say."""

import dataclasses
from typing import Any

from keras.engine.layer import layer as layer_module
from keras.testing import example_inputs


@dataclasses.dataclass(frozen=True)
class Refusal:
    """A wrong argument of a constructor, or a wrong input.

    Args:
        layer_class: The class.
        arguments: What the constructor is called with.
        parts: Texts that the message holds beside "Expected" and "Received":
            what is allowed, and what was given.
        inputs: Example of what the layer is called on; None where the
            constructor refuses.
        keywords: Examples of the call's other arguments, or these themselves,
            by name.
        error: Class of the exception.
    """

    layer_class: type[layer_module.Layer]
    arguments: dict
    parts: tuple[str, ...]
    inputs: Any = None
    keywords: dict = dataclasses.field(default_factory=dict)
    error: type[Exception] = ValueError

    @property
    def id(self) -> str:
        """The refusal's name in a test report."""
        return "-".join((self.layer_class.__name__, *self.parts))

    def provoke(self, layer: layer_module.Layer | None = None):
        """Makes the layer, and calls it where there are inputs.

        Args:
            layer: The layer, where it was made before.
        """
        layer = layer or self.layer_class(**self.arguments)
        if self.inputs is None:
            return layer
        inputs, keywords = example_inputs.tensors((self.inputs, self.keywords))
        return layer(inputs, **keywords)
