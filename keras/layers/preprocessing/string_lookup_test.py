"""What StringLookup makes of strings, and of its arguments."""

import copy
import pickle
import threading

import numpy as np
import pytest
import tensorflow as tf

import keras

WORDS = np.array([["a", "b"], ["a", "c"], ["a", "a"]])


def lookup(**arguments):
    return keras.layers.StringLookup(**{"vocabulary": ["a", "b"], **arguments})


def values(tensor):
    return tensor.numpy().tolist()


# Indices.


def test_unknown_strings_come_before_the_vocabulary():
    assert values(lookup()(tf.constant([["b", "x"]]))) == [[2, 0]]


def test_the_mask_token_comes_first():
    layer = lookup(mask_token="")
    assert layer.get_vocabulary() == ["", "[UNK]", "a", "b"]
    assert values(layer(tf.constant(["", "x", "a"]))) == [0, 1, 2]


def test_several_indices_of_unknown_strings_go_by_their_hash():
    x = tf.constant(["x", "y", "z", "a"])
    layer = lookup(num_oov_indices=30)
    hashed = tf.strings.to_hash_bucket_fast(x, 30).numpy()
    assert values(layer(x)) == [*hashed[:3], 30]
    salted = tf.strings.to_hash_bucket_strong(x, 30, [5, 6]).numpy()
    layer = lookup(num_oov_indices=30, salt=[5, 6])
    assert values(layer(x)) == [*salted[:3], 30]


@pytest.mark.parametrize("graph", [False, True])
def test_without_an_index_for_them_unknown_strings_are_refused(graph):
    layer = lookup(num_oov_indices=0)
    call = tf.function(layer) if graph else layer
    assert values(call(tf.constant(["b", "a"]))) == [1, 0]
    # As in Keras 2, and with what is unknown.
    with pytest.raises(tf.errors.InvalidArgumentError) as caught:
        call(tf.constant(["a", "xyz"]))
    assert "in the vocabulary" in str(caught.value)
    assert "xyz" in str(caught.value)


def test_any_number_of_axes():
    for x, expected in (("a", 1), (["a"], [1]), ([[["a"]]], [[[1]]])):
        assert values(lookup()(tf.constant(x))) == expected


def test_ragged_and_sparse_strings_stay_so():
    ragged = lookup()(tf.ragged.constant([["a"], ["b", "x"]]))
    assert ragged.to_list() == [[1], [2, 0]]
    sparse = lookup()(tf.sparse.from_dense([["a", ""], ["", "b"]]))
    assert values(sparse.values) == [1, 2]
    assert values(tf.sparse.to_dense(sparse)) == [[1, 0], [0, 2]]


@pytest.mark.parametrize(
    "x", [[["a", "b"]], np.array([["a", "b"]]), np.array([["a", "b"]], object)]
)
def test_lists_and_arrays_are_taken(x):
    assert values(lookup()(x)) == [[1, 2]]


def test_indices_may_be_turned_into_strings():
    layer = lookup(invert=True, mask_token="")
    found = layer(tf.constant([0, 1, 2, 3, 9]))
    assert values(found) == [b"", b"[UNK]", b"a", b"b", b"[UNK]"]


def test_bytes_of_another_encoding_are_read_in_it():
    layer = lookup(vocabulary=["ÿ", "b"], encoding="latin-1")
    assert values(layer(tf.constant([b"\xff", b"b"]))) == [1, 2]
    assert layer.get_vocabulary() == ["[UNK]", "ÿ", "b"]


# Vectors.


@pytest.mark.parametrize(
    "mode, expected",
    [
        ("multi_hot", [[1, 1, 0], [0, 0, 1]]),
        ("count", [[1, 2, 0], [0, 0, 3]]),
        ("tf_idf", [[1.25, 1.0, 0], [0, 0, 6]]),
    ],
)
@pytest.mark.parametrize("sparse", [False, True])
def test_the_last_axis_becomes_one_vector(mode, expected, sparse):
    weights = [0.5, 2.0] if mode == "tf_idf" else None
    layer = lookup(output_mode=mode, idf_weights=weights, sparse=sparse)
    found = layer(tf.constant([["a", "a", "x"], ["b", "b", "b"]]))
    found = tf.sparse.to_dense(found) if sparse else found
    assert found.dtype == tf.float32
    assert values(found) == expected
    one = layer(tf.constant(["a", "a", "x"]))
    assert values(tf.sparse.to_dense(one) if sparse else one) == expected[0]


def test_each_string_becomes_a_vector():
    layer = lookup(output_mode="one_hot")
    assert values(layer(tf.constant(["b", "x"]))) == [[0, 0, 1], [1, 0, 0]]
    assert layer(tf.constant([["b"], ["x"]])).shape == (2, 3)
    assert layer(tf.constant([["b", "x"]])).shape == (1, 2, 3)


