"""The numbers and names that the house rules hold the package to.

Raising a limit is a change of its own, with its reason.
"""

import fnmatch

LINES_A_FILE = 500
CODE_LINES_A_FUNCTION = 50
LINES_A_CLASS = 400
LINES_A_LARGE_CLASS = {"Layer": 900, "Model": 900}
OWN_CLASSES_ABOVE_A_LAYER = 3
OWN_CLASSES_ABOVE = {
    # Keras's contract: `isinstance(model, Functional)` holds for it, too.
    "keras.Sequential": 4,
    # Keras 1's name: it makes a SeparableConv2D, which has three.
    "keras.layers.SeparableConvolution2D": 4,
}
# Of ours that these stand on, all counted, themselves too.
OWN_CLASSES = {
    "keras.Layer": 3,
    "keras.layers.Dense": 4,
    "keras.models.Functional": 7,
}
MIXINS_OF_A_LAYER = 1
CLOSURES_IN_CLOSURES = 1
COLUMNS = 80

# A warm call of a built Dense, its building too, and one eager training step
# of two layers: files of ours that run, and Python calls in them. STYLE.md aims
# at 10 files for building. Beside the layer and its base these are: names, the
# base's arguments, policy, namespaces, two of initializers, a weight's options,
# weights, TensorFlow's variables, input specs, the call in full, building,
# changes of parts and the short way: no two of them are one subject.
DENSE_CALL_FILES, DENSE_CALL_CALLS = 4, 6
DENSE_BUILD_FILES, DENSE_BUILD_CALLS = 18, 185
# STYLE.md aims at 15 files for the step, and allows 25 and 120 calls: loss,
# reduction, metric, gradients and update rule are files that are read alone.
TRAIN_STEP_FILES, TRAIN_STEP_CALLS = 25, 95

# In classes at their limit of lines, where types would need more of them.
WITHOUT_TYPES = (
    "Optimizer.from_config",
    "RNN.__call__",
    "RNN.compute_mask",
    "RNN.from_config",
    "RNN.get_initial_state",
)

# First pattern that fits a module's dotted name gives its import level: folders
# alone tell it. The floor is the whole number; in a floor, rooms may stand on
# each other.
LEVELS = (
    ("keras", 7),
    ("keras.api.alias", 0),
    ("keras.api.lazy", 0),
    ("keras.api.keras2_names", 0),
    ("keras.api*", 7),
    ("keras.version", 0),
    ("keras.tf_internals*", 0),
    # Its names are bound when somebody asks; the modules in it are ground.
    ("keras.backend", 6),
    # Neurons and losses are those of the floors above.
    ("keras.backend.probabilities", 2),
    ("keras.backend*", 0),
    ("keras.saving.files*", 0.1),
    ("keras.saving.config*", 0.2),
    ("keras.saving.values*", 0.3),
    ("keras.saving*", 0.4),
    ("keras.callbacks*", 0.5),
    ("keras.distribute*", 0.1),
    ("keras.distribution*", 6),
    ("keras.dtensor*", 6),
    ("keras.engine", 0),
    ("keras.engine.kinds", 0),
    ("keras.engine.data*", 0.5),
    ("keras.random*", 1),
    ("keras.ops*", 1),
    ("keras.activations*", 1),
    ("keras.initializers*", 1),
    ("keras.regularizers*", 1),
    ("keras.constraints*", 1),
    ("keras.losses*", 2),
    ("keras.metrics*", 2),
    ("keras.optimizers*", 2),
    ("keras.mixed_precision*", 2),
    ("keras.dtype_policies*", 2),
    ("keras.config*", 2),
    ("keras.engine.symbols*", 3),
    ("keras.engine.layer*", 3.1),
    ("keras.engine.graph*", 3.2),
    ("keras.layers*", 4),
    ("keras.engine.training*", 4),
    ("keras.engine.model*", 5),
    ("keras.models*", 6),
    ("keras.export*", 6),
    ("keras.applications*", 6),
    ("keras.datasets*", 6),
    ("keras.preprocessing*", 6),
    ("keras.utils*", 6),
    ("keras.experimental*", 6),
    ("keras.wrappers*", 6),
    ("keras.legacy*", 6),
    ("keras.testing*", 6),
    ("keras.cli*", 8),
    ("keras.__main__", 8),
)

# What every installation has; anything else is optional, and is imported in
# the function that needs it.
ALWAYS_THERE = {"keras", "tensorflow", "numpy", "h5py", "google", "rich"}

# Files that may import in a function, and why: at most four.
IMPORTS_IN_FUNCTIONS = {
    "keras/saving/config/object_config.py": "asks a namespace of ours",
    "keras/callbacks/display.py": "loads rich when a bar is first drawn",
    "keras/engine/model/summary.py": "loads rich when a table is drawn",
}
# What binds public names lazily, and the checks that follow it.
BINDS_LAZILY = ("keras/api/", "keras/testing/")

FILE_NAMES_THAT_SAY_NOTHING = {"helpers", "common", "misc"}
SUFFIXES_OF_TWINS = ("_v1", "_v2", "_legacy")
# TensorFlow looks for the package under these names, and users for the
# architectures of a second version.
NAMED_BY_OTHERS = ("keras/api/_v1/", "keras/api/_v2/", "keras/applications/")

# The modules whose names users import.
PUBLIC_MODULES = (
    "keras",
    "keras.activations",
    "keras.backend",
    "keras.callbacks",
    "keras.config",
    "keras.constraints",
    "keras.distribution",
    "keras.dtensor.experimental",
    "keras.dtype_policies",
    "keras.experimental",
    "keras.initializers",
    "keras.layers",
    "keras.losses",
    "keras.metrics",
    "keras.mixed_precision",
    "keras.models",
    "keras.optimizers",
    "keras.optimizers.schedules",
    "keras.preprocessing",
    "keras.preprocessing.image",
    "keras.preprocessing.sequence",
    "keras.preprocessing.text",
    "keras.random",
    "keras.regularizers",
    "keras.saving",
    "keras.utils",
    "keras.utils.bounding_boxes",
    "keras.wrappers",
    "keras.wrappers.scikit_learn",
)


def level(module: str) -> float | None:
    """Returns the import level of a module, None for one without.

    Args:
        module: Dotted name, such as "keras.losses.loss".

    Example:
        >>> from keras.testing import house
        >>> house.level("keras.losses.loss")
        2
    """
    for pattern, number in LEVELS:
        if fnmatch.fnmatchcase(module, pattern):
            return number
    return None
