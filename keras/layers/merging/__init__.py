"""Layers that make one tensor of several."""

from keras.api import lazy

with lazy.imports(globals()):
    from keras.layers.merging.add import (
        Add as Add,
    )
    from keras.layers.merging.average import (
        Average as Average,
    )
    from keras.layers.merging.concatenate import (
        Concatenate as Concatenate,
    )
    from keras.layers.merging.dot import (
        Dot as Dot,
    )
    from keras.layers.merging.maximum import (
        Maximum as Maximum,
    )
    from keras.layers.merging.minimum import (
        Minimum as Minimum,
    )
    from keras.layers.merging.multiply import (
        Multiply as Multiply,
    )
    from keras.layers.merging.subtract import (
        Subtract as Subtract,
    )
