"""Runs random programs on this package and on tf_keras, and tells differences.

.venv/bin/python tools/compare_random_models.py 17       seed 17
.venv/bin/python tools/compare_random_models.py 0 500    seeds 0 to 499
"""

from __future__ import annotations

import pathlib
import sys
import traceback

sys.path.insert(0, str(pathlib.Path(__file__).absolute().parent.parent))

import tf_keras  # noqa: E402

import keras  # noqa: E402
from keras.testing import random_models  # noqa: E402


def main(argv: list[str]) -> int:
    """The command line: one seed, or the first and the one after the last."""
    first = int(argv[0])
    last = int(argv[1]) if len(argv) > 1 else first + 1
    failed = 0
    for seed in range(first, last):
        try:
            found = random_models.differences(seed, keras, tf_keras)
        except Exception:
            found = [traceback.format_exc()]
        failed += bool(found)
        for line in found:
            print(seed, line)
    print(f"{failed} of {last - first} programs differ")
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
