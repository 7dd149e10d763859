"""The layer calls that are running in this thread, one inside the other."""

import contextlib
import threading
import weakref
from collections.abc import Callable

from keras.distribute import loss_share


class CallContext(threading.local):
    """What a running call hands down to the layers inside it.

    Attributes:
        training: The innermost given `training`, or None when nobody said.
        layers: The layers being called, the outermost first.
        call: Another object for each outermost call.
        terms: What calls in this thread added to losses, by the `LossTerms` of
            a layer (`losses.py`). Each replica of a step has its own thread.
        may_build: Whether this thread is the one that builds layers now.
        recorded: Symbols of what recorded calls will add, likewise.
        symbols: Symbols of what the layers add to losses while a symbolic call
            is traced, with the `LossTerms` of each; None outside of that.
        masked_calls: How many calls had a mask.
        without_output: The layer whose call just returned None, as a message
            says it; None where the last call returned something.
        watch: A function that is given `layers` and what the innermost
            returned, and returns what stands for it; None for nobody. Short
            calls, which are eager, aren't seen.
    """

    def __init__(self) -> None:
        self.training = None
        self.layers = []
        self.call = None
        self.terms = weakref.WeakKeyDictionary()
        self.may_build = False
        self.recorded = weakref.WeakKeyDictionary()
        self.symbols = None
        self.masked_calls = 0
        self.without_output: str | None = None
        self.watch: Callable | None = None

    def forgotten_return(self) -> str:
        """Says where a None comes from that something else was given."""
        if self.without_output is None:
            return ""
        return (
            f" {self.without_output} just returned None: its `call` may lack "
            "a `return`."
        )

    @contextlib.contextmanager
    def trial(self):
        """Lets calls be tried out: what they add to losses is dropped."""
        kept = self.terms, self.recorded
        self.terms = weakref.WeakKeyDictionary()
        self.recorded = weakref.WeakKeyDictionary()
        try:
            yield
        finally:
            self.terms, self.recorded = kept


current = CallContext()
# What a layer adds to the losses is scaled by whoever adds these up.
loss_share.scaled_elsewhere.append(lambda: bool(current.layers))
