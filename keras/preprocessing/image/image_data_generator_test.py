"""Batches of changed images, where tf_keras has no answer or a wrong one."""

import inspect
import tracemalloc

import numpy as np
import PIL.Image
import pytest

import keras

image = keras.preprocessing.image
AXES = {"row_axis": 0, "col_axis": 1, "channel_axis": 2}
IMAGES = np.random.RandomState(0).rand(8, 6, 5, 3).astype("float32")


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "a").mkdir()
    for number, pixels in enumerate(IMAGES):
        keras.utils.save_img(tmp_path / "a" / f"{number}.png", pixels)
    return tmp_path


def test_one_range_holds_for_all_images_of_an_array():
    # row 220
    images = np.full((2, 2, 2, 3), 0.4)
    images[1, 0, 0] = -1
    generator = image.ImageDataGenerator(brightness_range=(0.5, 0.5))
    changed = next(generator.flow(images, shuffle=False))
    # Black is -1: 0.4 is 1.4 above it.
    np.testing.assert_allclose(changed[:, 1, 1], -1 + 0.5 * 1.4, atol=1e-6)


def test_a_dark_file_is_as_dark_as_its_bytes_say(tmp_path):
    # row 220
    pixels = np.full((4, 4, 3), 1, "uint8")
    PIL.Image.fromarray(pixels).save(tmp_path / "1.png")
    batches = image.ImageDataGenerator(
        brightness_range=(3, 3)
    ).flow_from_directory(
        tmp_path.parent,
        classes=[tmp_path.name],
        class_mode=None,
        target_size=(4, 4),
    )
    np.testing.assert_array_equal(next(batches), np.full((1, 4, 4, 3), 3))


@pytest.mark.parametrize("low, high", [(0, 1), (-1, 1), (0, 255)])
def test_brightness_multiplies_within_the_range_of_the_data(low, high):
    # row 220
    pixels = low + (high - low) * IMAGES[0]
    for factor in (1, 0.5, 3):
        changed = image.ImageDataGenerator(
            brightness_range=(factor, factor)
        ).random_transform(pixels)
        expected = low + np.minimum(factor * IMAGES[0], 1) * (high - low)
        np.testing.assert_allclose(
            changed, expected, atol=(high - low) / 255
        )  # fmt: skip


def test_nothing_is_normalized_that_was_not_learned(folder):
    # row 226
    generator = image.ImageDataGenerator(featurewise_center=True)
    batches = generator.flow_from_directory(folder)
    with pytest.raises(RuntimeError, match=r"Call `generator.fit\(images\)`"):
        next(batches)


@pytest.mark.parametrize("kind", ["folder", "iterator"])
def test_mean_and_deviation_are_learned_from_files(folder, kind):
    # row 226
    generator = image.ImageDataGenerator(
        featurewise_center=True, featurewise_std_normalization=True
    )
    batches = generator.flow_from_directory(folder, target_size=(6, 5))
    generator.fit(folder if kind == "folder" else batches)
    x, _ = next(batches)
    assert np.abs(x.mean((0, 1, 2))).max() < 0.2
    np.testing.assert_allclose(x.std((0, 1, 2)), 1, atol=0.2)


def test_whitening_is_not_learned_from_files(folder):
    generator = image.ImageDataGenerator(zca_whitening=True)
    with pytest.raises(ValueError, match="Received: files"):
        generator.fit(folder)


def test_whitening_takes_no_more_memory_than_images():
    # row 227
    images = np.random.RandomState(0).rand(2, 150, 150, 3)
    generator = image.ImageDataGenerator(zca_whitening=True)
    tracemalloc.start()
    generator.fit(images)
    generator.standardize(images[0])
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 100e6


@pytest.mark.parametrize(
    "given",
    [
        {"preprocessing_function": lambda image: image[:, :, ::-1] / 2},
        {"samplewise_center": True},
    ],
)
def test_statistics_are_of_images_prepared_one_by_one(given):
    images = IMAGES * [1, 10, 100] + np.arange(len(IMAGES))[:, None, None, None]
    generator = image.ImageDataGenerator(
        featurewise_std_normalization=True, dtype="float64", **given
    )
    generator.fit(images)
    batch = next(generator.flow(images, None, len(images), shuffle=False))
    np.testing.assert_allclose(batch.mean((0, 1, 2)), 0, atol=1e-5)
    np.testing.assert_allclose(batch.std((0, 1, 2)), 1, atol=1e-5)


