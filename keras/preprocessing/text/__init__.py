"""Texts as lists of words, and words as numbers."""

from keras.api import lazy

with lazy.imports(globals()):
    from keras.preprocessing.text.tokenizer import Tokenizer as Tokenizer
    from keras.preprocessing.text.tokenizer import (
        tokenizer_from_json as tokenizer_from_json,
    )
    from keras.preprocessing.text.words import hashing_trick as hashing_trick
    from keras.preprocessing.text.words import one_hot as one_hot
    from keras.preprocessing.text.words import (
        text_to_word_sequence as text_to_word_sequence,
    )
