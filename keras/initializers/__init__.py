"""First values of weights."""
# bazel: suites=keras

from keras.api import lazy

with lazy.imports(globals()):
    from keras.initializers.fourier import STFT as STFT
    from keras.initializers.initializer import Constant as Constant
    from keras.initializers.initializer import Identity as Identity
    from keras.initializers.initializer import Initializer as Initializer
    from keras.initializers.initializer import Ones as Ones
    from keras.initializers.initializer import Zeros as Zeros
    from keras.initializers.lookup import deserialize as deserialize
    from keras.initializers.lookup import get as get
    from keras.initializers.lookup import serialize as serialize
    from keras.initializers.orthogonal_matrix import Orthogonal as Orthogonal
    from keras.initializers.random import RandomNormal as RandomNormal
    from keras.initializers.random import RandomUniform as RandomUniform
    from keras.initializers.random import TruncatedNormal as TruncatedNormal
    from keras.initializers.scaling import GlorotNormal as GlorotNormal
    from keras.initializers.scaling import GlorotUniform as GlorotUniform
    from keras.initializers.scaling import HeNormal as HeNormal
    from keras.initializers.scaling import HeUniform as HeUniform
    from keras.initializers.scaling import LecunNormal as LecunNormal
    from keras.initializers.scaling import LecunUniform as LecunUniform
    from keras.initializers.scaling import (
        VarianceScaling as VarianceScaling,
    )

    IdentityInitializer = Identity
    OrthogonalInitializer = Orthogonal
    STFTInitializer = STFT
    constant = Constant
    glorot_normal = GlorotNormal
    glorot_uniform = GlorotUniform
    he_normal = HeNormal
    he_uniform = HeUniform
    identity = Identity
    lecun_normal = LecunNormal
    lecun_uniform = LecunUniform
    ones = Ones
    orthogonal = Orthogonal
    random_normal = RandomNormal
    random_uniform = RandomUniform
    stft = STFT
    truncated_normal = TruncatedNormal
    variance_scaling = VarianceScaling
    zeros = Zeros
