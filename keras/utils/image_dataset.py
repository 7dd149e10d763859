"""Folders of pictures as batches."""

import numbers
import os
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import tensorflow as tf

from keras import backend
from keras.engine import kinds
from keras.utils import dataset_format, directory_dataset, labelled_files

_WHERE = "image_dataset_from_directory"
_FORMATS = (".bmp", ".gif", ".jpeg", ".jpg", ".png")
_CHANNELS = {"grayscale": 1, "rgb": 3, "rgba": 4}
_METHODS = (
    "area",
    "bicubic",
    "bilinear",
    "gaussian",
    "lanczos3",
    "lanczos5",
    "mitchellcubic",
    "nearest",
)


def image_dataset_from_directory(
    directory: str | os.PathLike,
    labels: str | Sequence[int] | None = "inferred",
    label_mode: str | None = "int",
    class_names: Sequence[str] | None = None,
    color_mode: str = "rgb",
    batch_size: int | None = 32,
    image_size: int | Sequence[int] = (256, 256),
    shuffle: bool = True,
    seed: int | None = None,
    validation_split: float | None = None,
    subset: str | None = None,
    interpolation: str = "bilinear",
    follow_links: bool = False,
    crop_to_aspect_ratio: bool = False,
    pad_to_aspect_ratio: bool = False,
    data_format: str | None = None,
    format: str = "tf",
    verbose: bool = True,
    *,
    smart_resize: bool = False,
    skip_broken: bool = False,
) -> kinds.Datasets:
    """Makes a data set of the pictures in a folder with a subfolder a class.

    JPEG, PNG, GIF (its first picture) and BMP files are read, of any depth.

    Args:
        directory: The folder.
        labels: 'inferred' (default) from the subfolders' names, None for
            pictures alone, or a list or array of a number for each file, in the
            order of their paths.
        label_mode: 'int' (default) for int32 numbers, 'categorical' for rows
            of ones and zeros, 'binary' for 0.0 and 1.0 as `(batch, 1)`, None
            for pictures alone.
        class_names: Subfolders to read, in the order of their numbers. Default:
            all, by name.
        color_mode: 'rgb' (default), 'rgba' or 'grayscale'; grey of 16 bits is
            divided by 257, and keeps its levels unless `interpolation` is
            'nearest'.
        batch_size: Pictures of a batch, or None for single ones. Default 32.
        image_size: Height and width in pixels; one number is both. Default
            (256, 256).
        shuffle: True (default) mixes the files, and mixes them anew in each
            epoch; False leaves them in the order of their paths.
        seed: Seed of that. Default: another each time.
        validation_split: Fraction of files, the last ones, that are held out.
        subset: 'training', 'validation', or 'both' for a list of two.
        interpolation: How they're resized: 'bilinear' (default), 'nearest',
            'bicubic', 'area', 'lanczos3', 'lanczos5', 'gaussian' or
            'mitchellcubic'.
        follow_links: True enters folders that are symbolic links.
        crop_to_aspect_ratio: True cuts off what doesn't fit the shape, instead
            of distorting.
        pad_to_aspect_ratio: True fills with black, instead of distorting.
        data_format: 'channels_last' or 'channels_first'. Default:
            `keras.backend.image_data_format()`.
        format: 'tf', the only one.
        verbose: True (default) tells how many files were found.
        smart_resize: What `crop_to_aspect_ratio` was called before.
        skip_broken: True leaves out files that can't be read, and names each
            in TensorFlow's log; the data set doesn't know its length then.
            Default False: the first one ends it, with an error that names it
            unless it begins and ends as a whole file does.
    Returns:
        A `tf.data.Dataset` of float32 pictures `(batch, height, width,
        channels)` with values in [0, 255], or of pairs of these and labels. It
        has attributes `class_names` and `file_paths`.
    Raises:
        ValueError: If an argument isn't one of these, or there are no files.
        InvalidArgumentError: With its path, where a file is no whole picture.

    Example:
        >>> import pathlib, tempfile
        >>> folder = tempfile.TemporaryDirectory()
        >>> for name in ("cat", "dog"):
        ...     file = pathlib.Path(folder.name, name, "1.png")
        ...     file.parent.mkdir()
        ...     picture = tf.io.encode_png(np.zeros((9, 7, 3), "uint8"))
        ...     _ = file.write_bytes(picture.numpy())
        >>> pictures = keras.utils.image_dataset_from_directory(
        ...     folder.name, image_size=(4, 4), shuffle=False)
        Found 2 files belonging to 2 classes.
        >>> pictures.class_names
        ['cat', 'dog']
        >>> [(x.shape, y.numpy().tolist()) for x, y in pictures]
        [(TensorShape([2, 4, 4, 3]), [0, 1])]
        >>> folder.cleanup()
    """
    dataset_format.check(format, _WHERE)
    load = _Pictures(
        _size(image_size),
        _one_of("color_mode", color_mode, _CHANNELS),
        str(interpolation).lower(),
        crop_to_aspect_ratio or smart_resize,
        pad_to_aspect_ratio,
        data_format or backend.image_data_format(),
        skip_broken,
    ).check()
    wanted = labelled_files.Wanted(
        _WHERE,
        _FORMATS,
        directory,
        labels,
        label_mode,
        class_names,
        shuffle,
        seed,
        validation_split,
        subset,
        follow_links,
        verbose,
    )
    return directory_dataset.make(
        wanted, load, batch_size, skip_broken=skip_broken
    )


