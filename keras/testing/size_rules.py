"""House rules on the length of files, functions and classes."""

import ast
import io
import tokenize
from collections import abc

from keras.testing import house, source_tree

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
NO_CODE = {
    tokenize.COMMENT,
    tokenize.NL,
    tokenize.NEWLINE,
    tokenize.INDENT,
    tokenize.DEDENT,
    tokenize.ENDMARKER,
}


def check_files(sources: abc.Sequence[source_tree.Source]) -> list[str]:
    """Returns the files that are longer than the limit."""
    limit = house.LINES_A_FILE
    return [
        f"{source.path}:{limit}: {len(source.lines)} lines; "
        f"expected at most {limit}"
        for source in sources
        if len(source.lines) > limit
    ]


def check_functions(sources: abc.Sequence[source_tree.Source]) -> list[str]:
    """Returns the functions with more code lines than the limit."""
    limit = house.CODE_LINES_A_FUNCTION
    found = []
    for source in sources:
        code = code_lines(source)
        for function in _nodes(source.tree, FUNCTIONS):
            size = _lines_of_body(function, code)
            if size > limit:
                found.append(
                    f"{source.path}:{function.lineno}: {function.name} has "
                    f"{size} code lines; expected at most {limit}"
                )
    return found


def check_classes(sources: abc.Sequence[source_tree.Source]) -> list[str]:
    """Returns the classes that are longer than the limit."""
    found = []
    for source in sources:
        for cls in _nodes(source.tree, (ast.ClassDef,)):
            limit = house.LINES_A_LARGE_CLASS.get(cls.name, house.LINES_A_CLASS)
            size = cls.end_lineno - cls.lineno + 1
            if size > limit:
                found.append(
                    f"{source.path}:{cls.lineno}: {cls.name} has {size} "
                    f"lines; expected at most {limit}"
                )
    return found


def check_closures(sources: abc.Sequence[source_tree.Source]) -> list[str]:
    """Returns the functions with too many closures inside closures."""
    limit = house.CLOSURES_IN_CLOSURES
    return [
        f"{source.path}:{function.lineno}: {function.name} has {count} "
        f"closures inside closures; expected at most {limit}"
        for source in sources
        if not source.is_test
        for function in _outermost_functions(source.tree)
        for count in [closures_in_closures(function)]
        if count > limit
    ]


def check_columns(sources: abc.Sequence[source_tree.Source]) -> list[str]:
    """Returns the lines that are wider than the page."""
    return [
        f"{source.path}:{number}: {len(line)} columns; "
        f"expected at most {house.COLUMNS}"
        for source in sources
        for number, line in enumerate(source.lines, 1)
        if len(line) > house.COLUMNS
    ]


def code_lines(source: source_tree.Source) -> set[int]:
    r"""Returns the numbers of the lines with code: no comment, no docstring.

    Args:
        source: The file.

    Example:
        >>> from keras.testing import size_rules, source_tree
        >>> source = source_tree.Source("a.py", "# why\nx = 1\n\ny = 2\n")
        >>> sorted(size_rules.code_lines(source))
        [2, 4]
    """
    numbers = set()
    tokens = tokenize.generate_tokens(io.StringIO(source.text).readline)
    for token in tokens:
        if token.type not in NO_CODE:
            numbers.update(range(token.start[0], token.end[0] + 1))
    for docstring in _docstrings(source.tree):
        numbers.difference_update(
            range(docstring.lineno, docstring.end_lineno + 1)
        )
    return numbers


def closures_in_closures(function: ast.AST) -> int:
    """Counts the functions that stand in a function inside this one.

    Args:
        function: Syntax tree of a function.
    """
    inner = [node for node in _nodes(function, FUNCTIONS) if node != function]
    nested = {
        id(node)
        for closure in inner
        for node in _nodes(closure, FUNCTIONS)
        if node != closure
    }
    return len(nested)


def _nodes(tree: ast.AST, kinds: tuple) -> list:
    return [node for node in ast.walk(tree) if isinstance(node, kinds)]


def _outermost_functions(tree: ast.AST) -> list:
    inner = {
        id(node)
        for function in _nodes(tree, FUNCTIONS)
        for node in _nodes(function, FUNCTIONS)
        if node != function
    }
    return [node for node in _nodes(tree, FUNCTIONS) if id(node) not in inner]


def _lines_of_body(function: ast.AST, code: set[int]) -> int:
    body = function.body
    return len(
        code.intersection(range(body[0].lineno, body[-1].end_lineno + 1))
    )


def _docstrings(tree: ast.AST) -> list:
    """The nodes of strings that stand alone."""
    return [
        node
        for node in _nodes(tree, (ast.Expr,))
        if isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    ]
