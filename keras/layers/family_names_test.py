"""Names of layers where Keras 2 had them, below `keras.layers`."""

import importlib
import pathlib

import pytest

from keras import layers
from keras.layers.convolutional import base_conv, conv

(FOLDER,) = layers.__path__
FAMILIES = sorted(
    path.parent.name for path in pathlib.Path(FOLDER).glob("*/rows.py")
)

# What libraries take from Keras 2's module, and is no layer.
BASES = {"DropoutRNNCellMixin"}


@pytest.mark.parametrize("name", FAMILIES)
def test_what_a_family_offers_is_the_public_layer(name):
    family = importlib.import_module(f"{layers.__name__}.{name}")
    for offered in {*getattr(family, "__all__", ())} - BASES:
        assert getattr(family, offered) is getattr(layers, offered)


@pytest.mark.parametrize(
    "name", ["convolutional", "core", "locally_connected", "pooling"]
)
def test_a_family_offers_its_layers(name):
    place = f"{layers.__name__}.{name}"
    family = importlib.import_module(place)
    values = [(n, getattr(layers, n)) for n in layers.__all__]
    classes = [(n, v) for n, v in values if isinstance(v, type)]
    own = [n for n, v in classes if v.__module__.startswith(f"{place}.")]
    assert own and {*own} <= {*family.__all__}


def test_families_offer_what_keras_2_had_there():
    places = {
        "convolutional": ["Convolution2D", "UpSampling2D", "MaxPooling2D"],
        "core": ["Dropout", "Flatten", "Reshape", "SpatialDropout2D"],
        "pooling": ["GlobalAveragePooling2D", "GlobalAvgPool1D"],
    }
    for family, names in places.items():
        module = importlib.import_module(f"keras.layers.{family}")
        for name in names:
            assert getattr(module, name) is getattr(layers, name)


def test_the_base_of_convolutions_is_found_by_its_older_names():
    assert base_conv.Conv is base_conv.BaseConv is conv.Conv
    assert issubclass(layers.DepthwiseConv2D, base_conv.Conv)
