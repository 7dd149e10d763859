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
      deps: What it imports, and what that brings along.
      **attributes: Handed to py_test: size, shard_count, tags.
    """
    keras_suite(name, [name + ".py"], data, deps, **attributes)

def keras_suite(name, srcs, data = [], deps = [], **attributes):
    """Runs the tests of several files in one process (or one a shard).

    Args:
      name: Target name.
      srcs: The test files.
      data: What the tests read besides their Python sources.
      deps: What they import, and what that brings along.
      **attributes: Handed to py_test: size, shard_count, tags.
    """
    locations = ["$(location %s)" % source for source in srcs]
    _pytest(name, srcs, locations, data, deps = deps, **attributes)

def keras_examples(name, deps, **attributes):
    """Runs the `>>>` examples in the docstrings of all that `deps` brings.

    Args:
      name: Target name.
      deps: Libraries under `keras/`.
      **attributes: Handed to py_test.
    """
    _pytest(name, [], ["--doctest-modules", "keras"], [], deps = deps, **attributes)
