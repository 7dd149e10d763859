"""Batches of images from a folder with a folder for each class."""

import os
import pathlib
import warnings
from typing import Any

import numpy as np

from keras import backend
from keras.preprocessing.image import file_batches

_CLASS_MODES = ("binary", "categorical", "input", "sparse", None)


class DirectoryIterator(file_batches.BatchFromFilesMixin):
    """Batches of changed images of a folder, labelled by its subfolders.

    Args:
        directory: The folder.
        image_data_generator: What changes images.
        target_size: `(height, width)` to resize to. Default (256, 256).
        color_mode: "grayscale", "rgb" or "rgba". Default "rgb".
        classes: Names of subfolders in the order of their class numbers.
            Default: all that aren't hidden, sorted.
        class_mode: Labels: "categorical" (indicator rows), "binary" or
            "sparse" (class numbers), "input" (the images) or None.
        batch_size: Images a batch. Default 32.
        shuffle: True takes a new order each epoch. Default True.
        seed: As of `Iterator`.
        data_format: "channels_last" or "channels_first". Default: that of
            `keras.backend.image_data_format()`.
        save_to_dir: Folder into which images are written as they are handed
            out, or None.
        save_prefix: Beginning of their names.
        save_format: Ending of their names. Default "png".
        follow_links: True goes into linked folders. Default False.
        subset: "training" or "validation", of the generator's split. Default:
            all.
        interpolation: As of `load_img`. Default "nearest".
        keep_aspect_ratio: As of `load_img`. Default False.
        dtype: Element type. Default: `keras.backend.floatx()`.

    Raises:
        ValueError: If a choice is unknown, a class has no folder, or there is
            no image.
        FileNotFoundError: If the directory isn't there.

    Example:
        >>> import os, tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     os.mkdir(f"{folder}/cats")
        ...     keras.utils.save_img(f"{folder}/cats/a.png", np.ones((4, 4, 3)))
        ...     batches = keras.preprocessing.image.DirectoryIterator(
        ...         folder, None, target_size=(2, 2))
        ...     x, y = batches[0]
        Found 1 images belonging to 1 classes.
        >>> x.shape, batches.class_indices
        ((1, 2, 2, 3), {'cats': 0})
    """

    allowed_class_modes = set(_CLASS_MODES)

    def __init__(
        self,
        directory: str,
        image_data_generator: Any,
        target_size: tuple[int, int] = (256, 256),
        color_mode: str = "rgb",
        classes: list[str] | None = None,
        class_mode: str | None = "categorical",
        batch_size: int = 32,
        shuffle: bool = True,
        seed: int | None = None,
        data_format: str | None = None,
        save_to_dir: str | None = None,
        save_prefix: str = "",
        save_format: str = "png",
        follow_links: bool = False,
        subset: str | None = None,
        interpolation: str = "nearest",
        keep_aspect_ratio: bool = False,
        dtype: Any = None,
    ) -> None:
        self.set_processing_attrs(
            image_data_generator,
            target_size,
            color_mode,
            data_format,
            save_to_dir,
            save_prefix,
            save_format,
            subset,
            interpolation,
            keep_aspect_ratio,
        )
        self.directory = directory
        self.class_mode = _checked_mode(class_mode)
        self.dtype = dtype or backend.floatx()
        names = _class_names(directory, classes)
        self.num_classes = len(names)
        if class_mode == "binary" and self.num_classes > 2:
            warnings.warn(
                "DirectoryIterator: class_mode='binary' is for two classes. "
                f"Received: {self.num_classes}: {names[:5]}.",
                stacklevel=4,
            )
        self.class_indices = {name: i for i, name in enumerate(names)}
        self.filenames: list[str] = []
        numbers: list[int] = []
        count = 0
        for number, name in enumerate(names):
            found = self._files(os.path.join(directory, name), follow_links)
            count += len(found)
            found = found[self.kept(len(found))]
            self.filenames += found
            numbers += [number] * len(found)
        self.samples = len(self.filenames)
        self.classes = np.array(numbers, dtype="int32")
        self._filepaths = [os.path.join(directory, f) for f in self.filenames]
        _check_found(directory, count, self.white_list_formats)
        self.refuse_empty_part(count, "a class")
        print(
            f"Found {self.samples} images belonging to "
            f"{self.num_classes} classes."
        )
        super().__init__(self.samples, batch_size, shuffle, seed)

    @property
    def filepaths(self) -> list[str]:
        """Paths of all images."""
        return self._filepaths

    @property
    def labels(self) -> np.ndarray:
        """Class numbers of all images."""
        return self.classes

    @property
    def sample_weight(self) -> None:
        """None: all images weigh the same."""
        return None

    def _files(self, folder: str, follow_links: bool) -> list[str]:
        """Returns images below a folder, as paths from the directory."""
        walked = sorted(os.walk(folder, followlinks=follow_links))
        endings = tuple(f".{ending}" for ending in self.white_list_formats)
        return [
            os.path.relpath(os.path.join(root, name), self.directory)
            for root, _, names in walked
            for name in sorted(names)
            if name.lower().endswith(endings)
        ]


def _checked_mode(class_mode: str | None) -> str | None:
    if class_mode not in _CLASS_MODES:
        raise ValueError(
            "DirectoryIterator: class_mode is unknown. Expected one of "
            f"{_CLASS_MODES}. Received: class_mode={class_mode!r}."
        )
    return class_mode


def _class_names(directory: str, classes: list[str] | None) -> list[str]:
    if not os.path.isdir(directory):
        raise FileNotFoundError(
            "DirectoryIterator: there is no such folder. Expected the path of "
            "one with a folder for each class. Received: "
            f"directory={str(directory)!r}."
        )
    there = sorted(
        path.name
        for path in pathlib.Path(directory).iterdir()
        if path.is_dir() and not path.name.startswith(".")
    )
    if not classes:
        return there
    missing = [
        name for name in classes if not pathlib.Path(directory, name).is_dir()
    ]
    if missing:
        raise ValueError(
            "DirectoryIterator: a class has no folder. Expected folders in "
            f"{str(directory)!r} for all. Received: classes with {missing}; "
            f"there are {there}."
        )
    return list(classes)


def _check_found(directory: str, samples: int, endings: tuple) -> None:
    if not samples:
        raise ValueError(
            "DirectoryIterator: there is no image. Expected files with the "
            f"endings {', '.join(endings)} in folders, one a class. Received: "
            f"directory={str(directory)!r}. Pass the folder above the classes."
        )
