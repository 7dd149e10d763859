"""Random programs, run on this package and on tf_keras side by side.

A seed stands for a program: a model in some style (functional, Sequential,
subclassed), data, and a training. The same code draws it for either package,
so both get the same program, and `differences` tells where they part:

    python tools/compare_random_models.py 0 500    seeds 0 to 499

Layers come from the table of layers too, alone and in a TimeDistributed: a row
that is added there is drawn.
"""
# bazel: deps=//keras/layers:rows

from __future__ import annotations

import functools
import pathlib
import tempfile

import numpy as np
import tensorflow as tf

from keras.testing import layer_table

_ACTIVATIONS = ["linear", "relu", "tanh", "sigmoid", "elu"]
# Layers that tf_keras has, and makes as we do.
ROWS = [r for r in layer_table.ROWS if "keras 2" not in r.exceptions]


@functools.cache
def own_layers(keras) -> dict[str, type]:
    """Returns layers as a user would write them, of a package's `Layer`."""

    class Mixed(keras.layers.Layer):
        """Takes tensors by position and by keyword, out of order."""

        def call(self, z, y, a=None, scale=2.0):
            return z * scale - y if a is None else z * scale - y + 0.5 * a

    class Nest(keras.layers.Layer):
        """Takes a tensor, and returns a dict of two or of one."""

        def __init__(self, single=False, **kwargs):
            super().__init__(**kwargs)
            self.single = single

        def call(self, x):
            if self.single:
                return {"only": x + 1.0}
            return {"b": x * 2.0, "a": tf.nn.relu(x)}

        def get_config(self):
            return {**super().get_config(), "single": self.single}

    class Scale(keras.layers.Layer):
        """Has weights of its own, one of them not trained."""

        def build(self, input_shape):
            self.offset = self.add_weight(
                name="offset", shape=input_shape[-1:], trainable=False
            )
            self.factor = self.add_weight(
                name="factor", shape=input_shape[-1:], initializer="ones"
            )

        def call(self, x):
            return x * self.factor + self.offset

    named = {"Mixed": Mixed, "Nest": Nest, "Scale": Scale}
    for cls in named.values():
        # tf_keras looks for what stands in a `keras.` module among its own.
        cls.__module__ = "random_models"
    return named


