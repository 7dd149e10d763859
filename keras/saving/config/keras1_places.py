"""The places of arguments in Keras 1, where today's are others."""

import numbers
from collections.abc import Sequence

_FROM_INPUT = "init activation weights border_mode"
_PENALTIES = (
    "W_regularizer b_regularizer activity_regularizer W_constraint b_constraint"
)
_FLAT = f"{_FROM_INPUT} subsample_length {_PENALTIES} bias".split()
_PLACED = f"{_FROM_INPUT} subsample dim_ordering {_PENALTIES} bias".split()
_DROPPED = "W_regularizer U_regularizer b_regularizer dropout_W dropout_U"
_IMAGE = "nb_filter nb_row nb_col".split()
_POOL = "pool_size strides border_mode dim_ordering".split()
_FLAT_POOL = "pool_length stride border_mode".split()
_RATE = "p dim_ordering".split()

# By the name of our class.
LAYERS: dict[str, Sequence[str]] = {
    "AveragePooling1D": _FLAT_POOL,
    "AveragePooling2D": _POOL,
    "AveragePooling3D": _POOL,
    "BatchNormalization": "epsilon mode axis momentum weights beta_init "
    "gamma_init gamma_regularizer beta_regularizer".split(),
    "Conv1D": ["nb_filter", "filter_length", *_FLAT],
    "Conv2D": [*_IMAGE, *_PLACED],
    "Conv2DTranspose": [*_IMAGE, "output_shape", *_PLACED],
    "Conv3D": "nb_filter kernel_dim1 kernel_dim2 kernel_dim3".split() + _PLACED,
    "ConvLSTM2D": [
        *_IMAGE,
        *"init inner_init forget_bias_init activation inner_activation".split(),
        *f"border_mode subsample dim_ordering {_DROPPED}".split(),
    ],
    "Cropping2D": "cropping dim_ordering".split(),
    "Cropping3D": "cropping dim_ordering".split(),
    "Dense": f"output_dim init activation weights {_PENALTIES} bias".split(),
    "Dropout": _RATE,
    "Embedding": "input_dim output_dim init input_length W_regularizer "
    "activity_regularizer W_constraint mask_zero weights dropout".split(),
    "Flatten": ["dim_ordering"],
    "GRU": "output_dim init inner_init activation inner_activation "
    f"{_DROPPED}".split(),
    "GaussianDropout": _RATE,
    "GaussianNoise": ["sigma"],
    "GlobalAveragePooling2D": ["dim_ordering"],
    "GlobalAveragePooling3D": ["dim_ordering"],
    "GlobalMaxPooling2D": ["dim_ordering"],
    "GlobalMaxPooling3D": ["dim_ordering"],
    "LSTM": "output_dim init inner_init forget_bias_init activation "
    f"inner_activation {_DROPPED}".split(),
    "LocallyConnected1D": ["nb_filter", "filter_length", *_FLAT],
    "LocallyConnected2D": [*_IMAGE, *_PLACED],
    "MaxPooling1D": _FLAT_POOL,
    "MaxPooling2D": _POOL,
    "MaxPooling3D": _POOL,
    "PReLU": "init weights shared_axes".split(),
    "SeparableConv2D": [*_IMAGE, *_PLACED],
    "SimpleRNN": f"output_dim init inner_init activation {_DROPPED}".split(),
    "SpatialDropout1D": ["p"],
    "SpatialDropout2D": _RATE,
    "SpatialDropout3D": _RATE,
    "UpSampling1D": ["length"],
    "UpSampling2D": "size dim_ordering".split(),
    "UpSampling3D": "size dim_ordering".split(),
    "ZeroPadding2D": "padding dim_ordering".split(),
    "ZeroPadding3D": "padding dim_ordering".split(),
}

_MOMENTS = "learning_rate beta_1 beta_2 epsilon"
_OPTIMIZERS = {
    "Adadelta": "learning_rate rho epsilon decay".split(),
    "Adagrad": "learning_rate epsilon decay".split(),
    "Adam": f"{_MOMENTS} decay amsgrad".split(),
    "Adamax": f"{_MOMENTS} decay".split(),
    "Nadam": f"{_MOMENTS} schedule_decay".split(),
    "RMSprop": "learning_rate rho epsilon decay".split(),
    "SGD": "learning_rate momentum decay nesterov".split(),
}
# What Nadam's schedule is by, and was told in each call.
_CONSTANT = 0.004
# Those with a flag today where `decay` stood.
_WITH_FLAG = frozenset({"Adam", "SGD"})


# A callback of Keras 2.0 to 2.2.
_BOARD = (
    "log_dir histogram_freq batch_size write_graph write_grads write_images "
    "embeddings_freq embeddings_layer_names embeddings_metadata "
    "embeddings_data update_freq"
).split()
BOARD_DROPPED = frozenset(
    {"batch_size", "embeddings_data", "embeddings_layer_names", "write_grads"}
)


def of_board(values: Sequence) -> Sequence[str]:
    """Returns the names of TensorBoard's arguments by place; () if today's.

    They were Keras 2.0's if a batch size stands where a flag does today.

    Args:
        values: What is given by place.
    """
    place = _BOARD.index("batch_size")
    has_size = len(values) > place and _is_number(values[place])
    return _BOARD if has_size else ()


def of_optimizer(name: str, values: Sequence) -> Sequence[str]:
    """Returns the names of an optimizer's arguments by place; () if today's.

    They were Keras 1's if `epsilon` is None, if a number stands where a flag
    does today, what can only be an epsilon where RMSprop has momentum, or
    Nadam's constant where it has a weight decay.

    Args:
        name: The class.
        values: What is given by place.
    """
    order = _OPTIMIZERS.get(name, ())
    given = dict(zip(order, values))
    epsilon, decay = given.get("epsilon", 0), given.get("decay")
    if epsilon is None and isinstance(decay, bool):  # Today's flag.
        return [word for word in order if word != "decay"]
    if name in _WITH_FLAG and _is_number(decay):
        return order
    if name == "RMSprop" and _is_number(epsilon) and 0 < epsilon < 1e-3:
        return order
    if given.get("schedule_decay") == _CONSTANT:
        return order
    return order if epsilon is None else ()


def _is_number(value) -> bool:
    return isinstance(value, numbers.Real) and not isinstance(value, bool)
