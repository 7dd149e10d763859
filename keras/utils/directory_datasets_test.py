"""Folders of pictures, texts and sounds are read, and bad ones are named."""

import os

import numpy as np
import PIL.Image
import pytest
import tensorflow as tf

import keras
from keras.utils import image_dataset

pictures_of = keras.utils.image_dataset_from_directory
texts_of = keras.utils.text_dataset_from_directory
sounds_of = keras.utils.audio_dataset_from_directory


@pytest.fixture
def folder(tmp_path):
    """Two classes of two texts each."""
    for name in ("a/1", "a/2", "b/3", "b/4"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / f"{name}.txt").write_text(name)
    return tmp_path


def write_picture(path, height=4, width=8, value=200):
    pixels = np.full((height, width, 3), value, "uint8")
    path.write_bytes(tf.io.encode_png(pixels).numpy())
    return pixels


def write_sound(path, hertz, rate, channels=1, seconds=1.0):
    times = np.arange(int(rate * seconds)) / rate
    wave = 0.5 * np.sin(2 * np.pi * hertz * times)
    sound = np.repeat(wave[:, None], channels, axis=1).astype("float32")
    path.write_bytes(tf.audio.encode_wav(sound, rate).numpy())


def test_a_subset_of_classes_may_be_read(folder):
    (batch,) = texts_of(folder, class_names=["b"], shuffle=False)
    assert batch[0].numpy().tolist() == [b"b/3", b"b/4"]
    assert batch[1].numpy().tolist() == [0, 0]


def test_files_of_a_subset_of_classes_may_come_without_labels(folder):
    (batch,) = texts_of(folder, class_names=["b"], labels=None, shuffle=False)
    assert batch.numpy().tolist() == [b"b/3", b"b/4"]


def test_labels_may_be_an_array(folder):
    labels = np.array([3, 1, 2, 0])
    (batch,) = texts_of(folder, labels=labels, shuffle=False)
    assert batch[1].numpy().tolist() == labels.tolist()


def test_both_parts_hold_all_files_once(folder):
    train, held = texts_of(folder, validation_split=0.25, subset="both", seed=1)
    assert (len(train.file_paths), len(held.file_paths)) == (3, 1)
    assert sorted(train.file_paths + held.file_paths) == sorted(
        str(path) for path in folder.glob("*/*.txt")
    )


def test_each_epoch_has_an_order_of_its_own(tmp_path):
    for index in range(30):
        (tmp_path / f"{index}.txt").write_text(str(index))
    texts = texts_of(tmp_path, labels=None, seed=1)
    first, second = ([b.numpy().tolist() for b in texts] for _ in range(2))
    assert first != second
    assert sorted(first[0]) == sorted(second[0])


def test_linked_folders_are_entered_on_request(folder):
    other = folder.parent / "elsewhere"
    other.mkdir()
    (other / "5.txt").write_text("5")
    os.symlink(other, folder / "a" / "link")
    assert len(texts_of(folder).file_paths) == 4
    assert len(texts_of(folder, follow_links=True).file_paths) == 5


def test_nothing_is_told_on_request(folder, capsys):
    texts_of(folder, verbose=False)
    assert capsys.readouterr().out == ""


def test_folders_of_other_file_systems_are_read():
    for name in ("a", "b"):
        tf.io.gfile.makedirs(f"ram://texts/{name}")
        tf.io.write_file(f"ram://texts/{name}/1.txt", name)
    (batch,) = texts_of("ram://texts", shuffle=False)
    assert batch[0].numpy().tolist() == [b"a", b"b"]


