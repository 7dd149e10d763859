"""Learning from data beforehand: what `adapt` takes, and what it leaves."""

import numpy as np
import pandas as pd
import pytest
import tensorflow as tf

import keras

ROWS = [["b", "a"], ["b", "c"], ["a", "d"]]
# By frequency; of equals, the last first.
LEARNED = ["[UNK]", "b", "a", "d", "c"]


def batches():
    yield np.array(ROWS[:1])
    yield np.array(ROWS[1:])


def rows(batch=None):
    data = tf.data.Dataset.from_tensor_slices(ROWS)
    return data if batch is None else data.batch(batch)


SOURCES = {
    "list": lambda: ROWS,
    "flat list": lambda: sum(ROWS, []),
    "array": lambda: np.array(ROWS),
    "objects": lambda: np.array(ROWS, object),
    "tensor": lambda: tf.constant(ROWS),
    "ragged": lambda: tf.ragged.constant([["b"], ["a", "b", "c", "a", "d"]]),
    "sparse": lambda: tf.sparse.from_dense(ROWS),
    # Columns of strings of a table (row 17).
    "column": lambda: pd.Series(sum(ROWS, []), dtype="str"),
    "frame": lambda: pd.DataFrame(ROWS, columns=["one", "two"]),
    "data set": lambda: rows(2),
    "data set of rows": rows,
    "data set of strings": lambda: rows().unbatch(),
    "ragged data set": lambda: rows().ragged_batch(2),
    "generator": batches,
    "iterator": lambda: iter(rows(2)),
}


@pytest.mark.parametrize("source", SOURCES)
def test_any_source_of_strings_is_learned_from(source):
    layer = keras.layers.StringLookup()
    layer.adapt(SOURCES[source]())
    assert layer.get_vocabulary() == LEARNED
    assert layer.is_adapted


def test_the_most_frequent_are_kept():
    layer = keras.layers.StringLookup(max_tokens=3)
    layer.adapt(ROWS)
    assert layer.get_vocabulary() == LEARNED[:3]


def test_special_tokens_in_the_data_are_none_of_the_vocabulary():
    layer = keras.layers.StringLookup(mask_token="a")
    layer.adapt([*ROWS, ["[UNK]", "[UNK]"]])
    assert layer.get_vocabulary() == ["a", "[UNK]", "b", "d", "c"]


def test_steps_say_how_much_is_read():
    layer = keras.layers.StringLookup()
    layer.adapt(rows(1).repeat(), steps=1)
    assert layer.get_vocabulary() == ["[UNK]", "b", "a"]


def test_a_second_time_begins_anew():
    layer = keras.layers.StringLookup()
    layer.adapt(ROWS)
    layer.adapt(["q"])
    assert layer.get_vocabulary() == ["[UNK]", "q"]


def test_weights_are_those_of_the_formula():
    layer = keras.layers.StringLookup(output_mode="tf_idf")
    layer.adapt(ROWS)
    seen = np.array([2, 2, 1, 1])  # rows with b, a, d, c
    weights = np.log(1 + 3 / (1 + seen))
    expected = [weights.mean(), *weights]
    np.testing.assert_allclose(layer.get_weights()[0], expected, rtol=1e-6)


def test_single_strings_are_counted_by_document_too():
    layer = keras.layers.StringLookup(output_mode="tf_idf")
    layer.adapt(rows().unbatch())
    assert layer.get_vocabulary() == LEARNED
    layer.reset_state()
    layer.update_state("z")
    layer.finalize_state()
    assert layer.get_vocabulary() == ["[UNK]", "z"]


def test_data_that_fails_loses_nothing():
    def broken():
        yield np.array(["b"])
        raise ZeroDivisionError("second batch")

    layer = keras.layers.StringLookup(vocabulary=["a"])
    with pytest.raises(ZeroDivisionError, match="second batch"):
        layer.adapt(broken())
    assert layer.get_vocabulary() == ["[UNK]", "a"]
    layer.adapt(["c"])
    assert layer.get_vocabulary() == ["[UNK]", "c"]


def interrupt(layer, keys):
    raise KeyboardInterrupt


