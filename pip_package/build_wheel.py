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

from flit_core import wheel

from pip_package import tensorflow_stubs

# 2020-01-01: the same sources give the same bytes.
_SOURCE_DATE_EPOCH = "1577836800"


def read_versions(path: pathlib.Path) -> dict[str, str]:
    """The texts that a file assigns to names: name -> text.

    Raises:
        ValueError: If it assigns none.
    """
    found = re.findall(r'^(\w+) = "(.+)"$', path.read_text(), re.MULTILINE)
    if not found:
        raise ValueError(
            "build_wheel: no version found. Expected a line "
            f'`__version__ = "..."`. Received: path={path}.'
        )
    return dict(found)


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


class _Builder(wheel.WheelBuilder):
    """Takes `tensorflow-stubs` along, too: flit knows of one package only."""

    def copy_module(self) -> None:
        super().copy_module()
        for path in sorted(pathlib.Path("tensorflow-stubs").rglob("*.*")):
            self._add_file(path.absolute(), path)


def build(
    folder: pathlib.Path, versions: dict[str, str], output: pathlib.Path
) -> None:
    """Makes the wheel of a laid-out folder.

    Args:
        folder: Sources and pyproject.toml.
        versions: What stands in for each @name@ there.
        output: Folder for the wheel.
    """
    project = folder / "pyproject.toml"
    text = project.read_text()
    for name, version in versions.items():
        text = text.replace(f"@{name}@", version)
    project.write_text(text)
    os.environ["SOURCE_DATE_EPOCH"] = _SOURCE_DATE_EPOCH
    os.chdir(folder)
    unnamed = output / "unnamed.whl"
    with unnamed.open("w+b") as file:
        builder = _Builder.from_ini_path(pathlib.Path("pyproject.toml"), file)
        builder.build()
    unnamed.rename(output / builder.wheel_filename)


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
    versions = read_versions(options.version_file)
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        lay_out(folder, options.files, options.strip, options.metadata)
        if (folder / "keras").exists():
            tensorflow_stubs.write(folder, folder)
        build(folder, versions, options.output.absolute())


if __name__ == "__main__":
    main()
