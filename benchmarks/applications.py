"""Building each architecture, without values: milliseconds.

    python -m benchmarks.applications [NAME …]

prints a line an architecture: the best of three times of ours, of tf_keras and
of Keras 3, in turn, and ours over the faster other one's. The table has none of
it, as it takes some minutes.
"""

import functools
import gc
import sys
import time

import keras as ours
from benchmarks import peers

TIMES = 3


def cases(keras, quick: bool) -> dict:
    """Returns a function an architecture."""
    return {
        f"build {name}": functools.partial(_built, keras, name)
        for name in names(keras)
    }


def names(keras) -> list[str]:
    """Returns the names of the architectures that a package has."""
    return sorted(
        name
        for name in dir(keras.applications)
        if name[0].isupper() and callable(getattr(keras.applications, name))
    )


def _built(keras, name: str) -> dict[str, float]:
    keras.backend.clear_session()
    gc.collect()
    build = getattr(keras.applications, name)
    start = time.perf_counter()
    build(weights=None)
    return {"ms": 1e3 * (time.perf_counter() - start)}


def main(chosen: list[str]) -> None:
    """Prints the lines.

    Args:
        chosen: Names of architectures; all of ours where there are none.
    """
    workers = [peers.Worker(peer, False) for peer in peers.PEERS[:3]]
    for name in chosen or names(ours):
        # In turn, so that a slow minute hits them all.
        rounds = [[_ask(each, name) for each in workers] for _ in range(TIMES)]
        best = [min(times, default=None) for times in _columns(rounds)]
        others = [ms for ms in best[1:] if ms]
        share = f"{best[0] / min(others):.2f}" if others else "alone"
        times = " ".join(
            "     -" if ms is None else f"{ms:6.0f}" for ms in best
        )
        print(f"{name:20} {times}  {share}", flush=True)
    for worker in workers:
        worker.close()


def _ask(worker: peers.Worker, name: str) -> float | None:
    return worker.ask(f"build {name}").get("ms")


def _columns(rounds: list) -> list[list[float]]:
    return [[ms for ms in column if ms is not None] for column in zip(*rounds)]


if __name__ == "__main__":
    main(sys.argv[1:])
