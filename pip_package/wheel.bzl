"""A wheel from the Python files that some libraries stand on."""

def _wheel(ctx):
    # A folder, since the wheel's name holds a version that only the action
    # reads (keras/version.py is its one place).
    output = ctx.actions.declare_directory(ctx.label.name)
    wanted = depset(transitive = [
        dep[PyInfo].transitive_sources
        for dep in ctx.attr.deps
    ] + [
        dep[DefaultInfo].default_runfiles.files
        for dep in ctx.attr.deps
    ]).to_list()
    files = [f for f in wanted if f.short_path.startswith(ctx.attr.under)]
    metadata = ctx.files.metadata
    arguments = ctx.actions.args()
    arguments.use_param_file("@%s", use_always = True)
    arguments.set_param_file_format("multiline")
    arguments.add(output.path, format = "--output=%s")
    arguments.add(ctx.file.version_file, format = "--version-file=%s")
    arguments.add(ctx.attr.strip, format = "--strip=%s")
    arguments.add_all(metadata, format_each = "--metadata=%s")
    arguments.add_all(files)
    ctx.actions.run(
        arguments = [arguments],
        executable = ctx.executable._builder,
        inputs = files + metadata + [ctx.file.version_file],
        mnemonic = "Wheel",
        outputs = [output],
        use_default_shell_env = True,
    )
    return [DefaultInfo(
        files = depset([output]),
        runfiles = ctx.runfiles([output]),
    )]

wheel = rule(
    implementation = _wheel,
    doc = "Builds one wheel; the output is a folder that holds it.",
    attrs = {
        "deps": attr.label_list(providers = [PyInfo]),
        "metadata": attr.label_list(
            allow_files = True,
            doc = "pyproject.toml, README.md and LICENSE.",
        ),
        "strip": attr.string(doc = "Taken from the front of the paths."),
        "under": attr.string(doc = "Only files below this path are taken."),
        "version_file": attr.label(allow_single_file = [".py"]),
        "_builder": attr.label(
            cfg = "exec",
            default = "//pip_package:build_wheel",
            executable = True,
        ),
    },
)
