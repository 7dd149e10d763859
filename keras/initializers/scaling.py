"""Initializers whose spread follows from the number of inputs and outputs."""

import math
from collections.abc import Sequence

import tensorflow as tf

from keras.initializers import initializer

# Standard deviation of a standard normal cut off at -2 and 2.
_TRUNCATED_STDDEV = 0.87962566103423978

_MODES = ("fan_in", "fan_out", "fan_avg")
_DISTRIBUTIONS = ("normal", "truncated_normal", "untruncated_normal", "uniform")


def fans(
    shape: Sequence[int],
    input_axes: Sequence[int] | None = None,
    output_axes: Sequence[int] | None = None,
) -> tuple[int, int]:
    """Returns how many inputs feed an output, and outputs an input.

    Args:
        shape: `(..., in, out)`; the axes before count the receptive field.
        input_axes, output_axes: The axes that count as inputs and as outputs,
            where the weight isn't so.
    """
    if input_axes is not None and output_axes is not None:
        return tuple(
            math.prod(int(shape[axis]) for axis in axes)
            for axes in (input_axes, output_axes)
        )
    if len(shape) < 2:
        size = int(shape[0]) if shape else 1
        return size, size
    field = math.prod(shape[:-2])
    return int(field * shape[-2]), int(field * shape[-1])


class VarianceScaling(initializer.Initializer):
    """Draws with a variance that keeps signals at one scale through layers.

    variance = scale / n, with n the fan in, the fan out or their mean

    Args:
        scale: Above 0. Default 1.
        mode: 'fan_in', 'fan_out' or 'fan_avg'. Default 'fan_in'.
        distribution: 'truncated_normal' (or 'normal'; cut off at two standard
            deviations), 'untruncated_normal' or 'uniform' (in
            [-sqrt(3 variance), sqrt(3 variance))).
        seed: Whole number; each call gives the same numbers. Default None:
            new ones at each call.
        input_axes: The weight's axes that count as inputs. Default: the last
            but one, times all before it.
        output_axes: Those that count as outputs. Default: the last, times all
            before the last two.
    Raises:
        ValueError: If an argument is none of these.
    Source: Glorot and Bengio 2010; He et al. 2015, arXiv:1502.01852.
    Example:
        >>> keras.initializers.VarianceScaling(seed=1)((2, 3)).shape
        TensorShape([2, 3])
    """

    def __init__(
        self,
        scale: float = 1.0,
        mode: str = "fan_in",
        distribution: str = "truncated_normal",
        seed: int | None = None,
        input_axes: Sequence[int] | None = None,
        output_axes: Sequence[int] | None = None,
    ) -> None:
        if not scale > 0:
            raise _wrong("scale", scale, "a number above 0")
        mode, distribution = mode.lower(), distribution.lower()
        if mode not in _MODES:
            raise _wrong("mode", mode, f"one of {_MODES}")
        if distribution == "normal":
            distribution = "truncated_normal"
        if distribution not in _DISTRIBUTIONS:
            expected = f"one of {_DISTRIBUTIONS}"
            raise _wrong("distribution", distribution, expected)
        self.scale = scale
        self.mode = mode
        self.distribution = distribution
        self.seed = seed
        self.input_axes = self.output_axes = None
        if input_axes is not None:
            self.input_axes = _axes("input_axes", input_axes)
        if output_axes is not None:
            self.output_axes = _axes("output_axes", output_axes)

    def get_config(self) -> dict:
        """Returns the arguments; Keras 3's axes only where given."""
        config = super().get_config()
        for name in ("input_axes", "output_axes"):
            if config[name] is None:
                del config[name]
        return config

    def over(
        self, input_axes: Sequence[int], output_axes: Sequence[int]
    ) -> "VarianceScaling":
        """Returns the initializer for weights with these axes.

        Args:
            input_axes, output_axes: As of the constructor; those that this one
                was given itself hold.
        """
        if self.input_axes is not None and self.output_axes is not None:
            return self
        return type(self).from_config(
            {
                **self.get_config(),
                "input_axes": list(input_axes),
                "output_axes": list(output_axes),
            }
        )

    def __call__(
        self,
        shape: Sequence[int],
        dtype: str | tf.DType | None = None,
        *,
        partition_shape: Sequence[int] | None = None,
        partition_offset: Sequence[int] | None = None,
    ) -> tf.Tensor:
        """Returns numbers in the given shape, `(..., in, out)`."""
        dtype = initializer.floating(self, dtype)
        shape = initializer.known_sizes(self, shape)
        variance = self._variance(shape)
        seed = self.seed
        if partition_shape is not None:
            shape = initializer.known_sizes(self, partition_shape)
            seed = initializer.seed_of_part(seed, partition_offset)
        if self.distribution == "uniform":
            limit = math.sqrt(3 * variance)
            return initializer.uniform(shape, seed, -limit, limit, dtype)
        stddev = math.sqrt(variance)
        if self.distribution == "untruncated_normal":
            return initializer.normal(shape, seed, 0, stddev, dtype)
        stddev /= _TRUNCATED_STDDEV
        return initializer.truncated_normal(shape, seed, 0, stddev, dtype)

    def _variance(self, shape: Sequence[int]) -> float:
        fan_in, fan_out = fans(shape, self.input_axes, self.output_axes)
        sizes = {
            "fan_in": fan_in,
            "fan_out": fan_out,
            "fan_avg": (fan_in + fan_out) / 2,
        }
        # An empty weight has no fan; any finite spread will do.
        return self.scale / max(1.0, sizes[self.mode])