def _size(given: int | Sequence[int]) -> tuple[int, int]:
    whole = (int, np.integer)
    size = (given, given) if isinstance(given, whole) else given
    if np.shape(size) != (2,) or not all(map(_is_side, size)):
        raise ValueError(
            f"{_WHERE}: there are no such pictures. Expected image_size to be "
            f"(height, width), above 0. Received: image_size={given}."
        )
    return tuple(map(int, size))


def _is_side(given: float) -> bool:
    return isinstance(given, numbers.Real) and given > 0 and given % 1 == 0


def _one_of(name: str, value: str, known: dict | tuple) -> str:
    if value not in known:
        raise ValueError(
            f"{_WHERE}: {name} isn't known. Expected one of "
            f"{', '.join(map(repr, known))}. Received: {name}={value!r}."
        )
    return value


@dataclass(frozen=True)
class _Pictures:
    """Reads a picture, and gives it a size."""

    size: tuple[int, int]
    color_mode: str
    method: str
    crop: bool
    pad: bool
    data_format: str
    names_all: bool

    def check(self) -> "_Pictures":
        _one_of("interpolation", self.method, _METHODS)
        _one_of(
            "data_format",
            self.data_format,
            ("channels_last", "channels_first"),
        )
        if self.crop and self.pad:
            raise ValueError(
                f"{_WHERE}: a picture is cropped or padded. Expected one of "
                "crop_to_aspect_ratio and pad_to_aspect_ratio. Received: both."
            )
        return self

    def __call__(self, path: tf.Tensor) -> tf.Tensor:
        data = tf.io.read_file(path)
        channels = _CHANNELS[self.color_mode]
        with tf.control_dependencies([self._check_whole(path, data)]):
            picture = self._decoded(data, channels)
        picture.set_shape((None, None, channels))
        picture = self._resized(picture)
        if self.data_format == "channels_first":
            picture = tf.transpose(picture, (2, 0, 1))
        return picture

    def _decoded(self, data: tf.Tensor, channels: int) -> tf.Tensor:
        if channels > 1 or self.method == "nearest":
            return _decoded(data, channels)
        return tf.cond(
            _has_16_bits(data),
            lambda: _finely_decoded(data),
            lambda: tf.cast(_decoded(data, channels), tf.float32),
        )

    def _check_whole(self, path: tf.Tensor, data: tf.Tensor) -> tf.Tensor:
        """Names a file that is broken: the decoder doesn't.

        A file that begins and ends as a JPEG or PNG file does isn't decoded
        twice, unless all that are broken have to be named.
        """
        # Bytes in front, lest a file have less than two.
        ends = tf.strings.substr(b"  " + data, [2, -2], [2, 2])
        seems_whole = tf.reduce_any(tf.reduce_all(ends == _WHOLE, axis=1))
        return tf.cond(
            seems_whole & (not self.names_all),
            lambda: True,
            lambda: tf.numpy_function(_try, [path, data], tf.bool),
        )

    def _resized(self, picture: tf.Tensor) -> tf.Tensor:
        if self.pad:
            return tf.image.resize_with_pad(picture, *self.size, self.method)
        if self.crop:
            picture = _cropped(picture, self.size)
        if self.method == "nearest":
            return tf.image.resize(picture, self.size, self.method)
        # TensorFlow converts each pixel that it looks at, several times if it
        # is looked at often: a small picture is converted before, and read in
        # three quarters of the time.
        is_small = tf.size(picture) < 2 * 3 * self.size[0] * self.size[1]
        return tf.cond(
            is_small,
            lambda: self._scaled(tf.cast(picture, tf.float32)),
            lambda: self._scaled(picture),
        )

    def _scaled(self, picture: tf.Tensor) -> tf.Tensor:
        return tf.image.resize(picture, self.size, self.method)


