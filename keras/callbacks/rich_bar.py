"""The drawing of a progress bar, with rich."""

import sys

import rich.cells
import rich.console
import rich.text

from keras.callbacks import progress_text


class RichBar:
    """Draws a bar in the colours and characters that the terminal has.

    Args:
        width: Columns of the bar, fewer on a narrow terminal.
    """

    def __init__(self, width: int) -> None:
        self.width = width
        self.console = rich.console.Console(file=sys.stdout, highlight=False)

    def line(self, progress: progress_text.Progress) -> str:
        """Draws a bar that moves: one row, cut where the terminal ends."""
        text = self._bar(progress)
        if progress.validation is not None:
            done = progress_text.counts(*progress.validation)
            text.append(f" validation {done}", "progress.percentage")
        elif progress.total is not None:
            left = progress_text.clock(progress.seconds_left)
            text.append(f" {left} left", "progress.remaining")
        self._values(text, progress)
        # A full last column would make the terminal begin another row.
        ends = "crop" if self.console.options.ascii_only else "ellipsis"
        text.truncate(self.console.width - 1, overflow=ends)
        return self._plain(text)

    def whole(self, progress: progress_text.Progress) -> str:
        """Draws the bar that stays, with the time and all values."""
        text = self._bar(progress)
        text.append(f" {progress_text.clock(progress.seconds)}")
        step = progress_text.short(progress.seconds_a_step)
        text.append(f" {step}/{progress.unit}", "progress.data.speed")
        self._values(text, progress)
        return self._plain(text)

    def columns(self, line: str) -> int:
        """Counts the columns that a line takes."""
        return rich.cells.cell_len(rich.text.Text.from_ansi(line).plain)

    def _bar(self, progress: progress_text.Progress) -> rich.text.Text:
        counts = progress_text.counts(progress.done, progress.total)
        text = rich.text.Text(counts + " ")
        total = progress.total or max(progress.done, 1)
        width = min(self.width, max(self.console.width // 2 - 10, 5))
        full = min(width * progress.done // max(total, 1), width)
        ascii_only = self.console.options.ascii_only
        text.append(("=" if ascii_only else "━") * full, "bar.complete")
        # Without colours, only the character tells what is to come.
        has_colours = self.console.color_system and not self.console.no_color
        rest = "━" if has_colours and not ascii_only else "-"
        text.append(rest * (width - full), "bar.back")
        return text

    def _values(
        self, text: rich.text.Text, progress: progress_text.Progress
    ) -> None:
        for value in progress_text.values(progress.logs):
            text.append(f" - {value}")

    def _plain(self, text: rich.text.Text) -> str:
        with self.console.capture() as capture:
            self.console.print(
                text, end="", soft_wrap=True, crop=False, overflow="ignore"
            )
        return capture.get()
