"""Arguments by the names that Keras 1 and early Keras 2 gave them.

`keras.api.lazy` hands over what a public name of ours stands for when somebody
first uses it. Where an older Keras called arguments otherwise, it learns to
take them: a call that has none of the older words goes on as it is, and one
that has is told its new spelling.
"""

import dataclasses
import functools
import inspect
import itertools
import numbers
import warnings
from collections.abc import Callable, Sequence
from types import NoneType
from typing import Any

import tensorflow as tf

from keras.api import lazy
from keras.saving.config import class_facts, keras1

_QUEUE = {
    "max_q_size": "max_queue_size",
    "nb_worker": "workers",
    "pickle_safe": "use_multiprocessing",
}
_CONV_FUNCTION = {
    "border_mode": "padding",
    "dim_ordering": "data_format",
    "filter_dilation": "dilation_rate",
    "stride": "strides",
}
# What Theano was told before, and was free to be told.
_HINTS = frozenset({"filter_shape", "image_shape", "volume_shape"})
_OF_IMAGES = [
    f"backend.{name}"
    for name in "bias_add conv1d conv2d conv2d_transpose conv3d pool2d pool3d "
    "resize_images resize_volumes separable_conv2d spatial_2d_padding "
    "spatial_3d_padding".split()
]

# Renamed arguments of functions, methods and other classes, by public name.
_RENAMES: dict[str, dict[str, str]] = {
    **dict.fromkeys(_OF_IMAGES, _CONV_FUNCTION),
    "backend.one_hot": {"nb_classes": "num_classes"},
    "backend.random_normal": {"std": "stddev"},
    "backend.random_normal_variable": {"std": "scale"},
    "backend.random_uniform": {"low": "minval", "high": "maxval"},
    "backend.truncated_normal": {"std": "stddev"},
    "constraints.max_norm": {"m": "max_value"},
    "preprocessing.image.ImageDataGenerator": {"dim_ordering": "data_format"},
    "regularizers.l1": {"l": "l1"},
    "regularizers.l2": {"l": "l2"},
    "utils.to_categorical": {"nb_classes": "num_classes"},
}
# Arguments that were dropped, with what became of them left to the caller.
_DROPPED = {
    "preprocessing.image.ImageDataGenerator": (
        "flow_from_dataframe",
        frozenset({"drop_duplicates", "has_ext", "sort"}),
    )
}
_MODEL = {
    "__init__": {"input": "inputs", "output": "outputs"},
    "__new__": {"input": "inputs", "output": "outputs"},
    "evaluate_generator": _QUEUE,
    "fit": {"nb_epoch": "epochs"},
    "fit_generator": {"nb_epoch": "epochs", **_QUEUE},
    "predict_generator": _QUEUE,
}
# Words of the first Keras that were for accuracy, which `compile` is told of.
_ACCURACY = {
    "compile": "class_mode",
    **dict.fromkeys(
        ("evaluate", "evaluate_generator", "fit", "fit_generator"),
        "show_accuracy",
    ),
    **dict.fromkeys(("test_on_batch", "train_on_batch"), "accuracy"),
}
# Rows that Keras 1 counted, where batches are counted today; with the data that
# the rows are of.
_ROWS = {
    "fit_generator": {
        "samples_per_epoch": ("steps_per_epoch", "generator"),
        "nb_val_samples": ("validation_steps", "validation_data"),
    },
    "evaluate_generator": {"val_samples": ("steps", "generator")},
    "predict_generator": {"val_samples": ("steps", "generator")},
}
_WHERE = {"__init__": "Model", "__new__": ""}
_ORDER = {
    "fit_generator": "generator samples_per_epoch nb_epoch verbose callbacks "
    "validation_data nb_val_samples class_weight max_q_size nb_worker "
    "pickle_safe initial_epoch".split(),
    "evaluate_generator": "generator val_samples max_q_size nb_worker "
    "pickle_safe".split(),
    "predict_generator": "generator val_samples max_q_size nb_worker "
    "pickle_safe".split(),
}
# Users' subclasses of these said how a step computes.
_RECURRENT = frozenset({"GRU", "LSTM", "SimpleRNN"})
_OPTIMIZERS = frozenset(
    "Adadelta Adagrad Adam Adamax Ftrl Nadam RMSprop SGD".split()
)


