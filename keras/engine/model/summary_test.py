"""`Model.summary`: its columns, its shapes, and where it is shown."""

import builtins
import contextlib
import io
import sys
import threading
import types

import pytest
import tensorflow as tf

import keras


class Terminal(io.StringIO):
    def isatty(self):
        return True


class Notebook(io.StringIO):
    __module__ = "ipykernel.iostream"


class LeNetLike(keras.Model):
    """One pooling layer for two places, and a layer that nobody calls."""

    def __init__(self):
        super().__init__(name="lenet")
        self.conv = keras.layers.Conv2D(2, 3, name="conv")
        self.pool = keras.layers.MaxPooling2D(name="pool")
        self.flat = keras.layers.Flatten(name="flat")
        self.head = keras.layers.Dense(3, name="head")
        self.idle = keras.layers.Dense(3, name="idle")

    def call(self, inputs):
        x = self.pool(self.pool(self.conv(inputs)))
        return self.head(self.flat(x))


def chain():
    return keras.Sequential(
        [
            keras.Input((3,)),
            keras.layers.Dense(4, name="first"),
            keras.layers.BatchNormalization(name="norm"),
        ],
        name="chain",
    )


def branched():
    x = keras.Input((3,), name="x")
    shared = keras.layers.Dense(3, name="shared")
    both = keras.layers.Add(name="both")([shared(x), shared(shared(x))])
    inner = keras.Sequential(
        [keras.Input((3,)), keras.layers.Dense(5, name="deep")], name="inner"
    )
    return keras.Model(x, inner(both), name="branched")


def shown(model, **options):
    """The lines of a summary, spaces run together."""
    lines = []
    model.summary(print_fn=lines.append, **options)
    return [" ".join(line.split()) for line in lines]


def drawn_on(stream, model, **options):
    with contextlib.redirect_stdout(stream):
        model.summary(**options)
    return stream.getvalue()


def test_shapes_of_calls_in_other_threads_are_not_of_the_first_call():
    class Model(keras.Model):
        def __init__(self):
            super().__init__()
            self.relu = keras.layers.Activation("relu")

        def call(self, inputs):
            return self.relu(inputs)

    model = Model()
    for rows in (2, 3, 4):
        x = tf.ones((rows, 3))
        thread = threading.Thread(target=model, args=(x,))
        thread.start()
        thread.join()
    assert any("(2, 3)" in line for line in shown(model))


# What it says.


def test_a_chain_has_a_line_a_layer_and_totals_with_their_size():
    lines = shown(chain())
    assert lines[0] == 'Model: "chain"'
    assert lines[2] == "Layer (type) Output Shape Param #"
    assert lines[4:6] == [
        "first (Dense) (None, 4) 16",
        "norm (BatchNormalization) (None, 4) 16",
    ]
    assert lines[7:10] == [
        "Total params: 32 (128.00 Byte)",
        "Trainable params: 24 (96.00 Byte)",
        "Non-trainable params: 8 (32.00 Byte)",
    ]


def test_a_graph_says_what_each_call_takes():
    lines = shown(branched())
    assert lines[2].endswith("Connected to")
    at = lines.index("both (Add) (None, 3) 0 shared[0][0]")
    assert lines[at + 1] == "shared[2][0]"
    assert "inner (Sequential) (None, 5) 20 both[0][0]" in lines


def test_a_shared_layer_counts_once():
    assert "Total params: 32 (128.00 Byte)" in shown(branched())


def test_layers_of_inner_models_are_shown_on_request():
    assert not any("deep" in line for line in shown(branched()))
    assert any("| deep" in x for x in shown(branched(), expand_nested=True))


def test_the_trainable_column_says_which_layers_are_frozen():
    model = chain()
    model.layers[0].trainable = False
    lines = shown(model, show_trainable=True)
    assert lines[2].endswith("Trainable")
    assert [line[-1] for line in lines[4:6]] == ["N", "Y"]


def test_a_range_of_layers_is_given_by_patterns_of_names():
    lines = shown(branched(), layer_range=["shared", "bo.*"])
    assert lines[4].startswith("shared")
    assert not any(line.startswith(("x ", "inner")) for line in lines)


@pytest.mark.parametrize("wrong", [["shared"], "shared", ["nope", "both"]])
def test_a_range_that_names_no_layers_is_refused(wrong):
    with pytest.raises(ValueError, match="Received: layer_range="):
        shown(branched(), layer_range=wrong)


def test_lines_have_the_length_asked_for_and_long_names_are_broken():
    lines = []
    branched().summary(line_length=60, print_fn=lines.append)
    assert lines[1] == "_" * 60
    assert max(map(len, lines)) == 60
    assert " (Sequential)" in lines


