"""The house rules find what they are for, in sources made up here."""

import pytest

from keras.testing import (
    house,
    import_rules,
    name_rules,
    size_rules,
    source_tree,
    tensorflow_rules,
)


def source(text, path="keras/losses/loss.py"):
    return source_tree.Source(path, text)


LAYER = source("", "keras/engine/layer/layer.py")
NAMING = source("", "keras/backend/naming.py")


@pytest.mark.parametrize(
    "module, level",
    [
        ("keras", 7),
        ("keras.saving.files.archive_entries", 0.1),
        ("keras.optimizers.schedules.cosine", 2),
        ("keras.engine.layer.layer", 3.1),
        ("keras.engine.data.batches", 0.5),
        ("keras.engine.model.model", 5),
        ("keras.engine.training.compiled_loss", 4),
        ("keras.engine.model.trainer", 5),
        ("keras.utils.seed", 6),
        ("keras.nowhere", None),
    ],
)
def test_level_follows_the_table(module, level):
    assert house.level(module) == level


def test_an_import_from_a_higher_level_is_found():
    low = source("from keras.engine.layer import layer\n")
    assert import_rules.check_levels([low, LAYER]) == [
        (
            "keras/losses/loss.py:1: level 2 imports keras.engine.layer.layer "
            "of level 3.1; expected level 2 or lower"
        )
    ]


def test_an_import_from_a_lower_level_is_fine():
    high = source("from keras.backend import naming\n")
    assert import_rules.check_levels([high, NAMING]) == []


def test_a_module_without_a_level_is_found():
    stray = source("", "keras/nowhere.py")
    assert "has no import level" in import_rules.check_levels([stray])[0]


def test_an_import_for_typing_only_does_not_count():
    text = (
        "import typing\n"
        "if typing.TYPE_CHECKING:\n    from keras.engine.layer import layer\n"
    )
    assert import_rules.check_levels([source(text), LAYER]) == []


def test_a_cycle_is_found_and_named():
    first = source("from keras.losses import second", "keras/losses/first.py")
    second = source("from keras.losses import first", "keras/losses/second.py")
    found = import_rules.check_cycles([first, second])
    assert found == [
        (
            "keras/losses/first: import cycle of keras.losses.first, "
            "keras.losses.second; expected none"
        )
    ]


@pytest.mark.parametrize(
    "line",
    [
        "import numpy",
        "from keras import losses",
        "importlib.import_module('json')",
    ],
)
def test_an_import_in_a_function_is_found(line):
    found = import_rules.check_nested_imports([source(f"def f():\n    {line}")])
    assert len(found) == 1
    assert found[0].startswith("keras/losses/loss.py:2:")


def test_an_optional_package_may_be_imported_in_a_function():
    optional = source("def f():\n    import pandas\n")
    assert import_rules.check_nested_imports([optional]) == []


def test_an_imported_name_is_told_from_an_imported_module():
    text = (
        "from keras.backend import naming\n"
        "from keras.engine.layer.layer import X"
    )
    found = import_rules.check_module_imports([source(text), LAYER, NAMING])
    assert found == [
        (
            "keras/losses/loss.py:2: the name X is imported from "
            "keras.engine.layer.layer; expected the module"
        )
    ]


@pytest.mark.parametrize(
    "line, name",
    [
        ("from tensorflow.python.eager import context", "tensorflow.python"),
        ("import tensorflow.compat.v1", "tensorflow.compat.v1"),
        ("tf.__internal__.tracking.AutoTrackable()", "tf.__internal__"),
        ("tf.compat.v1.Session()", "tf.compat.v1"),
        ("tf.Module._flatten", "tf.Module._flatten"),
    ],
)
def test_private_tensorflow_is_found(line, name):
    found = tensorflow_rules.check_public_names([source(line)])
    assert len(found) == 1
    assert f":1: {name}" in found[0]


@pytest.mark.parametrize(
    "line",
    [
        "import tensorflow as tf",
        "tf.raw_ops.Relu(features=x)",
        "tf.__operators__.add(x, y)",
        "tf.nn.relu(x)._value",
    ],
)
def test_public_tensorflow_is_fine(line):
    assert tensorflow_rules.check_public_names([source(line)]) == []


def test_an_overridden_hook_of_tf_module_is_found():
    text = "class A:\n    def _flatten(self):\n        return ()\n"
    found = tensorflow_rules.check_module_hooks([source(text)])
    assert found[0].startswith("keras/losses/loss.py:2: _flatten overrides")


def test_code_lines_leave_out_docstrings_comments_and_blanks():
    text = 'def f(x):\n    """Two\n    lines."""\n\n    # why\n    return x\n'
    assert size_rules.code_lines(source(text)) == {1, 6}


