"""Images in files and arrays, as users read and write them."""

import io

import numpy as np
import pytest
import tensorflow as tf
from PIL import Image

import keras

RAMP = np.linspace(0, 65535, 64).astype("uint16").reshape(8, 8)


@pytest.fixture
def ramp(tmp_path):
    Image.fromarray(RAMP).save(tmp_path / "ramp.png")
    return tmp_path / "ramp.png"


def test_grey_of_16_bits_becomes_8_bits_by_division(ramp):
    # row 221
    pixels = keras.utils.img_to_array(keras.utils.load_img(ramp))
    assert pixels.shape == (8, 8, 3)
    np.testing.assert_allclose(pixels[..., 1], RAMP / 257, atol=1)


def test_grey_of_16_bits_keeps_its_levels_as_grayscale(ramp):
    # row 221
    img = keras.utils.load_img(ramp, color_mode="grayscale")
    assert np.asarray(img).dtype == "uint16"
    np.testing.assert_array_equal(
        keras.utils.img_to_array(img)[..., 0], RAMP.astype("float32")
    )


@pytest.mark.parametrize("kind", ["uint8", "float32"])
def test_what_lies_in_0_to_255_is_written_unchanged(tmp_path, kind):
    # row 228
    pixels = (20 + np.arange(48).reshape(4, 4, 3) % 10).astype(kind)
    keras.utils.save_img(tmp_path / "a.png", pixels)
    read = keras.utils.load_img(str(tmp_path / "a.png"))
    np.testing.assert_array_equal(keras.utils.img_to_array(read), pixels)


def test_values_outside_are_stretched_with_a_warning():
    # row 228
    pixels = np.array([-1.0, 0.0, 1.0]).reshape(1, 3, 1)
    with pytest.warns(UserWarning, match="stretched to 0 to 255"):
        img = keras.utils.array_to_img(pixels)
    np.testing.assert_array_equal(np.asarray(img)[0], [0, 128, 255])


def test_values_outside_are_cut_without_scale():
    # row 228
    pixels = np.array([-1.0, 20.0, 300.0]).reshape(1, 1, 3)
    img = keras.utils.array_to_img(pixels, scale=False)
    assert img.getpixel((0, 0)) == (0, 20, 255)


def test_fractions_are_of_255():
    img = keras.utils.array_to_img(np.full((1, 1, 1), 0.2, "float32"))
    assert img.getpixel((0, 0)) == 51


def test_large_levels_of_one_channel_stay_without_scale():
    img = keras.utils.array_to_img(RAMP[..., None], scale=False)
    np.testing.assert_array_equal(np.asarray(img), RAMP)


def test_grey_of_16_bits_is_written_again(ramp, tmp_path):
    # row 221
    pixels = keras.utils.img_to_array(
        keras.utils.load_img(ramp, color_mode="grayscale")
    )
    keras.utils.save_img(tmp_path / "again.png", pixels, scale=False)
    again = keras.utils.load_img(tmp_path / "again.png", color_mode="grayscale")
    np.testing.assert_array_equal(np.asarray(again), RAMP)
    with pytest.raises(ValueError, match="at most 65535.*TIFF"):
        keras.utils.save_img(tmp_path / "a.png", pixels * 2, scale=False)


def test_grey_of_floats_is_kept_and_rounded_for_colours(tmp_path):
    # row 221
    values = np.linspace(0, 1.8, 16, dtype="float32").reshape(4, 4)
    Image.fromarray(values).save(tmp_path / "f.tif")
    grey = keras.utils.load_img(tmp_path / "f.tif", color_mode="grayscale")
    np.testing.assert_array_equal(np.asarray(grey), values)
    colours = keras.utils.load_img(tmp_path / "f.tif")
    np.testing.assert_array_equal(np.asarray(colours)[..., 1], np.rint(values))


def test_grey_of_32_bits_is_divided_only_if_it_is_wide(tmp_path):
    # row 221
    levels = np.arange(16, dtype="int32").reshape(4, 4) * 17
    for scale in (1, 257):
        Image.fromarray(levels * scale).save(tmp_path / "i.tif")
        colours = keras.utils.load_img(tmp_path / "i.tif")
        np.testing.assert_array_equal(np.asarray(colours)[..., 1], levels)


def test_a_picture_larger_than_pillow_opens_is_named(ramp, monkeypatch):
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 20)
    with pytest.raises(OSError, match="ramp.png' can't be read"):
        keras.utils.load_img(ramp)


