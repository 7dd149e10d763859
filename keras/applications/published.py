"""Files of trained values: where they are published, and how they are known."""

import dataclasses

from keras.utils import data_fetch

BASE = "https://storage.googleapis.com/tensorflow/keras-applications/"


@dataclasses.dataclass(frozen=True)
class Files:
    """The two files of an architecture.

    Attributes:
        folder: Address of the folder.
        whole: Name of the file with the classifier.
        without_top: Name of the file without.
        hashes: The files' hashes, in this order; None where none is published.
    """

    folder: str
    whole: str
    without_top: str
    hashes: tuple[str | None, str | None] = (None, None)

    def fetched(self, include_top: bool) -> str:
        """Returns the path of one of them, fetched unless it's there.

        Args:
            include_top: Which.
        """
        name = self.whole if include_top else self.without_top
        return data_fetch.get_file(
            name,
            self.folder + name,
            cache_subdir="models",
            file_hash=self.hashes[0 if include_top else 1],
        )


def of(family: str, stem: str, hashes: tuple) -> Files:
    """Returns the files of most architectures, which are named alike.

    Args:
        family: Name of the folder.
        stem: How the files' names begin.
        hashes: With the classifier, and without.
    """
    name = f"{stem}_weights_tf_dim_ordering_tf_kernels"
    return Files(f"{BASE}{family}/", f"{name}.h5", f"{name}_notop.h5", hashes)
