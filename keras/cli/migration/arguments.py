"""The arguments of a call in a script: found by name, renamed, dropped."""

from __future__ import annotations

import ast
import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

import libcst as cst

_EMPTY = cst.Module([])
_SPACED_COMMA = cst.Comma(whitespace_after=cst.SimpleWhitespace(" "))
_TIGHT_EQUAL = cst.AssignEqual(
    whitespace_before=cst.SimpleWhitespace(""),
    whitespace_after=cst.SimpleWhitespace(""),
)


class Refusal(Exception):
    """Why a call is left as it is, and what to write instead."""


def code(node: cst.CSTNode) -> str:
    """Returns the source text of a piece of a script."""
    return _EMPTY.code_for_node(node)


def literal(node: cst.CSTNode | None, default: Any = None) -> Any:
    """Returns the value of a literal expression, else `default`."""
    if node is None:
        return default
    try:
        return ast.literal_eval(code(node))
    except (SyntaxError, ValueError):
        return default


def text_like(node: cst.CSTNode, value: str) -> cst.BaseExpression:
    """Returns a literal of a string, in the quotes that another one has."""
    quote = code(node).lstrip("rbuRBU")[0]
    return cst.SimpleString(f"{quote}{value}{quote}")


def keyword(name: str, text: str) -> cst.Arg:
    """Returns the argument `name=text`."""
    return cst.Arg(
        cst.parse_expression(text), cst.Name(name), equal=_TIGHT_EQUAL
    )


@dataclasses.dataclass
class Item:
    """An argument: its name, where it's known, and how it was written."""

    name: str | None
    arg: cst.Arg
    is_positional: bool = False


class Arguments:
    """What a call is given, in the order of its source.

    Args:
        args: The arguments of the call.
        positions: The names of the first ones, if they are given without.
    """

    def __init__(self, args: Sequence[cst.Arg], positions: Sequence[str]):
        self.given = args
        self.items = []
        for place, arg in enumerate(args):
            if arg.keyword is not None:
                self.items.append(Item(arg.keyword.value, arg))
            elif arg.star:
                self.items.append(Item(None, arg))
            else:
                name = positions[place] if place < len(positions) else None
                self.items.append(Item(name, arg, is_positional=True))
        # After `*args` nobody knows what stands where.
        if any(arg.star == "*" for arg in args):
            for item in self.items:
                item.name = None if item.is_positional else item.name

    def __contains__(self, name: str) -> bool:
        return self._item(name) is not None

    def get(self, name: str) -> cst.BaseExpression | None:
        """Returns the value of an argument, None if it isn't given."""
        item = self._item(name)
        return item and item.arg.value

    def has_stars(self) -> bool:
        """Returns if `*args` or `**kwargs` are among them."""
        return any(item.arg.star for item in self.items)

    def rename(self, old: str, new: str) -> None:
        """Gives an argument another name, if it's there."""
        item = self._item(old)
        if item is not None:
            item.name = new

    def put(self, name: str, value: cst.BaseExpression | str) -> None:
        """Sets an argument: in its place, or as a new last one."""
        if isinstance(value, str):
            value = cst.parse_expression(value)
        item = self._item(name)
        if item is None:
            self.items.append(Item(name, cst.Arg(value)))
        else:
            item.arg = item.arg.with_changes(value=value)

    def pop(self, name: str) -> cst.BaseExpression | None:
        """Takes an argument out, and returns its value; None if not given."""
        item = self._item(name)
        if item is None:
            return None
        self.items.remove(item)
        return item.arg.value

    def written(self, positions: Sequence[str]) -> list[cst.Arg]:
        """Returns the arguments as they are written today.

        Args:
            positions: Today's names of the first arguments. One that stood in
                another place gets its name.

        Raises:
            Refusal: If one needs a name, and nobody knows it.
        """
        args = []
        in_place = True
        for place, item in enumerate(self.items):
            stays = item.is_positional and (
                item.name is None or item.name == _at(positions, place)
            )
            if item.arg.star:
                args.append(item.arg)
                continue
            in_place = in_place and stays
            if in_place:
                args.append(item.arg)
            elif item.name is None:
                raise Refusal("arguments by position have other places today")
            else:
                args.append(_named(item))
        return self._laid_out(args)

    def _item(self, name: str) -> Item | None:
        return next((i for i in self.items if i.name == name), None)

    def _laid_out(self, args: list[cst.Arg]) -> list[cst.Arg]:
        """Puts commas and line breaks where the call had them."""
        if not args:
            return args
        last = self.given[-1] if self.given else None
        between = next(
            (a.comma for a in self.given[:-1] if a.comma), _SPACED_COMMA
        )
        inner = [
            arg.with_changes(comma=between, whitespace_after_arg=_NOTHING)
            if arg.comma is cst.MaybeSentinel.DEFAULT
            or (last is not None and arg.comma is last.comma)
            else arg
            for arg in args[:-1]
        ]
        end = args[-1].with_changes(
            comma=last.comma if last else cst.MaybeSentinel.DEFAULT,
            whitespace_after_arg=last.whitespace_after_arg
            if last
            else _NOTHING,
        )
        return [*inner, end]


_NOTHING = cst.SimpleWhitespace("")


def _at(names: Sequence[str], place: int) -> str | None:
    return names[place] if place < len(names) else None


def _named(item: Item) -> cst.Arg:
    arg = item.arg
    if arg.keyword is not None:
        return arg.with_changes(keyword=cst.Name(item.name))
    return arg.with_changes(keyword=cst.Name(item.name), equal=_TIGHT_EQUAL)


def mapped(
    values: Mapping[Any, Any], node: cst.BaseExpression
) -> cst.BaseExpression:
    """Returns what a table has for a literal; the expression if nothing."""
    value = literal(node, default=_EMPTY)
    try:
        new = values.get(value, value)
    except TypeError:  # A list, a dict: no table has it.
        return node
    if new == value:
        return node
    if isinstance(value, str) and isinstance(new, str):
        return text_like(node, new)
    return cst.parse_expression(repr(new))
