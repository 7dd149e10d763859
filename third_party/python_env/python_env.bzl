"""The project's virtual environment as Bazel's Python toolchain."""

_BUILD = """
load("@bazel_tools//tools/python:toolchain.bzl", "py_runtime_pair")

package(default_visibility = ["//visibility:public"])

# Every test has this file among its data: a changed environment re-runs them.
exports_files(["installed.txt"])

py_runtime(
    name = "runtime",
    interpreter_path = "{python}",
    python_version = "PY3",
)

py_runtime_pair(
    name = "runtimes",
    py3_runtime = ":runtime",
)

toolchain(
    name = "toolchain",
    toolchain = ":runtimes",
    toolchain_type = "@bazel_tools//tools/python:toolchain_type",
)
"""

def _python_env(repository_ctx):
    root = repository_ctx.path(Label("//:requirements.txt")).dirname
    python = root.get_child(".venv").get_child("bin").get_child("python")
    if not python.exists:
        fail("%s is not there: `make env` makes it." % python)
    listing = repository_ctx.execute([
        python,
        "-c",
        "from importlib import metadata as m;" +
        "print(*sorted({d.name + ' ' + d.version for d in m.distributions()}), sep='\\n')",
    ])
    if listing.return_code:
        fail("%s does not run: %s" % (python, listing.stderr))
    repository_ctx.file("installed.txt", listing.stdout)
    repository_ctx.file("BUILD", _BUILD.format(python = python))

python_env = repository_rule(
    implementation = _python_env,
    doc = "Reads .venv beside WORKSPACE, again when tools/setup.sh changed it.",
    environ = ["KERAS_REQUIREMENTS"],
    local = True,
)
