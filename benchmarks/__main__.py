"""Measures, prints the table, and says which limits hold."""

import argparse
import json
import platform
import statistics
import sys

from benchmarks import augmenting, limits, peers, table

# Cases, with how many samples are taken of each: what is counted and not timed
# comes out the same every time.
TIMED = {
    "fit arrays": 5,
    "fit arrays, accuracy": 5,
    "fit arrays, batch callback": 5,
    "fit generator": 5,
    "fit tf.data": 5,
    "fit tf.data, accuracy": 5,
    "train_on_batch": 5,
    "first fit step": 7,
    "predict one row": 5,
    "eager call, one row": 7,
    "load .keras": 5,
    "adapt, list": 3,
    "adapt, tensor": 3,
    "adapt, tf.data": 3,
    "to_categorical": 5,
    "pad_sequences": 5,
    "pad_sequences, cut": 5,
    "folder of JPEGs": 5,
    **dict.fromkeys(augmenting.CASES, 5),
    "recurrent": 5,
    "optimizers": 5,
    "optimizers, rows": 5,
    "area under a curve": 5,
    "300 Dense layers": 3,
    "Sequential of 200": 3,
    "import": 7,
}
COUNTED = (
    "warm Dense call",
    "Dense, built and called",
    "warm eager train_step",
    "repeated predict",
)
LONG = ("10,000 predicts",)
# Of these the others show nothing: at their 80 ms, 10,000 predictions take a
# quarter of an hour, and TensorFlow imports Keras 3 by itself.
OWN = (*LONG, "import")


def main() -> int:
    """Runs the benchmarks; returns the exit status."""
    options = _options()
    workers = [peers.Worker(peer, options.quick) for peer in peers.PEERS]
    try:
        results = measure(workers, _chosen(options))
    finally:
        for worker in workers:
            worker.close()
    verdicts = limits.judge(results)
    report(results, verdicts, options.json)
    is_measured = all("ours" in columns for columns in _columns(results))
    return 0 if is_measured and all(v.holds for v in verdicts) else 1


def measure(workers: list, cases: dict[str, int]) -> limits.Results:
    """Takes the samples, peer after peer in each round; returns medians.

    Args:
        workers: Those who measure.
        cases: How many samples of each case.
    """
    results: limits.Results = {}
    for case, count in cases.items():
        print(f"{case} ...", file=sys.stderr, flush=True)
        samples: dict[tuple[str, str], list[float]] = {}
        able = _only_own(case, workers)
        for _ in range(count):
            able = [each for each in able if _sample(each, case, samples)]
        results[case] = _medians(samples)
    return results


def report(results: limits.Results, verdicts: list, as_json: bool) -> None:
    """Prints the results and the verdicts."""
    if as_json:
        held = {
            str(v.limit): [v.value, v.limit.bound, v.holds] for v in verdicts
        }
        print(json.dumps({"results": results, "limits": held}, indent=2))
        return
    print(
        f"{platform.machine()}, two cores, Python {platform.python_version()}"
    )
    print(table.results_table(results))
    print()
    print(table.verdict_table(verdicts))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a tenth of it")
    parser.add_argument("--long", action="store_true", help="10,000 predicts")
    parser.add_argument("--json", action="store_true", help="for programs")
    parser.add_argument("--only", default="", help="cases with this in them")
    return parser.parse_args()


def _chosen(options: argparse.Namespace) -> dict[str, int]:
    cases = {**TIMED, **dict.fromkeys(COUNTED, 1)}
    if options.long:
        cases.update(dict.fromkeys(LONG, 1))
    return {k: count for k, count in cases.items() if options.only in k}


def _only_own(case: str, workers: list) -> list:
    if case in OWN:
        return [each for each in workers if each.peer is peers.OURS]
    return workers


def _sample(worker, case: str, samples: dict) -> bool:
    """Adds one sample; returns whether there was one."""
    try:
        numbers = worker.ask(case)
    except RuntimeError as error:
        print(f"  {worker.peer.name}: {error}", file=sys.stderr)
        return False
    for name, value in numbers.items():
        samples.setdefault((name, worker.peer.name), []).append(value)
    return True


def _medians(samples: dict) -> dict[str, dict[str, float]]:
    numbers: dict[str, dict[str, float]] = {}
    for (name, peer), values in samples.items():
        numbers.setdefault(name, {})[peer] = statistics.median(values)
    return numbers


def _columns(results: limits.Results) -> list[dict[str, float]]:
    return [c for numbers in results.values() for c in numbers.values()]


if __name__ == "__main__":
    sys.exit(main())
