"""Which arrays of a file belong to which part of a model.

By path first: our own paths, Keras 3's or tf_keras's, whichever finds most,
then the others; layers that only a number tells apart go by their names, where
both have the same. What is left over on both sides is matched by order, if
shapes leave no doubt: so the weights of `MyLSTM` load into `LSTM`.
"""

import dataclasses
import re
from collections.abc import Callable

import numpy as np

from keras.backend import shared_memory, user_code
from keras.saving.files import h5_store
from keras.saving.values import member_names, variable_paths

# What a file may have that no model needs: state of metrics, of losses' running
# means and of random generators, and of the optimizer, which is asked for.
_DISPENSABLE = frozenset({"metrics", "optimizer", "seed_generator"})


@dataclasses.dataclass
class Match:
    """A part of a model and the arrays for it.

    Attributes:
        part: The part.
        stored: Its arrays in the file.
        sizes: What is known of the arrays that it has now, by key.
    """

    part: variable_paths.Part
    stored: h5_store.StoredPart
    sizes: dict[str, np.ndarray | shared_memory.Size]

    def differing(self) -> list[str]:
        """Returns the keys of arrays that the part can't take."""
        if reads_itself(self.part.obj):
            return []
        return [
            key
            for key in sorted({*self.sizes, *self.stored.arrays})
            if not fits(self.sizes.get(key), self.stored.arrays.get(key))
        ]

    def differences(self) -> list[str]:
        """Returns a line for each array that the part can't take."""
        lines = []
        for key in self.differing():
            mine, theirs = self.sizes.get(key), self.stored.arrays.get(key)
            path = f"{self.part.path}/{key}".lstrip("/")
            lines.append(
                f"{path}: expected {_described(mine)}, "
                f"found {_described(theirs)}"
            )
        return lines


@dataclasses.dataclass
class Plan:
    """What loading would do.

    Attributes:
        matches: Parts with their arrays.
        without: Parts that the file has nothing for, with what they have.
        unread: What the file has and no part takes.
        moved: Names in the file and in the model of layers that are matched
            by place, though their names say otherwise.
        is_other_order: Whether layers of the same names are in another order.
        ways: The kinds of paths that were looked at, the likeliest first, each
            with what tells where the file has a path of the model.
    """

    matches: list[Match]
    without: list[tuple[variable_paths.Part, dict]]
    unread: list[h5_store.StoredPart]
    moved: list[tuple[str, str]]
    is_other_order: bool
    ways: list[tuple[str, member_names.MemberNames]]

    @property
    def missing(self) -> list[str]:
        """Lines on arrays of parts that the file has nothing for."""
        return [
            line
            for part, mine in self.without
            for line in _lines(part.path, mine)
        ]

    @property
    def unexpected(self) -> list[str]:
        """Lines on arrays that no part takes."""
        return [
            line
            for theirs in self.unread
            for line in _lines(theirs.path, theirs.arrays)
        ]

    @property
    def places(self) -> dict[str, str]:
        """Paths of the model's parts by those that they have in the file."""
        return {
            place: match.part.path
            for match in self.matches
            for place in (match.stored.path, *match.stored.other_paths)
        }

    def places_of(self, part: variable_paths.Part) -> list[str]:
        """Returns where the file may have a part, for each kind of paths."""
        for match in self.matches:
            if match.part is part:
                return [match.stored.path] * len(self.ways)
        return [names.place(getattr(part, way)) for way, names in self.ways]

    def take_out(self, is_one: Callable) -> list[Match]:
        """Removes the matches of parts of a kind, and returns them."""
        taken = [match for match in self.matches if is_one(match.part.obj)]
        self.matches = [m for m in self.matches if not is_one(m.part.obj)]
        return taken


def plan(
    parts: list[variable_paths.Part], stored: list[h5_store.StoredPart]
) -> Plan:
    """Finds the arrays for each part of a model, and changes nothing."""
    values = {
        id(part.obj): (part, variable_paths.own_sizes(part.obj))
        for part in parts
    }
    left = dict(values)
    unread = [part for part in stored if part.arrays]
    matches: list[Match] = []
    moved: dict[tuple[str, str], None] = {}
    is_other_order = False
    ways = []

    def take(part, theirs) -> None:
        matches.append(Match(part, theirs, left.pop(id(part.obj))[1]))
        unread.remove(theirs)

    for way in _ways(values, unread):
        by_path = _by_path(unread)
        names = _names(values, stored, way)
        for part, mine in list(left.values()):
            theirs = by_path.get(names.place(getattr(part, way)))
            wants = mine or reads_itself(part.obj)
            if wants and theirs is not None and theirs in unread:
                take(part, theirs)
        moved.update(dict.fromkeys(names.moved))
        is_other_order |= names.is_other_order
        ways.append((way, names))
    for part, theirs in _by_order(left, unread):
        take(part, theirs)
    return Plan(
        matches,
        without=[
            (part, mine)
            for part, mine in left.values()
            if mine and _is_needed(part.obj)
        ],
        unread=[
            theirs
            for theirs in unread
            if not _DISPENSABLE & set(theirs.path.split("/"))
        ],
        moved=list(moved),
        is_other_order=is_other_order,
        ways=ways,
    )