class _NamedScaling(VarianceScaling):
    """A variance scaling that is known by its author."""

    _arguments: tuple[float, str, str]

    def __init__(
        self,
        seed: int | None = None,
        input_axes: Sequence[int] | None = None,
        output_axes: Sequence[int] | None = None,
    ) -> None:
        super().__init__(
            *self._arguments,
            seed=seed,
            input_axes=input_axes,
            output_axes=output_axes,
        )


class GlorotUniform(_NamedScaling):
    """Draws from [-limit, limit), limit = sqrt(6 / (fan_in + fan_out)).

    Args:
        seed: Whole number; each call gives the same numbers. Default None.
        input_axes, output_axes: As of `VarianceScaling`.
    Source: Glorot and Bengio 2010, equation 16.
    Example:
        >>> keras.initializers.GlorotUniform(seed=1)((2, 3)).shape
        TensorShape([2, 3])
    """

    _arguments = (1.0, "fan_avg", "uniform")


class GlorotNormal(_NamedScaling):
    """Draws truncated normals of variance 2 / (fan_in + fan_out).

    Args:
        seed: Whole number; each call gives the same numbers. Default None.
        input_axes, output_axes: As of `VarianceScaling`.
    Source: Glorot and Bengio 2010, equation 12.
    Example:
        >>> keras.initializers.GlorotNormal(seed=1)((2, 3)).shape
        TensorShape([2, 3])
    """

    _arguments = (1.0, "fan_avg", "truncated_normal")


class HeUniform(_NamedScaling):
    """Draws from [-limit, limit), limit = sqrt(6 / fan_in). For relu.

    Args:
        seed: Whole number; each call gives the same numbers. Default None.
        input_axes, output_axes: As of `VarianceScaling`.
    Source: He et al. 2015, arXiv:1502.01852.
    Example:
        >>> keras.initializers.HeUniform(seed=1)((2, 3)).shape
        TensorShape([2, 3])
    """

    _arguments = (2.0, "fan_in", "uniform")


class HeNormal(_NamedScaling):
    """Draws truncated normals of variance 2 / fan_in. For relu.

    Args:
        seed: Whole number; each call gives the same numbers. Default None.
        input_axes, output_axes: As of `VarianceScaling`.
    Source: He et al. 2015, arXiv:1502.01852, equation 10.
    Example:
        >>> keras.initializers.HeNormal(seed=1)((2, 3)).shape
        TensorShape([2, 3])
    """

    _arguments = (2.0, "fan_in", "truncated_normal")


class LecunUniform(_NamedScaling):
    """Draws from [-limit, limit), limit = sqrt(3 / fan_in). For tanh.

    Args:
        seed: Whole number; each call gives the same numbers. Default None.
        input_axes, output_axes: As of `VarianceScaling`.
    Source: LeCun et al. 1998, Efficient BackProp, section 4.6.
    Example:
        >>> keras.initializers.LecunUniform(seed=1)((2, 3)).shape
        TensorShape([2, 3])
    """

    _arguments = (1.0, "fan_in", "uniform")


class LecunNormal(_NamedScaling):
    """Draws truncated normals of variance 1 / fan_in. For selu.

    Args:
        seed: Whole number; each call gives the same numbers. Default None.
        input_axes, output_axes: As of `VarianceScaling`.
    Source: LeCun et al. 1998, Efficient BackProp, section 4.6.
    Example:
        >>> keras.initializers.LecunNormal(seed=1)((2, 3)).shape
        TensorShape([2, 3])
    """

    _arguments = (1.0, "fan_in", "truncated_normal")


def _axes(name: str, axes: Sequence[int]) -> list[int]:
    given = [axes] if isinstance(axes, int) else [*axes]
    if not all(isinstance(axis, int) for axis in given):
        raise _wrong(name, axes, "whole numbers, or None")
    return given


def _wrong(name: str, value, expected: str) -> ValueError:
    return ValueError(
        f"VarianceScaling: wrong {name}. Expected {expected}. Received: "
        f"{name}={value!r}."
    )