@pytest.mark.parametrize("where", ["data", "end"])
def test_data_that_was_seen_in_part_is_forgotten(where, monkeypatch):
    def broken():
        yield np.array(["q"])
        raise ZeroDivisionError("second batch")

    layer = keras.layers.StringLookup()
    layer.adapt(ROWS)
    if where == "end":
        with monkeypatch.context() as patch:
            patch.setattr(keras.layers.StringLookup, "_check", interrupt)
            with pytest.raises(KeyboardInterrupt):
                layer.adapt(["q"])
    else:
        with pytest.raises(ZeroDivisionError):
            layer.adapt(broken())
    assert layer.get_vocabulary() == LEARNED
    assert layer.is_adapted
    # By hand, what is counted from now on is all there is.
    layer.update_state(["z"])
    layer.finalize_state()
    assert layer.get_vocabulary() == ["[UNK]", "z"]


def test_state_may_be_made_in_build():
    base = keras.layers.experimental.preprocessing.PreprocessingLayer

    class Total(base):
        def build(self, input_shape):
            self.total = self.add_weight("total", input_shape[-1:])
            self.seen = self.add_weight("seen", input_shape[-1:])

        def reset_state(self):
            self.seen.assign(tf.zeros_like(self.seen))

        def update_state(self, data):
            self.seen.assign_add(tf.reduce_sum(data, 0))

        def finalize_state(self):
            self.total.assign(self.seen)

    layer = Total()
    for factor in (1, 2):
        layer.adapt(np.ones((5, 2), "float32") * factor, batch_size=2)
        assert layer.total.numpy().tolist() == [5 * factor] * 2


def test_a_graph_learns_nothing():
    with pytest.raises(RuntimeError, match="adapt: a graph can't learn"):
        tf.function(lambda: keras.layers.StringLookup().adapt(ROWS))()


def test_data_without_a_batch_is_refused():
    nothing = tf.data.Dataset.from_tensor_slices(ROWS).filter(lambda x: False)
    layer = keras.layers.StringLookup()
    layer.adapt(ROWS)
    with pytest.raises(ValueError, match="no batch"):
        layer.adapt(nothing)
    assert layer.get_vocabulary() == LEARNED


def test_labels_are_refused():
    data = tf.data.Dataset.from_tensor_slices((["a"], [1])).batch(1)
    with pytest.raises(ValueError, match="the data has labels"):
        keras.layers.StringLookup().adapt(data)


def test_data_without_a_string_is_refused():
    with pytest.raises(ValueError, match="the vocabulary is empty"):
        keras.layers.StringLookup(mask_token="").adapt([""])


def test_batches_may_be_counted_by_hand():
    layer = keras.layers.StringLookup()
    layer.update_state(["x"])
    layer.reset_state()
    for batch in batches():
        layer.update_state(batch)
    layer.finalize_state()
    assert layer.get_vocabulary() == LEARNED


def test_a_class_without_update_state_says_so():
    base = keras.layers.experimental.preprocessing.PreprocessingLayer
    with pytest.raises(NotImplementedError, match="nothing to learn"):
        base().adapt(np.ones((2, 1)))


def test_a_users_class_learns_in_batches():
    base = keras.layers.experimental.preprocessing.PreprocessingLayer

    class Mean(base):
        def build(self, input_shape):
            self.mean = self.add_weight(
                "mean", input_shape[-1:], trainable=False
            )

        def reset_state(self):
            self.total, self.count = 0.0, 0

        def update_state(self, data):
            self.total += tf.reduce_sum(data, 0)
            self.count += data.shape[0]

        def finalize_state(self):
            self.mean.assign(self.total / self.count)

        def call(self, inputs):
            return inputs - self.mean

    layer = Mean()
    layer.compile(run_eagerly=True, steps_per_execution=2)
    layer.adapt(np.array([[1.0, 2.0], [3.0, 6.0], [5.0, 1.0]]), batch_size=2)
    assert layer.mean.numpy().tolist() == [3.0, 3.0]
    assert layer(np.ones((1, 2))).numpy().tolist() == [[-2.0, -2.0]]


class Total(keras.layers.experimental.preprocessing.PreprocessingLayer):
    """A user's layer that learns a sum of one feature of several."""

    def build(self, input_shape):
        self.total = self.add_weight("total", (), trainable=False)
        self.total.assign(0.0)

    def update_state(self, data):
        self.total.assign_add(tf.reduce_sum(data["a"]))


def test_a_users_layer_learns_from_a_data_set_of_dicts():
    layer = Total()
    data = {"a": np.arange(4.0, dtype="float32"), "b": np.zeros(4)}
    layer.adapt(tf.data.Dataset.from_tensor_slices(data).batch(2))
    assert layer.total.numpy() == 6
