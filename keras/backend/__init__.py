"""Functions on tensors as in Keras 2 code, and process-wide defaults."""
# bazel: suites=keras

from keras.api import lazy

with lazy.imports(globals()):
    from keras.backend import experimental as experimental
    from keras.backend.arithmetic import abs as abs
    from keras.backend.arithmetic import all as all
    from keras.backend.arithmetic import any as any
    from keras.backend.arithmetic import argmax as argmax
    from keras.backend.arithmetic import argmin as argmin
    from keras.backend.arithmetic import clip as clip
    from keras.backend.arithmetic import cos as cos
    from keras.backend.arithmetic import cumprod as cumprod
    from keras.backend.arithmetic import cumsum as cumsum
    from keras.backend.arithmetic import equal as equal
    from keras.backend.arithmetic import exp as exp
    from keras.backend.arithmetic import greater as greater
    from keras.backend.arithmetic import greater_equal as greater_equal
    from keras.backend.arithmetic import in_top_k as in_top_k
    from keras.backend.arithmetic import l2_normalize as l2_normalize
    from keras.backend.arithmetic import less as less
    from keras.backend.arithmetic import less_equal as less_equal
    from keras.backend.arithmetic import log as log
    from keras.backend.arithmetic import max as max
    from keras.backend.arithmetic import maximum as maximum
    from keras.backend.arithmetic import mean as mean
    from keras.backend.arithmetic import min as min
    from keras.backend.arithmetic import minimum as minimum
    from keras.backend.arithmetic import not_equal as not_equal
    from keras.backend.arithmetic import pow as pow
    from keras.backend.arithmetic import prod as prod
    from keras.backend.arithmetic import round as round
    from keras.backend.arithmetic import sign as sign
    from keras.backend.arithmetic import sin as sin
    from keras.backend.arithmetic import sqrt as sqrt
    from keras.backend.arithmetic import square as square
    from keras.backend.arithmetic import std as std
    from keras.backend.arithmetic import sum as sum
    from keras.backend.arithmetic import var as var
    from keras.backend.config import epsilon as epsilon
    from keras.backend.config import floatx as floatx
    from keras.backend.config import image_data_format as image_data_format
    from keras.backend.config import set_epsilon as set_epsilon
    from keras.backend.config import set_floatx as set_floatx
    from keras.backend.config import (
        set_image_data_format as set_image_data_format,
    )
    from keras.backend.creation import arange as arange
    from keras.backend.creation import backend as backend
    from keras.backend.creation import constant as constant
    from keras.backend.creation import eye as eye
    from keras.backend.creation import (
        manual_variable_initialization as manual_variable_initialization,
    )
    from keras.backend.creation import (
        moving_average_update as moving_average_update,
    )
    from keras.backend.creation import name_scope as name_scope
    from keras.backend.creation import ones as ones
    from keras.backend.creation import ones_like as ones_like
    from keras.backend.creation import print_tensor as print_tensor
    from keras.backend.creation import stop_gradient as stop_gradient
    from keras.backend.creation import update as update
    from keras.backend.creation import update_add as update_add
    from keras.backend.creation import update_sub as update_sub
    from keras.backend.creation import variable as variable
    from keras.backend.creation import zeros as zeros
    from keras.backend.creation import zeros_like as zeros_like
    from keras.backend.draws import random_bernoulli as random_bernoulli
    from keras.backend.draws import random_binomial as random_binomial
    from keras.backend.draws import random_normal as random_normal
    from keras.backend.draws import (
        random_normal_variable as random_normal_variable,
    )
    from keras.backend.draws import random_uniform as random_uniform
    from keras.backend.draws import (
        random_uniform_variable as random_uniform_variable,
    )
    from keras.backend.draws import truncated_normal as truncated_normal
    from keras.backend.edges import resize_images as resize_images
    from keras.backend.edges import resize_volumes as resize_volumes
    from keras.backend.edges import spatial_2d_padding as spatial_2d_padding
    from keras.backend.edges import spatial_3d_padding as spatial_3d_padding
    from keras.backend.edges import temporal_padding as temporal_padding
    from keras.backend.filters import bias_add as bias_add
    from keras.backend.filters import conv1d as conv1d
    from keras.backend.filters import conv2d as conv2d
    from keras.backend.filters import conv2d_transpose as conv2d_transpose
    from keras.backend.filters import conv3d as conv3d
    from keras.backend.filters import depthwise_conv2d as depthwise_conv2d
    from keras.backend.filters import local_conv1d as local_conv1d
    from keras.backend.filters import local_conv2d as local_conv2d
    from keras.backend.filters import pool2d as pool2d
    from keras.backend.filters import pool3d as pool3d
    from keras.backend.filters import separable_conv2d as separable_conv2d
    from keras.backend.naming import get_uid as get_uid
    from keras.backend.naming import reset_uids as reset_uids
    from keras.backend.probabilities import (
        batch_normalization as batch_normalization,
    )
    from keras.backend.probabilities import (
        binary_crossentropy as binary_crossentropy,
    )
    from keras.backend.probabilities import (
        binary_focal_crossentropy as binary_focal_crossentropy,
    )
    from keras.backend.probabilities import (
        categorical_crossentropy as categorical_crossentropy,
    )
    from keras.backend.probabilities import (
        categorical_focal_crossentropy as categorical_focal_crossentropy,
    )
    from keras.backend.probabilities import dropout as dropout
    from keras.backend.probabilities import elu as elu
    from keras.backend.probabilities import hard_sigmoid as hard_sigmoid
    from keras.backend.probabilities import (
        normalize_batch_in_training as normalize_batch_in_training,
    )
    from keras.backend.probabilities import relu as relu
    from keras.backend.probabilities import sigmoid as sigmoid
    from keras.backend.probabilities import softmax as softmax
    from keras.backend.probabilities import softplus as softplus
    from keras.backend.probabilities import softsign as softsign
    from keras.backend.probabilities import (
        sparse_categorical_crossentropy as sparse_categorical_crossentropy,
    )
    from keras.backend.probabilities import tanh as tanh
    from keras.backend.sequences import ctc_batch_cost as ctc_batch_cost
    from keras.backend.sequences import ctc_decode as ctc_decode
    from keras.backend.sequences import (
        ctc_label_dense_to_sparse as ctc_label_dense_to_sparse,
    )
    from keras.backend.sequences import foldl as foldl
    from keras.backend.sequences import foldr as foldr
    from keras.backend.sequences import map_fn as map_fn
    from keras.backend.sequences import switch as switch
    from keras.backend.session import clear_session as clear_session
    from keras.backend.shapes import batch_dot as batch_dot
    from keras.backend.shapes import batch_flatten as batch_flatten
    from keras.backend.shapes import cast as cast
    from keras.backend.shapes import cast_to_floatx as cast_to_floatx
    from keras.backend.shapes import concatenate as concatenate
    from keras.backend.shapes import count_params as count_params
    from keras.backend.shapes import dot as dot
    from keras.backend.shapes import expand_dims as expand_dims
    from keras.backend.shapes import flatten as flatten
    from keras.backend.shapes import gather as gather
    from keras.backend.shapes import one_hot as one_hot
    from keras.backend.shapes import permute_dimensions as permute_dimensions
    from keras.backend.shapes import repeat as repeat
    from keras.backend.shapes import repeat_elements as repeat_elements
    from keras.backend.shapes import reshape as reshape
    from keras.backend.shapes import reverse as reverse
    from keras.backend.shapes import shape as shape
    from keras.backend.shapes import squeeze as squeeze
    from keras.backend.shapes import stack as stack
    from keras.backend.shapes import tile as tile
    from keras.backend.shapes import to_dense as to_dense
    from keras.backend.shapes import transpose as transpose
    from keras.backend.symbolic import is_keras_tensor as is_keras_tensor
    from keras.backend.tensor_type import dtype as dtype
    from keras.backend.tensor_type import int_shape as int_shape
    from keras.backend.tensor_type import is_sparse as is_sparse
    from keras.backend.tensor_type import ndim as ndim
    from keras.backend.tensor_type import (
        standardize_dtype as standardize_dtype,
    )
    from keras.backend.values import batch_get_value as batch_get_value
    from keras.backend.values import batch_set_value as batch_set_value
    from keras.backend.values import get_value as get_value
    from keras.backend.values import set_value as set_value
    from keras.layers.recurrent.time_loop import rnn as rnn
    from keras.legacy.learning_phase import in_test_phase as in_test_phase
    from keras.legacy.learning_phase import in_train_phase as in_train_phase
    from keras.legacy.learning_phase import learning_phase as learning_phase
    from keras.legacy.learning_phase import (
        learning_phase_scope as learning_phase_scope,
    )
    from keras.legacy.learning_phase import (
        set_learning_phase as set_learning_phase,
    )
    from keras.legacy.symbolic_functions import eval as eval
    from keras.legacy.symbolic_functions import function as function
    from keras.legacy.symbolic_functions import gradients as gradients
    from keras.legacy.symbolic_functions import placeholder as placeholder
