"""A `tf.function` like another one, with another body.

The public `tf.function` doesn't tell with which settings (`jit_compile`,
`reduce_retracing`, …) one was made, so a second one can't be given them.
"""

from collections.abc import Callable

from tensorflow.python.eager.polymorphic_function import polymorphic_function

from keras.tf_internals import autograph

#: The type of what `tf.function` makes.
Function = polymorphic_function.Function


def with_body(function: Function, body: Callable) -> Function:
    """Returns a `tf.function` that runs `body`, with the settings of another.

    Args:
        function: A `tf.function` without an `input_signature`.
        body: A Python function of ours. It isn't converted by AutoGraph, but
            what `content` returns is, if `function` is.
    """

    def allowing_conversion(*args):
        with autograph.allowed():
            return body(*args)

    made = function._clone(allowing_conversion)
    made._autograph = False
    return made


def content(function: Function) -> Callable:
    """Returns the Python function that a `tf.function` runs, to be run."""
    python_function = function.python_function
    if not function._autograph:
        return python_function
    return autograph.converted(python_function)
