"""Another name of `keras`: every `tf_keras.x.y` is the module `keras.x.y`."""

from keras.api import door

door.stand_in(__name__)
