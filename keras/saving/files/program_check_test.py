"""Tests of what the program of a SavedModel may do."""

import os

import numpy as np
import pytest
import tensorflow as tf

from keras import saving
from keras.saving.files import graph_ops
from keras.tf_internals import saved_model_proto

FILE = "saved_model.pb"


class Module(tf.Module):
    def __init__(self, body, spec=None):
        super().__init__()
        self.weight = tf.Variable(2.0)
        signature = [spec or tf.TensorSpec((None, 3))]
        self.run = tf.function(lambda x: body(self, x), signature)


def saved(folder, body):
    module, path = Module(body), str(folder / "module")
    tf.saved_model.save(module, path, {"serving_default": module.run})
    return path


def written(module, x, path):
    tf.io.write_file(path, "x")
    return x


def by_python(module, x):
    return tf.reshape(tf.py_function(lambda v: v, [x], tf.float32), (-1, 3))


def of_data(module, x):
    rows = tf.data.TextLineDataset("/etc/hostname")
    return x + tf.cast(rows.reduce(0, lambda n, row: n + 1), tf.float32)


def in_a_branch(module, x):
    return tf.cond(
        tf.reduce_sum(x) > 0,
        lambda: x,
        lambda: x + tf.cast(tf.strings.length(tf.io.read_file("a")), "float32"),
    )


def printed(module, x):
    tf.print(x, output_stream="file:///tmp/never")
    return x


HARMFUL = {
    "ReadFile": in_a_branch,
    "WriteFile": lambda m, x: written(m, x, "/tmp/never"),
    "EagerPyFunc": by_python,
    "TextLineDataset": of_data,
    "PrintV2": printed,
    "MatchingFiles": lambda m, x: (
        x + tf.cast(tf.size(tf.io.matching_files("/*")), tf.float32)
    ),
}


@pytest.mark.parametrize("name", HARMFUL)
def test_a_program_beyond_arithmetic_is_not_loaded(name, tmp_path, monkeypatch):
    path = saved(tmp_path, HARMFUL[name])
    monkeypatch.setattr(tf.saved_model, "load", None)
    with pytest.raises(saving.ModelFileError, match=f"operation {name}"):
        saving.load_model(path)


def test_whoever_trusts_it_may_run_it(tmp_path):
    path = saved(tmp_path, in_a_branch)
    model = saving.load_model(path, safe_mode=False)
    np.testing.assert_array_equal(model(tf.ones((2, 3))), np.ones((2, 3)))


def test_arithmetic_is_called_and_trained(tmp_path):
    # row 2
    path = saved(tmp_path, lambda m, x: tf.nn.tanh(m.weight * x))
    model = saving.load_model(path)
    x = np.ones((4, 3), "float32")
    np.testing.assert_allclose(
        model.predict(x, verbose=0), np.tanh(2 * x), rtol=1e-6
    )
    model.compile("sgd", "mse")
    model.fit(x, 0 * x, verbose=0)
    assert model.trainable_variables[0] < 2.0


def with_table(folder, file):
    class Terms(tf.Module):
        def __init__(self):
            super().__init__()
            self.table = tf.lookup.StaticHashTable(
                tf.lookup.TextFileInitializer(
                    str(file),
                    tf.string,
                    tf.lookup.TextFileIndex.WHOLE_LINE,
                    tf.int64,
                    tf.lookup.TextFileIndex.LINE_NUMBER,
                ),
                -1,
            )

        @tf.function(input_signature=[tf.TensorSpec((None,), tf.string)])
        def run(self, words):
            return self.table.lookup(words)

    module = Terms()
    path = str(folder / "module")
    tf.saved_model.save(module, path, {"serving_default": module.run})
    return path


def changed(path, change):
    place = os.path.join(path, FILE)
    with open(place, "rb") as file:
        found = saved_model_proto.saved_model(file.read())
    change(found.meta_graphs[0])
    with open(place, "wb") as file:
        file.write(found.SerializeToString())


def test_a_table_of_the_file_that_came_along_is_read(tmp_path):
    (tmp_path / "terms.txt").write_text("a\nb\n")
    path = with_table(tmp_path, tmp_path / "terms.txt")
    (tmp_path / "terms.txt").unlink()
    model = saving.load_model(path)
    np.testing.assert_array_equal(model(tf.constant(["b", "c"])), [1, -1])


@pytest.mark.parametrize("name", ["../../terms.txt", "/etc/hostname", ".."])
def test_a_file_outside_is_never_read(name, tmp_path, monkeypatch):
    (tmp_path / "terms.txt").write_text("a\nb\n")
    path = with_table(tmp_path, tmp_path / "terms.txt")

    def outside(graph):
        graph.asset_file_def[0].filename = name

    changed(path, outside)
    monkeypatch.setattr(tf.saved_model, "load", None)
    with pytest.raises(saving.ModelFileError, match="the file"):
        saving.load_model(path)


@pytest.mark.parametrize("inputs", [["path:output:0"], []])
def test_a_table_of_a_path_in_the_graph_is_refused(
    inputs, tmp_path, monkeypatch
):
    (tmp_path / "terms.txt").write_text("a\nb\n")
    path = with_table(tmp_path, tmp_path / "terms.txt")

    def constant(graph):
        for function in graph.graph_def.library.function:
            for node in function.node_def:
                if node.op == graph_ops.FILE_TABLE:
                    del node.input[1:]
                    node.input.extend(inputs)

    changed(path, constant)
    monkeypatch.setattr(tf.saved_model, "load", None)
    with pytest.raises(saving.ModelFileError, match="unknown file"):
        saving.load_model(path)


def test_a_model_of_tensorflow_1_is_called(tmp_path):
    path = str(tmp_path / "old")
    with tf.Graph().as_default(), tf.compat.v1.Session() as session:
        x = tf.compat.v1.placeholder(tf.float32, (None, 3), name="x")
        w = tf.compat.v1.get_variable("w", initializer=3.0)
        session.run(w.initializer)
        tf.compat.v1.saved_model.simple_save(
            session, path, {"x": x}, {"y": w * x}
        )
    model = saving.load_model(path)
    np.testing.assert_array_equal(model(tf.ones((2, 3))), 3 * np.ones((2, 3)))


def test_the_list_names_operations_of_tensorflow_and_none_of_files():
    known = set(dir(tf.raw_ops))
    assert graph_ops.HARMLESS <= known
    for word in ("File", "Dataset", "PyFunc", "Print", "Queue", "Save"):
        assert not [name for name in graph_ops.HARMLESS if word in name]