def test_positions_are_fractions_or_characters():
    for positions in ([0.5, 0.75, 1.0], [40, 60, 80]):
        lines = []
        chain().summary(80, positions, lines.append)
        assert (lines[2].index("Output"), lines[2].index("Param")) == (40, 60)


def test_too_few_positions_are_refused():
    with pytest.raises(ValueError, match="a column has no position"):
        chain().summary(positions=[0.5, 1.0])


def test_several_outputs_take_a_line_each():
    class Split(keras.layers.Layer):
        def call(self, inputs):
            return {"low": inputs[:, :1], "high": inputs[:, 1:]}

    x = keras.Input((3,))
    lines = shown(keras.Model(x, Split()(x)))
    assert "split (Split) low: (None, 1) 0" in lines
    assert "high: (None, 2)" in lines


# Subclassed models.


def test_a_subclass_that_was_built_shows_true_shapes():
    model = LeNetLike()
    model.build((None, 14, 14, 1))
    lines = shown(model)
    assert lines[4:9] == [
        "conv (Conv2D) (None, 12, 12, 2) 20",
        "pool (MaxPooling2D) multiple 0",
        "flat (Flatten) (None, 18) 0",
        "head (Dense) (None, 3) 57",
        "idle (Dense) ? 0 (unused)",
    ]


def test_a_subclass_that_was_called_shows_the_data_s_shapes():
    model = LeNetLike()
    model(tf.ones((2, 14, 14, 1)))
    lines = shown(model)
    assert lines[4:7] == [
        "conv (Conv2D) (2, 12, 12, 2) 20",
        "pool (MaxPooling2D) multiple 0",
        "flat (Flatten) (2, 18) 0",
    ]


def test_a_subclass_that_was_fitted_shows_free_batches():
    model = LeNetLike()
    model.compile("sgd", "mse")
    model.fit(tf.ones((5, 14, 14, 1)), tf.ones((5, 3)), 2, verbose=0)
    assert "head (Dense) (None, 3) 57" in shown(model)


def test_layers_that_build_made_without_a_call_have_shapes():
    class Own(keras.Model):
        def __init__(self):
            super().__init__()
            self.dense = keras.layers.Dense(2, name="dense")

        def build(self, input_shape):
            self.dense.build(input_shape)

    model = Own()
    model.build((None, 3))
    assert "dense (Dense) (None, 2) 8" in shown(model)


def test_a_model_without_a_shape_says_how_to_give_it_one():
    for model in (LeNetLike(), keras.Sequential([keras.layers.Dense(2)])):
        with pytest.raises(ValueError, match=r"or call `build\(input_shape\)`"):
            model.summary()


# Where it's shown.


def test_a_file_gets_ascii_text_without_trailing_spaces():
    text = drawn_on(io.StringIO(), branched(), expand_nested=True)
    assert text.isascii() and "\x1b" not in text
    assert all(line == line.rstrip() for line in text.splitlines())


def test_a_terminal_gets_a_table(monkeypatch):
    monkeypatch.setenv("TERM", "xterm")
    text = drawn_on(Terminal(), branched(), expand_nested=True)
    assert "┃" in text and "Connected to" in text
    assert "deep (Dense)" in text and "Total params: 32" in text


def test_a_table_has_the_width_asked_for(monkeypatch):
    monkeypatch.setenv("TERM", "xterm")
    lines = drawn_on(Terminal(), chain(), line_length=70).splitlines()
    # Fractions of the line are cut to whole characters.
    assert max(len(line) for line in lines if "│" in line) in range(68, 72)


def test_a_print_function_gets_plain_text_on_a_terminal_too():
    lines = []
    drawn = drawn_on(Terminal(), chain(), print_fn=lines.append)
    assert drawn == ""
    assert all(line.isascii() for line in lines)


def test_a_notebook_gets_html(monkeypatch):
    # rich asks IPython, which stands here for itself.
    shell = type("ZMQInteractiveShell", (), {})
    pages = []
    page = types.SimpleNamespace(
        display=lambda one: pages.append(one._repr_mimebundle_([], []))
    )
    monkeypatch.setattr(builtins, "get_ipython", shell, raising=False)
    monkeypatch.setitem(sys.modules, "IPython", types.SimpleNamespace())
    monkeypatch.setitem(sys.modules, "IPython.display", page)
    assert drawn_on(Notebook(), chain()) == ""
    (html,) = [one["text/html"] for one in pages]
    assert "<pre" in html and "first (Dense)" in html
    assert "Total params" in html
