"""First values of a model that is made of a file, which has others.

Building draws as many bytes as are then read from the file. What it draws is
used where the file lacks a value: so it's drawn when all are read, for those
variables that still need it.
"""

import contextlib

from keras.tf_internals import global_seed, named_variable


def put_off() -> contextlib.AbstractContextManager[None]:
    """Returns a block at whose end first values are drawn, where still needed.

    After `tf.random.set_seed` each draw moves on what later ones get: so all
    are made there, at once.
    """
    if global_seed.is_known():
        return contextlib.nullcontext()
    return named_variable.waiting()
