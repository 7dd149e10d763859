"""Layers that most models have."""

from keras.api import lazy

with lazy.imports(globals()):
    from keras.layers.core.activation import (
        Activation as Activation,
    )
    from keras.layers.core.dense import (
        Dense as Dense,
    )
    from keras.layers.core.einsum_dense import (
        EinsumDense as EinsumDense,
    )
    from keras.layers.core.embedding import (
        Embedding as Embedding,
    )
    from keras.layers.core.identity import (
        Identity as Identity,
    )
    from keras.layers.core.lambda_layer import (
        Lambda as Lambda,
    )
    from keras.layers.core.masking import (
        Masking as Masking,
    )
    from keras.layers.core.reversible_embedding import (
        ReversibleEmbedding as ReversibleEmbedding,
    )
    from keras.layers.regularization.activity_regularization import (
        ActivityRegularization as ActivityRegularization,
    )
    from keras.layers.regularization.dropout import (
        Dropout as Dropout,
    )
    from keras.layers.regularization.spatial_dropout1d import (
        SpatialDropout1D as SpatialDropout1D,
    )
    from keras.layers.regularization.spatial_dropout2d import (
        SpatialDropout2D as SpatialDropout2D,
    )
    from keras.layers.regularization.spatial_dropout3d import (
        SpatialDropout3D as SpatialDropout3D,
    )
    from keras.layers.reshaping.flatten import (
        Flatten as Flatten,
    )
    from keras.layers.reshaping.permute import (
        Permute as Permute,
    )
    from keras.layers.reshaping.repeat_vector import (
        RepeatVector as RepeatVector,
    )
    from keras.layers.reshaping.reshape import (
        Reshape as Reshape,
    )
