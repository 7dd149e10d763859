"""Which of a file's numbered layers is which of a model's, told by their names.

Files number the layers of a model that are of one class: `layers/dense`,
`layers/dense_1`. Where such layers have the same names in the file and in the
model, but in another order, their names say which is which, and not their
numbers.
"""

from collections.abc import Callable, Iterable

from keras.backend import naming

_LAYERS = "layers"
# What Keras 2.12 to 2.14 call them. 2.12 and 2.13 count each layer with
# variables twice: of three, the numbers are none, 2 and 4.
_LAYERS_ONCE = "_layer_checkpoint_dependencies"


class MemberNames:
    """Finds the path in a file for a path in a model.

    Args:
        ours: Path and name of the model's parts.
        theirs: Path and name of the file's parts.
        fits: `fits(path, other)` tells whether the arrays of the model's part
            could be those at another path in the file.
        has_variables: `has_variables(path)` tells it of a part of the model
            and those below.
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
        has_variables: Callable[[str], bool],
    ) -> None:
        theirs = list(theirs)
        self._ours, self._theirs = _families(ours), _families(theirs)
        self._lists_once = {
            above for path, _ in theirs for above in _lists_once(path)
        }
        self._fits = fits
        self._has_variables = has_variables
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
        whole = _below(there, last)
        if last == _LAYERS and _below(there, _LAYERS_ONCE) in self._lists_once:
            whole = _below(there, _LAYERS_ONCE)
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
        counts_twice = above in self._lists_once and _has_gaps(stored)
        numbered = self._numbered_twice if counts_twice else _numbered
        by_place = [(p, _below(above, last)) for p, last in numbered(ours)]
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

    def _numbered_twice(self, family: Iterable[str]) -> list[tuple[str, str]]:
        """Returns members of a family, with what 2.12 and 2.13 call each."""
        alone = {p: _number(p) for p in family if not self._has_variables(p)}
        found = []
        for path in family:
            number = _number(path)
            number = 2 * number - sum(one < number for one in alone.values())
            suffix = f"_{number}" if number else ""
            found.append((path, f"{_family(path)[1]}{suffix}"))
        return found


def _numbered(family: Iterable[str]) -> list[tuple[str, str]]:
    return [(path, path.rpartition("/")[2]) for path in family]


def _number(path: str) -> int:
    return int(path.rpartition("/")[2][len(_family(path)[1]) + 1 :] or 0)


def _has_gaps(family: Iterable[str]) -> bool:
    """Tells whether numbers are left out, as where layers count twice."""
    numbers = sorted(map(_number, family))
    return numbers != list(range(len(numbers)))


def _below(above: str, name: str) -> str:
    return f"{above}/{name}" if above else name


def _lists_once(path: str) -> list[str]:
    """Returns the lists of layers on a path of Keras 2.12 to 2.14."""
    names = path.split("/")
    return [
        "/".join(names[: index + 1])
        for index, name in enumerate(names)
        if name == _LAYERS_ONCE
    ]


def _families(
    parts: Iterable[tuple[str, str | None]],
) -> dict[tuple[str, str], dict[str, str | None]]:
    """Returns the names of numbered layers by their paths, by family."""
    found: dict[tuple[str, str], dict[str, str | None]] = {}
    for path, name in parts:
        family = _family(path)
        if family[0].rpartition("/")[2] in (_LAYERS, _LAYERS_ONCE):
            found.setdefault(family, {})[path] = name
    return found


def _family(path: str) -> tuple[str, str]:
    """Returns where a part is, and its name there without the number."""
    above, _, last = path.rpartition("/")
    return above, naming.stem(last)
