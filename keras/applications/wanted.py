"""What a caller wants of an architecture, and the model that he gets."""

import contextlib
import dataclasses
import functools
import inspect
import os
import warnings
from collections.abc import Callable, Sequence

import tensorflow as tf

from keras import layers
from keras.applications import published
from keras.backend import config, symbolic
from keras.engine.graph import input_layer
from keras.engine.model import model
from keras.initializers import initializer
from keras.utils import source_inputs

IMAGENET, CLASSES = "imagenet", 1000


@dataclasses.dataclass(frozen=True)
class Wanted:
    """The arguments that all architectures have.

    Attributes:
        where: The architecture's name, as a message says it.
        include_top: True puts the classifier on top.
        weights: 'imagenet', a path of a file of values, or None.
        input_tensor: A symbol that the model begins with, or None.
        input_shape: Shape of an image, or None for the usual one.
        pooling: 'avg' or 'max' over the last images, where there is no
            classifier; None leaves images.
        classes: Number of classes.
        classifier_activation: What the classifier's outputs go through.
    """

    where: str
    include_top: bool
    weights: str | os.PathLike | None
    input_tensor: object
    input_shape: Sequence | None
    pooling: str | None
    classes: int
    classifier_activation: object = "softmax"

    def __post_init__(self) -> None:
        weights = self.weights
        if weights not in (None, IMAGENET) and not tf.io.gfile.exists(weights):
            raise ValueError(
                f"{self.where}: there are no such values. Expected "
                f"{IMAGENET!r}, None or the path of a file that is there. "
                f"Received: weights={weights!r}."
            )
        is_classifier = self.include_top and weights == IMAGENET
        if is_classifier and self.classes != CLASSES:
            raise ValueError(
                f"{self.where}: the classifier on ImageNet knows {CLASSES} "
                f"classes. Expected so many, or include_top=False. Received: "
                f"classes={self.classes!r}."
            )
        if (
            self.include_top
            and weights is not None
            and self.classifier_activation not in (None, "softmax")
        ):
            raise ValueError(
                f"{self.where}: a trained classifier gives probabilities or "
                "logits. Expected 'softmax' or None. Received: "
                f"classifier_activation={self.classifier_activation!r}."
            )
        if self.pooling not in (None, "avg", "max"):
            raise ValueError(
                f"{self.where}: unknown way of pooling. Expected None, 'avg' "
                f"or 'max'. Received: pooling={self.pooling!r}."
            )

    def shape(
        self,
        size: int,
        least: int,
        flat: bool | None = None,
        one_trained: bool = True,
    ) -> tuple:
        """Returns the shape of an image.

        Args:
            size: Usual height and width in pixels.
            least: Least height and width.
            flat: Whether the size must be known. Default: with a classifier.
            one_trained: Whether ImageNet's classifier takes that size alone.
        Raises:
            ValueError: If another shape is asked for than can be.
        """
        flat = self.include_top if flat is None else flat
        asked, is_first = self.input_shape, _is_first()
        channels = 3
        if asked is not None:
            asked = tuple(asked)
            if len(asked) != 3:
                raise self._misfit("three sizes, without the batch axis")
            channels = asked[0] if is_first else asked[2]
            if self.weights == IMAGENET and channels != 3:
                raise self._misfit("3 channels, as ImageNet's images have")
            if self.weights != IMAGENET and channels not in (1, 3):
                warnings.warn(
                    f"{self.where}: images have 1 channel or 3 as a rule. "
                    f"Received: input_shape={asked}.",
                    stacklevel=4,
                )
        usual = (channels, size, size) if is_first else (size, size, channels)
        if self.weights == IMAGENET and flat and one_trained:
            if asked not in (None, usual):
                raise self._misfit(f"{usual}, or include_top=False")
            return usual
        if asked is None:
            any_size = (3, None, None) if is_first else (None, None, 3)
            return usual if flat else any_size
        sizes = asked[1:] if is_first else asked[:2]
        if any(n is not None and n < least for n in sizes):
            raise self._misfit(f"a height and width of {least} or more")
        if flat and None in asked:
            raise self._misfit("known sizes, or include_top=False")
        return asked

    def _misfit(self, expected: str) -> ValueError:
        return ValueError(
            f"{self.where}: images of this shape can't be taken. Expected "
            f"{expected}. Received: input_shape={self.input_shape!r}."
        )

    def images(self, shape: tuple):
        """Returns the symbol that the architecture begins with."""
        given = self.input_tensor
        if given is None:
            return input_layer.Input(shape)
        if not isinstance(given, symbolic.Symbolic):
            raise ValueError(
                f"{self.where}: a model begins with a symbol. Expected a "
                "`keras.Input`, or what layers made of one. Received: "
                f"input_tensor of type {type(given).__name__}."
            )
        return given

    def on_top(
        self, x, names: tuple = (None, None), classifier: str = "predictions"
    ):
        """Returns the outputs: classes, one vector an image, or images.

        Args:
            x: The last images.
            names: Those of the two pools.
            classifier: Name of the last layer.
        """
        if self.include_top:
            x = layers.GlobalAveragePooling2D(name="avg_pool")(x)
            return self.classified(x, classifier)
        return self.pooled(x, names)

    def classified(self, x, name: str = "predictions", **kwargs):
        """Returns the probability of each class, of one vector an image."""
        return layers.Dense(
            self.classes,
            activation=self.classifier_activation,
            name=name,
            **kwargs,
        )(x)

    def pooled(self, x, names: tuple = (None, None)):
        """Returns one vector an image, or images, as is asked for."""
        if self.pooling == "avg":
            return layers.GlobalAveragePooling2D(name=names[0])(x)
        if self.pooling == "max":
            return layers.GlobalMaxPooling2D(name=names[1])(x)
        return x

    def model(
        self,
        images,
        outputs,
        name: str,
        files: published.Files | None,
    ) -> model.Model:
        """Returns the model, with the values that are asked for.

        Args:
            images: What `images` returned.
            outputs: The outputs.
            name: The model's name.
            files: Where its trained values are; None where there are none.
        """
        inputs = images
        if self.input_tensor is not None:
            inputs = source_inputs.get_source_inputs(images)
        made = model.Model(inputs, outputs, name=name)
        if self.weights == IMAGENET and files is not None:
            made.load_weights(files.fetched(self.include_top))
        elif self.weights is not None:
            made.load_weights(self.weights)
        return made


