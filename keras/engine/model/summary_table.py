"""A model's summary on a terminal or in a notebook, drawn with rich."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import rich.console
import rich.table
import rich.text

if TYPE_CHECKING:  # it imports this file when a table is drawn
    from keras.engine.model import summary as summary_module


def draw(summary: summary_module.Summary, has_widths: bool) -> None:
    """Prints a summary: a table of characters, or of HTML in a notebook.

    Args:
        summary: What to show.
        has_widths: True to keep to its columns' widths, False to fit the text.
    """
    table = rich.table.Table(
        title=rich.text.Text(summary.title),
        title_justify="left",
        title_style="bold",
    )
    starts = [0, *summary.ends[:-1]]
    for heading, start, end in zip(summary.headings, starts, summary.ends):
        # A border and two spaces stand around each text.
        width = max(end - start - 3, 1) if has_widths else None
        table.add_column(
            heading,
            justify="right" if heading == "Param #" else "left",
            width=width,
            overflow="fold",
        )
    for row in summary.rows:
        name, *rest = row.cells
        texts = [rich.text.Text("  " * row.depth + name)]
        table.add_row(*texts, *map(rich.text.Text, rest))
    # Asked for a width, the table has it, also where a terminal is narrower.
    width = summary.ends[-1] + 1 if has_widths else None
    console = rich.console.Console(
        file=sys.stdout, highlight=False, width=width
    )
    totals = [rich.text.Text(f" {line}") for line in summary.totals]
    # At once: a notebook makes an output of each call.
    console.print(rich.console.Group(table, *totals))
