"""What a SavedModel's program would do, looked at before TensorFlow loads it.

It's a graph of operations: arithmetic for a model, but there are operations
that read and write files, too, or run Python; some run while it's loaded.
"""

from collections.abc import Iterable, Iterator

from keras.saving.files import (
    file_error,
    graph_ops,
    saved_model_folder,
)

# In the graph that saves and restores, which isn't part of the program.
_SAVER = frozenset(
    {"SaveV2", "RestoreV2", "MergeV2Checkpoints", "ShardedFilename"}
)
_SHOWN = 5


def require_harmless(folder: saved_model_folder.SavedModelFolder) -> None:
    """Refuses a program that is more than the arithmetic of a model.

    Args:
        folder: The SavedModel.
    Raises:
        ModelFileError: If it uses an operation out of a closed list's, or a
            file that it doesn't bring.
    """
    refused = sorted({*_operations(folder), *_files(folder)})
    if refused:
        shown = ", ".join(refused[:_SHOWN])
        more = f", and {len(refused) - _SHOWN} more" * (len(refused) > _SHOWN)
        raise file_error.ModelFileError(
            folder.path,
            "its program could do more than a model's arithmetic. Expected "
            f"none that files or other programs are reached by. Received: "
            f"{shown}{more}. If you trust who wrote it, pass "
            "`safe_mode=False`.",
        )


def _operations(folder) -> Iterator[str]:
    """Yields the operations that aren't on the list."""
    library = {
        one.signature.name: one.node_def
        for one in folder.graph.graph_def.library.function
    }
    found = folder.graph.object_graph_def.concrete_functions
    if folder.objects:
        start = [name for name in found if name in library]
    else:  # TensorFlow 1's, which is loaded as one graph.
        start = list(library)
        yield from _refused(folder.graph.graph_def.node, library, _SAVER)
    # What loading runs may be told by a node as well as by the table.
    named = {
        node.bare_concrete_function.concrete_function_name
        for node in folder.objects
    }
    reached = _reached([*start, *(named & library.keys())], library)
    for name in reached:
        yield from _refused(library[name], library, ())
        yield from _outside(folder, name, library[name])


def _refused(nodes, library: dict, also: Iterable[str]) -> Iterator[str]:
    for node in nodes:
        known = {graph_ops.FILE_TABLE, *also}
        if node.op in graph_ops.HARMLESS or node.op in library:
            continue
        if node.op not in known and node.op not in ("Placeholder", "NoOp"):
            yield f"operation {node.op}"


def _outside(folder, function: str, nodes) -> Iterator[str]:
    """Yields where a table is filled by a file other than the model's own."""
    for node in nodes:
        if node.op != graph_ops.FILE_TABLE:
            continue
        # A damaged one has fewer inputs, or the number of no object.
        bound = dict(folder.bound(function))
        number = next(map(bound.get, node.input[1:2]), None)
        is_own = (
            number in range(len(folder.objects))
            and folder.objects[number].WhichOneof("kind") == "asset"
        )
        if not is_own:
            yield f"a table of an unknown file in {function!r}"


def _reached(start: list[str], library: dict) -> set[str]:
    """Returns the functions that functions call, and these themselves."""
    found: set[str] = set()
    left = list(start)
    while left:
        name = left.pop()
        if name in found:
            continue
        found.add(name)
        for node in library[name]:
            left += [called for called in _called(node) if called in library]
    return found


def _called(node) -> Iterator[str]:
    yield node.op
    for value in node.attr.values():
        yield value.func.name
        yield from (one.name for one in value.list.func)


def _files(folder) -> Iterator[str]:
    for one in folder.graph.asset_file_def:
        if not saved_model_folder.is_plain(one.filename):
            yield f"the file {one.filename!r}"
