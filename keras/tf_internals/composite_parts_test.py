"""Variables of composite values in TensorFlow's checkpoints."""

import collections
import copy

import pytest
import tensorflow as tf

import keras


class Pair(tf.experimental.ExtensionType):
    scale: type(tf.Variable(0.0))
    shift: type(tf.Variable(0.0))


class Nest(tf.experimental.ExtensionType):
    pairs: tuple[Pair, ...]


def pair(start):
    return Pair(tf.Variable(start), tf.Variable(start + 1))


def listing(start):
    found = collections.defaultdict(list)
    found["k"].append(tf.Variable(start))
    return found


Named = collections.namedtuple("Named", ["left", "right"])
# What an attribute holds, and where its first variable is in a checkpoint.
VALUES = {
    "value": (pair, "held/scale"),
    "list": (lambda start: [pair(start)], "held/0/scale"),
    "tuple": (lambda start: (pair(start), 1), "held/0/scale"),
    "named": (lambda start: Named(pair(start), ()), "held/left/scale"),
    "dict": (lambda start: {"k": (pair(start),)}, "held/k/0/scale"),
    "numbered": (lambda start: {3: pair(start)}, "held/3/scale"),
    "inner": (lambda start: Nest((pair(start),)), "held/pairs/0/scale"),
    "beside": (lambda start: ["text", pair(start)], "held/1/scale"),
    "unwrapped": (listing, "held/k/0"),
}


class Holds(keras.layers.Layer):
    def __init__(self, make, start, when):
        super().__init__()
        self.make, self.start, self.when = make, start, when
        self.plain = tf.Variable(start)
        self.more = []
        if when == "init":
            self.held = make(start)

    def build(self, shape):
        if self.when == "build":
            self.held = self.make(self.start)

    def call(self, inputs):
        return inputs * self.plain


def model_of(*arguments):
    return keras.Sequential([Holds(*arguments)])


def paths_in(checkpoint):
    end = "/.ATTRIBUTES/VARIABLE_VALUE"
    names = [name for name, _ in tf.train.list_variables(checkpoint)]
    return {n.removesuffix(end) for n in names if n.endswith(end)}


@pytest.mark.parametrize("when", ["init", "build"])
@pytest.mark.parametrize("value", VALUES)
def test_a_checkpoint_brings_them_back_into_a_fresh_model(
    value, when, tmp_path
):
    make, path = VALUES[value]
    model, fresh = model_of(make, 1.0, when), model_of(make, 7.0, when)
    model(tf.ones((1, 1)))
    written = tf.train.Checkpoint(model).write(str(tmp_path / "c"))
    assert f"layer_with_weights-0/{path}" in paths_in(written)
    status = tf.train.Checkpoint(fresh).read(written)
    fresh(tf.ones((1, 1)))
    status.assert_consumed()
    assert len(fresh.weights) > 1
    assert fresh.get_weights() == model.get_weights()


def test_values_appended_later_are_in_it(tmp_path):
    layers = [Holds(pair, start, "init") for start in (1.0, 7.0)]
    for layer in layers:
        layer.more.append(pair(layer.start + 10))
    written = tf.train.Checkpoint(layers[0]).write(str(tmp_path / "c"))
    assert {"more/0/scale", "more/0/shift"} <= paths_in(written)
    tf.train.Checkpoint(layers[1]).read(written).assert_consumed()
    assert layers[1].get_weights() == layers[0].get_weights()


def test_a_value_assigned_anew_takes_the_place(tmp_path):
    layer = Holds(pair, 1.0, "init")
    layer.held = pair(5.0)
    written = tf.train.Checkpoint(layer).write(str(tmp_path / "c"))
    assert tf.train.load_variable(
        written, "held/scale/.ATTRIBUTES/VARIABLE_VALUE"
    ) == pytest.approx(5.0)


def test_a_copy_has_its_own_in_checkpoints(tmp_path):
    layer = Holds(pair, 1.0, "init")
    other = copy.deepcopy(layer)
    other.held.scale.assign(9.0)
    written = tf.train.Checkpoint(other).write(str(tmp_path / "c"))
    tf.train.Checkpoint(layer).read(written).assert_consumed()
    assert layer.held.scale.numpy() == 9.0


def test_paths_of_what_tensorflow_follows_are_as_they_were(tmp_path):
    layer = keras.layers.Layer()
    layer.one, layer.many = tf.Variable(1.0), [tf.Variable(2.0)]
    layer.named = {"k": (tf.Variable(3.0), 4)}
    written = tf.train.Checkpoint(layer).write(str(tmp_path / "c"))
    assert paths_in(written) == {"one", "many/0", "named/k/0"}


def test_what_is_kept_from_tensorflow_stays_out(tmp_path):
    layer = keras.layers.Layer()
    layer.one = layer._no_dependency([pair(1.0)])
    layer.two = layer._no_dependency(pair(1.0))
    written = tf.train.Checkpoint(layer).write(str(tmp_path / "c"))
    assert paths_in(written) == set()


def test_a_saved_model_that_calls_a_layer_has_them(tmp_path):
    module = tf.Module()
    module.layer = keras.layers.Layer()
    module.layer.held = pair(2.0)
    module.call = tf.function(
        lambda x: x * module.layer.held.scale,
        input_signature=[tf.TensorSpec((), tf.float32)],
    )
    tf.saved_model.save(module, str(tmp_path / "s"))
    loaded = tf.saved_model.load(str(tmp_path / "s"))
    assert loaded.call(3.0).numpy() == 6.0
    assert loaded.layer.held.shift.numpy() == 3.0


