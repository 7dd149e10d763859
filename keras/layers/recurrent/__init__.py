"""Layers that go over a sequence step by step, and the cells in them."""

from keras.api import lazy

# What Keras 2's module of this name has, and other libraries take from there.
with lazy.imports(globals()):
    from keras.layers.recurrent.abstract_rnn_cell import (
        AbstractRNNCell as AbstractRNNCell,
    )
    from keras.layers.recurrent.bidirectional import (
        Bidirectional as Bidirectional,
    )
    from keras.layers.recurrent.dropout_rnn_cell_mixin import (
        DropoutRNNCellMixin as DropoutRNNCellMixin,
    )
    from keras.layers.recurrent.gru import GRU as GRU
    from keras.layers.recurrent.gru_cell import GRUCell as GRUCell
    from keras.layers.recurrent.lstm import LSTM as LSTM
    from keras.layers.recurrent.lstm_cell import LSTMCell as LSTMCell
    from keras.layers.recurrent.rnn import RNN as RNN
    from keras.layers.recurrent.simple_rnn import SimpleRNN as SimpleRNN
    from keras.layers.recurrent.simple_rnn_cell import (
        SimpleRNNCell as SimpleRNNCell,
    )
    from keras.layers.recurrent.stacked_rnn_cells import (
        StackedRNNCells as StackedRNNCells,
    )
