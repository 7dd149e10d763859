"""BUILD files say what the imports say."""

import pathlib

import pytest

from tools import build_files, source_graph


@pytest.fixture
def tree(tmp_path):
    def write(**files):
        for name, text in files.items():
            path = tmp_path / (name.replace("__", "/") + ".py")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        (tmp_path / "keras/__init__.py").write_text("")
        (tmp_path / "keras/a/__init__.py").write_text("")
        return tmp_path

    return write


def build_of(root, package="keras/a"):
    return build_files.packages(root)[pathlib.Path(package) / "BUILD"]


def test_a_library_depends_on_what_its_file_imports(tree):
    root = tree(keras__a__x="from keras.a import y", keras__a__y="")
    assert 'name = "x",\n    srcs = ["x.py"],\n    deps = [":y"]' in build_of(
        root
    )


def test_a_library_brings_its_data_along(tree):
    root = tree(keras__a__x="# bazel: data=files/*")
    assert 'srcs = ["x.py"],\n    data = glob(["files/*"]),' in build_of(root)


def test_imports_for_editors_are_no_deps(tree):
    text = "if TYPE_CHECKING:\n    from keras.a import y"
    root = tree(keras__a__x=text, keras__a__y="")
    assert 'srcs = ["x.py"],\n)' in build_of(root)


def test_a_package_depends_on_the_names_it_hands_on_but_the_front_does_not(
    tree,
):
    root = tree(keras__a__x="")
    text = "with lazy.imports(globals()):\n    from keras.a.x import X as X"
    (root / "keras/a/__init__.py").write_text(text)
    (root / "keras/__init__.py").write_text(text)
    front = 'srcs = ["__init__.py"],\n'
    assert front + '    deps = [":x"]' in build_of(root)
    assert front + ")" in build_of(root, "keras")


def test_a_test_depends_on_the_packages_around_what_it_imports(tree):
    root = tree(keras__a__x_test="from keras.a import x", keras__a__x="")
    assert '":__init__",\n        ":x",\n        "//keras:__init__"' in (
        build_of(root)
    )


def test_a_test_depends_on_what_a_function_imports_when_called(tree):
    root = tree(
        keras__a__x_test="from keras.a import x",
        keras__a__x="def f():\n    from keras.a import y",
        keras__a__y="",
    )
    assert '":y",' in build_of(root).split("keras_test(")[1]


def test_import_keras_depends_on_the_whole(tree):
    root = tree(keras__a__x_test="import keras")
    assert 'deps = ["//keras"]' in build_of(root)


def test_a_circle_is_named(tree):
    root = tree(
        keras__a__x="from keras.a import y", keras__a__y="from keras.a import x"
    )
    with pytest.raises(ValueError, match="//keras/a:x -> //keras/a:y"):
        build_files.packages(root)


def test_a_declared_pair_is_one_library(tree):
    root = tree(
        keras__a__x='"""X."""\n# bazel: with=y.py\nfrom keras.a import y',
        keras__a__y="from keras.a import x",
    )
    assert '"x.py",\n        "y.py",' in build_of(root)


def test_knobs_become_attributes(tree):
    root = tree(
        keras__a__x_test="# bazel: shard_count=3 tags=nightly size=large\n"
        "# bazel: data=testdata/*.h5"
    )
    text = build_of(root)
    assert "shard_count = 3," in text and 'tags = ["nightly"]' in text
    assert 'size = "large"' in text and 'glob(["testdata/*.h5"])' in text


def rule_of(text, kind, name):
    """One rule of a BUILD file."""
    return text.split(f'{kind}(\n    name = "{name}",')[1].split("\n)")[0]


def test_the_tests_of_a_package_are_one_target_and_each_has_its_own(tree):
    root = tree(keras__a__x_test="from keras.a import z", keras__a__z="")
    root = tree(keras__a__y_test="")
    text = build_of(root)
    suite = rule_of(text, "keras_suite", "tests")
    assert '"x_test.py",\n        "y_test.py",' in suite
    assert '":z",' in suite and "tags" not in suite
    assert 'tags = ["manual"]' in rule_of(text, "keras_test", "x_test")


