"""Models: made of layers, cloned, and read from files."""
# bazel: suites=keras/models

from keras.api import lazy

with lazy.imports(globals()):
    from keras.engine.model.model import Functional as Functional
    from keras.engine.model.model import Model as Model
    from keras.engine.model.sequential import Sequential as Sequential
    from keras.models import experimental as experimental
    from keras.models.cloning import clone_model as clone_model
    from keras.models.from_config import model_from_config as model_from_config
    from keras.models.from_config import model_from_json as model_from_json
    from keras.models.from_config import model_from_yaml as model_from_yaml
    from keras.models.saved_model_program import (
        SavedModelProgram as SavedModelProgram,
    )
    from keras.saving import load_model as load_model
    from keras.saving import save_model as save_model
