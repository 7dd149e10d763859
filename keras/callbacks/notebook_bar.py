"""The drawing of a progress bar in a notebook."""

import html
from typing import Any

from keras.callbacks import progress_text


class NotebookBar:
    """Draws a bar in the output of a notebook's cell."""

    def __init__(self) -> None:
        self._handle: Any = None
        self._is_shown = False

    def show(self, progress: progress_text.Progress) -> None:
        """Draws the bar, in the place where it was the first time."""
        self._put(Picture(progress_text.status(progress), _bar(progress)))
        self._is_shown = True

    def hide(self) -> None:
        """Takes the bar away, until it is drawn again."""
        if self._is_shown:
            self._put(Picture("", ""))
        self._is_shown = False

    def _put(self, picture: "Picture") -> None:
        if self._handle is None:
            from IPython import display

            self._handle = display.display(picture, display_id=True)
        else:
            self._handle.update(picture)


class Picture:
    """Text, for a notebook as HTML.

    Args:
        text: The text, for front ends that show nothing else.
        bar: HTML that stands before it.
    """

    def __init__(self, text: str, bar: str) -> None:
        self._text = text
        self._bar = bar

    def __repr__(self) -> str:
        return self._text

    def _repr_html_(self) -> str:
        if not self._text:
            return ""
        return f"{self._bar} <code>{html.escape(self._text)}</code>"


def _bar(progress: progress_text.Progress) -> str:
    if progress.total is None:  # A bar that only tells that something moves.
        return "<progress></progress>"
    return (
        f'<progress value="{progress.done}" max="{progress.total}"></progress>'
    )