def test_no_image_is_written_over_another(tmp_path, monkeypatch):
    monkeypatch.setattr(np.random, "randint", lambda *limits: 7)
    batches = image.ImageDataGenerator().flow(
        IMAGES[:1], save_to_dir=str(tmp_path), save_prefix="p"
    )
    for _ in range(3):
        next(batches)
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == ["p_0_7.png", "p_0_8.png", "p_0_9.png"]


def test_a_kept_whitening_is_put_back():
    make = image.ImageDataGenerator
    first, other = make(zca_whitening=True), make(zca_whitening=True)
    first.fit(IMAGES)
    other.mean = first.mean
    other.zca_whitening_matrix = first.zca_whitening_matrix
    np.testing.assert_allclose(
        other.standardize(IMAGES[0]), first.standardize(IMAGES[0]), atol=1e-4
    )


def test_what_is_handed_out_is_what_is_written(tmp_path):
    # row 228
    batches = image.ImageDataGenerator().flow(
        20 + np.round(9 * IMAGES), shuffle=False, save_to_dir=tmp_path
    )
    x = next(batches)
    for number, pixels in enumerate(x):
        (path,) = tmp_path.glob(f"_{number}_*.png")
        read = keras.utils.img_to_array(keras.utils.load_img(path))
        np.testing.assert_array_equal(read, pixels)


