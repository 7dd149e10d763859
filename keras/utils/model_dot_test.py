"""`model_to_dot` and `plot_model`: what is drawn, and what is refused."""

import pathlib
import struct
import sys
import types
from xml.etree import ElementTree

import pytest
import tensorflow as tf

import keras

layers = keras.layers
SVG = "{http://www.w3.org/2000/svg}"


def chain(**arguments):
    x = keras.Input((4,), name="x")
    y = layers.Dense(3, activation="relu", name="a", **arguments)(x)
    return keras.Model(x, layers.Dense(1, name="b")(y), name="chain")


def nested():
    x = keras.Input((4,), name="start")
    return keras.Model(x, layers.Dense(1, name="end")(chain()(x)))


def text(model, **arguments):
    return keras.utils.model_to_dot(model, **arguments).to_string()


def test_an_arrow_leads_from_each_layer_to_the_next():
    model = chain()
    ids = [str(id(layer)) for layer in model.layers]
    graph = keras.utils.model_to_dot(model)
    arrows = {(a.get_source(), a.get_destination()) for a in graph.get_edges()}
    assert arrows == {(ids[0], ids[1]), (ids[1], ids[2])}


@pytest.mark.parametrize(
    ("argument", "shown"),
    [
        ("show_shapes", "(None, 4)"),
        ("show_dtype", "float32"),
        ("show_layer_activations", "relu"),
        ("show_trainable", "trainable"),
    ],
)
def test_a_box_tells_what_is_asked_for(argument, shown):
    assert shown not in text(chain())
    assert shown in text(chain(), **{argument: True})


def test_names_of_layers_can_be_left_out():
    assert "<b>a</b>" in text(chain())
    drawn = text(chain(), show_layer_names=False)
    assert "<b>a</b>" not in drawn
    assert "<b>Dense</b>" in drawn


def test_a_layer_with_calls_of_several_shapes_says_so():
    shared = layers.Flatten(name="flat")
    a, b = keras.Input((2, 3)), keras.Input((2, 4))
    assert "multiple" in text(
        keras.Model([a, b], [shared(a), shared(b)]), show_shapes=True
    )


def test_a_wrapper_names_the_layer_in_it():
    wrapped = layers.TimeDistributed(layers.Dense(2))
    model = keras.Sequential([keras.Input((3, 4)), wrapped])
    assert "TimeDistributed(Dense)" in text(model)


def test_an_inner_model_is_a_box_or_a_frame():
    model = nested()
    assert not keras.utils.model_to_dot(model).get_subgraphs()
    graph = keras.utils.model_to_dot(model, expand_nested=True)
    (frame,) = graph.get_subgraphs()
    assert len(frame.get_nodes()) == 3


def test_arrows_reach_into_a_frame_and_out_of_it():
    model = nested()
    start, inner, end = model.layers
    graph = keras.utils.model_to_dot(model, expand_nested=True)
    arrows = {(a.get_source(), a.get_destination()) for a in graph.get_edges()}
    first, _, last = inner.layers
    assert arrows == {
        (str(id(start)), str(id(first))),
        (str(id(last)), str(id(end))),
    }


def test_a_part_of_the_layers_is_drawn():
    drawn = text(chain(), layer_range=["a", "b"])
    assert "<b>a</b>" in drawn
    assert "<b>x</b>" not in drawn


def test_a_subgraph_goes_into_a_graph_of_ones_own():
    cluster = keras.utils.model_to_dot(chain(), subgraph=True)
    assert type(cluster).__name__ == "Cluster"
    assert cluster.get_label() == "<chain>"


def test_a_model_that_computes_in_python_is_one_box():
    class Computed(keras.Model):
        def call(self, inputs):
            return inputs

    model = Computed(name="computed")
    model(tf.zeros((1, 2)))
    assert "<b>computed</b>" in text(model)


def test_no_name_of_a_layer_breaks_the_drawing(tmp_path):
    x = keras.Input((4,), name='<b>&"{|}\\N é')
    inner = keras.Sequential([layers.Dense(1)], name='i"n<\\n>')
    model = keras.Model(x, inner(x))
    file = tmp_path / "odd.svg"
    keras.utils.plot_model(model, file, expand_nested=True)
    texts = [e.text for e in ElementTree.parse(file).iter(f"{SVG}text")]
    drawn = [text.replace("\xa0", " ") for text in texts]
    assert '<b>&"{|}\\N é' in drawn
    assert 'i"n<\\n>' in drawn


def test_dpi_decides_how_many_dots_a_picture_has(tmp_path):
    widths = []
    for dpi in (50, 100):
        file = tmp_path / f"{dpi}.png"
        assert keras.utils.plot_model(chain(), str(file), dpi=dpi) is None
        widths.append(struct.unpack(">I", file.read_bytes()[16:20])[0])
    assert widths[1] / widths[0] == pytest.approx(2, rel=0.05)


def test_a_path_of_no_ending_is_png(tmp_path):
    keras.utils.plot_model(chain(), tmp_path / "model")
    assert (tmp_path / "model").read_bytes()[1:4] == b"PNG"


def test_in_ipython_the_picture_is_returned(tmp_path, monkeypatch):
    display = types.SimpleNamespace(Image=lambda filename: ("Image", filename))
    monkeypatch.setitem(sys.modules, "IPython.display", display)
    file = str(tmp_path / "model.png")
    assert keras.utils.plot_model(chain(), file) == ("Image", file)
    assert keras.utils.plot_model(chain(), tmp_path / "model.pdf") is None


def test_an_unknown_direction_is_refused():
    with pytest.raises(ValueError, match=r"TB, LR.*Received: rankdir='down'"):
        keras.utils.model_to_dot(chain(), rankdir="down")


def test_a_range_that_no_layer_has_is_refused():
    with pytest.raises(ValueError, match=r"model_to_dot: no layer.*'q'"):
        keras.utils.model_to_dot(chain(), layer_range=["q", "b"])


def test_a_format_that_graphviz_has_not_is_refused(tmp_path):
    file = tmp_path / "model.nothing"
    with pytest.raises(ValueError, match=r"Expected a path.*\"nothing\" not"):
        keras.utils.plot_model(chain(), file)
    assert not file.exists()


@pytest.mark.parametrize("name", ["plot_model", "model_to_dot"])
def test_without_pydot_its_name_is_told(name, monkeypatch):
    monkeypatch.setitem(sys.modules, "pydot", None)
    with pytest.raises(ImportError, match=r"the package pydot isn't installed"):
        getattr(keras.utils, name)(chain())


def test_without_graphviz_its_name_is_told(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(pathlib.Path(tmp_path)))
    with pytest.raises(ImportError, match=r"Graphviz isn't installed.*`dot`"):
        keras.utils.plot_model(chain(), tmp_path / "model.png")
