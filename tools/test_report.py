"""Counts the test targets of a `bazel test`, from its build event file.

    python tools/test_report.py .tmp/events.json

Names what failed, then prints `N passed, N failed` as the last line. Exits with
1 if a target failed or none ran.
"""

from __future__ import annotations

import json
import pathlib
import sys
from collections.abc import Iterable


def outcomes(lines: Iterable[str]) -> dict[str, str]:
    """Each test target's overall status, such as PASSED or TIMEOUT.

    A target that didn't build has no summary of its own: it is NO_STATUS.

    Args:
        lines: JSON build events, one a line.
    """
    found: dict[str, str] = {}
    for line in lines:
        event = json.loads(line)
        identity = event.get("id", {})
        if "testSummary" in identity:
            label = identity["testSummary"]["label"]
            summary = event.get("testSummary", {})
            found[label] = summary.get("overallStatus", "NO_STATUS")
        elif "targetCompleted" in identity:
            label = identity["targetCompleted"]["label"]
            if not event.get("completed", {}).get("success"):
                found.setdefault(label, "NO_STATUS")
    return found


def main(argv: list[str]) -> int:
    """The command line."""
    path = pathlib.Path(argv[0])
    found = outcomes(path.read_text().splitlines()) if path.exists() else {}
    failed = {k: v for k, v in found.items() if v not in ("PASSED", "FLAKY")}
    for label, status in sorted(failed.items()):
        print(f"{status.lower()}: {label}")
    print(f"{len(found) - len(failed)} passed, {len(failed)} failed")
    return int(bool(failed) or not found)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
