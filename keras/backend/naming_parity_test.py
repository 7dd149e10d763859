"""Automatic names stand in files: they are those of tf_keras."""

import random

import pytest
from tf_keras.src.utils import generic_utils

from keras.backend import naming


@pytest.mark.parametrize(
    ("class_name", "name"),
    [
        ("VGG16", "vgg16"),
        ("RNN2", "rnn2"),
        ("MaxPooling2D", "max_pooling2d"),
        ("GPT2Model", "gpt2_model"),
        ("_Own", "private__own"),
    ],
)
def test_a_class_gives_this_name(class_name, name):
    assert naming.snake_case(class_name) == name


def test_any_class_gives_the_name_that_it_had():
    draw = random.Random(0)
    for _ in range(5000):
        length = draw.randint(1, 9)
        name = "".join(draw.choice("AaBb1_9Zé") for _ in range(length))
        expected = generic_utils.to_snake_case(name)
        assert naming.snake_case(name) == expected, name
