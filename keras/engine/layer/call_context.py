"""The layer calls that are running in this thread, one inside the other."""

import threading


class CallContext(threading.local):
    """What a running call hands down to the layers inside it.

    Attributes:
        training: The innermost given `training`, or None when nobody said.
        layers: The layers being called, the outermost first. A call that
            needs nothing handed down (see `Layer.__call__`) isn't listed.
        number: Counts outermost calls; losses of an older one are stale.
        may_build: Whether this thread is the one that builds layers now.
    """

    def __init__(self) -> None:
        self.training = None
        self.layers = []
        self.number = 0
        self.may_build = False


current = CallContext()
