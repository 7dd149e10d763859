"""The page of a model in a browser: what it shows, and what clicks do."""

# bazel: alone=true

import json

import pytest

import keras
from keras.testing import browser

layers = keras.layers
ODD = "</script><img src=x onerror=alert(1)>'\"&é"


@pytest.fixture(scope="module")
def chromium(tmp_path_factory):
    with browser.Browser(tmp_path_factory.mktemp("browser")) as found:
        yield found


@pytest.fixture
def show(chromium, tmp_path):
    def opened(model, **size):
        path = tmp_path / "model.html"
        keras.utils.model_to_html(model, path)
        return chromium.open(path, **size)

    return opened


def texts(page, selector):
    script = f"[...document.querySelectorAll({json.dumps(selector)})]"
    return page.run(f"{script}.map((found) => found.textContent)")


def boxes(page):
    """Places of the boxes that the drawing shows, by name."""
    return page.run(
        "Object.fromEntries([...page.boxes].map(([path, box]) => {"
        "const { x, y, width, height } = box.getBoundingClientRect();"
        "return [partAt(path).name, { x, y, width, height }]; }))"
    )


def block(name):
    inputs = keras.Input((8,), name=f"{name}_in")
    outputs = layers.Dense(8, name=f"{name}_dense")(inputs)
    outputs = layers.Add(name=f"{name}_add")([inputs, outputs])
    return keras.Model(inputs, outputs, name=name)


def nested():
    inner = keras.Sequential([block("deep")], name="inner")
    inputs = keras.Input((8,), name="start")
    outputs = layers.Dense(2, activation="relu", name="end")(inner(inputs))
    return keras.Model(inputs, outputs, name="nested")


def assert_sound(page):
    """Nothing went wrong, and nothing but the file was asked for."""
    assert page.problems() == []
    assert [a for a in page.addresses() if not a.startswith("file:")] == []


def test_resnet_stands_in_order_and_no_box_on_another(show):
    model = keras.applications.ResNet50(weights=None)
    page = show(model)
    places = boxes(page)
    assert set(places) == {layer.name for layer in model.layers}
    ordered = sorted(places.values(), key=lambda place: place["y"])
    for i, above in enumerate(ordered):
        for below in ordered[i + 1 : i + 4]:
            is_beside = (
                above["x"] + above["width"] <= below["x"]
                or below["x"] + below["width"] <= above["x"]
            )
            assert is_beside or above["y"] + above["height"] <= below["y"]
    # 16 sums of two, and one input.
    count = len(model.layers) - 1 + 16
    assert len(texts(page, "#graph .arrow")) == count
    assert "25,636,712 parameters" in texts(page, "#totals")[0]
    assert_sound(page)


def test_a_thousand_layers_are_there_in_seconds(show):
    x = inputs = keras.Input((4,), name="start")
    for i in range(500):
        x = layers.ReLU(name=f"relu{i}")(layers.Dense(4, name=f"dense{i}")(x))
    page = show(keras.Model(inputs, x))
    assert len(boxes(page)) == 1001
    # 1.3 s on two cores at rest; ten times that is a machine with much to do.
    assert page.run("performance.now()") < 13_000
    page.click("#search")
    page.type("dense499")
    page.press("Enter")
    assert texts(page, "#told h2") == ["dense499"]
    place, window = boxes(page)["dense499"], page.run("innerHeight")
    assert 0 < place["y"] < window
    assert_sound(page)


def test_a_click_tells_all_of_a_layer(show):
    page = show(nested())
    page.click('#graph [data-path="2"]')
    assert texts(page, "#told h2") == ["end"]
    told = texts(page, "#told")[0]
    for part in ("(None, 2)", "float32", "(8, 2)", "64 bytes", "'relu'"):
        assert part in told
    assert texts(page, "#told .link") == ["inner"]
    page.click("#told .link")
    assert texts(page, "#told h2") == ["inner"]
    page.press("Escape")
    assert texts(page, "#told h2") == ["nested"]
    assert_sound(page)


