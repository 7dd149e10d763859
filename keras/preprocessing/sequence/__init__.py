"""Sequences of numbers as arrays, and pairs and windows taken from them."""

from keras.api import lazy

with lazy.imports(globals()):
    from keras.preprocessing.sequence.padding import (
        pad_sequences as pad_sequences,
    )
    from keras.preprocessing.sequence.timeseries_generator import (
        TimeseriesGenerator as TimeseriesGenerator,
    )
    from keras.preprocessing.sequence.word_pairs import (
        make_sampling_table as make_sampling_table,
    )
    from keras.preprocessing.sequence.word_pairs import skipgrams as skipgrams
