"""The reference has a page for each public name, and says what it says."""

import pathlib
import re

import pytest

from keras.testing import public_rules
from tools.book import reference

DOCS = pathlib.Path(__file__).parents[2] / "docs"


def test_every_public_name_has_a_page():
    names = {name for found in reference.objects().values() for name in found}
    assert set(public_rules.public_objects()) <= names


def test_an_object_of_several_names_has_one_page(tmp_path):
    called = reference.objects()
    assert "keras.losses.MSE" in called["keras.losses.mean_squared_error"]
    reference.write(tmp_path / "reference")
    page = tmp_path / "reference/keras.losses.mean_squared_error.rst"
    assert "``keras.losses.MSE``" in page.read_text()
    listed = tmp_path / "reference/keras.losses.namespace.rst"
    assert "MSE <keras.losses.mean_squared_error>`" in listed.read_text()


@pytest.mark.parametrize(
    "docstring, line",
    [
        ("Sums *x*.", r"Sums \*x\*."),
        ("Some `A`s.", r"Some ``A``\ s."),
        ("Takes `a` and `b\nc`.", "Takes ``a`` and ``b c``"),
        ("One.\n\nArgs:\n    x, y: Two.", "``x, y``"),
        ("One.\n\nArgs:\n    x: Two.", "    Two."),
        ("One.\n\nOutput shape: the input's.", ".. rubric:: Output shape"),
        ("One.\n\nExample:\n    >>> 1\n    1", ">>> 1"),
        ("One.\n\n    y = a_b * c", "        y = a_b * c"),
    ],
)
def test_docstrings_are_turned(docstring, line):
    assert line in reference.rst(docstring.splitlines())


@pytest.mark.parametrize(
    "page", sorted(DOCS.glob("*.md")), ids=lambda p: p.stem
)
def test_no_link_of_a_page_is_dead(page):
    for link in re.findall(r"\]\(([^)\s]+)\)", page.read_text()):
        place, _, anchor = link.partition("#")
        if not place.startswith("http") and place.endswith(".md"):
            target = page.parent / place
            assert target.is_file(), link
            assert not anchor or anchor in anchors(target), link


def anchors(page):
    """What a page's headings are called in links."""
    heads = re.findall(r"^#+ (.*)$", page.read_text(), re.MULTILINE)
    plain = [re.sub(r"[^\w\- ]", "", head.lower()) for head in heads]
    return {head.replace(" ", "-") for head in plain}
