"""What a script says that has no spelling of today, and what to write."""

from __future__ import annotations

_SESSION = (
    "TensorFlow 2 has no sessions: leave it out, and call models and "
    "functions as they are"
)
_OPTIONS = (
    "there is no session to configure. For memory that grows write "
    "`tf.config.experimental.set_memory_growth(gpu, True)`"
)
_GRAPH = "models aren't bound to a graph or a thread any more: leave it out"
_CONTRIB = "tf.contrib is gone: TensorFlow Addons and others have parts of it"
_INPUT = "values are given in a call: write `keras.Input` or an argument"

# Below Keras's root, under today's module.
KERAS = {
    "backend.get_session": _SESSION,
    "backend.image_dim_ordering": (
        "it's called image_data_format, and gives 'channels_last' for 'tf'"
    ),
    "backend.set_session": _SESSION,
    "estimator": "estimators are gone from TensorFlow: call `model.fit`",
    "layers.Highway": "write it from Dense layers: t * h(x) + (1 - t) * x",
    "layers.MaxoutDense": (
        "write it as keras.layers.Maximum over several Dense layers"
    ),
    "models.Graph": "write a functional model: keras.Model(inputs, outputs)",
    "models.model_from_yaml": "YAML could run code: keep models as JSON",
    "utils.multi_gpu_model": (
        "build and compile the model in `with "
        "tf.distribute.MirroredStrategy().scope():`"
    ),
    "utils.training_utils.multi_gpu_model": (
        "build and compile the model in `with "
        "tf.distribute.MirroredStrategy().scope():`"
    ),
}

# Below `tensorflow`.
TENSORFLOW = {
    "ConfigProto": _OPTIONS,
    "GPUOptions": _OPTIONS,
    "InteractiveSession": _SESSION,
    "Session": _SESSION,
    "app": "write `if __name__ == '__main__':`",
    "contrib": _CONTRIB,
    "disable_eager_execution": _SESSION,
    "disable_v2_behavior": _SESSION,
    "flags": "take the package absl-py, or argparse",
    "get_default_graph": _GRAPH,
    "get_default_session": _SESSION,
    "global_variables_initializer": (
        "variables have their values as soon as they are made: leave it out"
    ),
    "initialize_all_variables": (
        "variables have their values as soon as they are made: leave it out"
    ),
    "layers": "write the layer of this name of tf.keras.layers",
    "logging": "write `tf.get_logger().setLevel('ERROR')`",
    "placeholder": _INPUT,
    "python": "it's TensorFlow's inside: take the public name",
    "reset_default_graph": _GRAPH,
    "summary.FileWriter": "take the callback TensorBoard",
    "tables_initializer": (
        "tables have their values as soon as they are made: leave it out"
    ),
    "train.Saver": "write `model.save_weights` or tf.train.Checkpoint",
}

_TOP = (
    "it changes a list that nobody reads: write `keras.Model(model.input, "
    "model.layers[-2].output)`, or `model.pop()` of a Sequential"
)
# Methods of models that only sessions and graphs needed, and others without an
# effect; those of `model.layers` with a dot.
METHODS = {
    "layers.pop": _TOP,
    "outbound_nodes": _TOP,
    "_make_predict_function": _GRAPH,
    "_make_test_function": _GRAPH,
    "_make_train_function": _GRAPH,
}
# Methods that a class defines, and nothing calls any more.
DEFINITIONS = {
    "get_output_shape_for": "it's called `compute_output_shape` today",
    "get_updates": (
        "an optimizer's rule is `update_step(gradient, variable)` today, and "
        "`build` makes what it keeps"
    ),
}


def reason(table: dict[str, str], path: str) -> str | None:
    """Returns the reason of the longest path in a table that begins one."""
    found = path.split(".")
    for length in range(len(found), 0, -1):
        start = ".".join(found[:length])
        if start in table:
            return table[start]
    return None