class Grows(Holds):
    def build(self, shape):
        self.more.append(pair(self.start))


def test_values_appended_while_a_layer_is_built_come_back(tmp_path):
    layer, fresh = Grows(pair, 1.0, "init"), Grows(pair, 7.0, "init")
    layer(tf.ones((1, 1)))
    written = tf.train.Checkpoint(layer).write(str(tmp_path / "c"))
    tf.train.Checkpoint(fresh).read(written)
    fresh(tf.ones((1, 1)))
    assert fresh.more[0].shift.numpy() == 2.0


def kept_nowhere(layer, weight):
    pass


def kept_in_late_dict(layer, weight):
    layer.table["entry"] = weight


def kept_in_set(layer, weight):
    layer.some = {weight.ref()}


class Keeps(keras.layers.Layer):
    def __init__(self, keep, start):
        super().__init__()
        self.keep, self.start = keep, start
        self.table = collections.defaultdict(dict)

    def build(self, shape):
        for name in ("scale", "shift"):
            weight = self.add_weight(
                shape=(),
                initializer=keras.initializers.Constant(self.start),
                name=name,
            )
            self.keep(self, weight)


@pytest.mark.parametrize("reads_first", [True, False])
@pytest.mark.parametrize("keep", [kept_nowhere, kept_in_late_dict, kept_in_set])
def test_weights_that_no_attribute_holds_come_back(keep, reads_first, tmp_path):
    layer, fresh = Keeps(keep, 1.0), Keeps(keep, 7.0)
    layer(tf.ones((1, 1)))
    written = tf.train.Checkpoint(layer).write(str(tmp_path / "c"))
    # As Keras 2 has them.
    assert paths_in(written) == {"scale", "shift"}
    if not reads_first:
        fresh(tf.ones((1, 1)))
    status = tf.train.Checkpoint(fresh).read(written)
    fresh(tf.ones((1, 1)))
    status.assert_consumed()
    assert fresh.get_weights() == [1.0, 1.0]


def test_weights_of_one_name_and_of_an_attribute_s_are_all_in_it(tmp_path):
    def make(start):
        layer = keras.layers.Layer()
        layer.scale = keras.layers.Dense(1)
        layer.scale.build((1, 1))
        for name in ("twice", "twice", "scale"):
            initial = keras.initializers.Constant(start)
            layer.add_weight(shape=(), initializer=initial, name=name)
            start += 1
        return layer

    layer, fresh = make(1.0), make(7.0)
    written = tf.train.Checkpoint(layer).write(str(tmp_path / "c"))
    expected = {"twice", "twice_1", "scale_1", "scale/kernel", "scale/bias"}
    assert paths_in(written) == expected
    # Keras 2 has the last one of a name.
    end = "/.ATTRIBUTES/VARIABLE_VALUE"
    assert tf.train.load_variable(written, f"twice{end}") == 2.0
    tf.train.Checkpoint(fresh).read(written).assert_consumed()
    assert fresh.get_weights() == layer.get_weights()


def test_a_weight_in_an_attribute_has_its_path_alone(tmp_path):
    layer = keras.layers.Layer()
    layer.held = layer.add_weight(shape=(), name="other")
    layer.more = [{"k": (layer.add_weight(shape=(), name="third"),)}]
    written = tf.train.Checkpoint(layer).write(str(tmp_path / "c"))
    assert paths_in(written) == {"held", "more/0/k/0"}


FILLS = {
    "attribute": lambda table: table,
    "list": lambda table: [table],
    "dict": lambda table: {"k": table},
    "dict of its own": lambda table: collections.defaultdict(dict, k=table),
}


@pytest.mark.parametrize("place", FILLS)
def test_a_dict_that_is_filled_later_is_in_it(place, tmp_path):
    def make(start):
        layer = keras.layers.Layer()
        table = collections.defaultdict(dict)
        layer.held = FILLS[place](table)
        table["a"], table["b"]["c"] = tf.Variable(start), tf.Variable(start)
        return layer, table

    (layer, table), (fresh, other) = make(1.0), make(7.0)
    written = tf.train.Checkpoint(layer).write(str(tmp_path / "c"))
    tf.train.Checkpoint(fresh).read(written).assert_consumed()
    assert (other["a"].numpy(), other["b"]["c"].numpy()) == (1.0, 1.0)
    del table["a"]
    written = tf.train.Checkpoint(layer).write(str(tmp_path / "c"))
    assert [path[-3:] for path in paths_in(written)] == ["b/c"]


def test_a_number_and_its_text_are_two_keys(tmp_path):
    def make(*starts):
        layer = keras.layers.Layer()
        pairs = zip((1, "1", "a/b"), map(tf.Variable, starts))
        layer.held = collections.defaultdict(dict, pairs)
        return layer

    layer, fresh = make(1.0, 2.0, 3.0), make(7.0, 8.0, 9.0)
    written = tf.train.Checkpoint(layer).write(str(tmp_path / "c"))
    tf.train.Checkpoint(fresh).read(written).assert_consumed()
    assert [v.numpy() for v in fresh.held.values()] == [1.0, 2.0, 3.0]