@pytest.mark.parametrize(
    "options, what",
    [
        ({"labels": "names"}, "labels='names'"),
        ({"labels": [1]}, "1 labels"),
        ({"labels": ["a"] * 4}, "labels with 'a'"),
        (
            {"labels": [1, 2, 1, 2], "label_mode": "categorical"},
            "none of 2 classes.*0 to 1.*labels with 2",
        ),
        ({"labels": [1, 2, 1, 2], "label_mode": "binary"}, "labels with 2"),
        (
            {"labels": [0, 0.5, 1, 1], "label_mode": "categorical"},
            "whole numbers.*labels with 0.5",
        ),
        ({"labels": np.eye(4)}, r"no number.*labels with \[1.0, 0.0"),
        ({"labels": [1] * 4, "class_names": ["a"]}, r"class_names=\['a'\]"),
        ({"class_names": ["a", "a"]}, r"twice.*class_names=\['a', 'a'\]"),
        ({"label_mode": "float"}, "label_mode='float'"),
        ({"class_names": ["c"]}, r"folders have the names \['c'\]"),
        ({"validation_split": 2, "subset": "both"}, "validation_split=2"),
        ({"validation_split": 0.5, "subset": "test"}, "subset='test'"),
        ({"validation_split": 0.5}, "says half of a split"),
        ({"subset": "both"}, "says half of a split"),
        ({"validation_split": 0.5, "subset": "both"}, "seed=None"),
        (
            {"validation_split": 0.1, "subset": "both", "seed": 1},
            "no files are left.*4 such files",
        ),
        ({"label_mode": "binary", "class_names": ["a"]}, "two classes"),
        ({"max_length": 0}, "max_length=0"),
        ({"batch_size": 0}, "least 1. Received: batch_size=0"),
        ({"format": "grain"}, "format='grain'"),
        ({"encoding": "utf-9"}, "encoding='utf-9'"),
        ({"encoding": "hex"}, "encoding='hex'"),
    ],
)
def test_what_makes_no_data_set_is_told(folder, options, what):
    with pytest.raises(ValueError, match=what):
        texts_of(folder, **options)


def test_an_empty_folder_is_named(tmp_path):
    (tmp_path / "a").mkdir()
    with pytest.raises(ValueError, match=f"{tmp_path}.*jpeg"):
        pictures_of(tmp_path)


def test_pictures_are_padded_with_black(tmp_path):
    write_picture(tmp_path / "1.png")
    (batch,) = pictures_of(
        tmp_path, labels=None, image_size=8, pad_to_aspect_ratio=True
    )
    expected = np.zeros((1, 8, 8, 3))
    expected[:, 2:6] = 200
    np.testing.assert_allclose(batch, expected)


def test_pictures_without_transparency_are_opaque(tmp_path):
    write_picture(tmp_path / "1.png")
    pixels = np.full((4, 8, 3), 200, "uint8")
    (tmp_path / "2.jpg").write_bytes(tf.io.encode_jpeg(pixels).numpy())
    PIL.Image.fromarray(pixels).save(tmp_path / "3.gif")
    (batch,) = pictures_of(
        tmp_path, labels=None, color_mode="rgba", image_size=(4, 8)
    )
    assert batch.shape == (3, 4, 8, 4)
    np.testing.assert_array_equal(batch[..., 3], np.full((3, 4, 8), 255))


def test_pictures_of_colours_become_grey(tmp_path):
    pixels = np.full((4, 8, 3), (255, 0, 0), np.uint8)
    for name in ("1.bmp", "2.gif", "3.png"):
        PIL.Image.fromarray(pixels).save(tmp_path / name)
    (batch,) = pictures_of(
        tmp_path, labels=None, color_mode="grayscale", image_size=(4, 8)
    )
    # Red's part of the luminance of ITU-R BT.601.
    np.testing.assert_allclose(batch, np.full((3, 4, 8, 1), 76.2), atol=0.5)


@pytest.mark.parametrize("color_mode, step", [("grayscale", 1e-3), ("rgb", 1)])
def test_grey_of_16_bits_is_divided_by_257(tmp_path, color_mode, step):
    # row 221
    levels = np.linspace(0, 65535, 64).astype("uint16").reshape(8, 8)
    (tmp_path / "a").mkdir()
    PIL.Image.fromarray(levels).save(tmp_path / "a" / "ramp.png")
    (read,) = pictures_of(
        tmp_path, None, color_mode=color_mode, image_size=(8, 8)
    )
    np.testing.assert_allclose(read[0, ..., 0], levels / 257, atol=step)
    generator = keras.preprocessing.image.ImageDataGenerator()
    (flown, _) = next(
        generator.flow_from_directory(
            tmp_path, (8, 8), color_mode, batch_size=1
        )
    )
    # A generator's grey is the file's own, as `load_img` reads it.
    scale = 257 if color_mode == "grayscale" else 1
    np.testing.assert_allclose(flown / scale, read, atol=step)