def test_rows_of_different_length_are_counted():
    layer = lookup(output_mode="count", mask_token="m")
    x = tf.ragged.constant([["a", "m"], ["b", "x", "b"]])
    assert values(layer(x)) == [[0, 1, 0], [1, 0, 2]]
    assert layer.get_vocabulary() == ["[UNK]", "a", "b"]


def test_vectors_may_have_the_largest_size():
    layer = lookup(output_mode="count", max_tokens=5, pad_to_max_tokens=True)
    assert values(layer(tf.constant(["a"]))) == [0, 1, 0, 0, 0]
    layer.set_vocabulary(["a", "b", "c"])
    assert values(layer(tf.constant(["c"]))) == [0, 0, 0, 1, 0]


def test_weights_of_unknown_strings_are_the_mean():
    layer = lookup(
        output_mode="tf_idf", idf_weights=[1.0, 2.0], num_oov_indices=2
    )
    assert values(layer.weights[0]) == [1.5, 1.5, 1.0, 2.0]
    layer = lookup(
        output_mode="tf_idf",
        vocabulary=["[UNK]", "a"],
        idf_weights=[9.0, 2.0],
    )
    assert values(layer(tf.constant(["a", "q"]))) == [9.0, 2.0]


# In graphs and models.


def test_a_data_set_is_mapped():
    data = tf.data.Dataset.from_tensor_slices(WORDS).map(lookup())
    assert [row.tolist() for row in data.as_numpy_iterator()][1] == [1, 0]


def test_a_new_vocabulary_is_seen_by_a_model_that_predicted():
    layer = keras.layers.StringLookup()
    layer.adapt(["a"])
    model = keras.Sequential([keras.Input((2,), dtype="string"), layer])
    assert model.predict(WORDS, verbose=0).tolist()[1] == [1, 0]
    layer.adapt(["c", "c", "a"])
    assert model.predict(WORDS, verbose=0).tolist()[1] == [2, 1]


def test_a_graph_traced_before_adapt_knows_what_was_adapted():
    layer = keras.layers.StringLookup()
    call = tf.function(layer)
    with pytest.raises(RuntimeError, match="no vocabulary yet"):
        call(tf.constant(["a"]))
    layer.adapt(["a"])
    assert values(call(tf.constant(["a"]))) == [1]


def test_a_model_of_strings_trains():
    layer = lookup(output_mode="multi_hot")
    inputs = keras.Input((2,), dtype="string")
    model = keras.Model(inputs, keras.layers.Dense(1)(layer(inputs)))
    model.compile(keras.optimizers.SGD(0.1), "mse")
    y = np.array([[0.0], [1.0], [0.0]])
    losses = model.fit(WORDS, y, epochs=60, verbose=0).history["loss"]
    assert losses[-1] < 0.1 * losses[0]


@pytest.mark.parametrize(
    "duplicate",
    [copy.deepcopy, lambda layer: pickle.loads(pickle.dumps(layer))],
)
def test_a_copy_has_a_vocabulary_of_its_own(duplicate):
    layer = keras.layers.StringLookup(output_mode="tf_idf")
    layer.adapt(WORDS)
    twin = duplicate(layer)
    x = tf.constant([["a", "z"]])
    np.testing.assert_array_equal(twin(x), layer(x))
    twin = duplicate(keras.layers.StringLookup(vocabulary=["a"]))
    other = duplicate(twin)
    other.set_vocabulary(["z"])
    assert twin.get_vocabulary() == ["[UNK]", "a"]


# What is refused.


@pytest.mark.parametrize(
    "arguments, match",
    [
        ({"output_mode": "x"}, "Received: output_mode='x'"),
        ({"num_oov_indices": -1}, "Received: num_oov_indices=-1"),
        ({"max_tokens": 1}, "Received: max_tokens=1"),
        ({"pad_to_max_tokens": True}, "Received: pad_to_max_tokens=True"),
        ({"sparse": True}, "Received: sparse=True and output_mode='int'"),
        ({"invert": True, "output_mode": "count"}, "Received: invert=True"),
        ({"idf_weights": [1.0, 1.0]}, r"Received: idf_weights=\[1.0, 1.0\]"),
        ({"output_mode": "tf_idf"}, "Received: idf_weights=None"),
        (
            {"output_mode": "tf_idf", "idf_weights": [1.0]},
            r"Expected 2 numbers. Received: idf_weights of shape \(1,\)",
        ),
        ({"dtype": "float32"}, "Received: dtype='float32'"),
        ({"vocabulary": []}, "empty"),
        ({"vocabulary": ["a", "b", "a"]}, r"Received more of: \['a'\]"),
        ({"vocabulary": ["a", ""], "mask_token": ""}, "mask_token b''"),
        ({"max_tokens": 2}, "Received: 3 tokens in all"),
        ({"vocabulary": "/no/such/file"}, "vocabulary='/no/such/file'"),
    ],
)
def test_arguments_that_do_not_fit_are_refused(arguments, match):
    with pytest.raises(ValueError, match=match):
        lookup(**arguments)


