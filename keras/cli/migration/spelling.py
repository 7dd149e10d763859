"""How a path is written in a script, by its imports and new ones."""

from __future__ import annotations

import libcst as cst

from keras.cli.migration import names, references

# Module (None: `import name`), name, and the name that the script says.
Entry = tuple[str | None, str, str | None]
_TENSORFLOW_1 = "tensorflow.compat.v1"


class Spelling:
    """Spells paths, and keeps count of what each import is used for.

    Args:
        found: What the names of the script stand for.
    """

    def __init__(self, found: references.References):
        self._found = found
        self._staying = _staying_in_tensorflow_1(found)
        # Import -> (module, name, other name) that it must bring as well.
        self.extra: dict[references.Import, list[Entry]] = {}

    def today(self, path: str, binding: references.Binding) -> str | None:
        """Returns today's path of a use of an import."""
        if binding in self._staying:
            return path
        new = names.today(path)
        if binding.path == _TENSORFLOW_1 and new == path:
            return path.replace(_TENSORFLOW_1, "tensorflow", 1)
        return new

    def new_path(self, binding: references.Binding) -> str | None:
        """Returns what an import's name stands for today."""
        if binding in self._staying:
            return binding.path
        if binding.path == _TENSORFLOW_1:
            return "tensorflow"
        return names.today(binding.path)

    def new_local(self, binding: references.Binding) -> str:
        """Returns the name by which the script says it."""
        path = self.new_path(binding)
        has_own = binding.alias is None or binding.alias.asname is not None
        if has_own or path is None:
            return binding.local
        name = path.rpartition(".")[2]
        if name == binding.path.rpartition(".")[2] or self._is_free(name, path):
            return name
        return binding.local

    def spell(
        self, path: str, near: references.Binding
    ) -> cst.Name | cst.Attribute:
        """Returns the expression of a path of today.

        Args:
            path: The full path.
            near: The import by which the script said it till now.
        """
        text = self._by(near, path)
        if text is not None:
            near.kept += 1
            return cst.parse_expression(text)
        near.moved += 1
        others = {
            other: self._by(other, path)
            for other in self._found.bindings
            if other is not near and self._is_seen(other, near)
        }
        for other, text in others.items():
            if text == self.new_local(other) or (
                text and not _is_from(near, path)
            ):
                other.kept += 1
                return cst.parse_expression(text)
        return cst.parse_expression(self._imported(path, near))

    def _by(self, binding: references.Binding, path: str) -> str | None:
        """Returns a path as an import says it; None if it's another's."""
        if binding.star is not None:
            module = names.today(binding.star) or ""
            within = path.startswith(module + ".")
            return path[len(module) + 1 :] if within else None
        new = self.new_path(binding)
        if new is not None and (path == new or path.startswith(new + ".")):
            return self.new_local(binding) + path[len(new) :]
        return None

    def _is_seen(
        self, other: references.Binding, near: references.Binding
    ) -> bool:
        return other.is_top or other.statement is near.statement

    def _imported(self, path: str, near: references.Binding) -> str:
        entry = self._entry(path)
        entries = self.extra.setdefault(near.statement, [])
        if entry not in entries:
            entries.append(entry)
        head = entry[2] or entry[1]
        return head if entry[0] else path.replace(entry[1], head, 1)

    def _entry(self, path: str) -> Entry:
        if path.startswith("tensorflow.") and names.parts(path) is None:
            free = self._is_free("tf", "tensorflow")
            return None, "tensorflow", "tf" if free else "tensorflow"
        module, _, name = path.rpartition(".")
        if self._is_free(name, path):
            return module, name, None
        return module, name, f"keras_{name}"

    def _is_free(self, name: str, path: str) -> bool:
        """Returns if a name can be bound to a path: it's unused, or is it."""
        if not self._found.is_taken(name):
            return True
        same = [b for b in self._found.bindings if b.local == name]
        return bool(same) and all(self.new_path(b) == path for b in same)


def _is_from(near: references.Binding, path: str) -> bool:
    """Returns if an import is `from` a module, and a path is of Keras.

    Its statement can bring one more name then.
    """
    return isinstance(near.statement, cst.ImportFrom) and (
        names.parts(path) is not None
    )


def _staying_in_tensorflow_1(
    found: references.References,
) -> set[references.Binding]:
    """Returns the imports of TensorFlow 1's names that are needed as such."""
    return {
        use.binding
        for use in found.of.values()
        if use.binding.path == _TENSORFLOW_1
        and names.parts(use.path) is None
        and names.today(use.path) == use.path
        and use.path.removeprefix(_TENSORFLOW_1 + ".")
        not in names.IN_BOTH | names.IDLE
    }
