"""The layers that RandAugment and AugMix choose among."""

from keras.layers.image import (
    random_brightness,
    random_contrast,
    random_rotation,
    random_shear,
    random_translation,
)
from keras.layers.recoloring import (
    auto_contrast,
    equalization,
    random_color_degeneration,
    random_posterization,
    random_sharpness,
    solarization,
)


def attach(owner, with_tuners: bool) -> None:
    """Makes the layers, as attributes of Keras 3's names.

    Args:
        owner: The layer that chooses; has `factor`, `value_range` and
            `interpolation`.
        with_tuners: Whether those that change images by degrees belong to them.
    """
    layers = {**_movers(owner), **_shaders(owner)}
    if with_tuners:
        layers.update(_tuners(owner))
    for name, layer in layers.items():
        setattr(owner, name, layer)
    owner._names_of_choices = tuple(layers)


def attached(owner) -> list:
    """Returns the layers that an owner chooses among."""
    return [getattr(owner, name) for name in owner._names_of_choices]


def _movers(owner) -> dict:
    factor, seen = owner.factor, {"interpolation": owner.interpolation}
    return {
        "random_shear": random_shear.RandomShear(factor, factor, **seen),
        "random_translation": random_translation.RandomTranslation(
            factor, factor, **seen
        ),
        "random_rotation": random_rotation.RandomRotation(factor, **seen),
    }


def _shaders(owner) -> dict:
    factor, of = owner.factor, {"value_range": owner.value_range}
    bits = max(1, int(8 * factor[1]))
    return {
        "random_posterization": random_posterization.RandomPosterization(
            bits, **of
        ),
        "solarization": solarization.Solarization(factor, factor, **of),
        "auto_contrast": auto_contrast.AutoContrast(**of),
        "equalization": equalization.Equalization(**of),
    }


def _tuners(owner) -> dict:
    factor, of = owner.factor, {"value_range": owner.value_range}
    paler = random_color_degeneration.RandomColorDegeneration(factor, **of)
    return {
        "random_brightness": random_brightness.RandomBrightness(factor, **of),
        "random_color_degeneration": paler,
        "random_contrast": random_contrast.RandomContrast(factor, **of),
        "random_sharpness": random_sharpness.RandomSharpness(factor, **of),
    }