def test_channels_come_first_on_request():
    pixels = np.arange(24, dtype="uint8").reshape(4, 2, 3)
    img = keras.utils.array_to_img(pixels, data_format="channels_first")
    assert (img.mode, img.size) == ("RGBA", (3, 2))
    back = keras.utils.img_to_array(img, "channels_first", "int32")
    np.testing.assert_array_equal(back, pixels)


def test_transparency_is_left_out_of_a_jpeg(tmp_path):
    with pytest.warns(UserWarning, match="JPEG has no transparency"):
        keras.utils.save_img(tmp_path / "a.jpg", np.zeros((4, 4, 4)))
    with Image.open(tmp_path / "a.jpg") as img:
        assert img.mode == "RGB"


def test_the_older_grayscale_is_the_color_mode(ramp):
    with pytest.warns(UserWarning, match="color_mode='grayscale'"):
        assert keras.utils.load_img(ramp, True).mode == "I;16"
    assert keras.utils.load_img(ramp, target_size=(4.0, 2)).size == (2, 4)


@pytest.mark.parametrize(
    "arguments, parts",
    [
        ({"color_mode": "bgr"}, ("grayscale, rgb, rgba", "'bgr'")),
        ({"interpolation": "cubic"}, ("lanczos, nearest", "'cubic'")),
        ({"target_size": 4}, ("(height, width)", "target_size=4")),
        ({"target_size": (2, 1.5)}, ("whole numbers", "(2, 1.5)")),
        ({"target_size": (2, 0)}, ("above 0", "(2, 0)")),
    ],
)
def test_an_unknown_choice_is_refused(ramp, arguments, parts):
    with pytest.raises(ValueError) as told:
        keras.utils.load_img(ramp, **arguments)
    assert all(part in str(told.value) for part in parts)


def test_a_path_is_a_path():
    with pytest.raises(TypeError, match="Expected a path or io.BytesIO"):
        keras.utils.load_img(3)


@pytest.mark.parametrize(
    "call, match",
    [
        (lambda: keras.utils.array_to_img(np.ones((2, 2))), r"shape=\(2, 2\)"),
        (lambda: keras.utils.array_to_img(np.ones((2, 2, 5))), "1, 3 or 4"),
        (lambda: keras.utils.img_to_array(np.ones(3)), r"shape=\(3,\)"),
        (lambda: keras.utils.img_to_array(RAMP, "NCHW"), "'NCHW'"),
    ],
)
def test_a_shape_of_no_image_is_refused(call, match):
    with pytest.raises(ValueError, match=match):
        call()


def test_pillow_is_asked_for_by_name(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "PIL", None)
    with pytest.raises(ImportError, match="pip install pillow"):
        keras.utils.load_img(io.BytesIO())


@pytest.mark.parametrize("kind", [np.array, tf.constant])
def test_smart_resize_cuts_the_middle_out(kind):
    image = np.zeros((4, 8, 1), "float32")
    image[:, 2:6] = 1
    out = keras.preprocessing.image.smart_resize(kind(image), (2, 2))
    np.testing.assert_array_equal(out, np.ones((2, 2, 1)))


def test_smart_resize_takes_channels_first():
    out = keras.preprocessing.image.smart_resize(
        np.ones((2, 3, 9, 4)), (3, 2), data_format="channels_first"
    )
    assert out.shape == (2, 3, 3, 2)


@pytest.mark.parametrize(
    "shape, size, match",
    [((4, 4), (2, 2), r"shape=\(4, 4\)"), ((4, 4, 3), (2,), r"size=\(2,\)")],
)
def test_smart_resize_refuses_what_it_cannot_resize(shape, size, match):
    with pytest.raises(ValueError, match=match):
        keras.preprocessing.image.smart_resize(np.ones(shape), size)


@pytest.mark.parametrize("share", [0, 0.5])
def test_a_broken_image_is_named(tmp_path, share):
    path = tmp_path / "a.png"
    keras.utils.save_img(path, np.zeros((9, 9, 3)))
    whole = path.read_bytes()
    path.write_bytes(whole[: int(share * len(whole))])
    with pytest.raises(OSError, match="load_img: .*a.png' can't be read"):
        keras.utils.load_img(path)


@pytest.mark.parametrize("dtype", ["float16", "float32"])
def test_bytes_come_back_from_scaled_floats(dtype):
    levels = np.arange(256).reshape(16, 16, 1)
    scaled = (levels / 127.5 - 1).astype(dtype)
    for fractions in ((scaled + 1) / 2, (levels / 255).astype(dtype)):
        img = keras.utils.array_to_img(fractions)
        np.testing.assert_array_equal(np.asarray(img), levels[..., 0])
