"""The two wheels: what is in them, what they say, what imports them give."""

import compileall
import email
import os
import pathlib
import subprocess
import sys
import zipfile

import pytest

from tools import resolution_check

HERE = pathlib.Path("pip_package")
VERSIONS = {"keras": "4.0.0+tf", "tf_keras": "2.21.0+tf"}


def wheel(name):
    (path,) = (HERE / f"{name}_wheel").glob("*.whl")
    return path


def metadata(name):
    folder = f"{name}-{VERSIONS[name]}.dist-info"
    with zipfile.ZipFile(wheel(name)) as archive:
        return email.message_from_bytes(archive.read(f"{folder}/METADATA"))


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("site")
    for name in ("keras", "tf_keras"):
        with zipfile.ZipFile(wheel(name)) as archive:
            archive.extractall(folder)
    return folder


@pytest.mark.parametrize("name", ["keras", "tf_keras"])
def test_the_file_carries_the_version(name):
    assert wheel(name).name == f"{name}-{VERSIONS[name]}-py3-none-any.whl"


def test_keras_has_the_marker_for_types_and_no_tests(site):
    files = [path.name for path in (site / "keras").rglob("*")]
    assert "py.typed" in files
    assert not [f for f in files if f.endswith("_test.py") or f == "BUILD"]
    assert not (site / "keras" / "testing").exists()


def test_type_checkers_find_tensorflow_keras_in_partial_stubs(site):  # row 16
    stubs = site / "tensorflow-stubs"
    assert (stubs / "py.typed").read_text() == "partial\n"
    layers = (stubs / "keras" / "layers" / "__init__.pyi").read_text()
    assert layers.startswith("from keras.layers import *\n")
    assert not (stubs / "keras" / "testing").exists()


@pytest.mark.parametrize("name", ["keras", "tf_keras"])
def test_the_licence_comes_along(site, name):
    folder = site / f"{name}-{VERSIONS[name]}.dist-info"
    assert metadata(name)["License-Expression"].startswith("Apache-2.0")
    assert "Apache License" in (folder / "licenses" / "LICENSE").read_text()


def test_what_a_page_of_a_model_needs_comes_with_its_licence(site):
    there = site / "keras" / "utils" / "page_files"
    assert {"page.html", "page.js", "dagre.min.js"} <= set(os.listdir(there))
    assert metadata("keras")["License-Expression"] == "Apache-2.0 AND MIT"
    files = metadata("keras").get_all("License-File")
    assert "keras/utils/page_files/dagre.LICENSE" in files


def test_keras_asks_for_four_packages_and_tensorflow_is_an_extra():
    asked = metadata("keras").get_all("Requires-Dist")
    plain = {x.split(">")[0] for x in asked if "extra" not in x}
    assert plain == {"h5py", "numpy", "protobuf", "rich"}
    assert metadata("keras").get_all("Provides-Extra") == [
        "cli",
        "images",
        "onnx",
        "plot",
        "sklearn",
        "tensorflow",
        "tensorflow-cpu",
    ]


def test_tf_keras_asks_for_this_very_keras():
    asked = metadata("tf_keras").get_all("Requires-Dist")
    assert asked == ["keras==4.0.0+tf"]


@pytest.mark.parametrize("legacy", [False, True])
@pytest.mark.parametrize("first", resolution_check.FIRST_IMPORTS)
def test_every_name_is_one_package(site, first, legacy):
    assert resolution_check.check_apart(first, legacy, str(site)) == []


# TensorFlow is imported once, and has read some of the package by then.
IMPORTS = """
import importlib, sys, time
import tensorflow
for _ in range(40):
    for name in [*sys.modules]:
        if name.partition(".")[0] == "keras":
            del sys.modules[name]
    start = time.perf_counter()
    importlib.import_module("keras").layers.Dense
    print(time.perf_counter() - start)
    time.sleep(0.05)
"""


def seconds_for_layers(site):
    done = subprocess.run(
        [sys.executable, "-c", IMPORTS],
        capture_output=True,
        check=True,
        cwd=site,
        text=True,
    )
    return [float(line) for line in done.stdout.split()]


def test_keras_adds_under_100_ms_to_tensorflows_import(site):
    # pip compiles what it installs.
    compileall.compile_dir(site, quiet=1)
    # The least of many: other processes only ever add.
    assert min(seconds_for_layers(site)) < 0.1