def test_models_unfold_and_fold(show):
    page = show(nested())
    assert set(boxes(page)) == {"start", "inner", "end"}
    page.click('#graph [data-path="1"] .fold')
    assert "deep" in boxes(page)
    page.click("#unfold")
    places = boxes(page)
    assert "deep_dense" in places
    outer, inner = places["inner"], places["deep_add"]
    assert outer["x"] < inner["x"] < outer["x"] + outer["width"]
    assert outer["y"] < inner["y"] < outer["y"] + outer["height"]
    page.click("#fold")
    assert set(boxes(page)) == {"start", "inner", "end"}
    assert_sound(page)


def test_a_search_finds_layers_in_folded_models_and_unfolds_them(show):
    page = show(nested())
    page.press("/")
    page.type("deep dense")
    assert texts(page, "#layers li:not([hidden]) .name") == ["deep_dense"]
    assert texts(page, "#graph .found > .name") == ["inner"]
    page.press("Enter")
    assert texts(page, "#told h2") == ["deep_dense"]
    assert texts(page, "#graph .box.chosen > .name") == ["deep_dense"]
    assert_sound(page)


def test_arrow_keys_go_from_layer_to_layer(show):
    page = show(nested())
    told = []
    for key in ("ArrowDown", "ArrowDown", "ArrowDown", "ArrowDown", "ArrowUp"):
        page.press(key)
        told += texts(page, "#told h2")
    assert told == ["start", "inner", "end", "start", "end"]


def test_a_wide_graph_begins_at_its_first_layer(show):
    inputs = keras.Input((4,), name="start")
    outputs = [layers.Dense(2, name=f"head{i}")(inputs) for i in range(40)]
    page = show(keras.Model(inputs, outputs), width=800)
    place = boxes(page)["start"]
    assert 0 < place["x"] < place["x"] + place["width"] < 800


def chain(length):
    x = inputs = keras.Input((4,))
    for i in range(length):
        x = layers.Dense(4, name=f"dense{i}")(x)
    return keras.Model(inputs, x)


def test_on_paper_the_graph_stands_in_slices_before_the_table(show):
    page = show(chain(60))
    assert page.pdf()[:5] == b"%PDF-"
    slices = page.run(
        "[...document.querySelectorAll('#paper svg')].map((svg) => "
        "[svg.viewBox.baseVal.y, svg.viewBox.baseVal.height])"
    )
    assert len(slices) > 2
    ends = [y + height for y, height in slices]
    assert [y for y, _ in slices] == pytest.approx([0, *ends[:-1]])
    assert len(texts(page, "#layers li")) == 61
    assert_sound(page)


def test_no_layer_is_cut_on_paper_of_any_height(show):
    page = show(chain(20))
    places = page.run("placed(page.layout).map((box) => [box.top, box.bottom])")
    for height in range(150, 900, 37):
        for cut in page.run(f"cuts(page.layout, {height})"):
            assert not [1 for top, bottom in places if top < cut < bottom]


def test_a_layer_may_have_any_name(show):
    inputs = keras.Input((4,), name="x" + ODD)
    inner = keras.Sequential([layers.Dense(2, name=ODD)], name="in" + ODD)
    page = show(keras.Model(inputs, inner(inputs), name=ODD))
    page.click("#unfold")
    assert {"x" + ODD, "in" + ODD, ODD} <= set(boxes(page))
    assert page.run("document.title") == ODD
    assert texts(page, "#told h2") == [ODD]
    assert page.run("document.querySelectorAll('img').length") == 0
    assert_sound(page)


def test_a_model_that_computes_in_python_lists_its_layers(show):
    class Computed(keras.Model):
        def __init__(self):
            super().__init__(name="computed")
            self.first = layers.Dense(3, name="first")
            self.second = layers.Dense(2, name="second")

        def call(self, inputs):
            return self.second(self.first(inputs))

    model = Computed()
    model.build((None, 4))
    page = show(model)
    assert set(boxes(page)) == {"first", "second"}
    assert "Computes in Python" in texts(page, "#told .note")[0]
    assert_sound(page)


def test_in_a_narrow_window_panels_give_way_to_the_graph(show):
    page = show(nested(), width=480, height=800)
    hidden = "['side', 'side-told'].map((id) => find(id).offsetParent === null)"
    assert page.run(hidden) == [True, True]
    page.click("#list")
    assert page.run(hidden) == [False, True]
    page.click("#layers li:last-child")
    assert page.run(hidden) == [True, False]
    assert page.run("document.documentElement.scrollWidth") <= 480
    assert_sound(page)
