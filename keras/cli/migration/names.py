"""What modules and names of older Keras are called today.

Paths are written without their first word: `keras`, `tensorflow.keras`,
`tf_keras` and the rest are the roots of one tree.
"""

from __future__ import annotations

from keras.legacy import older_advice, older_names

# Where Keras was to be found -> the root that code writes today.
ROOTS = {
    "keras": "keras",
    "keras.api._v2.keras": "keras",
    "tf_keras": "keras",
    "tf_keras.api._v2.keras": "keras",
    "tensorflow.keras": "tensorflow.keras",
    "tensorflow.compat.v1.keras": "tensorflow.keras",
    "tensorflow.compat.v2.keras": "tensorflow.keras",
    "tensorflow.contrib.keras": "tensorflow.keras",
    "tensorflow.contrib.keras.api.keras": "tensorflow.keras",
    "tensorflow.contrib.keras.python.keras": "tensorflow.keras",
    "tensorflow.python.keras": "tensorflow.keras",
}
_LONGEST_FIRST = sorted(ROOTS, key=len, reverse=True)

_LAYERS = (
    "advanced_activations attention convolutional convolutional_recurrent core "
    "cudnn_recurrent dense_attention einsum_dense embeddings local merge "
    "merging multi_head_attention noise normalization "
    "normalization.batch_normalization normalization.layer_normalization "
    "pooling recurrent recurrent_v2 regularization reshaping rnn rnn.gru "
    "rnn.gru_cell rnn.lstm rnn.lstm_cell serialization wrappers "
    "experimental.preprocessing preprocessing.image_preprocessing "
    "preprocessing.text_vectorization"
)
_UTILS = (
    "data_utils generic_utils io_utils layer_utils np_utils vis_utils "
    "visualize_util"
)

# Modules that the table of the package doesn't have, since they have files: the
# module that has all of their names today.
MODULES = {
    **{f"layers.{name}": "layers" for name in _LAYERS.split()},
    **{f"utils.{name}": "utils" for name in _UTILS.split()},
    "initializers.initializers_v2": "initializers",
    "legacy.layers": "layers",
    "optimizers.experimental": "optimizers",
    "optimizers.optimizer_experimental": "optimizers",
    "preprocessing.image.image": "preprocessing.image",
    "saving.save": "models",
}

# Packages of today, some of whose names are older.
_STILL_THERE = {"", "backend", "layers", "models"}

# By these paths Keras 1 had functions, and Keras 2 modules.
_FUNCTIONS = {"layers.merge"}

# A name -> today's. After MODULES.
NAMES = {
    "initializers.one": "initializers.ones",
    "initializers.zero": "initializers.zeros",
    "layers.AtrousConv1D": "layers.Conv1D",
    "layers.AtrousConv2D": "layers.Conv2D",
    "layers.AtrousConvolution1D": "layers.Conv1D",
    "layers.AtrousConvolution2D": "layers.Conv2D",
    "layers.Convolution1D": "layers.Conv1D",
    "layers.Convolution2D": "layers.Conv2D",
    "layers.Convolution2DTranspose": "layers.Conv2DTranspose",
    "layers.Convolution3D": "layers.Conv3D",
    "layers.Convolution3DTranspose": "layers.Conv3DTranspose",
    "layers.CuDNNGRU": "layers.GRU",
    "layers.CuDNNLSTM": "layers.LSTM",
    "layers.Deconv2D": "layers.Conv2DTranspose",
    "layers.Deconv3D": "layers.Conv3DTranspose",
    "layers.Deconvolution2D": "layers.Conv2DTranspose",
    "layers.Deconvolution3D": "layers.Conv3DTranspose",
    "layers.SeparableConvolution1D": "layers.SeparableConv1D",
    "layers.SeparableConvolution2D": "layers.SeparableConv2D",
    "losses.cosine": "losses.cosine_similarity",
    "losses.cosine_proximity": "losses.cosine_similarity",
    "mixed_precision.set_policy": "mixed_precision.set_global_policy",
    "regularizers.ActivityRegularizer": "regularizers.L1L2",
    "regularizers.WeightRegularizer": "regularizers.L1L2",
    "regularizers.activity_l1": "regularizers.l1",
    "regularizers.activity_l1l2": "regularizers.l1_l2",
    "regularizers.activity_l2": "regularizers.l2",
    "regularizers.l1l2": "regularizers.l1_l2",
    "utils.plot": "utils.plot_model",
}

