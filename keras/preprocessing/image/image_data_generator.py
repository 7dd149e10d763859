"""Random changes of images, as batches for training."""

import os
import warnings
from collections import abc
from typing import Any

import numpy as np

from keras import backend
from keras.preprocessing.image import (
    data_frame_iterator,
    directory_iterator,
    drawn_changes,
    feature_statistics,
    image_arrays,
    iterator,
    numpy_array_iterator,
    random_changes,
)

_FILL_MODES = ("constant", "nearest", "reflect", "wrap")


class ImageDataGenerator:
    """Changes images at random and normalizes them, in batches.

    New code takes `keras.utils.image_dataset_from_directory` and layers such
    as `keras.layers.RandomRotation`, which run in the graph.

    Args:
        featurewise_center: Subtract the mean of the data that `fit` saw.
        samplewise_center: Subtract each image's own mean.
        featurewise_std_normalization: Divide by the deviation of that data.
        samplewise_std_normalization: Divide by each image's own deviation.
        zca_whitening: Make pixels uncorrelated, as learned by `fit`.
        zca_epsilon: Keeps whitening finite. Default 1e-6.
        rotation_range: Largest rotation in degrees.
        width_shift_range: Largest shift: a fraction of the width below 1, or
            pixels; a whole number or a list draws from whole pixels. As in
            Keras 2 the image moves up and down by it.
        height_shift_range: Likewise of the height; it moves left and right.
        brightness_range: Smallest and largest factor, or None.
        shear_range: Largest shear in degrees.
        zoom_range: Factors in [1 - zoom_range, 1 + zoom_range], or a pair.
        channel_shift_range: Largest number that is added to all values.
        fill_mode: What is beyond the border: "nearest", "constant", "reflect"
            or "wrap". Default "nearest".
        cval: Value beyond the border for "constant".
        horizontal_flip: True turns half of the images left to right.
        vertical_flip: True turns half of the images upside down.
        rescale: Factor of all values, or None.
        preprocessing_function: Called on each image, after changes and before
            the rest.
        data_format: "channels_last" or "channels_first". Default: that of
            `keras.backend.image_data_format()`.
        validation_split: Fraction of images that `subset="validation"` takes.
        interpolation_order: Order of the splines between pixels. Default 1.
        dtype: Element type. Default: `keras.backend.floatx()`.

    Raises:
        ValueError: If an argument is out of range.

    Example:
        >>> generator = keras.preprocessing.image.ImageDataGenerator(
        ...     rescale=1 / 255, horizontal_flip=True)
        >>> batches = generator.flow(np.full((4, 8, 8, 3), 255.0))
        >>> float(next(batches).max())
        1.0
    """

    def __init__(
        self,
        featurewise_center: bool = False,
        samplewise_center: bool = False,
        featurewise_std_normalization: bool = False,
        samplewise_std_normalization: bool = False,
        zca_whitening: bool = False,
        zca_epsilon: float = 1e-6,
        rotation_range: float = 0,
        width_shift_range: Any = 0.0,
        height_shift_range: Any = 0.0,
        brightness_range: tuple[float, float] | None = None,
        shear_range: float = 0.0,
        zoom_range: Any = 0.0,
        channel_shift_range: float = 0.0,
        fill_mode: str = "nearest",
        cval: float = 0.0,
        horizontal_flip: bool = False,
        vertical_flip: bool = False,
        rescale: float | None = None,
        preprocessing_function: abc.Callable | None = None,
        data_format: str | None = None,
        validation_split: float = 0.0,
        interpolation_order: int = 1,
        dtype: Any = None,
    ) -> None:
        first = image_arrays.is_channels_first(
            "ImageDataGenerator", data_format
        )
        self.data_format = "channels_first" if first else "channels_last"
        self.channel_axis, self.row_axis, self.col_axis = (
            (1, 2, 3) if first else (3, 1, 2)
        )
        self.featurewise_center = featurewise_center
        self.samplewise_center = samplewise_center
        self.featurewise_std_normalization = featurewise_std_normalization
        self.samplewise_std_normalization = samplewise_std_normalization
        self.zca_whitening = zca_whitening
        self.zca_epsilon = zca_epsilon
        self.rotation_range = rotation_range
        self.width_shift_range = width_shift_range
        self.height_shift_range = height_shift_range
        self.brightness_range = brightness_range and random_changes.pair(
            "ImageDataGenerator", "brightness_range", brightness_range
        )
        self.shear_range = shear_range
        self.zoom_range = drawn_changes.zoom_of(zoom_range)
        self.channel_shift_range = channel_shift_range
        self.fill_mode = fill_mode
        self.cval = cval
        self.horizontal_flip = horizontal_flip
        self.vertical_flip = vertical_flip
        self.rescale = rescale
        self.preprocessing_function = preprocessing_function
        self.dtype = dtype or backend.floatx()
        self.interpolation_order = interpolation_order
        self._validation_split = validation_split
        self.mean: np.ndarray | None = None
        self.std: np.ndarray | None = None
        self._whitening: (
            feature_statistics.Whitening
            | feature_statistics.GivenWhitening
            | None
        ) = None
        _check(self)
        # One needs the other: whitening is of centred data, as is the
        # deviation.
        self.featurewise_center |= (
            zca_whitening or featurewise_std_normalization
        )
        self.samplewise_center |= samplewise_std_normalization

    @property
    def zca_whitening_matrix(self) -> np.ndarray | None:
        """The whitening as one matrix, `(pixels, pixels)`; may be set."""
        return None if self._whitening is None else self._whitening.matrix

    @zca_whitening_matrix.setter
    def zca_whitening_matrix(self, matrix: np.ndarray | None) -> None:
        given = feature_statistics.GivenWhitening
        self._whitening = None if matrix is None else given(matrix)

    @property
    def validation_split(self) -> float:
        """Fraction of images for validation."""
        return self._validation_split

    def flow(
        self,
        x: Any,
        y: Any = None,
        batch_size: int = 32,
        shuffle: bool = True,
        sample_weight: Any = None,
        seed: int | None = None,
        save_to_dir: str | None = None,
        save_prefix: str = "",
        save_format: str = "png",
        ignore_class_split: bool = False,
        subset: str | None = None,
    ) -> numpy_array_iterator.NumpyArrayIterator:
        """Returns batches of an array; arguments as of `NumpyArrayIterator`."""
        return numpy_array_iterator.NumpyArrayIterator(
            x,
            y,
            self,
            batch_size=batch_size,
            shuffle=shuffle,
            sample_weight=sample_weight,
            seed=seed,
            data_format=self.data_format,
            save_to_dir=save_to_dir,
            save_prefix=save_prefix,
            save_format=save_format,
            ignore_class_split=ignore_class_split,
            subset=subset,
            dtype=self.dtype,
        )

    def flow_from_directory(
        self,
        directory: str,
        target_size: tuple[int, int] = (256, 256),
        color_mode: str = "rgb",
        classes: list[str] | None = None,
        class_mode: str | None = "categorical",
        batch_size: int = 32,
        shuffle: bool = True,
        seed: int | None = None,
        save_to_dir: str | None = None,
        save_prefix: str = "",
        save_format: str = "png",
        follow_links: bool = False,
        subset: str | None = None,
        interpolation: str = "nearest",
        keep_aspect_ratio: bool = False,
    ) -> directory_iterator.DirectoryIterator:
        """Returns batches of a folder; arguments as of `DirectoryIterator`."""
        return directory_iterator.DirectoryIterator(
            directory,
            self,
            target_size=target_size,
            color_mode=color_mode,
            classes=classes,
            class_mode=class_mode,
            batch_size=batch_size,
            shuffle=shuffle,
            seed=seed,
            data_format=self.data_format,
            save_to_dir=save_to_dir,
            save_prefix=save_prefix,
            save_format=save_format,
            follow_links=follow_links,
            subset=subset,
            interpolation=interpolation,
            keep_aspect_ratio=keep_aspect_ratio,
            dtype=self.dtype,
        )

    def flow_from_dataframe(
        self,
        dataframe: Any,
        directory: str | None = None,
        x_col: str = "filename",
        y_col: Any = "class",
        weight_col: str | None = None,
        target_size: tuple[int, int] = (256, 256),
        color_mode: str = "rgb",
        classes: list[str] | None = None,
        class_mode: str | None = "categorical",
        batch_size: int = 32,
        shuffle: bool = True,
        seed: int | None = None,
        save_to_dir: str | None = None,
        save_prefix: str = "",
        save_format: str = "png",
        subset: str | None = None,
        interpolation: str = "nearest",
        validate_filenames: bool = True,
    ) -> data_frame_iterator.DataFrameIterator:
        """Returns batches of a table; arguments as of `DataFrameIterator`."""
        return data_frame_iterator.DataFrameIterator(
            dataframe,
            directory,
            self,
            x_col=x_col,
            y_col=y_col,
            weight_col=weight_col,
            target_size=target_size,
            color_mode=color_mode,
            classes=classes,
            class_mode=class_mode,
            batch_size=batch_size,
            shuffle=shuffle,
            seed=seed,
            data_format=self.data_format,
            save_to_dir=save_to_dir,
            save_prefix=save_prefix,
            save_format=save_format,
            subset=subset,
            interpolation=interpolation,
            dtype=self.dtype,
            validate_filenames=validate_filenames,
        )

    def standardize(self, x: np.ndarray) -> np.ndarray:
        """Applies all that isn't random to an image, or a batch.

        Args:
            x: Image, or images.

        Raises:
            RuntimeError: If it needs what `fit` learns, and that wasn't called.
        """
        x = _prepared(self, x)
        _check_fitted(self)
        if self.featurewise_center:
            x = x - self.mean
        if self.featurewise_std_normalization:
            x = x / (self.std + 1e-6)
        if self.zca_whitening:
            flat = x.reshape(-1, np.prod(x.shape[-3:]))
            x = self._whitening(flat).reshape(x.shape)
        return x

    def get_random_transform(
        self, img_shape: tuple[int, ...], seed: int | None = None
    ) -> dict:
        """Draws a change, as arguments of `apply_transform`.

        Args:
            img_shape: Shape of the image.
            seed: Seed of NumPy's global random state, or None.
        """
        if seed is not None:
            np.random.seed(seed)
        rows = img_shape[self.row_axis - 1]
        columns = img_shape[self.col_axis - 1]
        return drawn_changes.draw(self, rows, columns)

    def apply_transform(
        self, x: np.ndarray, transform_parameters: dict
    ) -> np.ndarray:
        """Applies a given change to an image.

        Args:
            x: Image with 3 axes.
            transform_parameters: theta, tx, ty, shear, zx, zy (as of
                `apply_affine_transform`), flip_horizontal, flip_vertical,
                channel_shift_intensity, brightness, value_range; any or none.
        """
        given = transform_parameters
        row, column = self.row_axis - 1, self.col_axis - 1
        x = random_changes.apply_affine_transform(
            x,
            *(given.get(name, 0) for name in ("theta", "tx", "ty", "shear")),
            *(given.get(name, 1) for name in ("zx", "zy")),
            row_axis=row,
            col_axis=column,
            channel_axis=self.channel_axis - 1,
            fill_mode=self.fill_mode,
            cval=self.cval,
            order=self.interpolation_order,
        )
        if given.get("channel_shift_intensity") is not None:
            x = random_changes.apply_channel_shift(
                x, given["channel_shift_intensity"]
            )
        if given.get("flip_horizontal", False):
            x = np.flip(x, column)
        if given.get("flip_vertical", False):
            x = np.flip(x, row)
        if given.get("brightness") is not None:
            x = random_changes.brightened(
                x, given["brightness"], given.get("value_range")
            )
        return x

    def random_transform(
        self, x: np.ndarray, seed: int | None = None
    ) -> np.ndarray:
        """Applies a change that is drawn to an image.

        Args:
            x: Image with 3 axes.
            seed: Seed of NumPy's global random state, or None.
        """
        return self.apply_transform(x, self.get_random_transform(x.shape, seed))

    def fit(
        self,
        x: Any,
        augment: bool = False,
        rounds: int = 1,
        seed: int | None = None,
    ) -> None:
        """Learns mean, deviation and whitening, where they are asked for.

        Args:
            x: Images with 4 axes; or a folder, or an iterator of `flow_from_…`,
                whose images are read once and not kept.
            augment: True learns from changed images. Default False.
            rounds: How many times each image is changed then. Default 1.
            seed: Seed of NumPy's global random state, or None.

        Raises:
            ValueError: If `x` is none of these, or whitening is to be learned
                from files.
        """
        if seed is not None:
            np.random.seed(seed)
        if isinstance(x, (str, os.PathLike)):
            x = self.flow_from_directory(x, class_mode=None, shuffle=False)
        if isinstance(x, iterator.ImageIterator):
            images = (x.raw_image(number) for number in range(x.n))
            return self._fit_stream(images)
        x = np.array(x, dtype=self.dtype)
        _check_images(self, x)
        if augment:
            x = np.array([
                self.random_transform(image)
                for _ in range(rounds) for image in x
            ], dtype=self.dtype)  # fmt: skip
        self._fit_array(x)

    def _fit_stream(self, images: abc.Iterable[np.ndarray]) -> None:
        if self.zca_whitening:
            raise ValueError(
                "ImageDataGenerator: whitening is learned from images in "
                "memory. Expected an array. Received: files. "
                "Pass some hundred images as an array."
            )
        self._learn(_prepared(self, image) for image in images)

    def _fit_array(self, x: np.ndarray) -> None:
        if self.featurewise_center or self.featurewise_std_normalization:
            self._learn(_prepared(self, image) for image in x)
        if self.zca_whitening:
            x = np.stack([_prepared(self, image) for image in x]) - self.mean
            if self.featurewise_std_normalization:
                x = x / (self.std + 1e-6)
            self._whitening = feature_statistics.whitening_of(
                x, self.zca_epsilon
            )

    def _learn(self, images: abc.Iterable[np.ndarray]) -> None:
        self.mean, self.std = (
            statistic.astype(self.dtype)
            for statistic in feature_statistics.mean_and_deviation(
                images, self.channel_axis - 1
            )
        )


