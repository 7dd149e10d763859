"""Calls into another package, made in a process where it is `keras`.

The file is run there as a script, so it imports nothing of this tree.
"""

import dataclasses
import importlib
import pathlib
import pickle
import sys
from typing import Any


@dataclasses.dataclass(frozen=True)
class Call:
    """A call, and perhaps one of a method of what it returns.

    Args:
        name: Dotted name in the package, such as "layers.Dense".
        arguments: By name; NumPy arrays stand for tensors.
        method: Name of a method of what comes out, called in turn.
        given: What it is called with.
    """

    name: str
    arguments: dict = dataclasses.field(default_factory=dict)
    method: str | None = None
    given: tuple = ()

    def of(self, package):
        """Makes the call.

        Args:
            package: The module that has the name.
        """
        found = package
        for part in self.name.split("."):
            found = getattr(found, part)
        result = found(**self.arguments)
        if self.method is None:
            return result
        return getattr(result, self.method)(*self.given)


def results(calls: dict[str, Call], run_beside_ours, folder: pathlib.Path):
    """Returns what Keras 3 makes of calls, as NumPy arrays, by their names.

    Args:
        calls: By names of the caller's choice.
        run_beside_ours: The fixture.
        folder: An empty one.
    """
    plain = {name: dataclasses.asdict(call) for name, call in calls.items()}
    folder.joinpath("calls").write_bytes(pickle.dumps(plain))
    run_beside_ours(folder, __file__, "keras", "calls", "results")
    return pickle.loads(folder.joinpath("results").read_bytes())


def as_arrays(nest: Any):
    """Returns a nest with arrays for tensors.

    Args:
        nest: Tensors, in dicts, lists and tuples.
    """
    if isinstance(nest, dict):
        return {name: as_arrays(part) for name, part in nest.items()}
    if isinstance(nest, (list, tuple)):
        return [as_arrays(part) for part in nest]
    return nest.numpy() if hasattr(nest, "numpy") else nest


def _answer(package: str, source: str, target: str) -> None:
    calls = pickle.loads(pathlib.Path(source).read_bytes())
    module = importlib.import_module(package)
    found = {
        name: as_arrays(Call(**call).of(module)) for name, call in calls.items()
    }
    pathlib.Path(target).write_bytes(pickle.dumps(found))


if __name__ == "__main__":
    _answer(*sys.argv[1:])