def test_a_users_own_batches_train_a_model():
    class Doubled(image.Iterator):
        def _get_batches_of_transformed_samples(self, index_array):
            return 2 * IMAGES[index_array], index_array

    batches = Doubled(8, 4, shuffle=True, seed=0)
    model = keras.Sequential([keras.layers.Flatten(), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    history = model.fit(batches, epochs=2, verbose=0)
    assert len(history.history["loss"]) == 2


def test_changed_images_train_a_model():
    generator = image.ImageDataGenerator(rotation_range=9)
    model = keras.Sequential([keras.layers.Flatten(), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    batches = generator.flow(IMAGES, np.zeros(8), batch_size=4)
    assert len(model.fit(batches, verbose=0).history["loss"]) == 1


def test_images_of_the_user_stay_as_they_are():
    given = IMAGES.copy()
    image.ImageDataGenerator(rescale=2.0).standardize(given)
    np.testing.assert_array_equal(given, IMAGES)


def test_a_function_that_works_in_place_gets_copies():
    def halve(pixels):
        pixels *= 0.5
        return pixels

    given = IMAGES.astype("float32")
    batches = image.ImageDataGenerator(preprocessing_function=halve).flow(
        given, batch_size=8, shuffle=False
    )
    for _ in range(2):
        np.testing.assert_allclose(next(batches), IMAGES / 2, rtol=1e-6)
    np.testing.assert_allclose(given, IMAGES, rtol=1e-6)


def test_other_arrays_go_along():
    batches = image.ImageDataGenerator().flow(
        (IMAGES, [np.arange(8)]), np.arange(8), sample_weight=np.ones(8), seed=1
    )
    (_, others), labels, _ = next(batches)
    np.testing.assert_array_equal(others, labels)


GENERATORS = [
    ({"fill_mode": "mirror"}, "fill_mode='mirror'"),
    ({"validation_split": 1.5}, "validation_split=1.5"),
    ({"brightness_range": 2}, "brightness_range=2"),
    ({"zoom_range": (1, 2, 3)}, r"zoom_range=\(1, 2, 3\)"),
    ({"data_format": "NCHW"}, "'NCHW'"),
]


@pytest.mark.parametrize("given, match", GENERATORS, ids=str)
def test_a_generator_refuses_what_is_out_of_range(given, match):
    with pytest.raises(ValueError, match=match):
        image.ImageDataGenerator(**given)


FLOWS = [
    ({"x": IMAGES[0]}, r"shape=\(6, 5, 3\)"),
    ({"x": IMAGES, "y": [1]}, "y has another length"),
    ({"x": IMAGES, "sample_weight": [1]}, "sample_weight has another"),
    ({"x": (IMAGES, [1], [2])}, "3 parts"),
    ({"x": IMAGES, "subset": "test"}, "subset='test'"),
    ({"x": IMAGES, "batch_size": 0}, "NumpyArrayIterator: batch_size.*=0"),
    ({"x": IMAGES, "y": [0] * 4 + [1] * 4, "subset": "training"}, "Shuffle"),
]


@pytest.mark.parametrize("given, match", FLOWS, ids=[m for _, m in FLOWS])
def test_arrays_that_do_not_fit_are_refused(given, match):
    generator = image.ImageDataGenerator(validation_split=0.5)
    with pytest.raises(ValueError, match=match):
        generator.flow(**given)


def test_unusual_channels_are_warned_of():
    with pytest.warns(UserWarning, match="images have 2 channels"):
        image.ImageDataGenerator().flow(IMAGES[..., :2])
    with pytest.warns(UserWarning, match="images have 2 channels"):
        image.ImageDataGenerator().fit(IMAGES[..., :2])


def test_images_to_learn_from_have_four_axes():
    with pytest.raises(ValueError, match=r"shape=\(6, 5, 3\)"):
        image.ImageDataGenerator().fit(IMAGES[0])


FOLDERS = [
    ({"class_mode": "multi"}, "class_mode='multi'"),
    ({"classes": ["a", "z"]}, r"classes with \['z'\]; there are \['a'\]"),
    ({"color_mode": "bgr"}, "color_mode='bgr'"),
    ({"subset": "test"}, "subset='test'"),
]


@pytest.mark.parametrize("given, match", FOLDERS, ids=str)
def test_a_folder_that_does_not_fit_is_refused(folder, given, match):
    with pytest.raises(ValueError, match=match):
        image.ImageDataGenerator().flow_from_directory(folder, **given)


def test_a_folder_that_is_not_there_is_told(tmp_path):
    told = "there is no such folder.*Received: directory='.*/none'"
    with pytest.raises(FileNotFoundError, match=told):
        image.ImageDataGenerator().flow_from_directory(tmp_path / "none")


def test_a_folder_without_images_is_refused(tmp_path):
    with pytest.raises(ValueError, match="Pass the folder above the classes"):
        image.ImageDataGenerator().flow_from_directory(tmp_path)


TABLES = [
    ({"class_mode": "multi"}, ValueError, "class_mode='multi'"),
    ({"class_mode": "multi_output"}, TypeError, "y_col='class'"),
    ({"class_mode": "binary"}, ValueError, "Received: 1"),
    ({"y_col": "size"}, TypeError, "class_mode='raw'"),
    ({"x_col": "size"}, TypeError, "x_col='size' with 1 of type int"),
    ({"x_col": "no"}, ValueError, "x_col='no'"),
    ({"y_col": "no"}, ValueError, "'class', 'size'.*y_col='no'"),
    ({"weight_col": "no"}, ValueError, "weight_col='no'"),
    ({"directory": "nowhere"}, ValueError, "no row has an image"),
    (
        {"directory": "nowhere", "classes": ["a", "b"]},
        ValueError,
        "no row has an image",
    ),
    ({"classes": ["b"]}, ValueError, "no row has an image"),
    ({"y_col": "many", "class_mode": "sparse"}, TypeError, "'categorical'"),
    ({"weight_col": ["size"]}, TypeError, "name of one"),
    ({"weight_col": "class"}, TypeError, "astype"),
]


def test_hidden_folders_are_no_classes(tmp_path):
    for name in ("a", "b", "c", ".ipynb_checkpoints"):
        (tmp_path / name).mkdir()
        keras.utils.save_img(tmp_path / name / "0.png", IMAGES[0])
    generator = image.ImageDataGenerator()
    with pytest.warns(UserWarning, match="for two classes. Received: 3"):
        found = generator.flow_from_directory(tmp_path, class_mode="binary")
    assert found.class_indices == {"a": 0, "b": 1, "c": 2}


def test_a_part_without_images_names_the_fraction(folder):
    pd = pytest.importorskip("pandas")
    generator = image.ImageDataGenerator(validation_split=0.01)
    table = pd.DataFrame({"filename": ["0.png"], "class": ["a"]})
    for flow, given in (
        (generator.flow, {"x": IMAGES, "y": range(8)}),
        (generator.flow_from_directory, {"directory": folder}),
        (
            generator.flow_from_dataframe,
            {"dataframe": table, "directory": folder / "a"},
        ),
    ):
        with pytest.raises(ValueError, match="validation_split=0.01 of"):
            flow(**given, subset="validation")


@pytest.mark.parametrize("given, error, match", TABLES, ids=str)
def test_a_table_that_does_not_fit_is_refused(folder, given, error, match):
    pd = pytest.importorskip("pandas")
    table = pd.DataFrame({"filename": ["0.png"], "class": ["a"], "size": [1]})
    table["many"] = [["a", "b"]]
    given = {"directory": folder / "a"} | given
    with pytest.raises(error, match=match):
        image.ImageDataGenerator().flow_from_dataframe(table, **given)


@pytest.mark.parametrize("column", ["filename", "class"])
def test_missing_texts_of_a_table_are_left_out_not_made(folder, column):
    pd = pytest.importorskip("pandas")
    table = pd.DataFrame({"filename": ["0.png"] * 2, "class": ["a"] * 2})
    table.loc[1, column] = np.nan
    with pytest.raises(TypeError, match="dropna"):
        image.ImageDataGenerator().flow_from_dataframe(table, folder / "a")


def test_dropped_arguments_of_a_table_are_told(folder):
    pd = pytest.importorskip("pandas")
    table = pd.DataFrame({"filename": ["0.png"], "class": ["a"]})
    generator = keras.preprocessing.image.ImageDataGenerator()
    with pytest.warns(DeprecationWarning, match="took has_ext=.*without it"):
        batches = generator.flow_from_dataframe(
            table, folder / "a", has_ext=True
        )
    assert batches.filenames == ["0.png"]


def test_names_without_a_file_are_left_out_with_a_warning(folder):
    pd = pytest.importorskip("pandas")
    table = pd.DataFrame({"filename": ["0.png", "no.png"], "class": ["a", "b"]})
    with pytest.warns(UserWarning, match="1 of 2 rows .*no.png"):
        batches = image.ImageDataGenerator().flow_from_dataframe(
            table, folder / "a"
        )
    assert batches.filenames == ["0.png"]


def test_a_batch_that_is_not_there_is_refused():
    batches = image.ImageDataGenerator().flow(IMAGES, batch_size=5)
    for number in (2, -3):
        with pytest.raises(ValueError, match="Expected a number below 2"):
            batches[number]
    assert batches[-1].shape == (3, 6, 5, 3)


def test_batches_need_a_method_that_makes_them():
    with pytest.raises(NotImplementedError, match="_get_batches_of"):
        image.Iterator(3, 2, False, None)[0]


def test_the_axes_are_those_of_an_image():
    with pytest.raises(ValueError, match=r"axes=\(1, 2, 0\)"):
        image.apply_affine_transform(IMAGES, theta=3)


@pytest.mark.parametrize("channel", [2, -1])
def test_axes_may_count_from_the_last(channel):
    expected = image.apply_affine_transform(IMAGES[0], theta=30, **AXES)
    found = image.apply_affine_transform(
        IMAGES[0], theta=30, row_axis=-3, col_axis=-2, channel_axis=channel
    )
    np.testing.assert_array_equal(found, expected)


def test_scipy_is_asked_for_by_name(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "scipy", None)
    with pytest.raises(ImportError, match="pip install scipy"):
        image.apply_affine_transform(IMAGES[0], theta=3, **AXES)
    pixels = IMAGES[0]
    assert image.apply_affine_transform(pixels, 0, **AXES) is pixels


def test_flow_takes_what_an_iterator_takes():
    flow = inspect.signature(image.ImageDataGenerator.flow).parameters
    iterator = inspect.signature(image.NumpyArrayIterator).parameters
    given_by_the_generator = {
        "image_data_generator", "data_format", "dtype"
    }  # fmt: skip
    assert set(flow) - {"self"} == set(iterator) - given_by_the_generator
