"""`keras.testing_infra`: what tests of other libraries stand on.

A test of theirs runs a model of each kind, eagerly and in a graph.
"""

import contextlib
import contextvars
import functools
import inspect
from collections.abc import Callable, Iterator

import numpy as np
import tensorflow as tf

from keras import backend

_runs_eagerly: contextvars.ContextVar = contextvars.ContextVar("runs_eagerly")
_model_type: contextvars.ContextVar = contextvars.ContextVar("model_type")
_MODEL_TYPES = ("functional", "subclass", "sequential")


def get_test_data(
    train_samples: int,
    test_samples: int,
    input_shape: tuple,
    num_classes: int,
    random_seed: int | None = None,
) -> tuple:
    """Returns rows of classes that a model can learn to tell.

    x = 2 * num_classes * u_y + n; u_y uniform in [0, 1) for class y, n normal

    Args:
        train_samples: Rows to train on.
        test_samples: Rows to judge by.
        input_shape: The shape of a row.
        num_classes: How many classes there are.
        random_seed: An int that makes the rows reproducible.
    Returns:
        `(x, y), (x, y)`; y are the numbers of the classes.
    Example:
        >>> from keras.legacy import layer_trials
        >>> (x, y), _ = layer_trials.get_test_data(6, 2, (3,), 2)
        >>> x.shape, y.shape
        ((6, 3), (6,))
    """
    # The order of what is drawn is Keras 2's, and so are the numbers.
    draws = np.random.RandomState(random_seed)
    rows = train_samples + test_samples
    centres = 2 * num_classes * draws.random_sample((num_classes, *input_shape))
    y = draws.randint(0, num_classes, size=rows)
    noise = draws.normal(size=(rows, *input_shape))
    x = (centres[y] + noise).astype("float32")
    return (
        (x[:train_samples], y[:train_samples]),
        (x[train_samples:], y[train_samples:]),
    )


@contextlib.contextmanager
def _set(variable: contextvars.ContextVar, value) -> Iterator[None]:
    token = variable.set(value)
    try:
        yield
    finally:
        variable.reset(token)


def _told(variable: contextvars.ContextVar, scope: str):
    found = variable.get(None)
    if found is None:
        raise ValueError(
            f"{variable.name}: nobody has said it. Expected a call within "
            f"`{scope}`, or in a test under a decorator that runs each."
        )
    return found


def run_eagerly_scope(value: bool) -> contextlib.AbstractContextManager[None]:
    """Returns a context in which `should_run_eagerly` answers a value.

    Args:
        value: The answer.
    """
    return _set(_runs_eagerly, value)


def should_run_eagerly() -> bool:
    """Whether the test that runs wants `compile(run_eagerly=True)`.

    Raises:
        ValueError: If no `run_eagerly_scope` says so.
    """
    return _told(_runs_eagerly, "run_eagerly_scope(…)")


def model_type_scope(value: str) -> contextlib.AbstractContextManager[None]:
    """Returns a context in which `get_model_type` answers a value.

    Args:
        value: 'functional', 'subclass' or 'sequential'.
    """
    return _set(_model_type, value)


def get_model_type() -> str:
    """Returns of which kind the models of the test that runs are to be.

    Raises:
        ValueError: If no `model_type_scope` says so.
    """
    return _told(_model_type, "model_type_scope(…)")


class TestCase(tf.test.TestCase):
    """A test of TensorFlow's, after which no name or state is left."""

    def tearDown(self) -> None:
        """Forgets names, and what else `clear_session` forgets."""
        backend.clear_session()
        super().tearDown()


def run_all_keras_modes(
    test_or_class=None,
    config=None,
    always_skip_v1: bool = False,
    always_skip_eager: bool = False,
    **kwargs,
) -> Callable:
    """Has a test run twice: with steps in Python, and compiled.

    Args:
        test_or_class: A method, or a class whose tests are meant. Default:
            the decorator is returned.
        config: Has no effect.
        always_skip_v1: Has no effect: there are no sessions.
        always_skip_eager: True leaves steps in Python out.
    """
    values = (False,) if always_skip_eager else (True, False)
    return _decorator(run_eagerly_scope, values, test_or_class)


def run_with_all_model_types(
    test_or_class=None, exclude_models=None
) -> Callable:
    """Has a test run once for each kind of model; `get_model_type` tells it.

    Args:
        test_or_class: A method, or a class whose tests are meant. Default:
            the decorator is returned.
        exclude_models: A kind to leave out, or a list of them.
    """
    left_out = tf.nest.flatten(exclude_models)
    values = [kind for kind in _MODEL_TYPES if kind not in left_out]
    return _decorator(model_type_scope, values, test_or_class)


def _decorator(scope: Callable, values, decorated) -> Callable:
    decorate = functools.partial(_repeated, scope, values)
    return decorate if decorated is None else decorate(decorated)


def _repeated(scope: Callable, values, decorated):
    """Returns a test, or what holds tests, that runs in a scope of each value.

    Args:
        scope: Makes a context of a value.
        values: The values.
        decorated: A method, an iterable of methods, or a class.
    """
    if inspect.isclass(decorated):
        for name, member in list(vars(decorated).items()):
            if name.startswith("test"):
                setattr(decorated, name, _repeated(scope, values, member))
        return decorated
    if not callable(decorated):  # What absl's parameterized makes.
        return [_repeated(scope, values, one) for one in decorated]

    @functools.wraps(decorated)
    def each(self, *args, **kwargs):
        for value in values:
            with self.subTest(value), scope(value):
                backend.clear_session()
                decorated(self, *args, **kwargs)

    return each
