"""Keras 2's choice of a random generator, of which there is one here."""

from keras.api import lazy

with lazy.imports(globals()):
    from keras.backend.experimental.generator_choice import (
        disable_tf_random_generator as disable_tf_random_generator,
    )
    from keras.backend.experimental.generator_choice import (
        enable_tf_random_generator as enable_tf_random_generator,
    )
    from keras.backend.experimental.generator_choice import (
        is_tf_random_generator_enabled as is_tf_random_generator_enabled,
    )
