"""Reads the files of other versions of Keras, made by these themselves.

    python -m tools.corpus.corpus FOLDER [WRITER ...]

Each version gets an environment of its own from the package index, and writes
models in each of its formats; FOLDER keeps both between runs. What isn't read
here as it should, the version reads itself: a file must go as far with us as
with the one that wrote it. Prints a table, format by writer, of how many files
do all that they should, behind a plus how many do what they do there, and of
how many; the lines below it tell what doesn't hold, and which versions can't be
installed here. Ends with 1 if a file does less than there.
"""

import dataclasses
import json
import os
import pathlib
import subprocess
import sys

import keras
from keras.cli import inspect_command
from tools.corpus import reader

_TOOLS = pathlib.Path(__file__).absolute().parents[1]
# Seconds; making models takes minutes with a Keras of some age.
_LONGEST = 1800


@dataclasses.dataclass(frozen=True)
class Writer:
    """A version of Keras.

    Attributes:
        package: What is imported.
        requirements: What pip installs.
    """

    package: str
    requirements: tuple[str, ...]


def _keras_2(version: str) -> Writer:
    return Writer("tensorflow.keras", (f"tensorflow-cpu=={version}.*",))


def _tf_keras(version: str) -> Writer:
    packages = (f"tensorflow-cpu=={version}.*", f"tf_keras=={version}.*")
    return Writer("tf_keras", packages)


def _keras_3(version: str, tensorflow: str) -> Writer:
    packages = (f"tensorflow-cpu=={tensorflow}.*", f"keras=={version}.*")
    return Writer("keras", packages)


WRITERS = {
    "keras-2.12": _keras_2("2.12"),
    "keras-2.13": _keras_2("2.13"),
    "keras-2.14": _keras_2("2.14"),
    "keras-2.15": _keras_2("2.15"),
    "tf_keras-2.16": _tf_keras("2.16"),
    "tf_keras-2.17": _tf_keras("2.17"),
    "tf_keras-2.18": _tf_keras("2.18"),
    "tf_keras-2.19": _tf_keras("2.19"),
    "tf_keras-2.20": _tf_keras("2.20"),
    "tf_keras-2.21": _tf_keras("2.21"),
    "keras-3.0": _keras_3("3.0", "2.16"),
    "keras-3.3": _keras_3("3.3", "2.16"),
    "keras-3.5": _keras_3("3.5", "2.17"),
    "keras-3.8": _keras_3("3.8", "2.19"),
    "keras-3.10": _keras_3("3.10", "2.19"),
    "keras-3.12": _keras_3("3.12", "2.19"),
    "keras-3.15": _keras_3("3.15", "2.21"),
}


def written(name: str, home: pathlib.Path) -> pathlib.Path:
    """Returns the folder with the files of a version; makes what isn't there.

    Args:
        name: The writer's.
        home: Where environments and files are.
    Raises:
        subprocess.CalledProcessError: If it can't be installed, or fails.
        subprocess.TimeoutExpired: If it takes too long.
    """
    folder = home / "files" / name
    if (folder / "made.json").exists():
        return folder
    folder.mkdir(parents=True, exist_ok=True)
    python = _python(name, home)
    if not python.exists():
        _run([sys.executable, "-m", "venv", str(python.parent.parent)], home)
    pip = [str(python), "-m", "pip", "install", "-q"]
    pip += ["--disable-pip-version-check", *WRITERS[name].requirements]
    _run(pip, home)
    _run_there("writer", name, home)
    return folder


def _python(name: str, home: pathlib.Path) -> pathlib.Path:
    return home / "environments" / name / "bin" / "python"


def _run_there(module: str, name: str, home: pathlib.Path, *words: str) -> None:
    """Runs a module of this folder with what another version imports."""
    source, folder = home / "source", home / "files" / name
    source.mkdir(exist_ok=True)
    # Of this tree nothing else is to be found there, least of all its `keras`.
    if not (source / "tools").exists():
        (source / "tools").symlink_to(_TOOLS)
    command = [str(_python(name, home)), "-m", f"tools.corpus.{module}"]
    package = WRITERS[name].package
    _run([*command, package, str(folder.absolute()), *words], source)


