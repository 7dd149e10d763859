"""Weights told by the numbers in names that layers were given by themselves.

A model that is made twice in a process has `dense` and `dense_1` the first
time, and `dense_2` and `dense_3` then: their numbers are in the same order.
"""

import re

_NUMBERED = re.compile(r"(.*?)(?:_(\d+))?")


def in_order(names: list[str], arrays: list[tuple]) -> list[tuple]:
    """Returns arrays in the order of names, or as they are if nothing tells.

    Args:
        names: Those of a model's variables.
        arrays: Names and values of a file.
    """
    mine = _ranked(names)
    theirs = dict(zip(_ranked([name for name, _ in arrays]), arrays))
    if len(theirs) != len(arrays) or theirs.keys() != set(mine):
        return arrays
    return [theirs[name] for name in mine]


def _ranked(names: list[str]) -> list[tuple]:
    """Returns names in whose parts the ranks of numbers are in their places."""
    split = [
        [_NUMBERED.fullmatch(part).groups("0") for part in _parts(name)]
        for name in names
    ]
    numbers: dict[tuple, set[int]] = {}
    for parts in split:
        for place, (stem, number) in enumerate(parts):
            numbers.setdefault((place, stem), set()).add(int(number))
    ranks = {
        (*key, number): rank
        for key, found in numbers.items()
        for rank, number in enumerate(sorted(found))
    }
    return [
        tuple(
            (stem, ranks[i, stem, int(n)]) for i, (stem, n) in enumerate(parts)
        )
        for parts in split
    ]


def _parts(name: str) -> list[str]:
    """Returns the parts of a name: the last one, a variable's own, is whole."""
    *layers, own = name.removesuffix(":0").split("/")
    return [*layers, f"{own}_0"]
