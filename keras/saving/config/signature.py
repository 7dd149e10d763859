"""What a SavedModel's endpoint takes and gives, each part by name.

A signature has one flat level: `{input name: tensor} -> {output name: tensor}`.
The endpoint keeps the structure that its function has.
"""

import inspect
import keyword
import re
from collections.abc import Callable, Sequence

import tensorflow as tf


def specs_of(input_signature) -> list:
    """Returns what each positional argument is, as nests of `tf.TypeSpec`s.

    Args:
        input_signature: A list with a nest an argument, or the only argument.
            Leaves are `tf.TypeSpec`s, or have a shape and a dtype
            (`keras.InputSpec`, arrays, symbolic tensors).
    """
    if not isinstance(input_signature, (list, tuple)):
        input_signature = [input_signature]
    return [tf.nest.map_structure(_spec, one) for one in input_signature]


def named(
    endpoint: Callable,
    args: Sequence,
    kwargs: dict,
    input_names: Sequence[str] | None = None,
    output_names: Sequence[str] | None = None,
):
    """Traces an endpoint as a signature.

    Args:
        endpoint: A traced `tf.function`.
        args, kwargs: The specs that it was traced with.
        input_names: A name a tensor, in flat order, for specs without one.
            Default: `args_0`, ….
        output_names: A name a tensor that comes out, for all but a dict, which
            has its keys. Default: `output_0`, ….
    Returns:
        A concrete function.
    """
    specs = named_specs(args, kwargs, input_names)

    def signature(**tensors):
        flat = [tensors[name] for name in specs]
        return by_name(called(endpoint, args, kwargs, flat), output_names)

    traced = tf.function(signature, autograph=False)
    return traced.get_concrete_function(**specs)


def named_specs(
    args: Sequence, kwargs: dict, names: Sequence[str] | None
) -> dict[str, tf.TypeSpec]:
    """Returns the tensors of a call's arguments, each under its own name.

    Args:
        args, kwargs: Nests of specs.
        names: A name a tensor, in flat order, for specs without one.
    """
    flat = tf.nest.flatten((list(args), kwargs))
    names = _names_for(flat, names)
    return dict(zip(names, map(_of_name, flat, names)))


def called(fn: Callable, args: Sequence, kwargs: dict, flat: Sequence):
    """Calls a function on tensors in flat order.

    Args:
        fn: The function.
        args, kwargs: Nests of its arguments.
        flat: The tensors in place of their leaves.
    """
    args, kwargs = tf.nest.pack_sequence_as((list(args), kwargs), flat)
    return fn(*args, **kwargs)


def by_name(outputs, names: Sequence[str] | None) -> dict[str, tf.Tensor]:
    """Returns the tensors that come out, each under its own name.

    Args:
        outputs: A nest of tensors. A flat dict has its keys for names.
        names: A name a tensor for any other. Default: `output_0`, ….
    """
    flat = tf.nest.flatten(outputs)
    if isinstance(outputs, dict) and len(flat) == len(outputs):
        return {str(key): outputs[key] for key in outputs}
    if names is None or len(names) != len(flat):
        names = [f"output_{i}" for i in range(len(flat))]
    return dict(zip(names, flat))


def argument_names(call: Callable, args: Sequence, kwargs: dict) -> list[str]:
    """Returns a name for each tensor of a call's arguments, in flat order.

    Args:
        call: What is called.
        args, kwargs: Nests of specs for its arguments.
    """
    parameters = list(inspect.signature(call).parameters)
    parameters += [f"args_{i}" for i in range(len(parameters), len(args))]
    nests = [*zip(parameters, args), *sorted(kwargs.items())]
    names = []
    for name, nest in nests:
        count = len(tf.nest.flatten(nest))
        names += [name if count == 1 else f"{name}_{i}" for i in range(count)]
    return names


def _spec(leaf) -> tf.TypeSpec:
    if isinstance(leaf, tf.TypeSpec):
        return leaf
    shape = getattr(leaf, "shape", None)
    dtype = getattr(leaf, "dtype", None)
    if shape is None:
        raise TypeError(
            "input_signature: no type of a tensor. Expected a tf.TensorSpec, "
            "a keras.InputSpec with a shape, or a nest of them for each "
            f"argument. Received: {leaf!r}."
        )
    name = getattr(leaf, "name", None)
    return tf.TensorSpec(shape, tf.as_dtype(dtype or "float32"), name=name)


def _names_for(flat: list, given: Sequence[str] | None) -> list[str]:
    """Returns names that TensorFlow takes for arguments, all different."""
    if given is None or len(given) != len(flat):
        given = [f"args_{i}" for i in range(len(flat))]
    own = [getattr(spec, "name", None) for spec in flat]
    names = [name or other for name, other in zip(own, given)]
    taken: list[str] = []
    for name in names:
        plain = re.sub(r"\W", "_", name, flags=re.ASCII)
        plain = plain if _names_argument(plain) else f"arg_{plain}"
        number, free = 0, plain
        while free in taken:
            number += 1
            free = f"{plain}_{number}"
        taken.append(free)
    return taken


def _names_argument(name: str) -> bool:
    """Tells whether TensorFlow, which calls by names, knows one as it is."""
    is_taken = name == "self" or keyword.iskeyword(name)
    return name[0].isalpha() and not is_taken


def _of_name(spec: tf.TypeSpec, name: str) -> tf.TypeSpec:
    """Returns a type by whose own name TensorFlow calls the argument."""
    if isinstance(spec, tf.TensorSpec):
        return tf.TensorSpec(spec.shape, spec.dtype, name)
    return spec
