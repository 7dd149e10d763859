"""The results as text."""

from benchmarks import limits, peers

COLUMNS = tuple(peer.name for peer in peers.PEERS)


def results_table(results: limits.Results) -> str:
    """Writes a row a number: the peers, and ours over the faster of two."""
    head = ["case", "", *COLUMNS, "ours/faster", "ours/tensorflow"]
    rows = [head]
    for case, numbers in results.items():
        for name, columns in numbers.items():
            rows.append([case, name, *_cells(case, name, columns)])
    return aligned(rows)


def verdict_table(verdicts: list[limits.Verdict]) -> str:
    """Writes a row a limit: the value, the bound, and whether it holds."""
    rows = [["limit", "value", "at most", ""]]
    for verdict in verdicts:
        rows.append(
            [
                str(verdict.limit),
                number(verdict.value),
                number(verdict.limit.bound),
                "holds" if verdict.holds else "BROKEN",
            ]
        )
    return aligned(rows)


def number(value: float | None) -> str:
    """Writes a number with three digits; a dash for none."""
    if value is None:
        return "-"
    if value == int(value) or abs(value) >= 1000:
        return f"{value:.0f}"
    return f"{value:.3g}"


def aligned(rows: list[list[str]]) -> str:
    """Writes rows in columns, the first to the left and others to the right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = []
    for row in rows:
        first = row[0].ljust(widths[0])
        others = (c.rjust(w) for c, w in zip(row[1:], widths[1:], strict=True))
        lines.append("  ".join([first, *others]).rstrip())
    return "\n".join(lines)


def _cells(case: str, name: str, columns: dict[str, float]) -> list[str]:
    measured = [number(columns.get(each)) for each in COLUMNS]
    results = {case: {name: columns}}
    for against in (limits.FASTER_PEER, "tensorflow"):
        ratio = limits.Limit(case, name, 0, against).value(results)
        measured.append(number(ratio))
    return measured
