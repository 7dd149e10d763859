"""How a class of ours was written by other versions of Keras: plain facts.

They stand in `keras1`, `keras2` and `keras3`, by the name of our class: no
class is imported for them.
"""

import dataclasses
from collections.abc import Mapping


@dataclasses.dataclass(frozen=True)
class ClassFacts:
    """What differs in a config of one class.

    Attributes:
        renames: Old names of arguments, and ours.
        dropped: Arguments that say nothing to our class.
        idle: Arguments that say nothing while another one is off, with that
            one's name.
    """

    renames: Mapping[str, str] = dataclasses.field(default_factory=dict)
    dropped: frozenset[str] = frozenset()
    idle: Mapping[str, str] = dataclasses.field(default_factory=dict)

    def in_our_words(self, config: dict) -> dict:
        """Returns a config with the arguments that our class knows."""
        return {
            self.renames.get(name, name): value
            for name, value in config.items()
            if name not in self.dropped and not self._is_idle(name, config)
        }

    def _is_idle(self, name: str, config: dict) -> bool:
        return name in self.idle and not config.get(self.idle[name])
