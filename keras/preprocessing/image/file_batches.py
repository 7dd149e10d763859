"""What iterators over files of images share."""

from typing import Any

import numpy as np

from keras.preprocessing.image import (
    image_arrays,
    image_files,
    iterator,
)

_CHANNELS = {"grayscale": 1, "rgb": 3, "rgba": 4}


class BatchFromFilesMixin(iterator.ImageIterator):
    """Batches of images that are read from files as they are needed.

    A subclass has `filepaths`, `labels`, `sample_weight`, `class_mode` and
    `class_indices`.
    """

    # Of all images that are read, the dark ones too.
    value_range = (0, 255)
    _save_marks = 10_000_000

    def set_processing_attrs(
        self,
        image_data_generator: Any,
        target_size: tuple[int, int],
        color_mode: str,
        data_format: str | None,
        save_to_dir: str | None,
        save_prefix: str,
        save_format: str,
        subset: str | None,
        interpolation: str,
        keep_aspect_ratio: bool,
    ) -> None:
        """Keeps how images are read, changed and written.

        Args:
            image_data_generator: What changes images, or None.
            target_size: `(height, width)` to resize to.
            color_mode: "grayscale", "rgb" or "rgba".
            data_format: "channels_last" or "channels_first".
            save_to_dir: Folder to write images to, or None.
            save_prefix: Beginning of their names.
            save_format: Ending of their names.
            subset: "training", "validation" or None.
            interpolation: As of `load_img`.
            keep_aspect_ratio: As of `load_img`.

        Raises:
            ValueError: If a choice is unknown.
        """
        if color_mode not in _CHANNELS:
            raise ValueError(
                f"{type(self).__name__}: color_mode is unknown. Expected one "
                f"of {', '.join(_CHANNELS)}. Received: "
                f"color_mode={color_mode!r}."
            )
        first = image_arrays.is_channels_first(type(self).__name__, data_format)
        channels = _CHANNELS[color_mode]
        self.image_data_generator = image_data_generator
        self.target_size = tuple(target_size)
        self.color_mode = color_mode
        self.data_format = "channels_first" if first else "channels_last"
        self.image_shape = (
            (channels, *self.target_size)
            if first
            else (*self.target_size, channels)
        )
        self.save_to_dir = save_to_dir
        self.save_prefix = save_prefix
        self.save_format = save_format
        self.interpolation = interpolation
        self.keep_aspect_ratio = keep_aspect_ratio
        self.subset = subset
        self.split = self._split_of(subset)

    def raw_image(self, number: int) -> np.ndarray:
        """Reads an image.

        Args:
            number: Number of the file.
        """
        img = image_files.load_img(
            self.filepaths[number],
            color_mode=self.color_mode,
            target_size=self.target_size,
            interpolation=self.interpolation,
            keep_aspect_ratio=self.keep_aspect_ratio,
        )
        return image_arrays.img_to_array(img, data_format=self.data_format)

    def kept(self, count: int) -> slice:
        """Returns which of a number of files are in the subset.

        Args:
            count: The number.
        """
        if self.split is None:
            return slice(None)
        return slice(int(self.split[0] * count), int(self.split[1] * count))

    def refuse_empty_part(self, count: int, of: str) -> None:
        """Raises `ValueError` where no image is in the subset.

        Args:
            count: How many there are in both.
            of: What is split, for the message.
        """
        if self.samples or not count:
            return
        share = self.image_data_generator.validation_split
        raise ValueError(
            f"{type(self).__name__}: no image is left for "
            f"subset={self.subset!r}. Expected a fraction that is at least one "
            f"image of {of}. Received: validation_split={share} of {count} "
            "images."
        )

    def _split_of(self, subset: str | None) -> tuple[float, float] | None:
        if subset is None:
            return None
        share = self.image_data_generator.validation_split
        splits = {"validation": (0, share), "training": (share, 1)}
        if subset not in splits:
            raise ValueError(
                f"{type(self).__name__}: the subset is unknown. Expected "
                f"'training' or 'validation'. Received: subset={subset!r}."
            )
        return splits[subset]

    def _get_batches_of_transformed_samples(self, index_array: Any) -> Any:
        images = self.images_of(index_array)
        if self.class_mode is None:
            return images
        labels = self._labels_of(index_array, images)
        if self.sample_weight is None:
            return images, labels
        return images, labels, self.sample_weight[index_array]

    def _labels_of(self, index_array: Any, images: np.ndarray) -> Any:
        if self.class_mode == "input":
            return images.copy()
        if self.class_mode == "multi_output":
            return [output[index_array] for output in self.labels]
        if self.class_mode == "raw":
            return self.labels[index_array]
        numbers = [self.labels[index] for index in index_array]
        if self.class_mode in ("binary", "sparse"):
            return np.array(numbers, dtype=self.dtype)
        rows = np.zeros((len(numbers), len(self.class_indices)), self.dtype)
        for row, number in zip(rows, numbers):
            row[number] = 1  # one class, or a list of several
        return rows
