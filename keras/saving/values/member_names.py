"""Which of a file's numbered layers is which of a model's, told by their names.

Files number the layers of a model that are of one class: `layers/dense`,
`layers/dense_1`. Where such layers have the same names in the file and in the
model, but in another order, their names say which is which, and not their
numbers.
"""

from collections.abc import Callable, Iterable

from keras.backend import naming

_LAYERS = "layers"
# What Keras 2.12 and 2.13 call them. They count each layer with variables
# twice, so that numbers there are others.
_LAYERS_ONCE = "_layer_checkpoint_dependencies"


class MemberNames:
    """Finds the path in a file for a path in a model.

    Args:
        ours: Path and name of the model's parts.
        theirs: Path and name of the file's parts.
        fits: `fits(path, other)` tells whether the arrays of the model's part
            could be those at another path in the file.
    Attributes:
        is_other_order: Whether a layer was found at another place.
        moved: Names in the file and in the model of layers that are matched by
            their places, though the model's name is another one's in the file.
    """

    def __init__(
        self,
        ours: Iterable[tuple[str, str | None]],
        theirs: Iterable[tuple[str, str | None]],
        fits: Callable[[str, str], bool],
    ) -> None:
        self._ours, self._theirs = _families(ours), _families(theirs)
        self._fits = fits
        self._known: dict[str, str] = {}
        self.is_other_order = False
        self.moved: list[tuple[str, str]] = []

    def place(self, path: str) -> str:
        """Returns where the file has a part of the model.

        Args:
            path: The part's, by its number.
        """
        if path in self._known or not path:
            return self._known.get(path, path)
        above, _, last = path.rpartition("/")
        there = self.place(above)
        whole = f"{there}/{last}" if there else last
        family = _family(path)
        if family not in self._ours:
            self._known[path] = whole
            return whole
        for ours, found in self._members(family, _family(whole)):
            self._known[ours] = found
        return self._known[path]

    def _members(self, family, theirs) -> list[tuple[str, str]]:
        """Returns paths of the members of a family, each with the file's."""
        ours, stored = self._ours[family], self._theirs.get(theirs, {})
        above = theirs[0]
        by_place = [(p, f"{above}/{p.rpartition('/')[2]}") for p in ours]
        at = {name: path for path, name in stored.items()}
        by_name = [(path, at.get(name)) for path, name in ours.items()]
        is_same_set = (
            sorted(at, key=str) == sorted(ours.values(), key=str)
            and len(at) == len(stored)
            and None not in at
        )
        if by_name == by_place:
            return by_place
        if is_same_set and (
            all(self._fits(*pair) for pair in by_name)
            or not all(self._fits(*pair) for pair in by_place)
        ):
            self.is_other_order = True
            return by_name
        self.moved += [
            (stored[path], name)
            for (_, path), name in zip(by_place, ours.values())
            if name in at and path in stored
            if name and stored[path]
            # One made of the class's name tells nothing.
            if naming.stem(name) not in (naming.stem(stored[path]), family[1])
        ]
        return by_place


def _families(
    parts: Iterable[tuple[str, str | None]],
) -> dict[tuple[str, str], dict[str, str | None]]:
    """Returns the names of numbered layers by their paths, by family."""
    found: dict[tuple[str, str], dict[str, str | None]] = {}
    for path, name in parts:
        family = _family(path)
        if family[0].rpartition("/")[2] == _LAYERS:
            found.setdefault(family, {})[path] = name
    return found


def _family(path: str) -> tuple[str, str]:
    """Returns where a part is, and its name there without the number."""
    above, _, last = path.rpartition("/")
    return above, naming.stem(last)


def of_today(paths: dict) -> dict:
    """Returns what is at paths, by those that files have since Keras 2.14.

    A layer that is the only one of its class in its model has such a path; an
    older one of several is left as it is.

    Args:
        paths: Anything by the paths of a file.
    """
    members: dict[tuple[str, str], set[str]] = {}
    for path in paths:
        for above, last in _members_once(path):
            members.setdefault((above, naming.stem(last)), set()).add(last)
    return {
        path.replace(_LAYERS_ONCE, _LAYERS)
        if all(
            len(members[above, naming.stem(last)]) == 1
            for above, last in _members_once(path)
        )
        else path: value
        for path, value in paths.items()
    }


def _members_once(path: str) -> list[tuple[str, str]]:
    """Returns the lists of layers on a path, each with which is on the way."""
    names = path.split("/")
    return [
        ("/".join(names[: index + 1]), names[index + 1])
        for index, name in enumerate(names[:-1])
        if name == _LAYERS_ONCE
    ]
