"""Builds one wheel from a list of files: an action of wheel.bzl.

The files are laid out as they shall be installed, beside a pyproject.toml, and
flit_core makes the wheel of them.
"""

from __future__ import annotations

import argparse
import os
import pathlib
import re
import shutil
import tempfile

from flit_core import buildapi

# 2020-01-01: the same sources give the same bytes.
_SOURCE_DATE_EPOCH = "1577836800"


def read_version(path: pathlib.Path) -> str:
    """The version that a file assigns to `__version__`.

    Raises:
        ValueError: If it assigns none.
    """
    found = re.search(r'^__version__ = "(.+)"$', path.read_text(), re.MULTILINE)
    if found is None:
        raise ValueError(
            "build_wheel: no version found. Expected a line "
            f'`__version__ = "..."`. Received: path={path}.'
        )
    return found.group(1)


def lay_out(
    folder: pathlib.Path, files: list[str], strip: str, metadata: list[str]
) -> None:
    """Copies the files to the places that they are installed in.

    Args:
        folder: Where to.
        files: Paths relative to the repository's root.
        strip: What to take from the front of those paths.
        metadata: pyproject.toml, the readme and the licence: copied flat.
    """
    for name in files:
        place = folder / name.removeprefix(strip)
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(name, place)
    for name in metadata:
        shutil.copyfile(name, folder / pathlib.Path(name).name)


def build(folder: pathlib.Path, version: str, output: pathlib.Path) -> None:
    """Makes the wheel of a laid-out folder.

    Args:
        folder: Sources and pyproject.toml.
        version: Stands in for @VERSION@ there.
        output: Folder for the wheel.
    """
    project = folder / "pyproject.toml"
    project.write_text(project.read_text().replace("@VERSION@", version))
    os.environ["SOURCE_DATE_EPOCH"] = _SOURCE_DATE_EPOCH
    os.chdir(folder)
    buildapi.build_wheel(str(output))


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__.splitlines()[0], fromfile_prefix_chars="@"
    )
    parser.add_argument("--output", type=pathlib.Path, required=True)
    parser.add_argument("--version-file", type=pathlib.Path, required=True)
    parser.add_argument("--strip", default="")
    parser.add_argument("--metadata", action="append", default=[])
    parser.add_argument("files", nargs="+")
    options = parser.parse_args()
    version = read_version(options.version_file)
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        lay_out(folder, options.files, options.strip, options.metadata)
        build(folder, version, options.output.absolute())


if __name__ == "__main__":
    main()
