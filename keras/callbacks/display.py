"""Where progress is shown: nowhere, a line an epoch, or a bar."""

import math
import os
import sys
from typing import Any

from keras.backend import user_code
from keras.callbacks import interactive_logging, notebook_bar, progress_text

# A log file gets a sign of life this often within an epoch.
STATUS_SECONDS = 60.0
# Ten updates a second look smooth, and cost under 1 % of a core.
BAR_SECONDS = 0.1
# Each update of a notebook is a message to the browser.
NOTEBOOK_SECONDS = 0.25
BAR_COLUMNS = 30


class Display:
    """Shows nothing; base of those that show progress.

    Attributes:
        delay: Time between the begin of a run and the first call of `show`.
        seconds: Least time between two calls of `show`.
    """

    delay = math.inf
    seconds = math.inf

    def begin(self, title: str | None) -> None:
        """Shows that a run begins."""

    def show(self, progress: progress_text.Progress) -> None:
        """Shows how far it is."""

    def end(self, progress: progress_text.Progress) -> None:
        """Shows the outcome."""

    def close(self) -> None:
        """Leaves the cursor at the start of a line, after an error too."""


class LineDisplay(Display):
    """Writes one plain line a run, for log files and `verbose=2`.

    Args:
        seconds: Time between two lines within a long run.
    """

    def __init__(self, seconds: float = math.inf) -> None:
        self.delay = self.seconds = seconds

    def begin(self, title: str | None) -> None:
        """Writes the title."""
        if title:
            interactive_logging.write(title)

    def show(self, progress: progress_text.Progress) -> None:
        """Writes how far a long run is."""
        interactive_logging.write(progress_text.status(progress))

    def end(self, progress: progress_text.Progress) -> None:
        """Writes the line."""
        interactive_logging.write(progress_text.summary(progress))


class NotebookDisplay(LineDisplay):
    """Writes one plain line a run, with a bar above them while it lasts.

    The bar is one output of the notebook's cell that changes and goes away, so
    that what is saved with the notebook are the lines.

    Args:
        draw: Object with `show(progress)` and `hide()`.
        seconds: Least time between two drawings. A run that is shorter than
            that has no bar.
    """

    def __init__(self, draw: Any, seconds: float = NOTEBOOK_SECONDS) -> None:
        super().__init__(seconds)
        self.draw = draw

    def show(self, progress: progress_text.Progress) -> None:
        """Draws the bar anew."""
        self.draw.show(progress)

    def end(self, progress: progress_text.Progress) -> None:
        """Writes the line, and takes the bar away."""
        self.draw.hide()
        super().end(progress)

    def close(self) -> None:
        """Takes the bar away."""
        self.draw.hide()


_open_bars: list[Any] = []


class BarDisplay(Display):
    """Draws a bar that moves on the last line of a terminal.

    Args:
        draw: Object with `line(progress) -> str`, one row of the terminal, and
            `whole(progress) -> str`, the line that stays.
        seconds: Least time between two drawings.
    """

    delay = 0.0

    def __init__(self, draw: Any, seconds: float = BAR_SECONDS) -> None:
        self.seconds = seconds
        self.draw = draw
        self._shown = 0

    def begin(self, title: str | None) -> None:
        """Writes the title above the bar."""
        _erase_bars()
        if title:
            interactive_logging.write(title)
        _open_bars.append(self)

    def show(self, progress: progress_text.Progress) -> None:
        """Draws the bar anew."""
        self._rewrite(self.draw.line(progress))

    def end(self, progress: progress_text.Progress) -> None:
        """Draws the full bar, which stays."""
        self._rewrite(self.draw.whole(progress))
        self.close()

    def close(self) -> None:
        """Ends the line, if one was drawn."""
        if self in _open_bars:
            _open_bars.remove(self)
        if self._shown:
            print(flush=True)
        self._shown = 0

    def erase(self) -> None:
        """Takes the bar away, until it is drawn again."""
        if self._shown:
            print("\r" + " " * self._shown, end="\r", flush=True)
        self._shown = 0

    def _rewrite(self, line: str) -> None:
        columns = self.draw.columns(line)
        # Spaces and not an escape code, which not every terminal knows.
        rest = " " * max(self._shown - columns, 0)
        print(f"\r{line}{rest}", end="", flush=True)
        self._shown = columns


def say(text: str) -> None:
    """Tells a line, above the bars that are being drawn."""
    _erase_bars()
    interactive_logging.write(text)


def _erase_bars() -> None:
    for bar in _open_bars:
        bar.erase()


def in_notebook() -> bool:
    """Tells whether standard output is a cell of a Jupyter notebook."""
    return user_code.is_of(type(sys.stdout), "ipykernel")


def is_interactive() -> bool:
    """Tells whether a line on standard output can be written over."""
    if in_notebook():
        return True
    isatty = getattr(sys.stdout, "isatty", None)
    return bool(isatty and isatty()) and os.environ.get("TERM") != "dumb"


def open_display(
    verbose: int | str, seconds: float = BAR_SECONDS, width: int = BAR_COLUMNS
) -> Display:
    """Chooses the display that `verbose` asks for.

    Args:
        verbose: 0 for none, 1 or 'auto' for a bar (a line where standard
            output is no terminal), 2 for a line.
        seconds: Least time between two drawings of a bar.
        width: Columns of the bar itself.
    """
    if verbose == 0:
        return Display()
    if verbose == 2:
        return LineDisplay()
    is_enabled = interactive_logging.is_interactive_logging_enabled()
    if not (is_enabled and is_interactive()):
        return LineDisplay(STATUS_SECONDS)
    if in_notebook():
        return NotebookDisplay(notebook_bar.NotebookBar())
    # Imported late: rich takes 0.1 s of the first import (measured, two cores),
    # which programs that draw no bar need not pay.
    from keras.callbacks import rich_bar

    return BarDisplay(rich_bar.RichBar(width), seconds)
