"""Batches of images that are in memory."""

import functools
import warnings
from typing import Any

import numpy as np

from keras import backend
from keras.preprocessing.image import iterator, random_changes


class NumpyArrayIterator(iterator.ImageIterator):
    """Batches of changed images of an array, with labels.

    Args:
        x: Images with 4 axes; or a pair of them and of other arrays that go
            along unchanged.
        y: Labels, or None.
        image_data_generator: What changes images.
        batch_size: Images a batch. Default 32.
        shuffle: True takes a new order each epoch. Default False.
        sample_weight: Weight of each image, or None.
        seed: As of `Iterator`.
        data_format: "channels_last" or "channels_first". Default: that of
            `keras.backend.image_data_format()`.
        save_to_dir: Folder into which images are written as they are handed
            out, or None.
        save_prefix: Beginning of their names.
        save_format: Ending of their names. Default "png".
        subset: "training" or "validation", of the generator's split. Default:
            all.
        ignore_class_split: True allows classes that one part lacks.
        dtype: Element type of images. Default: `keras.backend.floatx()`.

    Raises:
        ValueError: If lengths or shapes don't fit.

    Example:
        >>> generator = keras.preprocessing.image.ImageDataGenerator()
        >>> batches = keras.preprocessing.image.NumpyArrayIterator(
        ...     np.ones((5, 4, 4, 3)), np.arange(5), generator, batch_size=2)
        >>> x, y = batches[2]
        >>> x.shape, y
        ((1, 4, 4, 3), array([4]))
    """

    def __init__(
        self,
        x: Any,
        y: Any,
        image_data_generator: Any,
        batch_size: int = 32,
        shuffle: bool = False,
        sample_weight: Any = None,
        seed: int | None = None,
        data_format: str | None = None,
        save_to_dir: str | None = None,
        save_prefix: str = "",
        save_format: str = "png",
        subset: str | None = None,
        ignore_class_split: bool = False,
        dtype: Any = None,
    ) -> None:
        self.data_format = data_format or backend.image_data_format()
        self.dtype = dtype or backend.floatx()
        self.image_data_generator = image_data_generator
        self.save_to_dir = save_to_dir
        self.save_prefix = save_prefix
        self.save_format = save_format
        images, others = _parts(x)
        for name, array in [
            ("y", y),
            ("sample_weight", sample_weight),
            *(("x", other) for other in others),
        ]:
            _check_length(name, array, len(images))
        kept = self._kept(subset, len(images))
        if len(images) and not len(range(len(images))[kept]):
            raise ValueError(
                f"NumpyArrayIterator: no image is left for subset={subset!r}. "
                "Expected a fraction that is at least one image. Received: "
                f"validation_split={image_data_generator.validation_split} of "
                f"{len(images)} images."
            )
        if subset is not None and y is not None and not ignore_class_split:
            _check_classes(y, image_data_generator.validation_split)
        self.x = np.asarray(images, dtype=self.dtype)[kept]
        self.x_misc = [np.asarray(other)[kept] for other in others]
        self.y = None if y is None else np.asarray(y)[kept]
        self.sample_weight = (
            None if sample_weight is None else np.asarray(sample_weight)[kept]
        )
        self._check_images()
        super().__init__(len(self.x), batch_size, shuffle, seed)

    @functools.cached_property
    def value_range(self) -> tuple[float, float]:
        """The range of all images: one of them may look like another's."""
        return random_changes.range_of(self.x)

    def raw_image(self, number: int) -> np.ndarray:
        """Returns a copy of an image: a user's function may work in place.

        Args:
            number: Number of the image.
        """
        return self.x[number].copy()

    def _kept(self, subset: str | None, count: int) -> slice:
        if subset is None:
            return slice(None)
        if subset not in ("training", "validation"):
            raise ValueError(
                "NumpyArrayIterator: the subset is unknown. Expected "
                f"'training' or 'validation'. Received: subset={subset!r}."
            )
        split = int(count * self.image_data_generator.validation_split)
        return slice(split) if subset == "validation" else slice(split, None)

    def _check_images(self) -> None:
        if self.x.ndim != 4:
            raise ValueError(
                "NumpyArrayIterator: the images have no 4 axes. Expected "
                "(images, height, width, channels). Received: "
                f"shape={self.x.shape}. Add an axis: `x[..., None]`."
            )
        channels = self.x.shape[3 if self.data_format == "channels_last" else 1]
        if channels not in (1, 3, 4):
            warnings.warn(
                f"NumpyArrayIterator: images have {channels} channels, where "
                f"1, 3 or 4 are usual; data_format={self.data_format!r}.",
                stacklevel=3,
            )

    def _get_batches_of_transformed_samples(self, index_array: Any) -> Any:
        images: Any = self.images_of(index_array)
        if self.x_misc:
            images = [images, *(other[index_array] for other in self.x_misc)]
        if self.y is None:
            return images
        if self.sample_weight is None:
            return images, self.y[index_array]
        return images, self.y[index_array], self.sample_weight[index_array]


def _parts(x: Any) -> tuple[Any, list]:
    if not isinstance(x, (tuple, list)):
        return x, []
    if len(x) != 2:
        raise ValueError(
            "NumpyArrayIterator: x is no pair. Expected images, or images "
            f"and other arrays. Received: {len(x)} parts."
        )
    images, others = x
    return images, others if isinstance(others, list) else [others]


def _check_length(name: str, array: Any, count: int) -> None:
    if array is not None and len(array) != count:
        raise ValueError(
            f"NumpyArrayIterator: {name} has another length than the images. "
            f"Expected {count}. Received: {len(array)}."
        )


def _check_classes(y: Any, share: float) -> None:
    split = int(len(y) * share)
    there, here = np.unique(y[:split]), np.unique(y[split:])
    if not np.array_equal(there, here):
        raise ValueError(
            "NumpyArrayIterator: a part lacks classes. Expected the same in "
            f"training and validation. Received: {here.tolist()} and "
            f"{there.tolist()} of validation_split={share}. Shuffle the data "
            "before, or hold out more."
        )
