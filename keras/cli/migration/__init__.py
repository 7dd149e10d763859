"""Rewrites scripts of older Keras to today's spelling.

A script goes in as text and comes out as text, with notes on what is left to
its owner. libcst, which keeps comments and layout, parses it; nothing of it is
run, and TensorFlow isn't imported.

names, rules of layers, optimizers, methods, functions: tables of what is
called otherwise today. arguments, older_call: how a call is rewritten by them.
imports, references, receivers: what a name in the script stands for. script,
notebook, files: the whole.
"""

from keras.api import lazy

with lazy.imports(globals()):
    from keras.cli.migration.files import migrate as migrate