@dataclasses.dataclass(frozen=True)
class _Older:
    """What a call may say in older words, and how it's said today.

    Attributes:
        words: Names of arguments; a call without any is left alone.
        translate: Takes positional arguments, without `self`, and those by
            name; returns today's.
        where: Who is called, for the message; "" tells nothing, as another
            method does.
        places: Returns the names of positional arguments that stand in an
            older order; of others none.
    """

    words: frozenset[str]
    translate: Callable[[tuple, dict], tuple[tuple, dict]]
    where: str
    places: Callable[[tuple], Sequence[str]] | None = None

    def named(self, args: tuple, kwargs: dict) -> tuple[tuple, dict]:
        """Names positional arguments that stand in an older order."""
        names = self.places(args) if self.places else ()
        if not names:
            return args, kwargs
        return (), {**dict(zip(names, args)), **kwargs}

    def today(self, args: tuple, kwargs: dict) -> tuple[tuple, dict]:
        """Returns the arguments as they are given today, and tells them."""
        found = self.translate(args, kwargs)
        # What stays isn't understood, and is refused.
        gone = sorted(
            name
            for name in self.words & kwargs.keys()
            if found[1].get(name, self) is not kwargs[name]
        )
        if not self.where or not gone:
            return found
        older = ", ".join(f"{name}=" for name in gone)
        newer = sorted(
            name
            for name, value in found[1].items()
            if name not in kwargs or value is not kwargs[name]
        )
        spelled = ", ".join(
            f"{name}={_shown(found[1][name])}" for name in newer
        )
        warnings.warn(
            f"{self.where}: an older Keras took {older}. Write "
            f"{spelled or 'the call without it'}.",
            DeprecationWarning,
            stacklevel=3,
        )
        return found


def _shown(value: Any) -> str:
    """How a warning spells the value of an argument."""
    plain = isinstance(value, (bool, int, float, str, tuple, type(None)))
    if hasattr(value, "get_config"):
        return f"{type(value).__name__}(…)"
    return repr(value) if plain else "…"


def learned(package: str, name: str, value: Any) -> Any:
    """Returns what a public name stands for, able to take older arguments.

    Args:
        package: The package of the name.
        name: The name.
        value: A class or function, or anything else.
    """
    path = f"{package}.{name}".removeprefix("keras.")
    if path.startswith("layers."):
        return _layer(name, value)
    if name in ("Functional", "Model", "Sequential"):
        _model(value)
    elif path.startswith("optimizers.") and name in _OPTIMIZERS:
        if ".legacy" not in value.__module__:
            older = functools.partial(_of_optimizer, value)
            places = functools.partial(_places_in_optimizer, name)
            taught = _Older(_OF_OPTIMIZERS, older, name, places)
            _teach(value, "__init__", taught)
            value.decay = lazy.module("legacy.decay").decay
    elif path == "callbacks.TensorBoard":
        dropped = _places().BOARD_DROPPED
        order = _places().of_board
        taught = _Older(dropped, _without(dropped), name, order)
        _teach(value, "__init__", taught)
    elif path in _RENAMES:
        older = _renaming(name, _RENAMES[path], path in _OF_IMAGES and value)
        if not isinstance(value, type):
            return _taking(value, older, bound=0)
        _teach(value, "__init__", older)
    if path in _DROPPED:
        method, words = _DROPPED[path]
        _teach(value, method, _Older(words, _without(words), method))
    return value


def _layer(name: str, value: Any) -> Any:
    is_class = isinstance(value, type)
    facts = keras1.CLASSES.get(value.__name__) if is_class else None
    if facts is None:
        return value
    translate = functools.partial(today_of_layer, value.__name__)
    # Today's layers know their input's size by this name too.
    words = facts.words() - {"input_dim"}
    if value.__name__ in _RECURRENT:
        lazy.module("legacy.users_code").tell_of_steps(value)
    older = _Older(words, translate, value.__name__)
    if value.__name__ in keras1.SAME_WORDS:
        first = (keras1.SAME_WORDS[value.__name__],)
        older = dataclasses.replace(
            older,
            words=words.union(first),
            places=lambda args: first if len(args) == 1 else (),
        )
    _teach(value, "__init__", older)
    return lazy.module("legacy.long_names").named(name, value)


