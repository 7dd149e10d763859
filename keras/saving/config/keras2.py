"""What Keras 2 and tf_keras wrote otherwise."""

from keras.saving.config import class_facts

# TensorFlow's own initializers, which stood for Keras's of the same names.
HOMES = {
    "tensorflow.python.ops.init_ops": "keras.initializers",
    "tensorflow.python.ops.init_ops_v2": "keras.initializers",
}

# tf_keras's names for classes of ours; and where it has those whose public
# name it can make nothing of.
NAMES = {
    "LossScaleOptimizerV3": "LossScaleOptimizer",
    "Custom>CustomScaleLayer": "CustomScaleLayer",
}
TF_KERAS_HOMES = {
    "LossScaleOptimizer": (
        "tf_keras.src.mixed_precision.loss_scale_optimizer",
        "LossScaleOptimizerV3",
    ),
}
_INITIALIZERS = (
    "Constant",
    "GlorotNormal",
    "GlorotUniform",
    "Identity",
    "Ones",
    "Orthogonal",
    "RandomNormal",
    "RandomUniform",
    "TruncatedNormal",
    "VarianceScaling",
    "Zeros",
)

# By the name of our class.
CLASSES = {
    # Whether there is a vocabulary tells itself.
    **dict.fromkeys(
        ("IntegerLookup", "StringLookup", "TextVectorization"),
        class_facts.ClassFacts(
            dropped=frozenset({"has_input_vocabulary", "has_static_table"})
        ),
    ),
    # The type comes with the call.
    **dict.fromkeys(
        _INITIALIZERS, class_facts.ClassFacts(dropped=frozenset({"dtype"}))
    ),
}
