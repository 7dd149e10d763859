"""How this repository runs its tests: pytest inside py_test."""

_RUNNER = "//tools:run_pytest.py"
_CONFIGURATION = [
    "//:conftest.py",
    "//:pyproject.toml",
    "@python_env//:installed.txt",
]

def _pytest(name, srcs, args, data, **attributes):
    native.py_test(
        name = name,
        srcs = srcs + [_RUNNER],
        main = _RUNNER,
        args = args,
        data = _CONFIGURATION + data,
        **attributes
    )

def keras_test(name, data = [], deps = [], **attributes):
    """Runs the tests of one file, `<name>.py`.

    Args:
      name: The test file's name without `.py`.
      data: What the test reads besides its Python sources.
      deps: What it imports. The whole package comes along: configurations name
        public objects, which are looked up when a test runs.
      **attributes: Handed to py_test: size, shard_count, tags.
    """
    _pytest(
        name,
        [name + ".py"],
        ["$(location %s.py)" % name],
        data,
        deps = [dep for dep in deps if dep != "//keras"] + ["//keras"],
        **attributes
    )

def keras_examples(name, srcs, **attributes):
    """Runs the `>>>` examples in the docstrings of a package's files.

    Args:
      name: Target name.
      srcs: The files that have examples.
      **attributes: Handed to py_test.
    """
    locations = ["$(location %s)" % source for source in srcs]
    _pytest(name, [], ["--doctest-modules"] + locations, srcs, **attributes)
