"""What is told of a layer's symbolic calls: inputs, outputs, shapes, masks."""

from keras.engine.layer import tracking
from keras.engine.symbols import node


class CallHistory(tracking.Owner):
    """A module that answers for its symbolic calls; below `Layer`."""

    @property
    def inbound_nodes(self) -> list[node.Node]:
        """The symbolic calls of the layer, in order."""
        return self._inbound.nodes

    @property
    def outbound_nodes(self) -> list[node.Node]:
        """The symbolic calls that took an output of the layer, in order.

        One that took several stands there as often.
        """
        return self._inbound.outbound

    @property
    def input(self):
        """The symbolic input of the layer's first call."""
        return self._inbound.first("input", self._described)

    @property
    def output(self):
        """The symbolic output of the layer's first call."""
        return self._inbound.first("output", self._described)

    @property
    def input_shape(self):
        """The shape of the layer's symbolic input, where calls agree on it."""
        return self._inbound.only("input_shape", self._described)

    @property
    def output_shape(self):
        """The shape of the layer's symbolic output, where calls agree on it."""
        return self._inbound.only("output_shape", self._described)

    @property
    def input_mask(self):
        """The mask of the layer's first symbolic input."""
        return self._inbound.first("input_mask", self._described)

    @property
    def output_mask(self):
        """The mask of the layer's first symbolic output."""
        return self._inbound.first("output_mask", self._described)

    def get_input_at(self, node_index: int):
        """Returns the input of the symbolic call of this index."""
        return self._inbound.at(node_index, "input", self._described)

    def get_output_at(self, node_index: int):
        """Returns the output of the symbolic call of this index."""
        return self._inbound.at(node_index, "output", self._described)

    def get_input_shape_at(self, node_index: int):
        """Returns the input's shape in the symbolic call of this index."""
        return self._inbound.at(node_index, "input_shape", self._described)

    def get_output_shape_at(self, node_index: int):
        """Returns the output's shape in the symbolic call of this index."""
        return self._inbound.at(node_index, "output_shape", self._described)

    def get_input_mask_at(self, node_index: int):
        """Returns the input's mask in the symbolic call of this index."""
        return self._inbound.at(node_index, "input_mask", self._described)

    def get_output_mask_at(self, node_index: int):
        """Returns the output's mask in the symbolic call of this index."""
        return self._inbound.at(node_index, "output_mask", self._described)
