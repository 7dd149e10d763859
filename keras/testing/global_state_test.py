"""A test that leaves the process changed fails by name, and harms no other."""
# bazel: deps=//keras

import pathlib
import re
import subprocess
import sys
import warnings

import pytest
import tensorflow as tf

ROOT = pathlib.Path(__file__).parents[2]

LEAKS = {
    "floatx": "keras.backend.set_floatx('float16')",
    "epsilon": "keras.backend.set_epsilon(0.5)",
    "image data format": (
        "keras.backend.set_image_data_format('channels_first')"
    ),
    "dtype policy": "keras.mixed_precision.set_global_policy('float64')",
    "custom-object registry": (
        "keras.saving.get_custom_objects()['mine'] = object"
    ),
    "custom-object scopes": (
        "keras.saving.custom_object_scope({'a': 1}).__enter__()"
    ),
    "interactive logging": "keras.utils.disable_interactive_logging()",
    "eager functions": "tf.config.run_functions_eagerly(True)",
    "traceback filtering": "tf.debugging.disable_traceback_filtering()",
    # Last: nothing undoes it.
    "draws without a seed": "keras.utils.enable_determinism(1)",
}

_FRONT = "import numpy as np, tensorflow as tf, keras\n"
_CLEAN = """
def test_clean_{0}():
    assert keras.backend.floatx() == "float32"
    assert keras.layers.Dense(1).name == "dense"
    assert round(np.random.rand(), 4) == 0.5488
"""


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    """What pytest tells of a file with one leak a test, and tests between."""
    folder = tmp_path_factory.mktemp("leaks")
    tests = [_FRONT]
    for number, line in enumerate(LEAKS.values()):
        tests.append(f"def test_leak_{number}():\n    {line}\n")
        tests.append(_CLEAN.format(number))
    (folder / "leaks_test.py").write_text("\n".join(tests))
    (folder / "conftest.py").write_text((ROOT / "conftest.py").read_text())
    options = ["-q", "-p", "no:cacheprovider", "-c", ROOT / "pyproject.toml"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *options, folder],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout


@pytest.mark.parametrize("name", LEAKS)
def test_a_leak_fails_by_the_name_of_its_test(report, name):
    number = list(LEAKS).index(name)
    page = report.split(f"ERROR at teardown of test_leak_{number} ")[1]
    told = page.split("Received:\n")[1]
    (line,) = re.split("^[_=]{5}", told, flags=re.MULTILINE)[0].splitlines()
    assert line.strip().startswith(f"{name}: expected ")


def test_tests_after_a_leak_start_from_the_defaults(report):
    assert f"{2 * len(LEAKS)} passed, {len(LEAKS)} errors" in report


@pytest.mark.parametrize("kind", [UserWarning, DeprecationWarning])
def test_a_warning_is_an_error(kind):
    with pytest.raises(kind, match="told"):
        warnings.warn("told", kind)


def test_there_are_two_devices():
    assert len(tf.config.list_logical_devices("CPU")) == 2
