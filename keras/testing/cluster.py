"""Several processes on this machine that take part in one strategy."""

import concurrent.futures
import json
import os
import random
import socket
import subprocess
import sys

# Below those that a system gives to whoever asks for any (Linux: from 32768
# on), so that no connection is made from one before somebody listens there.
_PORTS = range(20_000, 32_000)


class Cluster:
    """Workers that run one program, each told its place by the environment.

    By `TF_CONFIG` for a strategy, and by what
    `keras.distribution.initialize` reads for a mesh.

    Args:
        program: The path of a Python file.
        *arguments: Its arguments.
        num_workers: How many. Default 2.
    """

    def __init__(self, program: str, *arguments, num_workers: int = 2) -> None:
        self._command = [sys.executable, program, *map(str, arguments)]
        ports = free_ports(num_workers)
        self._addresses = [f"localhost:{port}" for port in ports]
        self.processes = [self.started(n) for n in range(num_workers)]

    def started(self, number: int) -> subprocess.Popen:
        """Starts worker `number`, which may have been there before."""
        task = {"type": "worker", "index": number}
        config = {"cluster": {"worker": self._addresses}, "task": task}
        paths = os.pathsep.join(path for path in sys.path if path)
        return subprocess.Popen(
            self._command,
            env={
                **os.environ,
                "PYTHONPATH": paths,
                "TF_CONFIG": json.dumps(config),
                "KERAS_DISTRIBUTION_JOB_ADDRESSES": ",".join(self._addresses),
                "KERAS_DISTRIBUTION_PROCESS_ID": str(number),
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def results(self, seconds: float = 600) -> list:
        """Waits for the workers, and returns the last line of each, as JSON.

        Args:
            seconds: How long each may take; it's killed then.
        Raises:
            AssertionError: If one fails or takes longer.
        """
        # All are read at once: who can't print waits, and the others for him.
        with concurrent.futures.ThreadPoolExecutor() as readers:
            try:
                printed = [
                    *readers.map(
                        lambda process: process.communicate(timeout=seconds),
                        self.processes,
                    )
                ]
            finally:
                self._kill()
        codes = [process.returncode for process in self.processes]
        # One that failed is told by all, and it alone tells why.
        assert not any(codes), (codes, *(text[-3000:] for _, text in printed))
        return [json.loads(out.splitlines()[-1]) for out, _ in printed]

    def _kill(self) -> None:
        for process in self.processes:
            process.kill()

    def end(self) -> None:
        """Kills the workers that are there, and waits for it."""
        self._kill()
        for process in self.processes:
            process.communicate()


def free_ports(count: int) -> list[int]:
    """Returns ports of this machine that nobody listens at.

    No other process gets them from here while this one is there.
    """
    draw = random.SystemRandom()
    found: list[int] = []
    while len(found) < count:
        port = draw.choice(_PORTS)
        if _is_free(port):
            found.append(port)
    return found


def _is_free(port: int) -> bool:
    """Tells whether a port is free for TCP, and keeps it by its UDP twin."""
    kept = socket.socket(type=socket.SOCK_DGRAM)
    try:
        kept.bind(("localhost", port))
        with socket.socket() as tried:
            tried.bind(("localhost", port))
    except OSError:
        kept.close()
        return False
    kept.detach()
    return True
