"""Two processes that read what a third one saves over and over.

`python shared_saves_program.py FOLDER NAME METHOD OPTIONS NUMBER` has a process
save NUMBER times to `FOLDER/NAME`, and kills it now and then, with another one
after it; it prints how often each of two readers got a whole one. A reader that
gets another thing ends with an error, and so does the program.
"""

import json
import os
import random
import signal
import sys
import time

import numpy as np

from keras.saving.formats import model_file
from keras.testing import forked_runs, killed_saves_program

_READERS, _KILLS = 2, 10


def read_forever(path: str, end: str, told: str, method: str) -> None:
    """Reads until there is a file `end`; tells how often, in another file."""
    count = 0
    while not os.path.exists(end):
        _require_one_save(path, method)
        count += 1
    with open(told, "w") as file:
        file.write(str(count))


def _require_one_save(path: str, method: str) -> None:
    if method == "save":
        model = model_file.load_model(path)
    else:
        model = killed_saves_program.made()
        model.load_weights(path)
    found = {float(v) for w in model.weights for v in np.unique(w)}
    if len(found) != 1:
        raise AssertionError(f"values of several saves: {sorted(found)[:5]}")


def main(
    folder: str, name: str, method: str, options: str, number: str
) -> None:
    """Prints the numbers of reads."""
    path, end = f"{folder}/{name}", f"{folder}.end"
    saves = (path, f"{folder}.told", method, json.loads(options))
    writer = forked_runs.start(killed_saves_program.save_forever, *saves)
    _wait_for(saves[1], 1)
    told = [f"{folder}.{index}.reads" for index in range(_READERS)]
    readers = [
        forked_runs.start(read_forever, path, end, one, method) for one in told
    ]
    draw = random.Random(7)
    for kill in range(1, _KILLS + 1):
        _wait_for(saves[1], int(number) * kill // _KILLS)
        time.sleep(draw.uniform(0, 0.1))
        os.kill(writer, signal.SIGKILL)
        os.waitpid(writer, 0)
        if kill < _KILLS:
            writer = forked_runs.start(
                killed_saves_program.save_forever, *saves
            )
    open(end, "w").close()
    failed = [os.waitpid(reader, 0)[1] for reader in readers]
    if any(failed):
        raise RuntimeError(f"a reader failed. Received: {failed}.")
    print(json.dumps([int(open(one).read()) for one in told]))


def _wait_for(path: str, size: int) -> None:
    while not os.path.exists(path) or os.path.getsize(path) < size:
        time.sleep(0.001)


if __name__ == "__main__":
    main(*sys.argv[1:])
