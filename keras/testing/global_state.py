"""What a process keeps between two tests: read before each, put back after it.

The root's `conftest.py` calls it around every test and every example, so that
a test gives the same alone and among others.
"""

import dataclasses
import random
import sys
from collections.abc import Callable

import numpy as np
import tensorflow as tf

from keras.backend import config, naming
from keras.callbacks import interactive_logging
from keras.mixed_precision import policy
from keras.saving.config import registry
from keras.tf_internals import global_seed


@dataclasses.dataclass(frozen=True)
class Setting:
    """One thing that a test may change, and must change back.

    Args:
        name: What a failure calls it.
        read: Returns its value.
        write: Gives it a value again.
    """

    name: str
    read: Callable[[], object]
    write: Callable[[object], None]


def _fill_registry(objects: dict[str, object]) -> None:
    registry.registered.clear()
    registry.registered.update(objects)


def _fill_policy(policies: list) -> None:
    policy._global[:] = policies


def _fill_scopes(scopes: list) -> None:
    registry.scopes.stack[:] = scopes


def _log_interactively(enabled: bool) -> None:
    if enabled:
        interactive_logging.enable_interactive_logging()
    else:
        interactive_logging.disable_interactive_logging()


def _filter_tracebacks(enabled: bool) -> None:
    if enabled:
        tf.debugging.enable_traceback_filtering()
    else:
        tf.debugging.disable_traceback_filtering()


def _draws_unseeded() -> bool:
    """False after `enable_determinism`, which no public name undoes.

    Forgets TensorFlow's seed where there is one: to do so drops the kernels
    that eager operations keep, and a test takes up to half as long again.
    """
    try:
        if global_seed.is_set():
            tf.random.set_seed(None)
            global_seed.is_set()
    except RuntimeError:
        return False
    return True


SETTINGS = (
    Setting("floatx", config.floatx, config.set_floatx),
    Setting("epsilon", config.epsilon, config.set_epsilon),
    Setting(
        "image data format",
        config.image_data_format,
        config.set_image_data_format,
    ),
    Setting("dtype policy", lambda: list(policy._global), _fill_policy),
    Setting(
        "custom-object registry",
        lambda: dict(registry.registered),
        _fill_registry,
    ),
    Setting(
        "custom-object scopes",
        lambda: list(registry.scopes.stack),
        _fill_scopes,
    ),
    Setting(
        "interactive logging",
        interactive_logging.is_interactive_logging_enabled,
        _log_interactively,
    ),
    Setting(
        "eager functions",
        tf.config.functions_run_eagerly,
        tf.config.run_functions_eagerly,
    ),
    Setting(
        "traceback filtering",
        tf.debugging.is_traceback_filtering_enabled,
        _filter_tracebacks,
    ),
    Setting("draws without a seed", _draws_unseeded, lambda _: None),
)


def start() -> list:
    """Forgets seeds and names, and returns the value of every setting.

    Python's and NumPy's generators start from one seed, TensorFlow's from
    none, as in a user's new process; names count from the start, tf_keras's
    too where a test compares with it.
    """
    random.seed(0)
    np.random.seed(0)
    naming.reset_uids()
    if "tf_keras" in sys.modules:
        sys.modules["tf_keras"].backend.reset_uids()
    return [setting.read() for setting in SETTINGS]


def restore(before: list) -> list[str]:
    """Puts back what has changed, and returns a line for each such setting.

    Args:
        before: What `start` returned.
    """
    changed = []
    for setting, old in zip(SETTINGS, before):
        new = setting.read()
        if new != old:
            setting.write(old)
            changed.append(f"{setting.name}: expected {old!r}, left {new!r}")
    return changed
