"""Images changed and read in batches, held against tf_keras."""

import numpy as np
import pandas as pd
import pytest
import tf_keras

import keras

# tf_keras warns of SciPy, and of arguments that need each other.
pytestmark = pytest.mark.filterwarnings("ignore")
RNG = np.random.RandomState(0)
IMAGES = RNG.randint(0, 256, (6, 9, 7, 3)).astype("float32")
CHANGES = [
    {"rotation_range": 40},
    {"width_shift_range": 0.3, "height_shift_range": 2.5},
    {"width_shift_range": 3, "height_shift_range": [0.1, 0.2]},
    {"shear_range": 20, "fill_mode": "constant", "cval": 3.0},
    {"zoom_range": 0.4, "fill_mode": "reflect"},
    {"zoom_range": (0.5, 0.9), "fill_mode": "wrap"},
    {"channel_shift_range": 50.0},
    {"horizontal_flip": True, "vertical_flip": True},
    {"rescale": 0.1, "preprocessing_function": lambda x: x + 1},
    {"samplewise_center": True, "samplewise_std_normalization": True},
    {"rotation_range": 9, "zoom_range": 0.1, "horizontal_flip": True,
     "interpolation_order": 3, "channel_shift_range": 5.0},
]  # fmt: skip
NORMALIZED = [
    {"featurewise_center": True},
    {"featurewise_center": True, "featurewise_std_normalization": True},
    {"featurewise_std_normalization": True, "rescale": 1 / 255},
]


def generators(given):
    return [
        package.preprocessing.image.ImageDataGenerator(**given)
        for package in (keras, tf_keras)
    ]


def read(batches, count):
    np.random.seed(4)
    return [next(batches) for _ in range(count)]


def assert_alike(ours, theirs, **tolerances):
    assert type(ours) is type(theirs)
    if isinstance(ours, (tuple, list)):
        for one, other in zip(ours, theirs, strict=True):
            assert_alike(one, other, **tolerances)
    else:
        assert ours.dtype == theirs.dtype
        np.testing.assert_allclose(ours, theirs, **tolerances)


@pytest.mark.parametrize("given", CHANGES, ids=str)
@pytest.mark.parametrize("seed", [None, 3])
def test_changes_are_those_of_tf_keras(given, seed):
    ours, theirs = (
        read(generator.flow(IMAGES, np.arange(6), batch_size=4, seed=seed), 5)
        for generator in generators(given)
    )
    assert_alike(ours, theirs, rtol=1e-5, atol=1e-3)


@pytest.mark.parametrize("given", NORMALIZED, ids=str)
def test_what_fit_learns_is_what_tf_keras_learns(given):
    ours, theirs = generators(given)
    for generator in (ours, theirs):
        generator.fit(IMAGES)
    assert_alike(
        ours.standardize(IMAGES.copy()),
        theirs.standardize(IMAGES.copy()),
        rtol=1e-4,
        atol=1e-4,
    )


def test_whitening_is_that_of_the_dense_matrix():
    # row 227
    images = RNG.rand(60, 4, 4, 3).astype("float32")
    ours, theirs = generators({"zca_whitening": True, "zca_epsilon": 0.1})
    for generator in (ours, theirs):
        generator.fit(images)
    assert_alike(
        ours.standardize(images.copy()),
        theirs.standardize(images.copy()),
        atol=1e-4,
    )
    np.testing.assert_allclose(
        ours.zca_whitening_matrix, theirs.zca_whitening_matrix, atol=1e-4
    )


@pytest.fixture
def folder(tmp_path):
    for number, image in enumerate(IMAGES):
        path = tmp_path / f"class{number % 2}"
        path.mkdir(exist_ok=True)
        keras.utils.save_img(path / f"{number}.png", image)
    return tmp_path


@pytest.mark.parametrize(
    "class_mode", ["categorical", "binary", "sparse", "input", None]
)
@pytest.mark.parametrize("subset", [None, "training", "validation"])
def test_a_folder_is_read_as_by_tf_keras(folder, class_mode, subset):
    ours, theirs = (
        generator.flow_from_directory(
            str(folder),
            target_size=(5, 6),
            class_mode=class_mode,
            batch_size=2,
            subset=subset,
            seed=1,
        )
        for generator in generators({"validation_split": 0.4})
    )
    assert ours.filenames == theirs.filenames
    assert ours.class_indices == theirs.class_indices
    assert_alike(read(ours, 4), read(theirs, 4))
    assert_alike(ours[0], theirs[0])


TABLE = pd.DataFrame(
    {
        "filename": [f"class{i % 2}/{i}.png" for i in range(6)] + ["no.png"],
        "class": ["b", "a", "b", "a", "b", "a", "a"],
        "many": [["b"], ["a", "b"], ["b"], ["a"], ["b"], ["a"], ["a"]],
        "size": np.arange(7.0),
        "weight": np.linspace(0, 1, 7),
    }
)


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"y_col": "many"},
        {"class_mode": "binary"},
        {"class_mode": "sparse", "classes": ["b"]},
        {"class_mode": "sparse", "classes": ["a", "b", "a"]},
        {"class_mode": "other", "y_col": "size"},
        {"class_mode": "raw", "y_col": ["size", "weight"]},
        {"class_mode": "multi_output", "y_col": ["size", "weight"]},
        {"class_mode": "input"},
        {"class_mode": None},
        {"weight_col": "weight", "subset": "training"},
    ],
    ids=str,
)
def test_a_table_is_read_as_by_tf_keras(folder, given):
    ours, theirs = (
        generator.flow_from_dataframe(
            TABLE,
            str(folder),
            target_size=(5, 6),
            batch_size=4,
            seed=2,
            **given,
        )
        for generator in generators({"validation_split": 0.4})
    )
    assert ours.filenames == theirs.filenames
    assert_alike(read(ours, 3), read(theirs, 3))


@pytest.mark.parametrize(
    "name, given",
    [
        ("random_rotation", (30,)),
        ("random_shift", (0.2, 0.4)),
        ("random_shear", (25,)),
        ("random_zoom", ((0.6, 1.4),)),
        ("random_channel_shift", (40.0,)),
    ],
)
def test_a_random_change_is_that_of_tf_keras(name, given):
    found = []
    for package in (keras, tf_keras):
        np.random.seed(5)
        change = getattr(package.preprocessing.image, name)
        axes = {"channel_axis": 2}
        if name != "random_channel_shift":
            axes |= {"row_axis": 0, "col_axis": 1}
        found.append(change(IMAGES[0], *given, **axes))
    np.testing.assert_allclose(*found, rtol=1e-5, atol=1e-3)


def test_brightness_of_bytes_is_that_of_tf_keras_but_for_rounding():
    ours, theirs = (
        package.preprocessing.image.apply_brightness_shift(IMAGES[0], 0.7)
        for package in (keras, tf_keras)
    )
    np.testing.assert_allclose(ours, theirs, atol=2)
