"""Builds the book: the pages, and a reference from the docstrings.

python -m tools.book.build OUT
"""

from __future__ import annotations

import pathlib
import shutil
import sys
import tempfile

from sphinx.cmd import build as sphinx_build

from tools.book import reference

CHAPTERS = {
    "Begin": "getting_started three_styles training data saving_and_formats",
    "Go on": "distribution scaling performance security typing command_line",
    "Come from": (
        "from_tf_keras from_keras_3 from_keras_1 migrating differences"
    ),
    "Look up": "reference/index versions architecture user_needs",
}
DOCS = pathlib.Path(__file__).parents[2] / "docs"


def _chapter(chapter: tuple[str, str]) -> str:
    """What puts a chapter into the navigation."""
    name, pages = chapter
    listed = "\n".join(pages.split())
    return f"\n```{{toctree}}\n:hidden:\n:caption: {name}\n\n{listed}\n```\n"


def main(argv: list[str]) -> int:
    """Builds into a folder; 0 if there was nothing to warn of.

    Args:
        argv: The folder, then further words for Sphinx.
    """
    with tempfile.TemporaryDirectory() as folder:
        source = pathlib.Path(folder) / "docs"
        shutil.copytree(DOCS, source)
        reference.write(source / "reference")
        with (source / "index.md").open("a") as front:
            front.writelines(map(_chapter, CHAPTERS.items()))
        options = ["-q", "-W", "--keep-going", *argv[1:]]
        return sphinx_build.main([*options, str(source), argv[0]])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
