"""Layers that change images, most of them at random while a model trains."""

from keras.api import lazy

with lazy.imports(globals()):
    from keras.layers.image.center_crop import (
        CenterCrop as CenterCrop,
    )
    from keras.layers.image.max_num_bounding_boxes import (
        MaxNumBoundingBoxes as MaxNumBoundingBoxes,
    )
    from keras.layers.image.random_brightness import (
        RandomBrightness as RandomBrightness,
    )
    from keras.layers.image.random_contrast import (
        RandomContrast as RandomContrast,
    )
    from keras.layers.image.random_crop import (
        RandomCrop as RandomCrop,
    )
    from keras.layers.image.random_elastic_transform import (
        RandomElasticTransform as RandomElasticTransform,
    )
    from keras.layers.image.random_flip import (
        RandomFlip as RandomFlip,
    )
    from keras.layers.image.random_perspective import (
        RandomPerspective as RandomPerspective,
    )
    from keras.layers.image.random_rotation import (
        RandomRotation as RandomRotation,
    )
    from keras.layers.image.random_shear import (
        RandomShear as RandomShear,
    )
    from keras.layers.image.random_size import (
        RandomHeight as RandomHeight,
    )
    from keras.layers.image.random_size import (
        RandomWidth as RandomWidth,
    )
    from keras.layers.image.random_translation import (
        RandomTranslation as RandomTranslation,
    )
    from keras.layers.image.random_zoom import (
        RandomZoom as RandomZoom,
    )
    from keras.layers.image.resizing import (
        Resizing as Resizing,
    )
