"""What Keras 1 wrote otherwise; its arguments were renamed for Keras 2."""

from keras.saving.config import class_facts

_WEIGHTS = {
    "init": "kernel_initializer",
    "W_regularizer": "kernel_regularizer",
    "b_regularizer": "bias_regularizer",
    "W_constraint": "kernel_constraint",
    "b_constraint": "bias_constraint",
    "bias": "use_bias",
}
_RATE = class_facts.ClassFacts(renames={"p": "rate"})

# By the name of our class.
CLASSES = {
    "BatchNormalization": class_facts.ClassFacts(
        renames={
            "beta_init": "beta_initializer",
            "gamma_init": "gamma_initializer",
        },
        # 0, over the batch, is all that's left; others were refused in Keras 2.
        idle={"mode": "mode"},
    ),
    "Dense": class_facts.ClassFacts(
        # The input's size stands in `batch_input_shape` too.
        renames={"output_dim": "units", **_WEIGHTS},
        dropped=frozenset({"input_dim"}),
    ),
    "Dropout": _RATE,
    "Embedding": class_facts.ClassFacts(
        renames={
            "init": "embeddings_initializer",
            "W_regularizer": "embeddings_regularizer",
            "W_constraint": "embeddings_constraint",
        },
        # Dropout of whole words had a layer of its own from Keras 2 on.
        idle={"dropout": "dropout"},
    ),
    "SpatialDropout1D": _RATE,
    "SpatialDropout2D": _RATE,
    "SpatialDropout3D": _RATE,
}