def test_a_long_function_is_found():
    body = "    x = 1\n" * (house.CODE_LINES_A_FUNCTION + 1)
    found = size_rules.check_functions([source("def f():\n" + body)])
    assert found == [
        "keras/losses/loss.py:1: f has 51 code lines; expected at most 50"
    ]


def test_a_long_file_and_a_long_class_are_found():
    text = "class A:\n" + "    x = 1\n" * house.LINES_A_FILE
    assert len(size_rules.check_files([source(text)])) == 1
    assert len(size_rules.check_classes([source(text)])) == 1
    large = text.replace("class A", "class Model")
    assert size_rules.check_classes([source(large)]) == []


def test_closures_in_closures_are_counted():
    text = (
        "def a():\n"
        "    def b():\n"
        "        def c():\n"
        "            def d():\n"
        "                pass\n"
    )
    found = size_rules.check_closures([source(text)])
    assert found == [
        (
            "keras/losses/loss.py:1: a has 2 closures inside closures; "
            "expected at most 1"
        )
    ]


def test_a_wide_line_is_found():
    found = size_rules.check_columns([source("x = 1\n# " + "w" * 79)])
    assert found == ["keras/losses/loss.py:2: 81 columns; expected at most 80"]


def test_a_missing_docstring_is_found_on_module_class_and_function():
    text = "def f():\n    pass\nclass A:\n    pass\ndef _g():\n    pass\n"
    found = name_rules.check_docstrings([source(text)])
    named = [line.split(": ")[1].split()[0] for line in found]
    assert named == ["the", "f", "A"]


@pytest.mark.parametrize(
    "path", ["keras/misc.py", "keras/adam_v2.py", "keras/a_legacy_test.py"]
)
def test_an_empty_file_name_is_found(path):
    assert len(name_rules.check_file_names([path])) == 1


def test_the_folder_that_tensorflow_names_may_be_named_so():
    path = "keras/api/_v2/__init__.py"
    assert name_rules.check_file_names([path]) == []


def test_a_twin_is_found():
    found = name_rules.check_twins([source("def save_v2():\n    pass\n")])
    assert found[0].startswith("keras/losses/loss.py:1: save_v2")


def test_a_folder_without_a_package_file_is_found():
    found = name_rules.check_packages([source("")])
    assert found == ["keras/losses:1: no package; expected an __init__.py"]


def test_logic_in_a_package_file_is_found():
    text = '"""Doc."""\nimport a\n__all__ = ["a"]\nx = a.b()\n'
    text += "\nlazy.older_names(globals())\n"
    found = name_rules.check_package_logic(
        [source(text, "keras/losses/__init__.py")]
    )
    assert [line.split(": ")[0] for line in found] == [
        "keras/losses/__init__.py:4"
    ]


@pytest.mark.parametrize(
    "text, problem",
    [
        ("try:\n    x\nexcept:\n    y", "bare except"),
        ("assert x", "assert;"),
        ("class A(metaclass=B):\n    pass", "metaclass"),
        ("hasattr(x, 'y')", "hasattr"),
    ],
)
def test_a_refused_statement_is_found(text, problem):
    found = name_rules.check_statements([source(text, "keras/engine/a.py")])
    assert len(found) == 1
    assert problem in found[0]


@pytest.mark.parametrize("folder", ["work", "root", "home/me"])
def test_a_path_of_one_machine_is_found(folder):
    found = name_rules.check_machine_paths({"README.md": f"see /{folder}/x"})
    assert found == ["README.md:1: names one machine; expected a relative path"]
    assert name_rules.check_machine_paths({"a": f"see {folder}/x"}) == []


def test_a_need_that_a_test_names_and_the_page_does_not_is_found():
    text = "def test_a_row" + "_9():\n    pass\n"
    test = source(text, "keras/a_test.py")
    page = "| 9 | It works. | `keras/a_test.py` |\n"
    assert name_rules.check_user_needs([test], page) == []
    assert len(name_rules.check_user_needs([test], "")) == 1
    assert len(name_rules.check_user_needs([], page)) == 1
    assert len(name_rules.check_user_needs([test], page + page)) == 1


def test_pages_may_name_a_file_by_its_end():
    files = ["keras/layers/core/dense.py", "docs/page.md"]
    page = (
        "See `core/dense.py`, `dense.py` and `keras/layers/\n  core/dense.py`."
    )
    assert name_rules.check_named_files({"page": page}, files) == []
    for wrong in ("`dance.py`", "`layers/dense.py`", "`ense.py`"):
        (fault,) = name_rules.check_named_files({"page": wrong}, files)
        assert wrong.strip("`") in fault
