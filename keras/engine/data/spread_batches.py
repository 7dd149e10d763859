"""Batches that were spread over replicas before they came here."""

import typing

from keras.distribute import replicas
from keras.tf_internals import replica_specs


def check(dataset: typing.Any, strategy: typing.Any) -> None:
    """Raises unless a dataset is for as many replicas as take its batches.

    A replica that is too many would get nothing, and the rows of one that is
    missing would be left out without a word.

    Args:
        dataset: Any source of batches; one that isn't spread is fine.
        strategy: The model's, or None.
    Raises:
        ValueError: If it's spread over another number of replicas.
    """
    spec = getattr(dataset, "element_spec", None)
    found = 1 if spec is None else replica_specs.num_replicas(spec)
    if found == 1:
        return
    here = replicas.num_here(strategy)
    if found == here:
        return
    raise ValueError(
        "Reading a dataset: its batches were spread over the replicas of "
        f"another strategy. Expected parts for {here}, as the model's strategy "
        "has in this process, or a dataset that isn't spread. Received: "
        f"{type(dataset).__name__} with parts for {found}. Pass the "
        "`tf.data.Dataset` itself, or spread it with the strategy that the "
        "model was made in."
    )
