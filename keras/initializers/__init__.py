"""First values of weights."""
# bazel: suites=keras

from keras.api import lazy

with lazy.imports(globals()):
    from keras.initializers.fourier import STFT as STFT
    from keras.initializers.fourier import STFT as STFTInitializer
    from keras.initializers.fourier import STFT as stft
    from keras.initializers.initializer import Constant as Constant
    from keras.initializers.initializer import Constant as constant
    from keras.initializers.initializer import Identity as Identity
    from keras.initializers.initializer import Identity as IdentityInitializer
    from keras.initializers.initializer import Identity as identity
    from keras.initializers.initializer import Initializer as Initializer
    from keras.initializers.initializer import Ones as Ones
    from keras.initializers.initializer import Ones as ones
    from keras.initializers.initializer import Zeros as Zeros
    from keras.initializers.initializer import Zeros as zeros
    from keras.initializers.lookup import deserialize as deserialize
    from keras.initializers.lookup import get as get
    from keras.initializers.lookup import serialize as serialize
    from keras.initializers.orthogonal_matrix import Orthogonal as Orthogonal
    from keras.initializers.orthogonal_matrix import (
        Orthogonal as OrthogonalInitializer,
    )
    from keras.initializers.orthogonal_matrix import Orthogonal as orthogonal
    from keras.initializers.random import RandomNormal as RandomNormal
    from keras.initializers.random import RandomNormal as random_normal
    from keras.initializers.random import RandomUniform as RandomUniform
    from keras.initializers.random import RandomUniform as random_uniform
    from keras.initializers.random import TruncatedNormal as TruncatedNormal
    from keras.initializers.random import TruncatedNormal as truncated_normal
    from keras.initializers.scaling import GlorotNormal as GlorotNormal
    from keras.initializers.scaling import GlorotNormal as glorot_normal
    from keras.initializers.scaling import GlorotUniform as GlorotUniform
    from keras.initializers.scaling import GlorotUniform as glorot_uniform
    from keras.initializers.scaling import HeNormal as HeNormal
    from keras.initializers.scaling import HeNormal as he_normal
    from keras.initializers.scaling import HeUniform as HeUniform
    from keras.initializers.scaling import HeUniform as he_uniform
    from keras.initializers.scaling import LecunNormal as LecunNormal
    from keras.initializers.scaling import LecunNormal as lecun_normal
    from keras.initializers.scaling import LecunUniform as LecunUniform
    from keras.initializers.scaling import LecunUniform as lecun_uniform
    from keras.initializers.scaling import (
        VarianceScaling as VarianceScaling,
    )
    from keras.initializers.scaling import (
        VarianceScaling as variance_scaling,
    )
