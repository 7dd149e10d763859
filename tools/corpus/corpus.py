"""Reads the files of other versions of Keras, made by these themselves.

    python -m tools.corpus.corpus FOLDER [WRITER ...]

Each version gets an environment of its own from the package index, and writes
models in each of its formats; FOLDER keeps both between runs. Prints a table,
format by writer; the lines below it tell what doesn't hold, and which versions
can't be installed here. Ends with 1 if something doesn't hold.
"""

import collections
import dataclasses
import os
import pathlib
import subprocess
import sys

from tools.corpus import reader

_WRITER = pathlib.Path(__file__).with_name("writer.py").absolute()
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
    "keras-3.0": _keras_3("3.0", "2.16"),
    "keras-3.3": _keras_3("3.3", "2.16"),
    "keras-3.5": _keras_3("3.5", "2.17"),
    "keras-3.8": _keras_3("3.8", "2.19"),
    "keras-3.10": _keras_3("3.10", "2.19"),
    "keras-3.12": _keras_3("3.12", "2.19"),
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
    one, folder = WRITERS[name], home / "files" / name
    if (folder / "made.json").exists():
        return folder
    folder.mkdir(parents=True, exist_ok=True)
    python = home / "environments" / name / "bin" / "python"
    if not python.exists():
        _run([sys.executable, "-m", "venv", str(python.parent.parent)], name)
    pip = [str(python), "-m", "pip", "install", "-q"]
    _run([*pip, "--disable-pip-version-check", *one.requirements], name)
    # `-P`: nothing of this tree is imported there.
    _run([str(python), "-P", str(_WRITER), one.package, str(folder)], name)
    return folder


def _run(command: list[str], name: str) -> None:
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
        check=True,
        capture_output=True,
        text=True,
        timeout=_LONGEST,
    )


def table(rows: dict[str, list[reader.Row]]) -> str:
    """Returns how many files of each format were read as they should.

    Args:
        rows: How the files of each writer were read.
    """
    endings = (*reader.WHOLE, *reader.VALUES)
    lines = [" | ".join(("writer", *endings)), " | ".join(["---"] * 7)]
    for name, of_writer in rows.items():
        counts = collections.Counter(row.ending for row in of_writer)
        wrong = collections.Counter(r.ending for r in of_writer if r.wrong)
        cells = [
            f"{counts[one] - wrong[one]}/{counts[one]}" if counts[one] else ""
            for one in endings
        ]
        lines.append(" | ".join((name, *cells)))
    return "\n".join(lines)


def main(home: str, *names: str) -> int:
    """Prints the table of some writers, or all.

    Returns:
        1 if a file isn't read as it should, or no version can be installed.
    """
    found: dict[str, list[reader.Row]] = {}
    for name in names or WRITERS:
        try:
            found[name] = list(reader.rows(written(name, pathlib.Path(home))))
        except subprocess.SubprocessError as error:
            told = getattr(error, "stderr", None) or str(error)
            print(f"{name}: left out: {told.strip()[-200:]}", flush=True)
    print(table(found))
    wrong = [(name, r) for name, rows in found.items() for r in rows if r.wrong]
    for name, row in wrong:
        print(f"{name}: {row.model}-{row.kind}{row.ending}: {row.wrong}")
    return 1 if wrong or not any(found.values()) else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
