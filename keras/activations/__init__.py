"""Element-wise functions that layers apply to their outputs."""
# bazel: suites=keras

from keras.api import lazy

with lazy.imports(globals()):
    from keras.activations.curved import celu as celu
    from keras.activations.curved import elu as elu
    from keras.activations.curved import exponential as exponential
    from keras.activations.curved import log_sigmoid as log_sigmoid
    from keras.activations.curved import selu as selu
    from keras.activations.curved import sigmoid as sigmoid
    from keras.activations.curved import softplus as softplus
    from keras.activations.curved import softsign as softsign
    from keras.activations.curved import sparse_plus as sparse_plus
    from keras.activations.curved import squareplus as squareplus
    from keras.activations.curved import tanh as tanh
    from keras.activations.curved import tanh_shrink as tanh_shrink
    from keras.activations.gated import gelu as gelu
    from keras.activations.gated import glu as glu
    from keras.activations.gated import hard_silu as hard_silu
    from keras.activations.gated import mish as mish
    from keras.activations.gated import swish as swish
    from keras.activations.identity import linear as linear
    from keras.activations.lookup import deserialize as deserialize
    from keras.activations.lookup import get as get
    from keras.activations.lookup import serialize as serialize
    from keras.activations.probabilities import log_softmax as log_softmax
    from keras.activations.probabilities import softmax as softmax
    from keras.activations.probabilities import sparsemax as sparsemax
    from keras.activations.straight import hard_shrink as hard_shrink
    from keras.activations.straight import hard_sigmoid as hard_sigmoid
    from keras.activations.straight import hard_tanh as hard_tanh
    from keras.activations.straight import leaky_relu as leaky_relu
    from keras.activations.straight import relu as relu
    from keras.activations.straight import relu6 as relu6
    from keras.activations.straight import relu6_sigmoid as relu6_sigmoid
    from keras.activations.straight import soft_shrink as soft_shrink
    from keras.activations.straight import sparse_sigmoid as sparse_sigmoid
    from keras.activations.straight import threshold as threshold

    hard_swish = hard_silu
    silu = swish
