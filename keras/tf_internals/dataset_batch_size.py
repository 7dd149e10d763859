"""The batch size of a data set that ends in `batch`, or nearly so.

No public name tells whether the first axis of a data set's elements counts
rows, nor how many: a batch of 2 and a row of 2 features have one spec.
Nor does a public name tell what a data set was made of, and `prefetch`, which
most pipelines end in, hands its batches on.
"""

import tensorflow as tf

# What these hand on are whole elements of the one data set that they take.
_HANDING_ON = (
    "_AssertCardinalityDataset",
    "CacheDataset",
    "_OptionsDataset",
    "_PrefetchDataset",
    "_RepeatDataset",
    "_ShardDataset",
    "_ShuffleDataset",
    "_SkipDataset",
    "_TakeDataset",
)


def batch_size_of(dataset: tf.data.Dataset) -> int | None:
    """Returns the rows a batch, or None for a data set that isn't batched."""
    while type(dataset).__name__ in _HANDING_ON:
        (dataset,) = dataset._inputs()
    size = getattr(dataset, "_batch_size", None)
    return None if size is None else int(size)
