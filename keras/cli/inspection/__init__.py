"""What model files are, told without running or loading anything of them.

One module a kind of file, each with `read(path) -> Facts`. Those that need
TensorFlow to read are imported when such a file is met.
"""

from keras.api import lazy

with lazy.imports(globals()):
    from keras.cli.inspection import archive_facts as archive_facts
    from keras.cli.inspection import checkpoint_facts as checkpoint_facts
    from keras.cli.inspection import hdf5_facts as hdf5_facts
    from keras.cli.inspection import json_facts as json_facts
    from keras.cli.inspection import saved_model_facts as saved_model_facts
