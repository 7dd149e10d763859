"""Layers that look up what matters in other tensors."""

from keras.api import lazy

with lazy.imports(globals()):
    from keras.layers.attention.additive_attention import (
        AdditiveAttention as AdditiveAttention,
    )
    from keras.layers.attention.attention import (
        Attention as Attention,
    )
    from keras.layers.attention.grouped_query_attention import (
        GroupQueryAttention as GroupQueryAttention,
    )
    from keras.layers.attention.multi_head_attention import (
        MultiHeadAttention as MultiHeadAttention,
    )
