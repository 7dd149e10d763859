"""The house holds itself: levels, sizes, names, docstrings, formatting.

Each test is one rule. Its failure lists `file:line: what; expected`. It reads
the whole repository, so Bazel runs it each time, and outside the sandbox.
"""
# bazel: tags=external,local

import subprocess
import sys

import pytest

from keras.testing import (
    house,
    import_rules,
    name_rules,
    size_rules,
    source_tree,
    tensorflow_rules,
)

TEXT_SUFFIXES = {".py", ".md", ".txt", ".toml", ".bzl", ".sh", ".cfg", ""}
SOURCES = source_tree.package_sources()

SOURCE_RULES = (
    import_rules.check_levels,
    import_rules.check_cycles,
    import_rules.check_nested_imports,
    import_rules.check_module_imports,
    tensorflow_rules.check_public_names,
    tensorflow_rules.check_module_hooks,
    size_rules.check_files,
    size_rules.check_functions,
    size_rules.check_classes,
    size_rules.check_closures,
    size_rules.check_columns,
    name_rules.check_docstrings,
    name_rules.check_twins,
    name_rules.check_packages,
    name_rules.check_package_logic,
    name_rules.check_statements,
)


def report(violations):
    __tracebackhide__ = True
    if violations:
        pytest.fail("\n".join(violations), pytrace=False)


@pytest.mark.parametrize("rule", SOURCE_RULES, ids=lambda rule: rule.__name__)
def test_every_source_file_keeps_the_rule(rule):
    report(rule(SOURCES))


def test_file_names_name_their_subject():
    report(name_rules.check_file_names([source.path for source in SOURCES]))


def test_no_file_names_a_machine_or_a_registry():
    top = source_tree.root()
    texts = {
        path.relative_to(top).as_posix(): path.read_text("utf-8", "replace")
        for path in source_tree.walk(top)
        if path.suffix in TEXT_SUFFIXES
    }
    report(name_rules.check_machine_paths(texts))


def test_user_needs_are_listed_with_the_tests_that_hold_them():
    page = source_tree.root() / "docs/user_needs.md"
    report(name_rules.check_user_needs(SOURCES, page.read_text()))


def test_pages_name_files_that_are_there():
    top = source_tree.root()
    files = [path.relative_to(top).as_posix() for path in source_tree.walk(top)]
    pages = {
        path: (top / path).read_text() for path in files if path.endswith(".md")
    }
    assert "docs/architecture.md" in pages
    report(name_rules.check_named_files(pages, files))


@pytest.mark.parametrize(
    "arguments",
    [("check", "--no-cache"), ("format", "--no-cache", "--check")],
    ids=lambda words: words[0],
)
def test_ruff_is_content(arguments):
    run_tool("-m", "ruff", *arguments, "keras")


def test_build_files_are_up_to_date():
    run_tool("tools/build_files.py", "--check")


def run_tool(*arguments):
    """Runs a Python program at the top of the repository; reports a failure."""
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=source_tree.root(),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        pytest.fail((done.stdout + done.stderr)[-4000:], pytrace=False)


def test_every_public_module_exists():
    missing = set(house.PUBLIC_MODULES) - {source.module for source in SOURCES}
    report([f"{name}: no such module; expected one" for name in missing])


def test_at_most_four_files_import_in_functions():
    assert len(house.IMPORTS_IN_FUNCTIONS) <= 4