def _decoded(data: tf.Tensor, channels: int) -> tf.Tensor:
    def decode(own_channels: int) -> tf.Tensor:
        return tf.io.decode_image(
            data, channels=own_channels, expand_animations=False
        )

    begins = tf.strings.substr(data, 0, 2)
    is_gif, is_bmp = tf.equal(begins, b"GI"), tf.equal(begins, b"BM")
    if channels == 1:
        # The decoders of GIF and BMP make no grey of colours.
        return tf.cond(
            is_gif | is_bmp,
            lambda: tf.image.rgb_to_grayscale(decode(3)),
            lambda: decode(1),
        )
    if channels == 3:
        return decode(3)
    # JPEG and GIF have no transparency, and their decoders no fourth channel.
    opaque = [[0, 0], [0, 0], [0, 1]]
    return tf.cond(
        tf.io.is_jpeg(data) | is_gif,
        lambda: tf.pad(decode(3), opaque, constant_values=255),
        lambda: decode(4),
    )


def _has_16_bits(data: tf.Tensor) -> tf.Tensor:
    """Whether it is a PNG file, whose byte 24 tells so."""
    size = tf.strings.length(data)
    begins = tf.strings.substr(data, 0, 2)
    bits = tf.strings.substr(data, tf.minimum(24, size), 1)
    return tf.equal(begins, b"\x89P") & tf.equal(bits, b"\x10")


def _finely_decoded(data: tf.Tensor) -> tf.Tensor:
    """Row 221: grey in [0, 255] with all its levels, not the upper 8 bits."""
    levels = tf.io.decode_png(data, channels=1, dtype=tf.uint16)
    return tf.cast(levels, tf.float32) / 257


def _cropped(picture: tf.Tensor, size: tuple[int, int]) -> tf.Tensor:
    """The largest part in the middle that has the shape of `size`."""
    shape = tf.shape(picture)
    height, width = shape[0], shape[1]
    new_height = tf.minimum(height, _times(width, size[0], size[1]))
    new_width = tf.minimum(width, _times(height, size[1], size[0]))
    top, left = (height - new_height) // 2, (width - new_width) // 2
    return picture[top : top + new_height, left : left + new_width]


def _times(side: tf.Tensor, numerator: int, denominator: int) -> tf.Tensor:
    # In float32, as Keras 2 does it: pixels at the edge depend on it.
    product = tf.cast(side * numerator, "float32")
    return tf.cast(product / denominator, "int32")


# The first and the last two bytes of a JPEG file, and of a PNG file.
_WHOLE = ((b"\xff\xd8", b"\xff\xd9"), (b"\x89P", b"`\x82"))


def _try(path: bytes, data: bytes) -> bool:
    try:
        tf.io.decode_image(data, expand_animations=False)
    except tf.errors.InvalidArgumentError as error:
        raise ValueError(
            f"{_WHERE}: {os.fsdecode(path)!r} can't be read. Expected a whole "
            f"JPEG, PNG, GIF or BMP file. Received: {len(data)} bytes, "
            f"{directory_dataset.said_by(error)} Remove it, or write it anew."
        ) from error
    return True