def _run(command: list[str], folder: pathlib.Path) -> None:
    kept = {
        key: value
        for key, value in os.environ.items()
        if key not in ("PYTHONPATH", "PYTHONHOME", "TF_USE_LEGACY_KERAS")
    }
    subprocess.run(
        command,
        env={
            **kept,
            "KERAS_BACKEND": "tensorflow",
            "TF_CPP_MIN_LOG_LEVEL": "3",
        },
        cwd=folder,
        check=True,
        capture_output=True,
        text=True,
        timeout=_LONGEST,
    )


@dataclasses.dataclass(frozen=True)
class Row:
    """How one file was read.

    Attributes:
        file: The file.
        ours: How it's read here.
        own: How its writer reads it; None where that wasn't asked.
        odd: Why it can't be inspected; empty where it can.
    """

    file: reader.File
    ours: reader.Outcome
    own: reader.Outcome | None
    odd: str

    @property
    def is_right(self) -> bool:
        """Whether the file does all that it should."""
        return self.ours.held == reader.ALL and not self.odd

    @property
    def is_enough(self) -> bool:
        """Whether the file does what it does where it comes from."""
        own = reader.ALL if self.own is None else self.own.held
        return self.ours.held >= own and not self.odd


def rows(name: str, home: pathlib.Path) -> list[Row]:
    """Returns how the files of a version are read.

    Args:
        name: The writer's.
        home: Where environments and files are.
    """
    folder = written(name, home)
    ours = {file: reader.read(keras, file) for file in reader.files(folder)}
    wrong = [f.path.name for f, one in ours.items() if one.held < reader.ALL]
    own = _read_by_writer(name, home, wrong) if wrong else {}
    return [
        Row(file, outcome, own.get(file.path.name), _odd(file))
        for file, outcome in ours.items()
    ]


def _read_by_writer(
    name: str, home: pathlib.Path, wanted: list[str]
) -> dict[str, reader.Outcome]:
    told = home / "files" / name / "read.json"
    known = json.loads(told.read_text()) if told.exists() else {}
    if not set(wanted) <= set(known):
        _run_there("reader", name, home, *wanted)
        known = json.loads(told.read_text())
    return {file: reader.Outcome(*one) for file, one in known.items()}


def _odd(file: reader.File) -> str:
    path = str(file.path)
    try:
        inspect_command.reader_of(path).read(path)
    except Exception as error:  # Whatever it is, it's what the table tells.
        return f"inspect: {type(error).__name__}: {error}"[:300]
    return ""


def table(found: dict[str, list[Row]]) -> str:
    """Returns how many files of each format were read as they should.

    Args:
        found: How the files of each writer were read.
    """
    endings = (*reader.WHOLE, *reader.VALUES)
    lines = [" | ".join(("writer", *endings)), " | ".join(["---"] * 7)]
    for name, of_writer in found.items():
        cells = [
            _cell([row for row in of_writer if row.file.ending == ending])
            for ending in endings
        ]
        lines.append(" | ".join((name, *cells)))
    return "\n".join(lines)


def _cell(of_format: list[Row]) -> str:
    right = sum(row.is_right for row in of_format)
    alike = sum(row.is_enough for row in of_format) - right
    told = f"{right}+{alike}" if alike else f"{right}"
    return f"{told}/{len(of_format)}" if of_format else ""


def main(home: str, *names: str) -> int:
    """Prints the table of some writers, or all.

    Returns:
        1 if a file does less than where it comes from, or no version can be
        installed.
    """
    found: dict[str, list[Row]] = {}
    for name in names or WRITERS:
        try:
            found[name] = rows(name, pathlib.Path(home))
        except subprocess.SubprocessError as error:
            told = getattr(error, "stderr", None) or str(error)
            print(f"{name}: left out: {told.strip()[-200:]}", flush=True)
    print(table(found))
    for name, of_writer in found.items():
        for row in of_writer:
            if not row.is_right:
                print(_line(name, row))
    every = [row for of_writer in found.values() for row in of_writer]
    return 0 if every and all(row.is_enough for row in every) else 1


def _line(name: str, row: Row) -> str:
    told = "; ".join(filter(None, (row.ours.told, row.odd)))
    own = row.own.told or "as it should" if row.own else "not asked"
    return f"{name}: {row.file.path.name}: {told}\n  there: {own}"


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