def _model(value: type) -> None:
    """Lets all models take older arguments; once."""
    base = lazy.module("engine.model.model")
    for owner in base.Functional.__mro__:
        is_ours = owner.__module__.startswith("keras.engine.model")
        for method, older in _of_model().items() if is_ours else ():
            if method in vars(owner):
                _teach(owner, method, older)


def _teach(owner: type, method: str, older: _Older) -> None:
    """Lets a class's method take older arguments; once."""
    current = vars(owner)[method]
    static = isinstance(current, staticmethod)
    current = current.__func__ if static else current
    if not hasattr(current, "_takes_older"):
        taught = _taking(current, older, bound=1)
        setattr(owner, method, staticmethod(taught) if static else taught)


def _taking(function: Callable, older: _Older, bound: int) -> Callable:
    """Wraps a function, whose first `bound` arguments aren't the caller's."""
    unknown = older.words.isdisjoint

    @functools.wraps(function)
    def taking(*args, **kwargs):
        given = args[bound:]
        if older.places and given:
            given, kwargs = older.named(given, kwargs)
        if unknown(kwargs):
            return function(*args, **kwargs)
        given, kwargs = older.today(given, kwargs)
        return function(*args[:bound], *given, **kwargs)

    taking._takes_older = True
    return taking


def _renaming(where: str, renames: dict[str, str], of_images=None) -> _Older:
    dropped = _HINTS if of_images and "conv" in where else frozenset()
    facts = class_facts.ClassFacts(
        renames=renames, values=keras1.FORMAT, dropped=dropped
    )

    def translate(args, kwargs):
        return args, facts.in_our_words(kwargs)

    places = functools.partial(_with_ordering, of_images) if of_images else None
    return _Older(facts.words(), translate, where, places)


def _with_ordering(function: Callable, args: tuple) -> Sequence[str]:
    """Names what is given by place, where a value is 'tf', 'th' or 'default'.

    They stood where `data_format` stands.
    """
    orders = keras1.FORMAT["data_format"]
    if not any(isinstance(one, str) and one in orders for one in args):
        return ()
    names = list(inspect.signature(function).parameters)
    names[names.index("data_format")] = "dim_ordering"
    return names


def _without(words: frozenset[str]) -> Callable:
    def translate(args, kwargs):
        return args, {k: v for k, v in kwargs.items() if k not in words}

    return translate


def sides_stood_apart(class_name: str) -> bool:
    """Whether Keras 1 told a layer's kernel side by side.

    Args:
        class_name: Of our class.
    """
    return len(_sides(class_name)) > 1


def sides_stand_apart(class_name: str, args: tuple) -> bool:
    """Whether positional arguments are Keras 1's: filters, rows, columns.

    Args:
        class_name: Of our class.
        args: The arguments.
    """
    count = len(_sides(class_name))
    sides = args[1 : 1 + count]
    whole = all(
        isinstance(n, numbers.Integral) and not isinstance(n, bool)
        for n in sides
    )
    return len(sides) == count > 1 and whole


def _sides(class_name: str) -> tuple[str, ...]:
    """The names that a kernel's sides had in Keras 1."""
    return keras1.CLASSES[class_name].joins.get("kernel_size", ())


def today_of_layer(
    class_name: str, args: tuple, kwargs: dict
) -> tuple[tuple, dict]:
    """Returns what Keras 1's arguments of a layer are today.

    Args:
        class_name: Of our class.
        args: Positional ones.
        kwargs: Those by name.
    """
    facts = keras1.CLASSES[class_name]
    if sides_stand_apart(class_name, args):
        names = _places().LAYERS[class_name]
        kwargs = {**dict(zip(names, args)), **kwargs}
        args = ()
    if "input_length" in kwargs and "input_length" in facts.dropped:
        size = kwargs["input_length"], kwargs.get("input_dim")
        kwargs = {"input_shape": size, **kwargs}
    elif class_name == "Embedding":
        # Code goes on without it; a file that has it isn't taken.
        kwargs = {name: kwargs[name] for name in kwargs if name != "dropout"}
    elif "input_dim" in kwargs:
        facts = dataclasses.replace(facts, dropped=frozenset())
    given, kwargs = kwargs, facts.in_our_words(kwargs)
    users = lazy.module("legacy.users_code")
    kwargs = {
        name: users.initializer(value)
        if name.endswith("_initializer") and name not in given
        else value
        for name, value in kwargs.items()
    }
    return args, {
        name: tuple(value)
        if isinstance(value, list) and value is not given.get(name)
        else value
        for name, value in kwargs.items()
    }


