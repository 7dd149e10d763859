"""Layers that recolor images, cover parts of them, or mix them."""

from keras.api import lazy

with lazy.imports(globals()):
    from keras.layers.recoloring.aug_mix import (
        AugMix as AugMix,
    )
    from keras.layers.recoloring.auto_contrast import (
        AutoContrast as AutoContrast,
    )
    from keras.layers.recoloring.contrast_limited_equalization import (
        ContrastLimitedAdaptiveHistogramEqualization,
    )
    from keras.layers.recoloring.cut_mix import (
        CutMix as CutMix,
    )
    from keras.layers.recoloring.equalization import (
        Equalization as Equalization,
    )
    from keras.layers.recoloring.mix_up import (
        MixUp as MixUp,
    )
    from keras.layers.recoloring.rand_augment import (
        RandAugment as RandAugment,
    )
    from keras.layers.recoloring.random_color_degeneration import (
        RandomColorDegeneration as RandomColorDegeneration,
    )
    from keras.layers.recoloring.random_color_jitter import (
        RandomColorJitter as RandomColorJitter,
    )
    from keras.layers.recoloring.random_erasing import (
        RandomErasing as RandomErasing,
    )
    from keras.layers.recoloring.random_gaussian_blur import (
        RandomGaussianBlur as RandomGaussianBlur,
    )
    from keras.layers.recoloring.random_grayscale import (
        RandomGrayscale as RandomGrayscale,
    )
    from keras.layers.recoloring.random_hue import (
        RandomHue as RandomHue,
    )
    from keras.layers.recoloring.random_invert import (
        RandomInvert as RandomInvert,
    )
    from keras.layers.recoloring.random_posterization import (
        RandomPosterization as RandomPosterization,
    )
    from keras.layers.recoloring.random_saturation import (
        RandomSaturation as RandomSaturation,
    )
    from keras.layers.recoloring.random_sharpness import (
        RandomSharpness as RandomSharpness,
    )
    from keras.layers.recoloring.solarization import (
        Solarization as Solarization,
    )
