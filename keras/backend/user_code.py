"""Whose code a class, function or object is: this package's, or its user's."""

import functools
import inspect
import types


def is_users(obj: object) -> bool:
    """Tells whether a class, a function or an object's class is a user's.

    Whatever isn't this package's counts, TensorFlow's and NumPy's too; what a
    test defines stands for a user's. A `functools.partial` is whose function
    it calls.

    Args:
        obj: A class, function, method or object.

    Example:
        >>> from keras.backend import user_code
        >>> user_code.is_users(keras.losses.mse)
        False
        >>> user_code.is_users(np.mean)
        True
    """
    while isinstance(obj, functools.partial):
        obj = obj.func
    return not is_of(obj, "keras") or module_of(obj).endswith("_test")


def names_in(function: object) -> set[str]:
    """Returns the names that a function's code asks for, nested ones' too.

    Of global things and attributes; what it calls isn't looked into.

    Args:
        function: A function; of what else has no code, there are none.

    Example:
        >>> from keras.backend import user_code
        >>> sorted(user_code.names_in(lambda x: tf.abs(x)))
        ['abs', 'tf']
    """
    function = inspect.unwrap(getattr(function, "python_function", function))
    codes = [getattr(function, "__code__", None)]
    found: set[str] = set()
    for code in codes:
        if isinstance(code, types.CodeType):
            found |= set(code.co_names)
            codes += code.co_consts
    return found


def module_of(obj: object) -> str:
    """Returns the name of the module of a class, a function or an object.

    Empty where there is none: code that `exec` runs has no module, and whoever
    makes classes may set it to None.

    Args:
        obj: A class, function, method or object.
    """
    return getattr(obj, "__module__", None) or ""


def is_of(obj: object, package: str) -> bool:
    """Tells whether a class, a function or an object's class is of a package.

    By name, so that the package isn't imported for it.

    Args:
        obj: A class, function, method or object.
        package: The package: what is in packages inside it is of it too.

    Example:
        >>> from keras.backend import user_code
        >>> user_code.is_of(np.random.rand, "numpy")
        True
    """
    return f"{module_of(obj)}.".startswith(f"{package}.")
