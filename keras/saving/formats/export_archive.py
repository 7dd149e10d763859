"""SavedModels for serving: functions by name, and the values they use."""

import os
from collections.abc import Callable, Iterable
from typing import Any

import tensorflow as tf

from keras.saving.config import signature
from keras.saving.files import atomic_folder, write_error
from keras.saving.formats import options as saving_options
from keras.saving.formats import served_call
from keras.tf_internals import saved_model_time

_MARKER = "saved_model.pb"
_DEFAULT_ENDPOINT = "serve"
_DEFAULT_SIGNATURE = "serving_default"
_LISTS = ("variables", "trainable_variables", "non_trainable_variables")
_RESOURCES = (
    tf.saved_model.Asset,
    tf.saved_model.experimental.TrackableResource,
)


class _Root(tf.Module):
    """What is saved: its attributes are those of the loaded object."""

    # Lists of their own, in place of what the base collects.
    variables = trainable_variables = non_trainable_variables = None


class ExportArchive:
    """A SavedModel in the making, to be served without this package.

    Each endpoint is a method of what `tf.saved_model.load` returns, and a
    signature for TensorFlow Serving; `serve`, or else the first one, is the
    signature `serving_default` too. Only what endpoints need is written: no
    optimizer, no training.

    Example:
        >>> import tempfile
        >>> model = keras.Sequential([keras.layers.Dense(2, input_shape=(3,))])
        >>> archive = keras.export.ExportArchive()
        >>> archive.track(model)
        >>> spec = tf.TensorSpec((None, 3))
        >>> serve = archive.add_endpoint('serve', model.call, [spec])
        >>> path = tempfile.mkdtemp()
        >>> archive.write_out(path, verbose=False)
        >>> loaded = tf.saved_model.load(path)
        >>> loaded.serve(tf.ones((5, 3))).shape
        TensorShape([5, 2])
    """

    def __init__(self) -> None:
        self._root = _Root()
        self._lists: dict[str, list] = {name: [] for name in _LISTS}
        self._resources: list = []
        # Of the metrics that calls may count for.
        self._counters: list[tf.Variable] = []
        self._traces: list = []
        self._endpoints: dict[str, Callable] = {}
        self._signatures: dict[str, Callable] = {}

    def track(self, resource: Any) -> None:
        """Has the variables, tables and files of a resource written.

        The loaded object's `variables`, `trainable_variables` and
        `non_trainable_variables` are those of all that was tracked.

        Args:
            resource: A built layer or model, or a `tf.Module`, variable, table
                or other resource of TensorFlow's.
        Raises:
            TypeError: If it's none of these.
            ValueError: If it's a layer without variables yet.
        """
        if not isinstance(resource, (tf.Module, tf.Variable, *_RESOURCES)):
            raise TypeError(
                "ExportArchive.track: TensorFlow can't follow it. Expected a "
                "layer, a model, a tf.Module, a variable or a table. "
                f"Received: {resource!r}."
            )
        if not getattr(resource, "built", True):
            raise ValueError(
                "ExportArchive.track: the layer isn't built, so there is "
                f"nothing to write. Received: {resource!r}. Call it on data, "
                "or build it with a shape, first."
            )
        if isinstance(resource, tf.Variable):
            self._note([resource])
        elif isinstance(resource, tf.Module):
            self._note(resource.variables)
        if "_keras_state" in vars(resource):
            self._counters += served_call.counters(resource)
        found = tf.train.TrackableView(resource).descendants()
        self._resources += [one for one in found if isinstance(one, _RESOURCES)]

    def add_endpoint(
        self, name: str, fn: Callable, input_signature: Any = None
    ) -> Callable:
        """Adds a function of tensors.

        Args:
            name: Name of the method and of the signature.
            fn: A function, a layer, or a method of one; a `tf.function` that
                has one trace needs no `input_signature`. What it reads has to
                be tracked, too.
            input_signature: A list with what each positional argument is: a
                `tf.TypeSpec`, a `keras.InputSpec`, or a nest of them.
        Returns:
            The `tf.function` that is written.
        Raises:
            ValueError: If the name isn't free, or the types are unknown.
        """
        self._check_name(name)
        if input_signature is not None:
            specs = signature.specs_of(input_signature)
            return self._trace(name, fn, specs, {})
        if not isinstance(fn, tf.types.experimental.GenericFunction):
            raise ValueError(
                f"ExportArchive: endpoint {name!r} has no types. Expected "
                "`input_signature`, or a tf.function that has been called. "
                f"Received: fn={fn!r}, input_signature=None."
            )
        self._endpoints[name] = self._signatures[name] = fn
        return fn

    def track_and_add_endpoint(
        self, name: str, resource: Any, input_signature: Any
    ) -> Callable:
        """Tracks a layer or model, and adds its call.

        Args:
            name: Name of the method and of the signature.
            resource: A built layer or model.
            input_signature: As in `add_endpoint`.
        Returns:
            The `tf.function` that is written.
        """
        self.track(resource)
        return self.add_endpoint(name, resource, input_signature)

    def add_variable_collection(
        self, name: str, variables: Iterable[tf.Variable]
    ) -> None:
        """Has the loaded object list some variables under a name.

        Args:
            name: Name of the attribute.
            variables: A list, tuple or set of variables.
        Raises:
            TypeError: If they aren't variables.
            ValueError: If the name isn't free.
        """
        self._check_name(name)
        listed = isinstance(variables, (list, tuple, set))
        if not listed or not all(isinstance(v, tf.Variable) for v in variables):
            raise TypeError(
                f"ExportArchive: collection {name!r}: expected a list, tuple "
                f"or set of variables. Received: {variables!r}."
            )
        setattr(self._root, name, list(variables))

    def write_out(
        self,
        filepath: str | os.PathLike,
        options: Any = None,
        verbose: bool = True,
    ) -> None:
        """Writes the SavedModel.

        The folder gets its name when it is whole, and then replaces an older
        SavedModel there. (A remote path, `scheme://…`, is written in place.)

        Args:
            filepath: Path of the folder.
            options: `tf.saved_model.SaveOptions`.
            verbose: True prints the endpoints.
        Raises:
            ValueError: If there is no endpoint, or one can't be written.
            TypeError: If `options` are none.
            FileExistsError: If something else is at `filepath`.
            OSError: If it can't be written.
        """
        if not self._endpoints:
            raise ValueError(
                "ExportArchive.write_out: there is nothing to call. Expected "
                "an endpoint. Received: none. Call `add_endpoint` first."
            )
        saving_options.check_saved_model(options)
        path = os.fspath(filepath)
        if "://" in path:
            self._save(path, options)
        else:
            with (
                write_error.told(path),
                atomic_folder.replacing(path, _MARKER) as part,
            ):
                self._save(part, options)
        if verbose:
            print(self._summary(path))

    def add_call(self, name: str, model: Any, args: list, kwargs: dict) -> None:
        """Adds a model's call at inference.

        Args:
            name: Name of the method and of the signature.
            model: The model.
            args, kwargs: The types of what it's called with.
        """
        self._check_name(name)

        names = served_call.names_of(model, args, kwargs)
        self._trace(name, served_call.call_of(model), args, kwargs, *names)

    def _trace(
        self, name: str, fn: Callable, args: list, kwargs: dict, *names
    ) -> Callable:
        if not isinstance(fn, tf.types.experimental.GenericFunction):
            fn = served_call.endpoint(fn)
        with saved_model_time.begun():
            self._traces.append(fn.get_concrete_function(*args, **kwargs))
            self._signatures[name] = signature.named(fn, args, kwargs, *names)
        self._endpoints[name] = fn
        return fn

    def _note(self, variables: Iterable[tf.Variable]) -> None:
        """Adds variables to the lists, each once."""
        listed = self._lists["variables"]
        known = {id(part) for one in listed for part in _parts(one)}
        for variable in variables:
            if id(variable) in known:
                continue
            kind = "trainable" if variable.trainable else "non_trainable"
            listed.append(variable)
            self._lists[f"{kind}_variables"].append(variable)
            known.update(map(id, _parts(variable)))

    def _check_name(self, name: str) -> None:
        if name in self._endpoints:
            raise ValueError(
                "ExportArchive: there is an endpoint of this name. Expected "
                f"another one than {sorted(self._endpoints)}. Received: "
                f"name={name!r}."
            )
        taken = {*self._endpoints, *vars(self._root), *_LISTS, "signatures"}
        taken |= {"resources", _DEFAULT_SIGNATURE}
        valid = isinstance(name, str) and name.isidentifier()
        if not valid or name.startswith("_") or name in taken:
            raise ValueError(
                "ExportArchive: the name can't be that of an attribute. "
                "Expected a Python name with no underscore in front, other "
                f"than {sorted(n for n in taken if n[0] != '_')}. "
                f"Received: name={name!r}."
            )

    def _save(self, path: str, options) -> None:
        for traced in self._traces:
            self._note(sorted(traced.variables, key=lambda one: one.name))
        signatures = dict(self._signatures)
        first = next(iter(signatures))
        default = (
            _DEFAULT_ENDPOINT if _DEFAULT_ENDPOINT in signatures else first
        )
        signatures[_DEFAULT_SIGNATURE] = signatures[default]
        resources = self._resources + self._counted()
        parts = {**self._lists, **self._endpoints, "resources": resources}
        for name, part in parts.items():
            setattr(self._root, name, part)
        tf.saved_model.save(self._root, path, signatures, options)

    def _counted(self) -> list[tf.Variable]:
        """Returns the variables of metrics that a call adds to."""
        captured = {
            id(one) for traced in self._traces for one in traced.captured_inputs
        }
        return [
            variable
            for variable in self._counters
            if any(id(p.handle) in captured for p in _parts(variable))
        ]

    def _summary(self, path: str) -> str:
        lines = [f"Exported to {path!r}. Endpoints:"]
        for name, traced in self._signatures.items():
            if isinstance(traced, tf.types.experimental.ConcreteFunction):
                taken = traced.structured_input_signature[1]
                lines.append(f"  {name}({_listed(taken)})")
                lines.append(f"    -> {_listed(traced.structured_outputs)}")
            else:
                lines.append(f"  {name}")
        return "\n".join(lines)


def check_path(path: str) -> None:
    """Raises `FileExistsError` where `write_out` replaces nothing."""
    atomic_folder.check_target(path, _MARKER)


def _parts(variable: tf.Variable) -> tuple:
    """Returns a variable, and those of which it is made on replicas."""
    return variable, *getattr(variable, "values", ())


def _listed(specs: dict) -> str:
    return ", ".join(
        f"{name}: {spec.dtype.name} {spec.shape}"
        for name, spec in specs.items()
    )
