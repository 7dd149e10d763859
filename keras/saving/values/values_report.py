"""What doesn't fit where values of a file are given to a model, in lines."""

# Lines that a message shows at most, of each kind.
_MAX_LINES = 50


def report(missing: list, unexpected: list, mismatched: list) -> str:
    """Returns what doesn't fit, in paragraphs.

    Args:
        missing: Lines on what the file has nothing for.
        unexpected: Lines on what no part takes.
        mismatched: Lines on what is of another shape or type.
    """
    groups = {
        "Missing in the file": missing,
        "Unexpected in the file": unexpected,
        "Of another shape or type": mismatched,
    }
    lines = []
    for title, entries in groups.items():
        if entries:
            lines.append(f"{title} ({len(entries)}):")
            lines += [f"  {entry}" for entry in entries[:_MAX_LINES]]
            more = len(entries) - _MAX_LINES
            lines += [f"  and {more} more"] if more > 0 else []
    return "\n".join(lines)
