"""Raw images, texts and sequences as arrays."""

from keras.api import lazy

with lazy.imports(globals()):
    from keras.preprocessing import image as image
    from keras.preprocessing import sequence as sequence
    from keras.preprocessing import text as text