def test_a_picture_that_is_broken_inside_is_named_where_all_are(tmp_path):
    pixels = np.random.default_rng(0).integers(0, 255, (9, 9, 3), np.uint8)
    data = bytearray(tf.io.encode_png(pixels).numpy())
    data[len(data) // 2] ^= 255
    (tmp_path / "1.png").write_bytes(data)
    load = image_dataset._Pictures(
        (4, 4), "rgb", "bilinear", False, False, "channels_last", True
    )
    with pytest.raises(tf.errors.OpError, match=r"1\.png' can't be read"):
        tf.function(load)(tf.constant(str(tmp_path / "1.png")))


def test_channels_may_come_first(tmp_path):
    write_picture(tmp_path / "1.png")
    options = {"labels": None, "image_size": (5, 6)}
    first = next(iter(pictures_of(
        tmp_path, data_format="channels_first", **options
    )))  # fmt: skip
    last = next(iter(pictures_of(tmp_path, **options)))
    assert first.shape == (1, 3, 5, 6)
    np.testing.assert_array_equal(np.moveaxis(first, 1, -1), last)


def test_a_broken_sound_is_named(tmp_path):
    write_sound(tmp_path / "a.wav", 440, 8000)
    whole = (tmp_path / "a.wav").read_bytes()
    for name, data in (("empty", b""), ("other", b"RIFFno sound")):
        (tmp_path / f"{name}.wav").write_bytes(data)
        sounds = sounds_of(tmp_path, None, shuffle=False)
        with pytest.raises(
            tf.errors.OpError, match=rf"{name}\.wav' can't be read"
        ):
            next(iter(sounds))
        (tmp_path / f"{name}.wav").write_bytes(whole)


def test_broken_sounds_are_left_out_on_request(tmp_path):
    write_sound(tmp_path / "1.wav", 440, 8000)
    (tmp_path / "2.wav").write_bytes(b"RIFFno sound")
    (batch,) = sounds_of(tmp_path, None, skip_broken=True)
    assert batch.shape == (1, 8000, 1)


# What UTF-8 hasn't: another encoding's letter, half a letter, half of a pair
# of UTF-16, zero in two bytes, and one above the last code point.
@pytest.mark.parametrize(
    "data",
    [b"\xe9", b"\xe2\x82", b"\xed\xa0\x80", b"\xc0\x80", b"\xf4\x90\x80\x80"],
)
def test_a_text_that_is_not_utf_8_is_named_or_left_out(tmp_path, data):
    (tmp_path / "1.txt").write_bytes(b"caf" + data)
    whole = "caf\u00e9 \u65e5 \ud7ff\ue000\U0010ffff\0".encode()
    (tmp_path / "2.txt").write_bytes(whole)
    texts = texts_of(tmp_path, labels=None)
    with pytest.raises(tf.errors.OpError, match=r"1\.txt'.*at byte 3, \w+"):
        list(texts)
    (batch,) = texts_of(tmp_path, labels=None, skip_broken=True)
    assert batch.numpy().tolist() == [whole]


def test_a_text_is_cut_between_letters(tmp_path):
    (tmp_path / "1.txt").write_bytes("\u00e4\u00e4\u65e5".encode())
    for length, kept in ((1, 0), (3, 1), (4, 2), (6, 2), (7, 3)):
        (batch,) = texts_of(tmp_path, labels=None, max_length=length)
        assert batch[0].numpy().decode() == "\u00e4\u00e4\u65e5"[:kept]


@pytest.mark.parametrize(
    "encoding, expected",
    [("latin-1", "caf\u00e9".encode()), (None, b"caf\xe9")],
)
def test_texts_in_another_encoding_are_read(tmp_path, encoding, expected):
    (tmp_path / "1.txt").write_bytes(b"caf\xe9")
    (batch,) = texts_of(tmp_path, labels=None, encoding=encoding)
    assert batch.numpy().tolist() == [expected]


@pytest.mark.parametrize("read", [pictures_of, texts_of, sounds_of])
def test_a_folder_that_is_not_there_is_named(read, tmp_path):
    told = "from_directory: there is no such folder.*directory='.*/none'"
    with pytest.raises(tf.errors.NotFoundError, match=told):
        read(tmp_path / "none")


@pytest.mark.parametrize("batch_size", [2, None])
def test_broken_pictures_are_left_out_on_request(tmp_path, batch_size):
    for value in range(5):
        write_picture(tmp_path / f"{value}.png", value=value)
    (tmp_path / "1.png").write_bytes(b"")
    (tmp_path / "3.png").write_bytes(b"no picture")
    options = {"image_size": 2, "batch_size": batch_size, "shuffle": False}
    pictures = pictures_of(tmp_path, None, skip_broken=True, **options)
    found = np.concatenate([np.ravel(x) for x in pictures])
    assert np.unique(found).tolist() == [0, 2, 4]
    with pytest.raises(tf.errors.OpError, match=r"1\.png' can't be read"):
        [*pictures_of(tmp_path, None, **options)]


@pytest.mark.parametrize("method", ["bilinear", "bicubic", "area", "nearest"])
@pytest.mark.parametrize("side", [3, 40])
def test_pictures_of_any_size_are_resized_as_by_tensorflow(
    tmp_path, method, side
):
    noise = np.random.default_rng(0).integers(0, 256, (side, side, 3), "uint8")
    (tmp_path / "a.png").write_bytes(tf.io.encode_png(noise).numpy())
    (found,) = pictures_of(tmp_path, None, image_size=9, interpolation=method)
    expected = tf.image.resize(noise, (9, 9), method)
    np.testing.assert_array_equal(found[0], expected)


@pytest.mark.parametrize(
    "data",
    [b"", b"no picture", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF8"],
)
def test_a_broken_picture_is_named(tmp_path, data):
    write_picture(tmp_path / "1.png")
    (tmp_path / "broken.jpg").write_bytes(data)
    with pytest.raises(tf.errors.OpError, match=r"broken\.jpg' can't be read"):
        list(pictures_of(tmp_path, labels=None))


def test_a_broken_picture_is_told_without_the_ops_place(tmp_path):
    (tmp_path / "broken.jpg").write_bytes(b"")
    expected = r"Received: 0 bytes, Input is empty\. Remove it"
    with pytest.raises(tf.errors.OpError, match=expected):
        list(pictures_of(tmp_path, labels=None))


@pytest.mark.parametrize("kind", ["jpeg", "png"])
def test_a_picture_that_was_cut_off_is_named(tmp_path, kind):
    pixels = np.random.default_rng(0).integers(0, 256, (40, 40, 3), "uint8")
    whole = getattr(tf.io, f"encode_{kind}")(pixels).numpy()
    (tmp_path / f"cut.{kind}").write_bytes(whole[: len(whole) // 2])
    file = tmp_path / f"cut.{kind}"
    file.rename(tmp_path / "cut.jpg")
    with pytest.raises(tf.errors.OpError, match=r"cut\.jpg' can't be read"):
        list(pictures_of(tmp_path, labels=None))


def test_bytes_after_a_picture_do_no_harm(tmp_path):
    write_picture(tmp_path / "1.png")
    with open(tmp_path / "1.png", "ab") as file:
        file.write(b"comment")
    (batch,) = pictures_of(tmp_path, labels=None, image_size=(4, 8))
    np.testing.assert_array_equal(batch, np.full((1, 4, 8, 3), 200))


@pytest.mark.parametrize(
    "options, what",
    [
        ({"color_mode": "cmyk"}, "color_mode='cmyk'"),
        ({"interpolation": "cubic"}, "interpolation='cubic'"),
        ({"interpolation": None}, "interpolation='none'"),
        ({"image_size": (4,)}, r"image_size=\(4,\)"),
        ({"image_size": 0}, "image_size=0"),
        ({"image_size": None}, "image_size=None"),
        ({"image_size": (None, None)}, r"image_size=\(None, None\)"),
        ({"image_size": (4.5, 4)}, r"image_size=\(4.5, 4\)"),
        ({"data_format": "first"}, "data_format='first'"),
        (
            {"crop_to_aspect_ratio": True, "pad_to_aspect_ratio": True},
            "cropped or padded",
        ),
    ],
)
def test_pictures_that_cannot_be_are_told(tmp_path, options, what):
    with pytest.raises(ValueError, match=what):
        pictures_of(tmp_path, **options)


def test_the_functions_have_their_older_names_too():
    assert keras.preprocessing.image_dataset_from_directory is pictures_of
    assert keras.preprocessing.text_dataset_from_directory is texts_of
    assert (
        keras.preprocessing.timeseries_dataset_from_array
        is keras.utils.timeseries_dataset_from_array
    )


def spectrum(sound):
    size = np.abs(np.fft.rfft(sound * np.hanning(len(sound)))) / len(sound)
    return size


def test_a_sound_is_read_at_another_rate(tmp_path):
    # row 224
    write_sound(tmp_path / "1.wav", 440, 16000)
    (batch,) = sounds_of(tmp_path, labels=None, sampling_rate=8000)
    assert abs(batch.shape[1] - 8000) <= 2
    peak = np.argmax(spectrum(batch[0, :, 0].numpy()))
    assert abs(peak * 8000 / batch.shape[1] - 440) <= 3
    np.testing.assert_allclose(np.max(batch), 0.5, atol=0.01)


def test_what_the_new_rate_cannot_hold_is_gone(tmp_path):
    # row 224: -40 dB
    for hertz in (4400, 5000, 7000):
        write_sound(tmp_path / f"{hertz}.wav", hertz, 16000)
    (batch,) = sounds_of(tmp_path, labels=None, sampling_rate=8000)
    assert len(batch) == 3
    assert np.abs(batch[:, 200:-200]).max() < 0.5 * 10 ** (-40 / 20)


def test_sounds_of_mixed_rates_and_channels_are_one_batch(tmp_path):
    # row 224
    write_sound(tmp_path / "1.wav", 440, 44100, channels=2)
    write_sound(tmp_path / "2.wav", 440, 8000, seconds=0.5)
    write_sound(tmp_path / "3.wav", 440, 16000)
    (batch,) = sounds_of(
        tmp_path, labels=None, sampling_rate=16000, shuffle=False
    )
    assert batch.shape == (3, 16000, 2)
    middle = slice(1000, 7000)
    for row in (0, 1):
        np.testing.assert_allclose(
            batch[row, middle, 0], batch[2, middle, 0], atol=2e-3
        )
    assert not np.any(batch[1, 8000:])


def test_sizes_may_be_numbers_of_numpy(tmp_path):
    write_picture(tmp_path / "1.png")
    (batch,) = pictures_of(tmp_path, labels=None, image_size=np.int64(4))
    assert batch.shape[1:3] == (4, 4)
    write_sound(tmp_path / "1.wav", 100, 1000)
    sounds = keras.utils.audio_dataset_from_directory(
        tmp_path, None, output_sequence_length=np.int64(9), verbose=False
    )
    assert next(iter(sounds)).shape == (1, 9, 1)


def test_sounds_get_the_length_that_is_asked_for(tmp_path):
    write_sound(tmp_path / "1.wav", 440, 16000)
    (batch,) = sounds_of(
        tmp_path, labels=None, sampling_rate=8000, output_sequence_length=9000
    )
    assert batch.shape == (1, 9000, 1)


@pytest.mark.parametrize(
    "options, what",
    [
        ({"sampling_rate": 0}, "sampling_rate=0"),
        ({"sampling_rate": 8000.0}, "sampling_rate=8000.0"),
        ({"output_sequence_length": 0}, "output_sequence_length=0"),
        ({"output_sequence_length": 9, "ragged": True}, "aren't ragged"),
    ],
)
def test_sounds_that_cannot_be_are_told(tmp_path, options, what):
    with pytest.raises(ValueError, match=what):
        sounds_of(tmp_path, **options)


def test_rates_that_divide_badly_are_told(tmp_path):
    write_sound(tmp_path / "1.wav", 440, 44100, seconds=0.1)
    with pytest.raises(tf.errors.OpError, match="sampling_rate=22051"):
        list(sounds_of(tmp_path, labels=None, sampling_rate=22051))
