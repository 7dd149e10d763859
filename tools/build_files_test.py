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


def test_imports_for_editors_are_no_deps(tree):
    text = "if TYPE_CHECKING:\n    from keras.a import y"
    root = tree(keras__a__x=text, keras__a__y="")
    assert 'srcs = ["x.py"],\n)' in build_of(root)


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


def test_testdata_is_no_package(tree):
    root = tree(keras__a__testdata__write="")
    assert pathlib.Path("keras/a/testdata/BUILD") not in (
        build_files.packages(root)
    )


def test_cycles_finds_each_group_once():
    edges = {"a": {"b"}, "b": {"a", "c"}, "c": {"d"}, "d": set()}
    assert source_graph.cycles(edges) == [["a", "b"]]