def test_a_test_that_must_be_alone_is_in_no_suite(tree):
    root = tree(keras__a__x_test="# bazel: alone=true", keras__a__y_test="")
    text = build_of(root)
    assert "x_test" not in rule_of(text, "keras_suite", "tests")
    assert "tags" not in rule_of(text, "keras_test", "x_test")


def test_parity_tests_have_a_process_of_their_own(tree):
    text = build_of(tree(keras__a__x_parity_test="", keras__a__y_test=""))
    suite = rule_of(text, "keras_suite", "parity_tests")
    assert 'srcs = ["x_parity_test.py"]' in suite
    assert 'tags = ["parity"]' in suite
    assert "parity" not in rule_of(text, "keras_suite", "tests")


def test_a_suites_shards_stand_in_its_package(tree):
    root = tree(keras__a__x_test="")
    (root / "keras/a/__init__.py").write_text("# bazel: shard_count=3")
    assert "shard_count = 3," in rule_of(build_of(root), "keras_suite", "tests")


def test_what_a_source_says_its_tests_need_is_a_dep_of_each(tree):
    root = tree(
        keras__a__x="# bazel: deps=//keras", keras__a__y="import keras.a.x"
    )
    root = tree(keras__a__y_test="from keras.a import y")
    assert 'deps = ["//keras"]' in rule_of(
        build_of(root), "keras_test", "y_test"
    )


def test_each_folder_with_rows_runs_the_test_of_their_table(tree):
    root = tree(
        keras__a__table_test="# bazel: rows=keras/*/rows.py",
        keras__b__rows="# bazel: shard_count=2",
        keras__c__rows="",
    )
    text = build_of(root, "keras/b")
    suite = rule_of(text, "keras_suite", "table_test")
    assert 'srcs = ["//keras/a:table_test.py"]' in suite
    assert '":rows"' in suite and "keras/c" not in suite
    assert "shard_count = 2," in suite
    assert '":rows"' not in rule_of(text, "py_library", "package")
    assert 'exports_files(["table_test.py"])' in build_of(root)
    every = rule_of(build_of(root), "keras_test", "table_test")
    assert '"//keras/b:rows",\n        "//keras/c:rows",' in every


HOSTED = "# bazel: suites=keras/b"


def test_a_package_may_name_where_its_tests_run(tree):
    root = tree(keras__a__x_test="", keras__a__in__y_parity_test="")
    root = tree(keras__a__in__z_test="# bazel: alone=true", keras__b__w_test="")
    (root / "keras/a/__init__.py").write_text(HOSTED)
    host, text = build_of(root, "keras/b"), build_of(root)
    suite = rule_of(host, "keras_suite", "tests")
    assert '"//keras/a:x_test.py",\n        "w_test.py",' in suite
    assert "manual" not in suite and "z_test" not in host
    suite = rule_of(host, "keras_suite", "parity_tests")
    assert 'srcs = ["//keras/a/in:y_parity_test.py"]' in suite
    # Whoever names the package's own runs those.
    assert 'tags = ["manual"]' in rule_of(text, "keras_suite", "tests")
    assert 'exports_files(["x_test.py"])' in text
    assert 'exports_files(["y_parity_test.py"])' in build_of(root, "keras/a/in")


def test_a_package_may_name_where_its_rows_are_tested(tree):
    root = tree(
        keras__d__table_test="# bazel: rows=keras/*/rows.py",
        keras__a__rows="",
        keras__b__rows="",
    )
    (root / "keras/a/__init__.py").write_text(HOSTED)
    suite = rule_of(build_of(root, "keras/b"), "keras_suite", "table_test")
    assert {'":rows",', '"//keras/a:rows",'} <= set(suite.split())
    assert "manual" not in suite
    suite = rule_of(build_of(root), "keras_suite", "table_test")
    assert '"//keras/b:rows"' not in suite and '"manual"' in suite


def test_testdata_is_no_package(tree):
    root = tree(keras__a__testdata__write="")
    assert pathlib.Path("keras/a/testdata/BUILD") not in (
        build_files.packages(root)
    )


def test_cycles_finds_each_group_once():
    edges = {"a": {"b"}, "b": {"a", "c"}, "c": {"d"}, "d": set()}
    assert source_graph.cycles(edges) == [["a", "b"]]
