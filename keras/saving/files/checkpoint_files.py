"""The files of a checkpoint, replaced as one.

`<prefix>.index` names the files with the values: `<prefix>.data-00000-of-00002`
and so on, by their number alone. So a new checkpoint is given another number of
files than what is there, with a small one more where that is needed; they are
put beside the older ones, and with the index, replaced in one step, the new
ones count. Whoever is killed leaves the older or the newer checkpoint.
"""

import contextlib
import glob
import os
import re
import shutil
from collections.abc import Iterator

import tensorflow as tf

from keras.saving.files import atomic_file, leftovers

_INDEX = ".index"
_NUMBERS = re.compile(r"\.data-\d{5}-of-(\d{5})")
# Name of the value in a file that is there to be counted.
_FILLER = "_keras_file"


@contextlib.contextmanager
def replacing(path: str) -> Iterator[str]:
    """Makes a checkpoint that takes the place of one when the block ends.

    If the block raises, whatever it raises, what was there stays.

    Args:
        path: The prefix; its folder is there.
    Yields:
        The prefix to write to, in a folder of its own.
    """
    leftovers.clear_away(path)
    part = leftovers.new_name(path)
    os.mkdir(part)
    try:
        prefix = os.path.join(part, os.path.basename(path))
        yield prefix
        older = _files(path)
        prefix = _with_free_number(prefix, {_number(one) for one in older})
        for place in [*_files(prefix), prefix + _INDEX]:
            with open(place, "rb") as file:
                os.fsync(file.fileno())
        _put(prefix, path)
    finally:
        shutil.rmtree(part, ignore_errors=True)
    for place in older:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(place)


def _put(prefix: str, path: str) -> None:
    """Moves files to their place, the index last."""
    put = []
    try:
        for place in _files(prefix):
            put.append(path + place[len(prefix) :])
            os.replace(place, put[-1])
        atomic_file.sync_folder(os.path.dirname(path))
        os.replace(prefix + _INDEX, path + _INDEX)
    except BaseException:
        for place in put:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(place)
        raise
    atomic_file.sync_folder(os.path.dirname(path))


def _files(prefix: str) -> list[str]:
    """Returns the files with values that are there under a prefix."""
    found = glob.glob(f"{glob.escape(prefix)}.data-*")
    return [one for one in found if _NUMBERS.fullmatch(one[len(prefix) :])]


def _number(place: str) -> int:
    """Returns of how many files one says that it is."""
    return int(place[-5:])


def _with_free_number(prefix: str, taken: set[int]) -> str:
    """Returns the prefix of a checkpoint of another number of files."""
    fillers: list[str] = []
    own = len(_files(prefix))
    while own + len(fillers) in taken:
        number = len(fillers) + 1
        fillers.append(f"{prefix}.{number}")
        tf.raw_ops.SaveV2(
            prefix=fillers[-1],
            tensor_names=[f"{_FILLER}_{number}"],
            shape_and_slices=[""],
            tensors=[tf.constant(number)],
        )
    if not fillers:
        return prefix
    folder, name = os.path.split(prefix)
    whole = os.path.join(folder, "whole", name)
    tf.raw_ops.MergeV2Checkpoints(
        checkpoint_prefixes=[prefix, *fillers], destination_prefix=whole
    )
    return whole
