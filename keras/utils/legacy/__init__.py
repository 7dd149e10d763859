"""Objects as plain data in Keras 2's first form: a name and a config."""

from keras.api import lazy

with lazy.imports(globals()):
    from keras.utils.legacy.first_form import (
        deserialize_keras_object as deserialize_keras_object,
    )
    from keras.utils.legacy.first_form import (
        serialize_keras_object as serialize_keras_object,
    )