class Program:
    """One random program for one package.

    Args:
        keras: The package.
        seed: Which program, 0 or more.
        row: The row of the table of layers that it is made of, for a program
            in that style. Default: the seed says.
    Attributes:
        model: The model, built.
        x, y: What it is trained on; no `y` where nothing is trained.
        style: What kind of model it is.
    """

    def __init__(self, keras, seed: int, row=None) -> None:
        self.keras = keras
        self._layers = keras.layers
        self._own = own_layers(keras)
        self._draw = np.random.default_rng(seed)
        self._shared: list = []
        self._table_row = row
        self._is_certain = True
        styles = ["functional"] * 3 + ["sequential", "subclassed", "row"]
        self.style = str(self._draw.choice(styles)) if row is None else "row"
        self.model, x = getattr(self, f"_{self.style}")()
        self.x = _only(x)
        outputs = self.model(self.tensors())
        if self.style != "row" and self._chance(0.3):
            self._freeze_some()
        self.y = self._labels(outputs) if self._trains(outputs) else None

    def tensors(self):
        """Returns the inputs as tensors."""
        return tf.nest.map_structure(
            lambda x: x if tf.is_tensor(x) else tf.constant(x), self.x
        )

    def compile(self) -> None:
        """Compiles the model."""
        name = self._pick(["sgd", "adam", "rmsprop"])
        classes = {"sgd": "SGD", "adam": "Adam", "rmsprop": "RMSprop"}
        make = getattr(self.keras.optimizers, classes[name])
        # A bias before a batch normalization has no gradient but rounding,
        # which a small epsilon would blow up to whole steps.
        optimizer = make(0.01) if name == "sgd" else make(0.01, epsilon=0.1)
        self.model.compile(optimizer, "mse")

    def fit(self) -> dict:
        """Trains it, and returns the history."""
        batch_size = int(self._pick([2, 3, 4, 6]))
        history = self.model.fit(
            self.x, self.y, batch_size, 2, verbose=0, shuffle=False
        )
        return history.history

    # Drawing.

    def _pick(self, choices):
        return choices[int(self._draw.integers(len(choices)))]

    def _chance(self, probability: float) -> bool:
        return bool(self._draw.random() < probability)

    def _values(self, shape: tuple) -> np.ndarray:
        return self._draw.normal(size=shape).astype("float32")

    def _trains(self, outputs) -> bool:
        """Tells whether a loss of the outputs comes out the same again."""
        return self._is_certain and all(
            isinstance(output, tf.Tensor) and output.dtype.is_floating
            for output in tf.nest.flatten(outputs)
        )

    def _labels(self, outputs):
        return tf.nest.map_structure(
            lambda t: self._values(tuple(t.shape)), outputs
        )

    def _freeze_some(self) -> None:
        for layer in self.model.layers:
            if self._chance(0.3):
                layer.trainable = False

    def _dense(self):
        return self._layers.Dense(
            int(self._pick([2, 3, 4])),
            activation=self._pick(_ACTIVATIONS),
            use_bias=self._chance(0.8),
        )

    def _one_to_one(self, size: int):
        """A layer from a tensor of so many features to another tensor."""
        kind = self._pick(
            ["dense"] * 3 + ["norm", "activation", "scale", "stack", "inner"]
        )
        if kind == "norm":
            return self._layers.BatchNormalization()
        if kind == "activation":
            return self._layers.Activation(self._pick(_ACTIVATIONS))
        if kind == "scale":
            return self._own["Scale"]()
        if kind == "stack":
            return self.keras.Sequential([self._dense(), self._dense()])
        if kind == "inner":
            inside = self.keras.Input((size,))
            ends = self._dense()(self._dense()(inside))
            return self.keras.Model(inside, ends)
        return self._dense()

    def _called(self, x):
        """Calls a layer on a tensor, one from before where it fits."""
        size = x.shape[-1]
        known = [layer for layer, wanted in self._shared if wanted == size]
        if known and self._chance(0.3):
            return self._pick(known)(x)
        layer = self._one_to_one(size)
        self._shared.append((layer, size))
        return layer(x)

    def _operated(self, x):
        """Applies TensorFlow to a tensor."""
        kind = self._pick(["scale", "relu", "slice", "shift", "concat", "mean"])
        if kind == "scale":
            return x * 2.0
        if kind == "relu":
            return tf.nn.relu(x)
        if kind == "slice":
            return x[:, 1:] if x.shape[-1] > 1 else x + 1.0
        if kind == "shift":
            return 1.0 - x
        if kind == "concat":
            return tf.concat([x, x], axis=-1)
        return x - tf.reduce_mean(x, axis=-1, keepdims=True)

    def _joined(self, tensors: list):
        """Puts several tensors together."""
        size = int(self._pick([2, 3]))
        same = [self._layers.Dense(size)(x) for x in tensors]
        kind = self._pick(["add", "concat", "multiply", "mixed", "plus"])
        if kind == "add":
            return self._layers.Add()(same)
        if kind == "concat":
            return self._layers.Concatenate()(same)
        if kind == "multiply":
            return self._layers.Multiply()(same)
        if kind == "plus":
            return functools.reduce(lambda a, b: a + b, same)
        if len(same) == 2:
            return self._own["Mixed"]()(same[0], y=same[1])
        if self._chance(0.5):
            return self._own["Mixed"]()(same[0], same[1], a=same[2])
        return self._own["Mixed"]()(same[0], a=same[2], y=same[1])

    # Styles.

    def _functional(self):
        sizes = [
            int(self._pick([2, 3, 4])) for _ in range(self._pick([1, 2, 3]))
        ]
        inputs = [self.keras.Input((size,)) for size in sizes]
        tensors = list(inputs)
        for _ in range(int(self._pick([2, 3, 5, 8]))):
            tensors.append(self._step(tensors))
        count = int(self._pick([1, 1, 2]))
        ends = [self._dense()(t) for t in tensors[-count:]]
        # Every input has a use.
        ends[0] = self._joined([ends[0], *inputs[:2]])
        if len(inputs) == 3:
            ends[-1] = self._joined([ends[-1], inputs[2]])
        model = self.keras.Model(_only(inputs), _only(ends))
        return model, [self._values((6, size)) for size in sizes]

    def _step(self, tensors: list):
        kind = self._pick(["layer"] * 4 + ["operator"] * 2 + ["join", "nest"])
        if kind == "operator":
            return self._operated(self._pick(tensors))
        if kind == "join":
            count = int(self._pick([2, 3]))
            return self._joined([self._pick(tensors) for _ in range(count)])
        if kind == "nest":
            single = self._chance(0.5)
            found = self._own["Nest"](single)(self._pick(tensors))
            return found["only"] if single else found["b"] - found["a"]
        return self._called(self._pick(tensors))

    def _sequential(self):
        size = int(self._pick([2, 3, 4]))
        model = self.keras.Sequential()
        if self._chance(0.5):
            model.add(self.keras.Input((size,)))
        for _ in range(int(self._pick([1, 2, 4]))):
            # Each has as many features as the model's input: any may follow.
            model.add(self._one_to_one(size))
            model.add(self._layers.Dense(size))
        model.add(self._dense())
        return model, [self._values((6, size))]

    def _subclassed(self):
        size = int(self._pick([2, 3, 4]))
        first, second = self._dense(), self._layers.Dense(3)
        blocks = [
            self._layers.Dense(3) if self._chance(0.5) else self._own["Scale"]()
            for _ in range(int(self._pick([1, 2, 3])))
        ]
        norm = self._layers.BatchNormalization()
        container = self._pick(["list", "dict", "nested", "attributes"])

        class Subclassed(self.keras.Model):
            """Keeps its layers in a container."""

            def __init__(self):
                super().__init__()
                self.head = first
                if container == "list":
                    self.blocks = [norm, *blocks]
                elif container == "dict":
                    self.blocks = {"norm": norm, "all": list(blocks)}
                elif container == "nested":
                    self.blocks = [[norm], {"b": list(blocks)}]
                else:
                    self.norm = norm
                    for i, block in enumerate(blocks):
                        setattr(self, f"block_{i}", block)
                self.tail = second

            def call(self, inputs, training=None):
                x = norm(second(first(inputs)), training=training)
                for block in blocks:
                    x = block(x)
                return x

        return Subclassed(), [self._values((6, size))]

    def _row(self):
        row = self._table_row or self._pick(ROWS)
        self._is_certain = not row.is_random
        name, space = row.layer_class.__name__, self._layers
        space = space if hasattr(space, name) else space.experimental
        layer = getattr(space, name)(**row.given(self._layers))
        feed = row.feed()
        if _is_one_row_of_floats(feed) and self._chance(0.2):
            layer = self._layers.TimeDistributed(layer)
            feed = feed._replace(inputs=tf.stack([feed.inputs] * 3, axis=1))
        symbols = tf.nest.map_structure(self._symbol, feed)
        model = self.keras.Model(
            _only(tf.nest.flatten(symbols)), symbols.into(layer)
        )
        return model, self._like(tf.nest.flatten(feed))

    def _symbol(self, example):
        return self.keras.Input(
            example.shape[1:],
            dtype=example.dtype,
            ragged=isinstance(example, tf.RaggedTensor),
            sparse=isinstance(example, tf.SparseTensor),
        )

    def _like(self, examples: list) -> list:
        """Returns six rows of each example: any floats, or rows of its own."""
        rows = self._draw.integers(examples[0].shape[0], size=6)
        return [
            self._values((6, *example.shape[1:]))
            if _is_floats(example)
            else _rows_of(example, rows)
            for example in examples
        ]


