"""Images in files and arrays, and random changes of them."""

from keras.api import lazy

with lazy.imports(globals()):
    from keras.preprocessing.image.image_arrays import (
        array_to_img as array_to_img,
    )
    from keras.preprocessing.image.image_arrays import (
        img_to_array as img_to_array,
    )
    from keras.preprocessing.image.image_files import load_img as load_img
    from keras.preprocessing.image.image_files import save_img as save_img
    from keras.preprocessing.image.resizing import smart_resize as smart_resize
