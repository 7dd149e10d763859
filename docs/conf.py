"""How Sphinx builds the book: `make docs`."""

from __future__ import annotations

from docutils import nodes

from tools.book import reference

project = "Keras, for TensorFlow"
html_title = project
extensions = ["myst_parser", "sphinx.ext.autodoc"]
html_theme = "furo"
# What is quoted is code: 'zeros', not with curved quotes.
smartquotes = False
html_copy_source = False
html_show_sphinx = False
pygments_style = "friendly"
pygments_dark_style = "github-dark"
autodoc_typehints = "none"
autodoc_member_order = "bysource"
myst_heading_anchors = 3
exclude_patterns = ["BUILD"]
# Pages of the repository link to folders and files that aren't in the book.
suppress_warnings = ["myst.xref_missing", "misc.highlighting_failure"]


def setup(app) -> None:
    """Has docstrings turned, and names in code linked."""
    app.connect("autodoc-process-docstring", _docstring)
    app.connect("doctree-resolved", _link)


def _docstring(app, what, name, obj, options, lines) -> None:
    lines[:] = [*reference.rst(lines), ""]


def _link(app, doctree, page) -> None:
    """Code that is a public name leads to that name's page."""
    pages = app.env.found_docs
    for code in list(doctree.findall(nodes.literal)):
        target = f"reference/{code.astext()}"
        inside = isinstance(code.parent, nodes.reference)
        if inside or target not in pages or target == page:
            continue
        uri = app.builder.get_relative_uri(page, target)
        link = nodes.reference("", "", internal=True, refuri=uri)
        code.replace_self(link)
        link += code
