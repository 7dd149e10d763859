"""Several processes on this machine that take part in one strategy."""

import json
import os
import socket
import subprocess
import sys


class Cluster:
    """Workers that run one program, each told its place by `TF_CONFIG`.

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
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def results(self, seconds: float = 240) -> list:
        """Waits for the workers, and returns the last line of each, as JSON.

        Args:
            seconds: How long each may take; it's killed then.
        Raises:
            AssertionError: If one fails or takes longer.
        """
        found = []
        try:
            for process in self.processes:
                out, errors = process.communicate(timeout=seconds)
                assert process.returncode == 0, errors[-3000:]
                found.append(json.loads(out.splitlines()[-1]))
        finally:
            self.end()
        return found

    def end(self) -> None:
        """Kills the workers that are there."""
        for process in self.processes:
            process.kill()
            process.communicate()


def free_ports(count: int) -> list[int]:
    """Returns ports of this machine that nobody listens at."""
    sockets = [socket.socket() for _ in range(count)]
    for each in sockets:
        each.bind(("localhost", 0))
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports
