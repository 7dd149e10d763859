"""What an equation of `EinsumDense` says about shapes."""

import dataclasses
import re

import tensorflow as tf

_FORM = re.compile(
    r"(?P<left>\.\.\.)?(?P<inputs>[a-zA-Z]+)(?P<right>\.\.\.)?"
    r",(?P<kernel>[a-zA-Z]+)->"
    r"(?P<left_out>\.\.\.)?(?P<outputs>[a-zA-Z]+)(?P<right_out>\.\.\.)?"
)


@dataclasses.dataclass(frozen=True)
class Equation:
    """Letters of the axes of input, kernel and output.

    Args:
        where: The layer as a message calls it.
        text: As the user wrote it.
        inputs: Letters of the input's axes, without those of an ellipsis.
        kernel: Letters of the kernel's axes.
        outputs: Letters of the output's axes, without those of an ellipsis.
        ellipsis: Where that stands: 'left', 'right' or '' for none.
    """

    where: str
    text: str
    inputs: str
    kernel: str
    outputs: str
    ellipsis: str

    def error(self, what: str, expected: str, received: str) -> ValueError:
        """Returns a message about this equation.

        Args:
            what: What happened.
            expected: What would do.
            received: What is in the way.
        """
        return ValueError(
            f"{self.where}: {what}. Expected {expected}. Received: "
            f"equation={self.text!r}, {received}."
        )


def parsed(where: str, text: str) -> Equation:
    """Reads an equation.

    Args:
        where: The layer as a message calls it.
        text: Such as 'abc,cd->abd', '...x,xy->...y' or 'ab...,bc->ac...'.
    Raises:
        ValueError: If it is none, or a letter comes from nowhere.
    """
    found = _FORM.fullmatch(text) if isinstance(text, str) else None
    sides = [bool(found and found[side]) for side in ("left", "right")]
    out = [bool(found and found[side]) for side in ("left_out", "right_out")]
    if found is None or all(sides) or sides != out:
        raise ValueError(
            f"{where}: the equation can't be read. Expected 'X,W->Y' with "
            "letters for X, W and Y, and '...' before or behind both X and Y, "
            f"or nowhere. Received: equation={text!r}."
        )
    equation = Equation(
        where,
        text,
        found["inputs"],
        found["kernel"],
        found["outputs"],
        "left" if sides[0] else "right" if sides[1] else "",
    )
    _check_letters(equation)
    return equation


def _check_letters(equation: Equation) -> None:
    for name, letters, sources in (
        ("kernel", equation.kernel, equation.inputs + equation.outputs),
        ("output", equation.outputs, equation.inputs + equation.kernel),
    ):
        unknown = sorted({*letters} - {*sources})
        if unknown:
            raise equation.error(
                f"an axis of the {name} comes from nowhere",
                f"letters out of {sorted({*sources})}",
                f"unknown {unknown}",
            )


@dataclasses.dataclass(frozen=True)
class Sizes:
    """Sizes that an equation has for an input.

    Args:
        kernel: Of the kernel's axes.
        output: Of the output's axes, the batch's too.
        of_letters: Of all letters.
        elided: How many axes stand in the ellipsis.
    """

    kernel: tuple[int, ...]
    output: tf.TensorShape
    of_letters: dict[str, int | None]
    elided: int


def sizes(
    equation: Equation, input_shape: tf.TensorShape, partial_output_shape
) -> Sizes:
    """Returns what the axes measure for an input of a shape.

    Args:
        equation: The equation.
        input_shape: Shape of the input.
        partial_output_shape: Sizes of the output's axes but the batch's and
            those in an ellipsis; None where the input has them.
    Raises:
        ValueError: If they don't fit, or the kernel's aren't all known.
    """
    known, elided = _of_input(equation, input_shape)
    named = equation.outputs
    if equation.ellipsis != "left" or not elided:
        named = named[1:]  # the first letter is the batch's
    if len(named) != len(partial_output_shape):
        raise equation.error(
            "the output has another number of axes",
            f"a size for each of {[*named]}",
            f"output_shape={tuple(partial_output_shape)}",
        )
    for letter, size in zip(named, partial_output_shape):
        if letter not in known or known[letter] is None:
            known[letter] = size
        elif size not in (None, known[letter]):
            raise equation.error(
                f"axis {letter!r} has two sizes",
                f"{known[letter]}, as the input has, or None",
                f"output_shape={tuple(partial_output_shape)}",
            )
    return Sizes(
        _of_kernel(equation, known, input_shape),
        _of_output(equation, known, input_shape, elided),
        known,
        len(elided),
    )


def _of_input(equation: Equation, shape: tf.TensorShape):
    """Returns the sizes of the input's letters, and those in the ellipsis."""
    letters = equation.inputs
    count = None if shape.rank is None else shape.rank - len(letters)
    if count is None or count < 0 or (count and not equation.ellipsis):
        more = " or more" if equation.ellipsis else ""
        raise equation.error(
            "the input has another number of axes",
            f"{len(letters)}{more}",
            f"shape={shape}",
        )
    sizes = shape.as_list()
    if equation.ellipsis == "left":
        return dict(zip(letters, sizes[count:])), sizes[:count]
    return dict(zip(letters, sizes)), sizes[len(letters) :]


def _of_kernel(equation: Equation, known: dict, shape: tf.TensorShape) -> tuple:
    unknown = [letter for letter in equation.kernel if known[letter] is None]
    if unknown:
        raise equation.error(
            "the kernel has no static size",
            f"sizes of the axes {unknown}, in the input or `output_shape`",
            f"shape={shape}",
        )
    return tuple(known[letter] for letter in equation.kernel)


def _of_output(
    equation: Equation, known: dict, shape: tf.TensorShape, elided: list
) -> tf.TensorShape:
    sizes = [known[letter] for letter in equation.outputs]
    if equation.ellipsis == "left":
        return tf.TensorShape([*elided, *sizes])
    return tf.TensorShape([*sizes, *elided])


def bias_shape(
    equation: Equation, bias_axes: str, of: Sizes
) -> tuple[int, ...]:
    """Returns the shape of a bias that broadcasts to the output.

    Args:
        equation: The equation.
        bias_axes: Letters of the output along which the bias differs.
        of: What `sizes` returned.
    Raises:
        ValueError: If one of them has no static size.
    """
    outputs = equation.outputs
    unknown = [axis for axis in bias_axes if of.of_letters[axis] is None]
    if unknown:
        raise equation.error(
            "the bias has no static size",
            f"known sizes of the axes {unknown}",
            f"bias_axes={bias_axes!r}",
        )
    first = min(outputs.index(axis) for axis in bias_axes)
    shape = [
        of.of_letters[axis] if axis in bias_axes else 1
        for axis in outputs[first:]
    ]
    ones = of.elided if equation.ellipsis == "right" else 0
    return (*shape, *[1] * ones)