def _rows_of(example, rows):
    if isinstance(example, tf.SparseTensor):
        return tf.sparse.from_dense(
            tf.gather(tf.sparse.to_dense(example), rows)
        )
    return tf.gather(example, rows)


def _only(values: list):
    return values if len(values) > 1 else values[0]


def _is_floats(example) -> bool:
    return isinstance(example, tf.Tensor) and example.dtype == tf.float32


def _is_one_row_of_floats(feed) -> bool:
    return not feed.keywords and _is_floats(feed.inputs)


class Differences(list):
    """Where two programs part, as sentences."""

    def note(self, what: str, ours, theirs) -> None:
        """Notes values that aren't equal."""
        if ours != theirs:
            self.append(f"{what}: ours {ours}, theirs {theirs}")

    def compare(self, what: str, ours, theirs, tolerance: float = 1e-5) -> None:
        """Notes numbers that are further apart than a tolerance."""
        ours, theirs = (
            tf.nest.flatten(nest, expand_composites=True)
            for nest in (ours, theirs)
        )
        if len(ours) != len(theirs):
            self.append(f"{what}: ours {len(ours)}, theirs {len(theirs)}")
        for number, (one, other) in enumerate(zip(ours, theirs)):
            one, other = np.asarray(one), np.asarray(other)
            if one.shape != other.shape:
                self.append(f"{what} {number}: {one.shape}, {other.shape}")
            elif one.dtype != other.dtype or one.dtype.kind not in "fiu":
                self._compare_exactly(f"{what} {number}", one, other)
            elif not np.allclose(one, other, tolerance, tolerance):
                apart = np.abs(one - other).max()
                self.append(f"{what} {number}: {apart:.2g} apart")

    def _compare_exactly(self, what: str, one, other) -> None:
        self.note(f"type of {what}", one.dtype, other.dtype)
        self.note(what, one.tolist(), other.tolist())


