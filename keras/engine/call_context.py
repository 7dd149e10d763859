"""The layer calls that are running in this thread, one inside the other."""

import threading


class CallContext(threading.local):
    """What a running call hands down to the layers inside it.

    Attributes:
        training: The innermost given `training`, or None when nobody said.
        layers: The layers being called, the outermost first. A call that
            needs nothing handed down (see `Layer.__call__`) isn't listed.
        number: Counts outermost calls; losses of an older one are stale.
    """

    def __init__(self) -> None:
        self.training = None
        self.layers = []
        self.number = 0

    def enter(self, layer, training) -> object:
        """Begins a call, and returns the value of `training` to restore."""
        if not self.layers:
            self.number += 1
        outer = self.training
        self.layers.append(layer)
        self.training = training
        return outer

    def leave(self, training) -> None:
        """Ends the innermost call, with `training` as `enter` returned it."""
        self.layers.pop()
        self.training = training


current = CallContext()