# TensorFlow 1's names of functions -> TensorFlow 2's, with the same arguments.
TENSORFLOW = {
    "ceil": "math.ceil",
    "erf": "math.erf",
    "is_finite": "math.is_finite",
    "is_inf": "math.is_inf",
    "is_nan": "math.is_nan",
    "lgamma": "math.lgamma",
    "log": "math.log",
    "log1p": "math.log1p",
    "log_sigmoid": "math.log_sigmoid",
    "mod": "math.mod",
    "random_normal": "random.normal",
    "random_shuffle": "random.shuffle",
    "random_uniform": "random.uniform",
    "random.set_random_seed": "random.set_seed",
    "reciprocal": "math.reciprocal",
    "rsqrt": "math.rsqrt",
    "set_random_seed": "random.set_seed",
    "truncated_normal": "random.truncated_normal",
}

# Of TensorFlow 1's names those that mean the same in TensorFlow 2.
IN_BOTH = frozenset(
    "GradientTape Tensor TensorShape Variable __version__ abs argmax bool "
    "cast clip_by_value concat constant convert_to_tensor data.Dataset equal "
    "exp expand_dims float16 float32 float64 function gather identity int32 "
    "int64 matmul maximum minimum nn.relu nn.sigmoid nn.softmax nn.tanh "
    "one_hot ones ones_like pad pow range reduce_max reduce_mean reduce_min "
    "reduce_prod reduce_sum reshape round shape sigmoid sign slice split sqrt "
    "square stack stop_gradient string subtract tanh tile transpose uint8 "
    "unstack zeros zeros_like".split()
)

# Functions of TensorFlow 1 that switch on what is on today.
IDLE = frozenset(
    "enable_eager_execution enable_resource_variables enable_v2_behavior "
    "enable_v2_tensorshape".split()
)


def parts(path: str) -> tuple[str, str] | None:
    """Splits a path into Keras's root and what is below it.

    Args:
        path: A full path, as imports say it.

    Returns:
        `(root, rest)`, rest "" for the root itself; None outside of Keras.

    Example:
        >>> parts("tensorflow.python.keras.layers.Dense")
        ('tensorflow.python.keras', 'layers.Dense')
    """
    for root in _LONGEST_FIRST:
        if path == root:
            return root, ""
        if path.startswith(root + "."):
            return root, path[len(root) + 1 :]
    return None


def home(rest: str) -> str | None:
    """Where a path below the root is today, under the name it had.

    Returns:
        The path; None for a module whose names went several ways.

    Example:
        >>> home("layers.convolutional.Convolution2D")
        'layers.Convolution2D'
    """
    rest = rest.removeprefix("src.") if rest != "src" else ""
    if rest in _FUNCTIONS:
        return rest
    words = _without_files(rest.split("."))
    for length in range(len(words), 0, -1):
        module, name = ".".join(words[: length - 1]), words[length - 1]
        found = older_names.place(module, name)
        if found and older_names.is_public(found[0]):
            return ".".join([*filter(None, found), *words[length:]])
        start = f"{module}.{name}".lstrip(".")
        if start in MODULES:
            return ".".join([MODULES[start], *words[length:]])
    return _home_of_module(".".join(words))


def _without_files(words: list[str]) -> list[str]:
    """Leaves out the files of layers: `layers.core.dense.Dense`."""
    if words[:2] == ["layers", "experimental"] or words[0] != "layers":
        return words
    classes = [i for i, word in enumerate(words) if word[:1].isupper()]
    return ["layers", *words[classes[0] :]] if classes else words


def _home_of_module(rest: str) -> str | None:
    """Returns where the names of an older module are."""
    places = older_names.PATHS.get(rest, {})
    public = [module for module in places if older_names.is_public(module)]
    if not public or rest in _STILL_THERE:
        return rest
    return public[0] if len(public) == 1 else None


def instead(rest: str) -> str | None:
    """What to write for a name that was never public; None of others."""
    module, _, name = rest.rpartition(".")
    found = older_names.place(module, name)
    if found is None or older_names.is_public(found[0]):
        return None
    return older_advice.INSTEAD.get(found[1])


def today(path: str) -> str | None:
    """What a full path is called today.

    Returns:
        The path, the same one if it's of today; None for a module whose names
        went several ways.

    Example:
        >>> today("tf_keras.utils.np_utils.to_categorical")
        'keras.utils.to_categorical'
    """
    found = parts(path)
    if found is None:
        return _tensorflow_today(path)
    root, rest = found
    there = home(rest)
    if there is None:
        return None
    words = there.split(".")
    for length in (2, 3):
        new = NAMES.get(".".join(words[:length]))
        if new:
            there = ".".join([new, *words[length:]])
            break
    return f"{ROOTS[root]}.{there}" if there else ROOTS[root]


def _tensorflow_today(path: str) -> str:
    for root in ("tensorflow.compat.v1.", "tensorflow."):
        new = path.startswith(root) and TENSORFLOW.get(path[len(root) :])
        if new:
            return f"tensorflow.{new}"
    return path