def _prepared(generator: ImageDataGenerator, x: np.ndarray) -> np.ndarray:
    """Applies what depends on one image only."""
    if generator.preprocessing_function:
        x = generator.preprocessing_function(x)
    if generator.rescale:
        x = x * np.asarray(generator.rescale, generator.dtype)
    if generator.samplewise_center:
        x = x - np.mean(x, keepdims=True)
    if generator.samplewise_std_normalization:
        x = x / (np.std(x, keepdims=True) + 1e-6)
    return x


def _check(generator: ImageDataGenerator) -> None:
    if generator.fill_mode not in _FILL_MODES:
        raise ValueError(
            "ImageDataGenerator: fill_mode is unknown. Expected one of "
            f"{', '.join(_FILL_MODES)}. Received: "
            f"fill_mode={generator.fill_mode!r}."
        )
    if generator._validation_split and not 0 < generator._validation_split < 1:
        raise ValueError(
            "ImageDataGenerator: validation_split is no fraction. Expected "
            "a number in (0, 1). Received: "
            f"validation_split={generator._validation_split}."
        )


def _check_fitted(generator: ImageDataGenerator) -> None:
    missing = [
        name
        for name, learned in (
            ("featurewise_center", generator.mean),
            ("featurewise_std_normalization", generator.std),
            ("zca_whitening", generator._whitening),
        )
        if getattr(generator, name) and learned is None
    ]
    if missing:
        raise RuntimeError(
            "ImageDataGenerator: nothing was learned from data. Expected "
            f"`fit` to be called before, for {', '.join(missing)}. "
            "Received: images first. Call `generator.fit(images)`, with an "
            "array, a folder or an iterator."
        )


def _check_images(generator: ImageDataGenerator, x: np.ndarray) -> None:
    if x.ndim != 4:
        raise ValueError(
            "ImageDataGenerator: the images have no 4 axes. Expected "
            "(images, height, width, channels). Received: "
            f"shape={x.shape}. Add an axis: `x[..., None]`."
        )
    channels = x.shape[generator.channel_axis]
    if channels not in (1, 3, 4):
        warnings.warn(
            f"ImageDataGenerator: images have {channels} channels, where "
            f"1, 3 or 4 are usual; data_format={generator.data_format!r}.",
            stacklevel=3,
        )
