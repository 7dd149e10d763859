"""The commands of `python -m keras`: a line each, imported when it is run.

A command is a `click.Command` under the name that a user types. What it raises
as `ValueError`, `TypeError`, `OSError` or `ImportError` ends it with exit code
1 and the message. Its module has another name, and imports nothing large:
`--help` reads them all.
"""
# bazel: suites=keras/cli

from keras.api import lazy

with lazy.imports(globals()):
    from keras.cli.convert_command import convert as convert
    from keras.cli.inspect_command import inspect as inspect
    from keras.cli.migrate_command import migrate as migrate
    from keras.cli.summary_command import summary as summary