def _names(
    values: dict, stored: list[h5_store.StoredPart], way: str
) -> member_names.MemberNames:
    mine = {getattr(part, way): own for part, own in values.values()}
    parts = {getattr(part, way): part.obj for part, _ in values.values()}
    theirs = _by_path(stored)

    def fits(path: str, other: str) -> bool:
        found = theirs[other].arrays if other in theirs else {}
        return not (mine[path] or found) or _all_fit(
            mine[path], theirs.get(other)
        )

    return member_names.MemberNames(
        [(path, variable_paths.name_of(obj)) for path, obj in parts.items()],
        [(path, part.name) for path, part in theirs.items()],
        fits,
        lambda path: bool(getattr(parts[path], "weights", ())),
    )


def _by_path(
    stored: list[h5_store.StoredPart],
) -> dict[str, h5_store.StoredPart]:
    return {
        path: part for part in stored for path in (part.path, *part.other_paths)
    }


def _ways(values: dict, stored: list) -> list[str]:
    """Returns the kinds of paths, the one that finds more first."""
    paths = _by_path(stored)

    def found(way: str) -> int:
        return sum(
            _all_fit(mine, paths.get(getattr(part, way)))
            for part, mine in values.values()
            if mine
        )

    ways = ("path", "keras_3_path", "tf_keras_path")
    return sorted(ways, key=found, reverse=True)


def _all_fit(mine: dict, theirs: h5_store.StoredPart | None) -> bool:
    if theirs is None or set(mine) != set(theirs.arrays):
        return False
    return all(fits(mine[key], theirs.arrays[key]) for key in mine)


def _by_order(left: dict, unread: list) -> list:
    """Pairs what no path paired, shapes by shapes, where order tells."""
    ours: dict[tuple, list] = {}
    theirs: dict[tuple, list] = {}
    for part, mine in left.values():
        if mine and _is_needed(part.obj):
            ours.setdefault(_shapes(mine), []).append(part)
    for stored in h5_store.natural_order(unread):
        if not _DISPENSABLE & set(stored.path.split("/")):
            theirs.setdefault(_shapes(stored.arrays), []).append(stored)
    return [
        pair
        for shapes, parts in ours.items()
        if len(parts) == len(theirs.get(shapes, []))
        and len({_family(stored.path) for stored in theirs[shapes]}) == 1
        for pair in zip(parts, theirs[shapes])
    ]


def _shapes(arrays: dict) -> tuple:
    return tuple((key, tuple(a.shape)) for key, a in sorted(arrays.items()))


def _family(path: str) -> str:
    """The path without numbers: numbered members are in order."""
    return re.sub(r"_\d+(?=/|$)", "", path)


def _is_needed(obj) -> bool:
    """Whether a part can't be left as it is; metrics and seeds can.

    So can one of ours that has from its config what the file has not.
    """
    if getattr(obj, "_keras_is_told", False):
        return False
    return hasattr(obj, "call") or not hasattr(obj, "save_own_variables")


def reads_itself(obj) -> bool:
    """Whether a class reads its arrays in its own way.

    A user's that has a reader, or one of ours that says so: a vocabulary has
    another size in the file.
    """
    reader = getattr(type(obj), "load_own_variables", None)
    users = reader is not None and user_code.is_users(reader)
    return users or getattr(type(obj), "_keras_reads_own_values", False)


def fits(mine, theirs) -> bool:
    """Tells whether an array can take another's place; None is none."""
    if mine is None or theirs is None:
        return False
    if tuple(mine.shape) != tuple(theirs.shape):
        return False
    return _kind(mine.dtype) == _kind(theirs.dtype)


def _kind(dtype: np.dtype) -> str:
    # bfloat16 is of kind "V" to NumPy. Other widths of a kind are cast.
    return {"V": "f", "u": "i", "S": "O", "U": "O"}.get(dtype.kind, dtype.kind)


def _described(array) -> str:
    if array is None:
        return "nothing"
    return f"{tuple(array.shape)} {array.dtype.name}"


def _lines(path: str, arrays: dict) -> list[str]:
    return [
        f"{path}/{key}".lstrip("/") + f": {_described(array)}"
        for key, array in sorted(arrays.items())
    ]
