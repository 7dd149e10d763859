"""How a class of ours was written by other versions of Keras: plain facts.

They stand in `keras1`, `keras2` and `keras3`, by the name of our class: no
class is imported for them.
"""

import dataclasses
from collections.abc import Callable, Mapping


@dataclasses.dataclass(frozen=True)
class ClassFacts:
    """What differs in a config of one class.

    Attributes:
        renames: Old names of arguments, and ours.
        joins: Our arguments that were several numbers, with their old names in
            order; where the last is missing, the first is all of them.
        values: Of our arguments, what older words for their values mean.
        dropped: Arguments that say nothing to our class.
        idle: Arguments that say nothing while another one is off, with that
            one's name.
        mended: Takes a config in our words, and returns it with values that
            older ones stood for otherwise; it raises for what is gone.
    """

    renames: Mapping[str, str] = dataclasses.field(default_factory=dict)
    joins: Mapping[str, tuple[str, ...]] = dataclasses.field(
        default_factory=dict
    )
    values: Mapping[str, Mapping] = dataclasses.field(default_factory=dict)
    dropped: frozenset[str] = frozenset()
    idle: Mapping[str, str] = dataclasses.field(default_factory=dict)
    mended: Callable[[dict], dict] = dict

    def in_our_words(self, config: dict) -> dict:
        """Returns a config with the arguments that our class knows."""
        renamed = self._renamed(config)
        return self.mended(
            {name: self._meant(name, value) for name, value in renamed.items()}
        )

    def _renamed(self, config: dict) -> dict:
        renamed = {
            self.renames.get(name, name): value
            for name, value in config.items()
            if name not in self.dropped and not self._is_idle(name, config)
        }
        for ours, theirs in self.joins.items():
            given = [renamed.pop(name) for name in theirs if name in renamed]
            if given:
                renamed[ours] = given if len(given) > 1 else given[0]
        return renamed

    def _meant(self, name: str, value):
        known = isinstance(value, str) and name in self.values
        return self.values[name].get(value, value) if known else value

    def _is_idle(self, name: str, config: dict) -> bool:
        return name in self.idle and not config.get(self.idle[name])

    def words(self) -> frozenset[str]:
        """Returns the older names of arguments."""
        joined = {name for names in self.joins.values() for name in names}
        return frozenset({*self.renames, *joined, *self.dropped, *self.idle})
