"""Batches of images by number, or one after another without end."""

import contextlib
import pathlib
import threading
from collections import abc
from typing import Any

import numpy as np

from keras.engine.training import arguments
from keras.preprocessing.image import image_arrays
from keras.utils import sequence


class Iterator(sequence.Sequence):
    """Base of what hands out batches of images, in a new order each epoch.

    A subclass defines `_get_batches_of_transformed_samples(index_array)`,
    which makes a batch of the samples of these numbers.

    Args:
        n: Number of samples.
        batch_size: Samples a batch.
        shuffle: True takes samples in a new order each epoch.
        seed: Seeds NumPy's global random state with `seed` plus the number of
            batches so far before each batch. None leaves it.

    Example:
        >>> class Numbers(keras.preprocessing.image.Iterator):
        ...     def _get_batches_of_transformed_samples(self, index_array):
        ...         return index_array
        >>> numbers = Numbers(3, 2, shuffle=False, seed=None)
        >>> len(numbers), numbers[1], next(numbers)
        (2, array([2]), array([0, 1]))
    """

    white_list_formats = ("png", "jpg", "jpeg", "bmp", "ppm", "tif", "tiff")

    def __init__(
        self, n: int, batch_size: int, shuffle: bool, seed: int | None
    ) -> None:
        super().__init__()
        self.n = n
        self.batch_size = arguments.count(
            type(self).__name__, "batch_size", batch_size, 1
        )
        self.seed = seed
        self.shuffle = shuffle
        self.batch_index = 0
        self.total_batches_seen = 0
        self.lock = threading.Lock()
        self.index_array: np.ndarray | None = None
        self.index_generator = self._flow_index()

    def __len__(self) -> int:
        """Returns the number of batches in an epoch."""
        return -(-self.n // self.batch_size)

    def __getitem__(self, index: int) -> Any:
        """Returns a batch.

        Args:
            index: Number of the batch; -1 is the last one.

        Raises:
            ValueError: If there is no such batch.
        """
        if not -len(self) <= index < len(self):
            raise ValueError(
                f"{type(self).__name__}: there is no such batch. Expected a "
                f"number below {len(self)}. Received: index={index}."
            )
        self._seed_batch()
        self.total_batches_seen += 1
        if self.index_array is None:
            self._set_index_array()
        first = self.batch_size * (index % len(self))
        return self._get_batches_of_transformed_samples(
            self.index_array[first : first + self.batch_size]
        )

    def __iter__(self) -> abc.Iterator:
        """Returns this itself, which has no end."""
        return self

    def __next__(self) -> Any:
        """Returns the batch after the last one."""
        return self.next()

    def next(self) -> Any:
        """Returns the batch after the last one, epoch by epoch."""
        with self.lock:
            rows = next(self.index_generator)
        return self._get_batches_of_transformed_samples(rows)

    def reset(self) -> None:
        """Goes back to the first batch."""
        self.batch_index = 0

    def on_epoch_end(self) -> None:
        """Takes a new order."""
        self._set_index_array()

    def _get_batches_of_transformed_samples(self, index_array: Any) -> Any:
        raise NotImplementedError(
            f"{type(self).__name__} doesn't say how to make a batch. Expected "
            "a method `_get_batches_of_transformed_samples(self, "
            "index_array)`. Received: a subclass without it. Define it."
        )

    def _set_index_array(self) -> None:
        self.index_array = np.arange(self.n)
        if self.shuffle:
            self.index_array = np.random.permutation(self.n)

    def _seed_batch(self) -> None:
        if self.seed is not None:
            np.random.seed(self.seed + self.total_batches_seen)

    def _flow_index(self) -> abc.Iterator[np.ndarray]:
        self.reset()
        while True:
            self._seed_batch()
            if self.batch_index == 0:
                self._set_index_array()
            first = self.batch_index * self.batch_size
            last = first + self.batch_size >= self.n
            self.batch_index = 0 if last else self.batch_index + 1
            self.total_batches_seen += 1
            yield self.index_array[first : first + self.batch_size]


class ImageIterator(Iterator):
    """Base of iterators that change images by an `ImageDataGenerator`.

    A subclass sets `image_data_generator`, `data_format`, `dtype`,
    `save_to_dir`, `save_prefix` and `save_format`, and defines
    `raw_image(number)`.
    """

    def raw_image(self, number: int) -> np.ndarray:
        """Returns a sample's image as it is.

        Args:
            number: Number of the sample.
        """
        raise NotImplementedError(type(self).__name__)

    def images_of(self, index_array: np.ndarray) -> np.ndarray:
        """Returns changed images, and writes them where that was asked for.

        Args:
            index_array: Numbers of the samples.
        """
        images = np.array(
            [self._changed(self.raw_image(number)) for number in index_array],
            dtype=self.dtype,
        )
        if self.save_to_dir:
            for number, pixels in zip(index_array, images):
                self._save(number, pixels)
        return images

    # How many marks tell an image's copies apart, as in Keras 2.
    _save_marks = 10_000

    @property
    def value_range(self) -> tuple[float, float] | None:
        """What is black and what is white; None where an image tells it."""
        return None

    def _changed(self, pixels: np.ndarray) -> np.ndarray:
        generator = self.image_data_generator
        if generator is None:
            return pixels
        parameters = generator.get_random_transform(pixels.shape)
        if parameters.get("brightness") is not None:
            parameters["value_range"] = self.value_range
        return generator.standardize(
            generator.apply_transform(pixels, parameters)
        )

    def _save(self, number: int, pixels: np.ndarray) -> None:
        img = image_arrays.array_to_img(pixels, self.data_format, scale=True)
        mark = np.random.randint(self._save_marks)
        while True:
            name = f"{self.save_prefix}_{number}_{mark}.{self.save_format}"
            with contextlib.suppress(FileExistsError):
                place = pathlib.Path(self.save_to_dir, name).open("xb")
                break
            mark += 1
        with place:
            img.save(place)