def _places():
    """The table of places, which most calls have no use for."""
    return lazy.module("saving.config.keras1_places")


def _places_in_optimizer(name: str, args: tuple) -> Sequence[str]:
    return _places().of_optimizer(name, args)


_OF_OPTIMIZERS = frozenset({"decay", "epsilon", "schedule_decay"})


def _of_optimizer(cls: type, args: tuple, kwargs: dict) -> tuple[tuple, dict]:
    """Makes a schedule of a rate and `decay`; None is the usual epsilon."""
    kwargs = dict(kwargs)
    if kwargs.get("epsilon", 0) is None:
        del kwargs["epsilon"]
    if cls.__name__ == "Nadam" and kwargs.get("schedule_decay") == 0.004:
        del kwargs["schedule_decay"]  # The rule's own constant today.
    if "decay" not in kwargs:
        return args, kwargs
    part = kwargs.pop("decay")
    if "lr" in kwargs:
        kwargs["learning_rate"] = kwargs.pop("lr")
    if not part:
        return args, kwargs
    parameters = inspect.signature(cls).parameters
    kwargs = {**dict(zip(parameters, args)), **kwargs}
    rate = kwargs.get("learning_rate", parameters["learning_rate"].default)
    schedule = lazy.module("legacy.decay").decayed(rate, part)
    return (), {**kwargs, "learning_rate": schedule}


def _of_model() -> dict[str, _Older]:
    """What a model's methods took, by their names."""
    found = {}
    for method in {**_MODEL, **_ACCURACY}:
        renames = _MODEL.get(method, {})
        gone = [_ACCURACY[method]] if method in _ACCURACY else []
        found[method] = _Older(
            frozenset({*renames, *_ROWS.get(method, ()), *gone}),
            functools.partial(_of_method, method, renames),
            _WHERE.get(method, method),
        )
    return found


def _of_method(
    method: str, renames: dict, args: tuple, kwargs: dict
) -> tuple[tuple, dict]:
    kwargs = _without_accuracy(method, kwargs)
    rows = _ROWS.get(method, {})
    if rows:
        kwargs, args = {**dict(zip(_ORDER[method], args)), **kwargs}, ()
    kwargs = {renames.get(name, name): kwargs[name] for name in kwargs}
    for word, (steps, data) in rows.items():
        count, source = kwargs.pop(word, None), kwargs.get(data)
        # Arrays are taken whole.
        if count is not None and not isinstance(
            source, (list, tuple, NoneType)
        ):
            kwargs[data], size = _with_batch_size(source)
            kwargs[steps] = -(-count // size)
    return args, kwargs


def _without_accuracy(method: str, kwargs: dict) -> dict:
    word = _ACCURACY.get(method)
    # The labels' shape tells what a `class_mode` told.
    if kwargs.get(word) and method != "compile":
        raise TypeError(
            f"{method}: accuracy is asked for beforehand. Expected "
            f"`metrics=['accuracy']` in `compile`. Received: {word}="
            f"{kwargs[word]!r}."
        )
    return {name: kwargs[name] for name in kwargs if name != word}


def _with_batch_size(data) -> tuple[Any, int]:
    """Returns a source of batches, and the rows of its first."""
    if hasattr(data, "batch_size"):
        return data, data.batch_size
    if hasattr(data, "__getitem__"):
        return data, len(tf.nest.flatten(data[0])[0])
    batches = iter(data)
    first = next(batches)
    size = len(tf.nest.flatten(first)[0])
    return itertools.chain([first], batches), size
