"""Activations with settings of their own."""

from keras.api import lazy

with lazy.imports(globals()):
    from keras.layers.activation.elu import (
        ELU as ELU,
    )
    from keras.layers.activation.leaky_relu import (
        LeakyReLU as LeakyReLU,
    )
    from keras.layers.activation.prelu import (
        PReLU as PReLU,
    )
    from keras.layers.activation.relu import (
        ReLU as ReLU,
    )
    from keras.layers.activation.softmax import (
        Softmax as Softmax,
    )
    from keras.layers.activation.thresholded_relu import (
        ThresholdedReLU as ThresholdedReLU,
    )
