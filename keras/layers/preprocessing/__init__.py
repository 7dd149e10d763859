"""Layers that turn raw data into numbers."""

from keras.api import lazy

with lazy.imports(globals()):
    from keras.layers.preprocessing.category_encoding import (
        CategoryEncoding as CategoryEncoding,
    )
    from keras.layers.preprocessing.discretization import (
        Discretization as Discretization,
    )
    from keras.layers.preprocessing.hashed_crossing import (
        HashedCrossing as HashedCrossing,
    )
    from keras.layers.preprocessing.hashing import (
        Hashing as Hashing,
    )
    from keras.layers.preprocessing.integer_lookup import (
        IntegerLookup as IntegerLookup,
    )
    from keras.layers.preprocessing.normalization import (
        Normalization as Normalization,
    )
    from keras.layers.preprocessing.pipeline import (
        Pipeline as Pipeline,
    )
    from keras.layers.preprocessing.rescaling import (
        Rescaling as Rescaling,
    )
    from keras.layers.preprocessing.string_lookup import (
        StringLookup as StringLookup,
    )
    from keras.layers.preprocessing.text_vectorization import (
        TextVectorization as TextVectorization,
    )
