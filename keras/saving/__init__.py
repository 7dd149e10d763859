"""Models and objects to and from files."""

from keras.api import lazy

with lazy.imports(globals()):
    from keras.saving.config.object_config import (
        deserialize_keras_object as deserialize_keras_object,
    )
    from keras.saving.config.object_config import (
        serialize_keras_object as serialize_keras_object,
    )
    from keras.saving.config.registry import (
        CustomObjectScope as CustomObjectScope,
    )
    from keras.saving.config.registry import (
        custom_object_scope as custom_object_scope,
    )
    from keras.saving.config.registry import (
        get_custom_objects as get_custom_objects,
    )
    from keras.saving.config.registry import (
        get_registered_name as get_registered_name,
    )
    from keras.saving.config.registry import (
        get_registered_object as get_registered_object,
    )
    from keras.saving.config.registry import (
        register_keras_serializable as register_keras_serializable,
    )
    from keras.saving.files.file_error import ModelFileError as ModelFileError
    from keras.saving.formats.file_editor import (
        KerasFileEditor as KerasFileEditor,
    )
    from keras.saving.formats.model_file import load_model as load_model
    from keras.saving.formats.model_file import save_model as save_model
    from keras.saving.formats.weights_file import load_weights as load_weights
    from keras.saving.formats.weights_file import save_weights as save_weights
