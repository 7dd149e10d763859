"""House rules on names, docstrings, statements and words not to use."""

import ast
import itertools
import pathlib
import re
from collections import abc

from keras.testing import house, source_tree

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
# `row 9` of the users' needs in a test: its name, a comment, a docstring.
NAMED_ROWS = re.compile(
    r"_row_(\d+)|(?:# |\"{3})[Rr]ow (\d+)|\(rows? (\d+)(?: and (\d+))?\)"
)
LISTED_ROWS = re.compile(r"^\| (\d+) \|(.*)$", re.MULTILINE)
# A source file in a page, between backquotes.
NAMED_FILES = re.compile(r"`([\w/.-]+\.(?:py|sh|md))`")
# A folder of one machine, and the address of a package index. Written so that
# neither matches itself.
MACHINE_PATHS = re.compile(r"(?<![\w./])/(?:work|opt/env|root|home/\w+)/")
REGISTRIES = re.compile(r"pythonhosted[.]org|--(?:extra-)?index-url[ =]")


def check_docstrings(sources: abc.Sequence[source_tree.Source]) -> list[str]:
    """Returns the modules and their public names without a docstring."""
    return [
        f"{source.path}:{getattr(node, 'lineno', 1)}: "
        f"{getattr(node, 'name', 'the module')} has no docstring; "
        "expected one line at least"
        for source in sources
        for node in [source.tree, *_public(source)]
        if ast.get_docstring(node) is None
    ]


def check_file_names(paths: abc.Sequence[str]) -> list[str]:
    """Returns the files whose name says nothing, or marks a twin.

    Args:
        paths: Paths in the repository.

    Example:
        >>> from keras.testing import name_rules
        >>> name_rules.check_file_names(["keras/losses/helpers.py"])
        ["keras/losses/helpers.py:1: the name says nothing; expected the \
subject's"]
    """
    found = []
    for path in paths:
        name = pathlib.PurePosixPath(path).stem
        if path.startswith(house.NAMED_BY_OTHERS):
            continue
        if name in house.FILE_NAMES_THAT_SAY_NOTHING:
            found.append(
                f"{path}:1: the name says nothing; expected the subject's"
            )
        if name.removesuffix("_test").endswith(house.SUFFIXES_OF_TWINS):
            found.append(f"{path}:1: the name marks a twin; expected one form")
    return found


def check_twins(sources: abc.Sequence[source_tree.Source]) -> list[str]:
    """Returns the functions and classes whose name marks a twin."""
    return [
        f"{source.path}:{node.lineno}: {node.name} marks a twin; "
        "expected one form"
        for source in sources
        for node in ast.walk(source.tree)
        if isinstance(node, (*FUNCTIONS, ast.ClassDef))
        and node.name.lower().endswith(house.SUFFIXES_OF_TWINS)
    ]


def check_packages(sources: abc.Sequence[source_tree.Source]) -> list[str]:
    """Returns the folders of Python files that have no `__init__.py`."""
    folders = {source.path.rpartition("/")[0] for source in sources}
    known = {source.path for source in sources if source.is_package}
    return [
        f"{folder}:1: no package; expected an __init__.py"
        for folder in sorted(folders)
        if f"{folder}/__init__.py" not in known
    ]


def check_package_logic(
    sources: abc.Sequence[source_tree.Source],
) -> list[str]:
    """Returns what stands in an `__init__.py` beside imports."""
    return [
        f"{source.path}:{node.lineno}: logic in a package file; "
        "expected a docstring, imports and names for them"
        for source in sources
        if source.is_package
        if not source.path.startswith(house.BINDS_LAZILY)
        for node in source.tree.body[1:]
        for statement in _noted_imports(node) or [node]
        if not isinstance(statement, (ast.Import, ast.ImportFrom))
        and not _is_all(statement)
        and not _is_alias(statement)
        and not _answers_for_older(statement)
    ]


