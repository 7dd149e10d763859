"""What folders hold comes in tf_keras's order, with its numbers and types."""

import numpy as np
import pytest
import tensorflow as tf
import tf_keras

import keras

COMMON = [
    {},
    {"shuffle": False, "label_mode": "categorical"},
    {"label_mode": "binary", "batch_size": 3},
    {"batch_size": None},
    {"labels": None},
    {"label_mode": None, "shuffle": False},
    {"labels": [5, 3, 3, 5, 1, 0, 0], "shuffle": False},
    {"validation_split": 0.3, "subset": "training"},
    {"validation_split": 0.3, "subset": "validation"},
    {"validation_split": 0.3, "subset": "both", "batch_size": 2},
    {"class_names": ["two", "one"]},
]
IMAGES = [
    {"crop_to_aspect_ratio": True},
    {"smart_resize": True, "image_size": (9, 4)},
    {"interpolation": "nearest"},
    {"interpolation": "bicubic"},
    {"interpolation": "area", "color_mode": "grayscale"},
    {"interpolation": "lanczos3"},
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Seven files of each kind in two classes, one in a folder of its own."""
    root = tmp_path_factory.mktemp("folders")
    rng = np.random.default_rng(0)
    for index in range(7):
        name = ("one", "two", "one/deep", "two")[index % 4]
        place = root / name
        place.mkdir(parents=True, exist_ok=True)
        pixels = rng.integers(0, 256, (8 + index, 12, 3), "uint8")
        encode = (tf.io.encode_jpeg, tf.io.encode_png)[index % 2]
        ending = ("JPG", "png")[index % 2]
        (place / f"{index}.{ending}").write_bytes(encode(pixels).numpy())
        (place / f"{index}.txt").write_text(f"Text {index} of {name}")
        sound = rng.uniform(-1, 1, (20 + index, 2)).astype("float32")
        (place / f"{index}.wav").write_bytes(
            tf.audio.encode_wav(sound, 8000).numpy()
        )
    return root


def loaded(package, kind, folder, options):
    load = getattr(package.utils, f"{kind}_dataset_from_directory")
    given = load(folder, **{"seed": 4, **options})
    parts = given if isinstance(given, list | tuple) else [given]
    return [
        [part.class_names]
        + [
            [(leaf.dtype, leaf.shape, leaf) for leaf in tf.nest.flatten(batch)]
            for batch in part
        ]
        for part in parts
    ]


def assert_alike(kind, folder, options):
    ours = loaded(keras, kind, folder, options)
    theirs = loaded(tf_keras, kind, str(folder), options)
    tf.nest.map_structure(np.testing.assert_array_equal, ours, theirs)


@pytest.mark.parametrize("options", COMMON + IMAGES)
def test_pictures_are_theirs(folder, options):
    assert_alike("image", folder, {"image_size": (6, 7), **options})


@pytest.mark.parametrize("options", [*COMMON, {"max_length": 6}])
def test_texts_are_theirs(folder, options):
    assert_alike("text", folder, options)


@pytest.mark.parametrize(
    "options",
    [
        {"output_sequence_length": 23},
        {"output_sequence_length": 23, "label_mode": "categorical"},
        {"batch_size": None},
        {"shuffle": False},
        {"validation_split": 0.3, "subset": "both", "batch_size": 2},
    ],
)
def test_sounds_are_theirs(folder, options):
    assert_alike("audio", folder, options)


def test_ragged_sounds_are_theirs(folder):
    ours, theirs = (
        package.utils.audio_dataset_from_directory(
            str(folder), labels=None, ragged=True, seed=2, batch_size=4
        )
        for package in (keras, tf_keras)
    )
    for our, their in zip(ours, theirs, strict=True):
        assert our.to_list() == their.to_list()


def test_the_seed_is_drawn_as_in_keras_2(folder):
    found = []
    for package in (keras, tf_keras):
        np.random.seed(3)
        dataset = package.utils.image_dataset_from_directory(str(folder))
        found.append((dataset.file_paths, np.random.randint(1000)))
    assert found[0] == found[1]
