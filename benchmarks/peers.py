"""The packages that are compared, each in a process of its own.

Two packages named `keras` can't live in one process. So each peer is a worker
process, which is asked for one sample at a time: peers take turns, and a slow
minute of the machine hits them all.
"""

import dataclasses
import json
import os
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent


@dataclasses.dataclass(frozen=True)
class Peer:
    """A package to measure.

    Attributes:
        name: Its column in the table.
        module: What a worker imports as `keras`; empty for none.
        version: How the version must begin, so that one package isn't
            measured under the name of another.
    """

    name: str
    module: str
    version: str


OURS = Peer("ours", "keras", "4.")
KERAS_2 = Peer("tf_keras", "tf_keras", "2.")
KERAS_3 = Peer("keras 3", "keras", "3.")
TENSORFLOW = Peer("tensorflow", "", "")
PEERS = (OURS, KERAS_2, KERAS_3, TENSORFLOW)

# The tree is the first place for our own package, and the last for the
# others: there it only serves `benchmarks`.
_START = """
import sys
sys.path.insert(0 if {first} else len(sys.path), {root!r})
from benchmarks import worker
worker.serve({name!r}, {quick})
"""


class Worker:
    """A process that measures one peer.

    Args:
        peer: Whom.
        quick: Whether to take a tenth of the data.
    """

    def __init__(self, peer: Peer, quick: bool) -> None:
        self.peer = peer
        code = _START.format(
            first=peer is OURS, root=str(ROOT), name=peer.name, quick=quick
        )
        self._errors = tempfile.TemporaryFile("w+")
        self._process = subprocess.Popen(
            [sys.executable, "-c", code],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            text=True,
            cwd=tempfile.gettempdir(),
            env=_environment(),
        )

    def ask(self, case: str) -> dict[str, float]:
        """Returns one sample of a case: numbers by name.

        Raises:
            RuntimeError: If the worker can't; with what it says.
        """
        try:
            self._process.stdin.write(case + "\n")
            self._process.stdin.flush()
            answer = self._process.stdout.readline()
        except BrokenPipeError:
            answer = ""
        if not answer:
            raise RuntimeError(f"the process ended: {self._last_words()}")
        answer = json.loads(answer)
        if "error" in answer:
            raise RuntimeError(answer["error"])
        return answer

    def close(self) -> None:
        """Ends the process."""
        self._process.stdin.close()
        self._process.wait(timeout=60)
        self._process.stdout.close()
        self._errors.close()

    def _last_words(self) -> str:
        self._process.wait(timeout=60)
        self._errors.seek(0)
        return " | ".join(self._errors.read().splitlines()[-3:])


def _environment() -> dict[str, str]:
    environment = dict(os.environ)
    for name in ("PYTHONPATH", "TF_USE_LEGACY_KERAS"):
        environment.pop(name, None)
    return {
        **environment,
        "KERAS_BACKEND": "tensorflow",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "CUDA_VISIBLE_DEVICES": "-1",
    }