def check_statements(sources: abc.Sequence[source_tree.Source]) -> list[str]:
    """Returns bare excepts, asserts outside tests, metaclasses in engine/."""
    return [
        f"{source.path}:{node.lineno}: {problem}"
        for source in sources
        if not source.is_test
        for node in ast.walk(source.tree)
        for problem in _statement_problems(source, node)
    ]


def check_machine_paths(texts: abc.Mapping[str, str]) -> list[str]:
    """Returns the lines that name a folder or server of one machine.

    Args:
        texts: Path in the repository to the file's text.
    """
    return [
        f"{path}:{number}: names one machine; expected a relative path"
        for path, text in texts.items()
        for number, line in enumerate(text.splitlines(), 1)
        if MACHINE_PATHS.search(line) or REGISTRIES.search(line)
    ]


def check_user_needs(
    sources: abc.Sequence[source_tree.Source], page: str
) -> list[str]:
    """Returns where tests and the page of user needs disagree.

    Args:
        sources: The files; tests name the rows that they hold.
        page: Text of `docs/user_needs.md`.
    """
    named = {
        (number, source.path)
        for source in sources
        if source.is_test
        for match in NAMED_ROWS.finditer(source.text)
        for number in match.groups()
        if number
    }
    listed = {
        (row.group(1), path)
        for row in LISTED_ROWS.finditer(page)
        for path in re.findall(r"`(keras/[^`]+)`", row.group(2))
    }
    numbers = [int(row.group(1)) for row in LISTED_ROWS.finditer(page)]
    return [
        f"docs/user_needs.md: row {number} and {path}: one doesn't name the "
        "other; expected both to"
        for number, path in sorted(named ^ listed)
    ] + [
        f"docs/user_needs.md: row {after} behind {before}; expected each row "
        "once, in order"
        for before, after in itertools.pairwise(numbers)
        if before >= after
    ]


def check_named_files(
    pages: abc.Mapping[str, str], files: abc.Collection[str]
) -> list[str]:
    """Returns the files that pages name, in full or by the end, and aren't.

    Args:
        pages: Path in the repository to the page's text.
        files: Paths of all files.
    """
    return [
        f"{page}: {name} is no file; expected the end of a path"
        for page, text in pages.items()
        for name in sorted(set(NAMED_FILES.findall(re.sub(r"\n *", "", text))))
        if not any(f"/{path}".endswith(f"/{name}") for path in files)
    ]


def _public(source: source_tree.Source) -> list:
    """The public functions and classes at the top of a package file."""
    if source.is_test:
        return []
    return [
        node
        for node in source.tree.body
        if isinstance(node, (*FUNCTIONS, ast.ClassDef))
        and not node.name.startswith("_")
    ]


def _statement_problems(
    source: source_tree.Source, node: ast.AST
) -> abc.Iterator[str]:
    if isinstance(node, ast.ExceptHandler) and node.type is None:
        yield "bare except; expected the errors' classes"
    if isinstance(node, ast.Assert) and "/testing/" not in source.path:
        yield "assert; expected an error that names what was received"
    if not source.path.startswith("keras/engine/"):
        return
    words = node.keywords if isinstance(node, ast.ClassDef) else []
    if any(word.arg == "metaclass" for word in words):
        yield "metaclass in engine/; expected none"
    if isinstance(node, ast.Call) and ast.unparse(node.func) == "hasattr":
        yield "hasattr in engine/; expected one known type"


def _noted_imports(node: ast.AST) -> list[ast.stmt]:
    """What stands under `with lazy.imports(globals()):`."""
    lazily = (
        isinstance(node, ast.With)
        and ast.unparse(node.items[0]) == "lazy.imports(globals())"
    )
    return node.body if lazily else []


def _is_all(node: ast.AST) -> bool:
    return isinstance(node, ast.Assign) and ast.unparse(node).startswith(
        "__all__ = "
    )


def _is_alias(node: ast.AST) -> bool:
    """Whether a name gets another: checkers read `import A as B` as private."""
    return isinstance(node, ast.Assign) and isinstance(node.value, ast.Name)


def _answers_for_older(node: ast.AST) -> bool:
    return ast.unparse(node).startswith("lazy.older_")