@pytest.mark.parametrize("token", [None, 1, float("nan")])
def test_a_vocabulary_is_of_strings(token):
    with pytest.raises(TypeError, match=f"Received: {token!r} of type"):
        lookup(vocabulary=["a", token])


def test_numbers_are_no_strings():
    with pytest.raises(TypeError, match="Received: dtype=int32"):
        lookup()(tf.constant([1]))


@pytest.mark.parametrize("mode", ["int", "multi_hot"])
def test_a_call_needs_a_vocabulary(mode):
    layer = keras.layers.StringLookup(output_mode=mode)
    with pytest.raises(RuntimeError, match="Expected `adapt`"):
        layer(tf.constant([["a"]]))


def test_the_size_stays_where_shapes_hang_on_it():
    layer = lookup(output_mode="count")
    layer(keras.Input((2,), dtype="string"))
    with pytest.raises(RuntimeError, match="Expected 3 tokens. Received: 4"):
        layer.set_vocabulary(["a", "b", "c"])
    assert layer.get_vocabulary() == ["[UNK]", "a", "b"]


def test_who_looks_up_while_a_vocabulary_changes_finds_the_old_or_the_new():
    words = [f"w{i}" for i in range(2000)]
    layer = keras.layers.StringLookup(vocabulary=words)
    first, x = tf.range(1, 2001, dtype=tf.int64), tf.constant(words)
    last = tf.reverse(first, [0])
    stop, wrong = threading.Event(), []

    def look():
        while not stop.is_set():
            found = layer.lookup_table.lookup(x)
            if not any(tf.reduce_all(found == one) for one in (first, last)):
                wrong.append(found)

    thread = threading.Thread(target=look)
    thread.start()
    for number in range(40):
        layer.set_vocabulary(words[:: -1 if number % 2 else 1])
    stop.set()
    thread.join()
    assert not wrong


@pytest.mark.parametrize("salt", [(1, 2, 3), (1,), -1, "a"])
def test_salt_is_one_whole_number_or_two(salt):
    with pytest.raises((ValueError, TypeError), match="salt"):
        keras.layers.StringLookup(salt=salt)


@pytest.mark.parametrize(
    "words", [np.array([["a"], ["b"]]), tf.constant([["a"]]), tf.constant("a")]
)
def test_a_vocabulary_is_one_row(words):
    with pytest.raises(ValueError, match="1 axis"):
        keras.layers.StringLookup(vocabulary=words)


def test_a_vocabulary_in_a_graph_has_no_values_yet():
    @tf.function
    def trace(words):
        keras.layers.StringLookup().set_vocabulary(words)

    with pytest.raises(RuntimeError, match="a tensor of a graph"):
        trace(tf.constant(["a"]))


def test_unknown_strings_may_have_no_token(tmp_path):
    layer = keras.layers.StringLookup(oov_token=None)
    layer.adapt(WORDS)
    assert layer.get_vocabulary() == [None, "a", "c", "b"]
    model = keras.Sequential([keras.Input((2,), dtype="string"), layer])
    model.save(tmp_path / "model.keras")
    again = keras.models.load_model(tmp_path / "model.keras").layers[-1]
    assert again.get_vocabulary() == [None, "a", "c", "b"]
    with pytest.raises(ValueError, match="oov_token=None"):
        keras.layers.StringLookup(oov_token=None, invert=True)


def test_a_line_of_a_file_is_a_token_whatever_it_holds(tmp_path):
    path = tmp_path / "words.txt"
    path.write_text("[UNK]\nb\n")
    layer = keras.layers.StringLookup(vocabulary=path)
    assert layer.get_vocabulary() == ["[UNK]", "[UNK]", "b"]
    again = keras.layers.StringLookup.from_config(layer.get_config())
    assert again.get_vocabulary() == layer.get_vocabulary()
    later = keras.layers.StringLookup()
    later.set_vocabulary(str(path))
    assert later.get_vocabulary() == layer.get_vocabulary()


def test_nothing_counted_makes_no_vocabulary_anew():
    layer = keras.layers.StringLookup()
    layer.adapt(WORDS)
    layer.finalize_state()
    assert layer.get_vocabulary() == ["[UNK]", "a", "c", "b"]
