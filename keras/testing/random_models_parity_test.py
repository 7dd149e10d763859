"""Twenty random programs are the same on this package and on tf_keras."""
# bazel: alone=true size=large

import pytest
import tf_keras

import keras
from keras.testing import layer_table, random_models


@pytest.mark.filterwarnings("ignore")  # tf_keras warns of its own formats
@pytest.mark.parametrize("seed", range(20))
def test_a_random_program_is_the_same_on_both_packages(seed):
    assert random_models.differences(seed, keras, tf_keras) == []


@layer_table.every_layer("keras 2")
def test_every_layer_of_the_table_can_be_drawn(row):
    assert row in random_models.ROWS
    program = random_models.Program(keras, 0, row)
    assert type(program.model.layers[-1]) is row.layer_class


def test_layers_are_drawn_inside_another_too():
    (row,) = [row for row in random_models.ROWS if row.id == "Dense"]
    program = random_models.Program(keras, 3, row)
    assert type(program.model.layers[-1]) is keras.layers.TimeDistributed


def test_what_parts_is_told():
    found = random_models.Differences()
    found.compare("outputs", [1.0, 2.0], [1.0, 2.1])
    found.compare("words", [["a", "b"]], [["a", "c"]])
    found.compare("counts", [1], [1.0])
    found.note("layers", ["a"], ["b"])
    assert found == [
        "outputs 1: 0.1 apart",
        "words 1: ours b, theirs c",
        "type of counts 0: ours int64, theirs float64",
        "layers: ours ['a'], theirs ['b']",
    ]
