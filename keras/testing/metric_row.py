"""What a row in the table of metrics says."""

import dataclasses
import inspect
from collections.abc import Callable

import numpy as np

from keras.backend import naming
from keras.metrics import metric
from keras.testing import example_labels

# What a row may be excepted from, with its reason.
CONCERNS = frozenset(
    {
        "by name",  # strings stand for it
        "file",  # the state is saved with a layer that has the metric
        "keras 2",  # everything that is held against tf_keras
        "keras 2 float64",  # the state's type
        "keras 2 ragged",  # rows that differ in length
        "keras 2 steps",  # an axis more between batch and labels
        "keras 2 unseen",  # the result before the first batch
        "ragged",  # rows may differ in length
        "ranks",  # examples may have another rank
        "xla",  # a compiled function counts the same
    }
)


_NAMES = {
    "FBetaScore": "fbeta_score",
    "KLDivergence": "kullback_leibler_divergence",
    "LogCoshError": "logcosh",
}


@dataclasses.dataclass(frozen=True)
class Row:
    """A metric in the table.

    Args:
        metric_class: The class.
        reference: The formula in NumPy.
        kind: What it compares.
        settings: What the constructor is called with. Each argument is set by
            a row of the class.
        example: Shape of one example's predictions. Default (4,).
        takes_values: True where it is given values alone, no labels.
        exceptions: What doesn't hold for the row (see CONCERNS), and why.
    """

    metric_class: type
    reference: Callable
    kind: example_labels.Kind
    settings: dict = dataclasses.field(default_factory=dict)
    example: tuple = (4,)
    takes_values: bool = False
    exceptions: dict[str, str] = dataclasses.field(default_factory=dict)

    @property
    def default_name(self) -> str:
        """What it is called in logs: its class, or what Keras 2 says."""
        name = self.metric_class.__name__
        return _NAMES.get(name) or naming.snake_case(name)

    @property
    def is_plain(self) -> bool:
        """Whether it is made with the arguments alone that it must have."""
        parameters = inspect.signature(self.metric_class).parameters
        return all(
            parameters[name].default is inspect.Parameter.empty
            for name in self.settings
        )

    @property
    def id(self) -> str:
        """The row's name in a test report."""
        return "-".join([self.metric_class.__name__, *self.settings])

    def make(self, **arguments) -> metric.Metric:
        """Returns a new metric.

        Args:
            **arguments: In place of the row's settings and beside them.
        """
        return self.metric_class(**{**self.settings, **arguments})

    def draw(self, batch: int, seed: int = 7, more: tuple = ()) -> tuple:
        """Returns what the metric is updated with, in float64.

        Args:
            batch: Number of examples.
            seed: Another one draws others.
            more: Sizes of axes between the batch's and an example's.
        """
        axis = self.settings.get("axis", -1)
        drawn = self.kind.draw((batch, *more, *self.example), axis, seed)
        return drawn[1:] if self.takes_values else drawn

    def expected(self, batches, weights=None) -> float:
        """Returns the result by formula.

        Args:
            batches: What was seen: arguments of each update.
            weights: Weights of the rows of each. Default None: 1.
        """
        seen = [
            np.concatenate([np.asarray(one, "float64") for one in part])
            for part in zip(*batches, strict=True)
        ]
        if weights is None:
            weights = [np.ones(len(batch[0])) for batch in batches]
        return self.reference(*seen, np.concatenate(weights), **self.settings)