def _is_first() -> bool:
    return config.image_data_format() == "channels_first"


def named(build: Callable, public: str, doc: str) -> Callable:
    """Gives a function that builds an architecture its name, and says what.

    Args:
        build: The function.
        public: Its public name.
        doc: What it builds, and by whom it is.
    """

    signature = inspect.signature(build)

    @functools.wraps(build)
    def built(*args, name: str | None = None, **kwargs):
        try:
            given = signature.bind(*args, **kwargs).arguments
        except TypeError as error:
            raise TypeError(
                f"{public}: {error}. Expected the arguments of its "
                f"documentation. Received: {len(args)} by place, and "
                f"{sorted(kwargs)}."
            ) from error
        has_values = given.get("weights", IMAGENET) is not None
        scope = (
            initializer.without_draws if has_values else contextlib.nullcontext
        )
        with scope():
            made = build(*args, **kwargs)
        if name is not None:
            made._name = name
        return made

    built.__signature__ = _with_name(signature)
    built.__name__ = built.__qualname__ = public
    built.__doc__ = f"""{doc}

    Args:
        include_top: True puts the classifier on top. Default True.
        weights: 'imagenet' fetches trained values; a path reads them from a
            file; None begins with random ones. Default 'imagenet'.
        input_tensor: A symbol that the model begins with. Default: a new one.
        input_shape: Shape of an image, without the batch axis. Default: the
            usual one with a classifier, any size without.
        pooling: Without a classifier, 'avg' or 'max' makes one vector of each
            image. Default None: images come out.
        classes: Number of classes. Default 1000, ImageNet's.
        classifier_activation: None for logits. Default 'softmax'.
        name: The model's name. Default: the architecture's, as the published
            files have it.
    Returns:
        A functional model.
    Raises:
        ValueError: If an argument is none of these.
    """
    return built


def _with_name(signature: inspect.Signature) -> inspect.Signature:
    parameters = list(signature.parameters.values())
    is_open = parameters[-1].kind is inspect.Parameter.VAR_KEYWORD
    name = inspect.Parameter(
        "name", inspect.Parameter.KEYWORD_ONLY, default=None
    )
    parameters.insert(len(parameters) - is_open, name)
    return signature.replace(parameters=parameters)


def refuse_unknown(where: str, kwargs: dict, also: str = "none") -> None:
    """Refuses what is left of an architecture's further arguments.

    Args:
        where: The architecture's name, as the message says it.
        kwargs: What is left.
        also: The further arguments there are, in words.
    Raises:
        ValueError: If any is left.
    """
    if kwargs:
        raise ValueError(
            f"{where}: unknown arguments. Expected {also} beside those of its "
            f"documentation. Received: {sorted(kwargs)}."
        )


def free_shape(want: Wanted, least: int) -> tuple:
    """Returns the shape of an image of an architecture that takes any size.

    Args:
        want: What is wanted.
        least: Least height and width.
    """
    any_classifier = dataclasses.replace(want, include_top=False, classes=1)
    return any_classifier.shape(0, least)