def differences(seed: int, ours, theirs, row=None) -> list[str]:
    """Runs a program on two packages, and tells where they part.

    Args:
        seed: Which program.
        ours, theirs: The packages.
        row: The row of the table of layers that it is made of, if any.
    """
    found = Differences()
    for keras in (ours, theirs):
        keras.backend.clear_session()
    one, other = Program(ours, seed, row), Program(theirs, seed, row)
    found.note("layers", _names(one.model), _names(other.model))
    found.note("weights", _weights(one.model), _weights(other.model))
    if found:
        return found
    one.model.set_weights(other.model.get_weights())
    _compare_calls(found, one, other)
    _compare_files(found, one, other)
    if one.y is not None:
        _compare_training(found, one, other)
    return found


def _names(model) -> list[str]:
    return [layer.name for layer in model.layers]


def _weights(model) -> list[tuple]:
    return [(w.name, tuple(w.shape), w.trainable) for w in model.weights]


def _compare_calls(found: Differences, one: Program, other: Program) -> None:
    for number in range(3):
        found.compare(
            f"eager call {number}",
            one.model(one.tensors()),
            other.model(other.tensors()),
        )
    found.compare(
        "graph call",
        tf.function(one.model)(one.tensors()),
        tf.function(other.model)(other.tensors()),
    )


def _compare_training(found: Differences, one: Program, other: Program) -> None:
    found.compare("gradients", _gradients(one), _gradients(other), 1e-4)
    for program in (one, other):
        program.compile()
    ours, theirs = one.fit(), other.fit()
    found.note("logs", list(ours), list(theirs))
    found.compare("history", list(ours.values()), list(theirs.values()), 1e-4)
    found.compare(
        "trained weights",
        one.model.get_weights(),
        other.model.get_weights(),
        1e-4,
    )


def _gradients(program: Program) -> list:
    variables = program.model.trainable_variables
    with tf.GradientTape() as tape:
        outputs = tf.nest.flatten(program.model(program.tensors()))
        loss = tf.add_n([tf.reduce_sum(t * t) for t in outputs])
    gradients = tape.gradient(loss, variables)
    return [
        tf.zeros_like(v) if g is None else g
        for g, v in zip(gradients, variables)
    ]


def _compare_files(found: Differences, one: Program, other: Program) -> None:
    """Reads either's config and file with the other."""
    if one.style == "subclassed":
        return
    for writer, reader in ((one, other), (other, one)):
        way = f"of {writer.keras.__name__} in {reader.keras.__name__}"
        config = writer.model.get_config()
        made = type(reader.model).from_config(
            config, custom_objects=reader._own
        )
        if made.weights or not writer.model.weights:
            made.set_weights(writer.model.get_weights())
            outputs = made(reader.tensors())
            found.compare(
                f"config {way}", outputs, writer.model(writer.tensors())
            )
        with tempfile.TemporaryDirectory() as folder:
            path = str(pathlib.Path(folder) / "model.keras")
            writer.model.save(path)
            loaded = reader.keras.models.load_model(
                path, custom_objects=reader._own
            )
        found.compare(
            f"file {way}",
            loaded(reader.tensors()),
            writer.model(writer.tensors()),
        )
