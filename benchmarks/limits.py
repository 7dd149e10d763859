"""What our numbers have to keep, and whether they do."""

import dataclasses

from keras.testing import house

FASTER_PEER = "faster peer"
PEERS = ("tf_keras", "keras 3")

# Measured numbers: case -> number's name -> column -> median.
Results = dict[str, dict[str, dict[str, float]]]


@dataclasses.dataclass(frozen=True)
class Limit:
    """One number of ours, alone or as a ratio, and its bound.

    Attributes:
        case: Case that it is about.
        number: Name of the number in the case.
        bound: Largest that passes.
        against: Column that ours is divided by, `FASTER_PEER` for the smaller
            of the two packages; empty for ours alone.
        their_number: Name of what ours is divided by, where it's another.
    """

    case: str
    number: str
    bound: float
    against: str = ""
    their_number: str = ""

    def value(self, results: Results) -> float | None:
        """Returns the number; None where a part of it wasn't measured."""
        numbers = results.get(self.case, {})
        ours = numbers.get(self.number, {}).get("ours")
        if ours is None or not self.against:
            return ours
        base = self._base(numbers.get(self.their_number or self.number, {}))
        return ours / base if base else None

    def _base(self, columns: dict[str, float]) -> float | None:
        if self.against != FASTER_PEER:
            return columns.get(self.against)
        return min((columns[p] for p in PEERS if p in columns), default=None)

    def __str__(self) -> str:
        text = f"{self.case}: {self.number}"
        theirs = f"{self.against} {self.their_number}".rstrip()
        return f"{text} / {theirs}" if self.against else text


LIMITS = (
    Limit("fit arrays", "ms", 0.4, FASTER_PEER),
    Limit("fit arrays, accuracy", "ms", 0.4, FASTER_PEER),
    Limit("fit arrays, batch callback", "ms", 0.5, FASTER_PEER),
    Limit("fit generator", "ms", 0.6, FASTER_PEER),
    Limit("fit tf.data", "ms", 0.4, FASTER_PEER),
    Limit("fit tf.data, accuracy", "ms", 0.4, FASTER_PEER),
    Limit("train_on_batch", "ms", 0.8, "keras 3"),
    Limit("first fit step", "ms", 0.5, FASTER_PEER),
    Limit("predict one row", "ms", 1 / 30, FASTER_PEER),
    Limit("eager call, one row", "ms", 0.6, FASTER_PEER),
    Limit("eager call, one row", "ms", 1.4, "tensorflow"),
    Limit("load .keras", "ms", 0.5, FASTER_PEER),
    Limit("adapt, list", "ms", 0.7, FASTER_PEER),
    Limit("adapt, tensor", "ms", 1.0, FASTER_PEER),
    Limit("adapt, tf.data", "ms", 1.0, FASTER_PEER),
    # 400 MB of floats, which to write alone takes 0.4 to 0.55 of tf_keras's
    # time.
    Limit("to_categorical", "ms", 0.65, "tf_keras"),
    Limit("pad_sequences", "ms", 0.5, "tf_keras"),
    Limit("pad_sequences, cut", "ms", 0.5, "tf_keras"),
    Limit("area under a curve", "ms", 0.5, "tf_keras"),
    Limit("area under a curve", "weighted ms", 0.5, "tf_keras"),
    Limit("optimizers", "dense Adam ms", 0.7, FASTER_PEER),
    Limit("optimizers, rows", "Adam ms", 0.7, FASTER_PEER),
    *(
        Limit(
            "optimizers, rows",
            number,
            1.0,
            "ours",
            "tf_keras's legacy momentum ms",
        )
        for number in (
            "SGD ms",
            "Adagrad ms",
            "Ftrl ms",
            "SGD, momentum, lazy ms",
            "RMSprop, lazy ms",
            "Adam, lazy ms",
        )
    ),
    Limit("recurrent", "LSTM ms", 0.75, FASTER_PEER),
    Limit("recurrent", "GRU ms", 0.75, FASTER_PEER),
    Limit("recurrent", "LSTM, recurrent dropout ms", 0.75, FASTER_PEER),
    Limit("recurrent", "GRU, recurrent dropout ms", 0.75, FASTER_PEER),
    Limit("recurrent", "LSTM, recurrent dropout ms", 1.5, "ours", "LSTM ms"),
    Limit("recurrent", "GRU, recurrent dropout ms", 1.5, "ours", "GRU ms"),
    Limit("RandomFlip, bytes", "ms", 1 / 3, "tf_keras"),
    Limit("RandomFlip, floats", "ms", 1 / 3, "tf_keras"),
    Limit("RandomTranslation, bytes", "ms", 1 / 3, "tf_keras"),
    Limit("RandomTranslation, floats", "ms", 1 / 3, "tf_keras"),
    Limit("RandomRotation, bytes", "ms", 1 / 3, "tf_keras"),
    Limit("RandomRotation, floats", "ms", 0.4, "tf_keras"),
    Limit("RandomZoom, bytes", "ms", 1 / 3, "tf_keras"),
    Limit("RandomZoom, floats", "ms", 1 / 3, "tf_keras"),
    # Three times faster than these can't be: to write 38 MB of floats alone
    # takes half of tf_keras's time.
    Limit("RandomContrast, bytes", "ms", 0.9, "tf_keras"),
    Limit("RandomContrast, floats", "ms", 1.0, "tf_keras"),
    Limit("RandomBrightness, bytes", "ms", 0.8, "tf_keras"),
    Limit("RandomBrightness, floats", "ms", 0.9, "tf_keras"),
    Limit("RandomCrop, bytes", "ms", 0.9, "tf_keras"),
    Limit("RandomCrop, floats", "ms", 1.1, "tf_keras"),
    Limit("300 Dense layers", "trainable_variables ms", 1.0, "tf_keras"),
    Limit("300 Dense layers", "losses ms", 1.0, "tf_keras"),
    Limit("300 Dense layers", "metrics ms", 1.0, "tf_keras"),
    Limit("Sequential of 200", "add ms", 1.2, "tf_keras", "list ms"),
    Limit("import", "package ms", 50),
    Limit("import", "layers.Dense ms", 60),
    # Counts have the limits of the style test.
    Limit("warm Dense call", "calls", house.DENSE_CALL_CALLS),
    Limit("warm Dense call", "files", house.DENSE_CALL_FILES),
    Limit("Dense, built and called", "files", house.DENSE_BUILD_FILES),
    Limit("warm eager train_step", "calls", house.TRAIN_STEP_CALLS),
    Limit("warm eager train_step", "files", house.TRAIN_STEP_FILES),
    Limit("repeated predict", "traces", 0),
    Limit("10,000 predicts", "traces", 0),
    Limit("10,000 predicts", "kB", 1000),
)


@dataclasses.dataclass(frozen=True)
class Verdict:
    """A limit and what came out; it `holds`, or does not."""

    limit: Limit
    value: float

    @property
    def holds(self) -> bool:
        """Whether the value is within the bound."""
        return self.value <= self.limit.bound


def judge(results: Results) -> list[Verdict]:
    """Returns a verdict for each limit whose numbers were measured."""
    found = ((limit, limit.value(results)) for limit in LIMITS)
    return [
        Verdict(limit, value) for limit, value in found if value is not None
    ]
