"""Batches of images from the files that a table names."""

import os
import warnings
from typing import Any

import numpy as np

from keras.engine import kinds
from keras.preprocessing.image import file_batches

_CLASS_MODES = (
    "binary", "categorical", "input", "multi_output", "raw", "sparse", None,
)  # fmt: skip
_OF_CLASSES = ("binary", "categorical", "sparse")


class DataFrameIterator(file_batches.BatchFromFilesMixin):
    """Batches of changed images of the files that a table names.

    Args:
        dataframe: A pandas table.
        directory: Folder of the files, or None for paths in full.
        image_data_generator: What changes images.
        x_col: Column of the files' names. Default "filename".
        y_col: Column of labels, or a list of columns. Default "class".
        weight_col: Column of weights, which are numbers, or None.
        target_size: `(height, width)` to resize to. Default (256, 256).
        color_mode: "grayscale", "rgb" or "rgba". Default "rgb".
        classes: Names of classes in the order of their numbers. Rows of others
            are left out. Default: all, sorted.
        class_mode: Labels: "categorical" (indicator rows; lists of names are
            several classes), "binary" or "sparse" (class numbers), "raw" (the
            column's values), "multi_output" (an array for each column),
            "input" (the images) or None. "other" is the older name of "raw".
        batch_size: Images a batch. Default 32.
        shuffle: True takes a new order each epoch. Default True.
        seed: As of `Iterator`.
        data_format: "channels_last" or "channels_first". Default
            "channels_last".
        save_to_dir: Folder into which images are written as they are handed
            out, or None.
        save_prefix: Beginning of their names.
        save_format: Ending of their names. Default "png".
        subset: "training" or "validation", of the generator's split. Default:
            all.
        interpolation: As of `load_img`. Default "nearest".
        keep_aspect_ratio: As of `load_img`. Default False.
        dtype: Element type. Default "float32".
        validate_filenames: True leaves out names of files that aren't there,
            or whose ending is none of an image. Default True.

    Raises:
        TypeError: If class names are no texts, weights no numbers, or a choice
            asks for others.
        ValueError: If a choice or a column is unknown, or no row is left.

    Example:
        >>> import pandas as pd
        >>> table = pd.DataFrame({"filename": ["a.png"], "size": [3.0]})
        >>> batches = keras.preprocessing.image.DataFrameIterator(
        ...     table, y_col="size", class_mode="raw",
        ...     validate_filenames=False)
        Found 1 non-validated image filenames.
        >>> batches.labels
        array([3.])
    """

    allowed_class_modes = set(_CLASS_MODES)

    def __init__(
        self,
        dataframe: Any,
        directory: str | None = None,
        image_data_generator: Any = None,
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
        data_format: str = "channels_last",
        save_to_dir: str | None = None,
        save_prefix: str = "",
        save_format: str = "png",
        subset: str | None = None,
        interpolation: str = "nearest",
        keep_aspect_ratio: bool = False,
        dtype: kinds.DType = "float32",
        validate_filenames: bool = True,
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
        self.directory = directory or ""
        if class_mode == "other":
            class_mode = "raw"
        self.class_mode = class_mode
        self.dtype = dtype
        _check_columns(dataframe, x_col, y_col, weight_col, class_mode)
        _check_choices(dataframe, x_col, y_col, class_mode)
        table = dataframe
        if validate_filenames:
            table = self._without_missing(table, x_col)
            self._refuse_none(len(table))
        if class_mode in _OF_CLASSES:
            table = self._read_classes(table, y_col, classes)
        count = len(table)
        table = table.iloc[self.kept(count)]
        self.filenames = table[x_col].tolist()
        self.samples = len(self.filenames)
        self.refuse_empty_part(count, "the table")
        self._filepaths = [
            os.path.join(self.directory, name) for name in self.filenames
        ]
        self._sample_weight = (
            None if weight_col is None else table[weight_col].to_numpy()
        )
        self._read_targets(table, y_col)
        self._report(validate_filenames)
        super().__init__(self.samples, batch_size, shuffle, seed)

    @property
    def filepaths(self) -> list[str]:
        """Paths of all images."""
        return self._filepaths

    @property
    def labels(self) -> Any:
        """Class numbers or values of all images."""
        return self.classes if self.class_mode in _OF_CLASSES else self._targets

    @property
    def sample_weight(self) -> np.ndarray | None:
        """Weights of all images, or None."""
        return self._sample_weight

    def _without_missing(self, table: Any, x_col: str) -> Any:
        there = [self._is_there(name) for name in table[x_col]]
        if not all(there) and any(there):
            first = table[x_col].iloc[there.index(False)]
            warnings.warn(
                f"DataFrameIterator: {there.count(False)} of {len(there)} rows "
                f"name no image that is there, such as {first!r}; they are "
                "left out.",
                stacklevel=4,
            )
        return table[there]

    def _is_there(self, name: str) -> bool:
        endings = tuple(f".{ending}" for ending in self.white_list_formats)
        return str(name).lower().endswith(endings) and os.path.isfile(
            os.path.join(self.directory, name)
        )

    def _read_classes(self, table: Any, y_col: str, classes: Any) -> Any:
        """Numbers the classes, and leaves out rows without one."""
        named = [_names_of(label) for label in table[y_col]]
        if classes:
            classes = list(dict.fromkeys(classes))
            chosen = set(classes)
            named = [[n for n in names if n in chosen] for names in named]
            table = table.loc[[bool(names) for names in named]]
        else:
            classes = sorted({name for names in named for name in names})
        several = next((names for names in named if len(names) > 1), None)
        if several and self.class_mode != "categorical":
            raise TypeError(
                "DataFrameIterator: an image is of several classes. Expected "
                f"one, or class_mode='categorical'. Received: {several!r}, "
                f"class_mode={self.class_mode!r}."
            )
        if self.class_mode == "binary" and len(classes) != 2:
            raise ValueError(
                "DataFrameIterator: class_mode='binary' is for two classes. "
                f"Expected 2. Received: {len(classes)}: {classes[:5]}."
            )
        self.num_classes = len(classes)
        self.class_indices = {name: i for i, name in enumerate(classes)}
        return table

    def _read_targets(self, table: Any, y_col: Any) -> None:
        if self.class_mode in _OF_CLASSES:
            self.classes = [
                self._number_of(label) for label in table[y_col]
            ]  # fmt: skip
        elif self.class_mode == "multi_output":
            self._targets = [np.array(table[name].tolist()) for name in y_col]
        elif self.class_mode == "raw":
            self._targets = table[y_col].to_numpy()

    def _number_of(self, label: kinds.Tensors) -> Any:
        if isinstance(label, str):
            return self.class_indices[label]
        numbers = self.class_indices
        return [numbers[name] for name in label if name in numbers]

    def _refuse_none(self, rows: int) -> None:
        if not rows:
            raise ValueError(
                "DataFrameIterator: no row has an image. Expected names of "
                f"files in {self.directory!r}. Received: none that is there. "
                "Check `directory` and `x_col`."
            )

    def _report(self, validated: bool) -> None:
        self._refuse_none(self.samples)
        kind = "validated" if validated else "non-validated"
        told = f"Found {self.samples} {kind} image filenames"
        if self.class_mode in _OF_CLASSES:
            told += f" belonging to {self.num_classes} classes"
        print(f"{told}.")


def _way_out(column: str, name: Any) -> str:
    if name is None or name != name:
        return f"Leave it out: `table.dropna(subset=[{column!r}])`."
    return f"Make texts: `table[{column!r}] = table[{column!r}].astype(str)`."


def _names_of(label: kinds.Tensors) -> list[str]:
    names = [label] if isinstance(label, str) else label
    if not isinstance(names, (list, tuple)) or not all(
        isinstance(name, str) for name in names
    ):
        raise TypeError(
            "DataFrameIterator: a class has no name. Expected texts, or lists "
            f"of texts. Received: {label!r}. Leave out what is missing by "
            "`dropna()`, write numbers as texts, or pass class_mode='raw'."
        )
    return list(names)


def _check_columns(
    table: Any, x_col: str, y_col: Any, weight_col: str | None, class_mode: Any
) -> None:
    named = {"x_col": [x_col], "weight_col": [weight_col]}
    for argument, (column,) in named.items():
        if isinstance(column, (list, tuple)):
            raise TypeError(
                "DataFrameIterator: that is more than a column. Expected the "
                f"name of one. Received: {argument}={column!r}."
            )
    if class_mode not in ("input", None):
        named["y_col"] = y_col if isinstance(y_col, (list, tuple)) else [y_col]
    for argument, columns in named.items():
        for column in columns:
            if column is not None and column not in table:
                raise ValueError(
                    "DataFrameIterator: the table has no such column. Expected "
                    f"one of {list(table)}. Received: {argument}={column!r}."
                )
    if weight_col is not None and table[weight_col].dtype.kind not in "biuf":
        raise TypeError(
            "DataFrameIterator: weights are no numbers. Expected a column of "
            f"them. Received: weight_col={weight_col!r} of type "
            f"{table[weight_col].dtype}. Convert it: "
            f"`table[{weight_col!r}].astype('float32')`."
        )


def _check_choices(
    table: Any, x_col: str, y_col: Any, class_mode: str | None
) -> None:
    if class_mode not in _CLASS_MODES:
        raise ValueError(
            "DataFrameIterator: class_mode is unknown. Expected one of "
            f"{_CLASS_MODES}. Received: class_mode={class_mode!r}."
        )
    if class_mode == "multi_output" and not isinstance(y_col, (list, tuple)):
        raise TypeError(
            "DataFrameIterator: class_mode='multi_output' needs a list of "
            f"columns. Expected a list. Received: y_col={y_col!r}."
        )
    for name in table[x_col]:
        if not isinstance(name, str):
            raise TypeError(
                "DataFrameIterator: a file has no name. Expected texts in the "
                f"column. Received: x_col={x_col!r} with {name!r} of type "
                f"{type(name).__name__}. {_way_out(x_col, name)}"
            )
