"""Images in files and arrays, and random changes of them."""

from keras.api import lazy

with lazy.imports(globals()):
    from keras.preprocessing.image.data_frame_iterator import (
        DataFrameIterator as DataFrameIterator,
    )
    from keras.preprocessing.image.directory_iterator import (
        DirectoryIterator as DirectoryIterator,
    )
    from keras.preprocessing.image.image_arrays import (
        array_to_img as array_to_img,
    )
    from keras.preprocessing.image.image_arrays import (
        img_to_array as img_to_array,
    )
    from keras.preprocessing.image.image_data_generator import (
        ImageDataGenerator as ImageDataGenerator,
    )
    from keras.preprocessing.image.image_files import load_img as load_img
    from keras.preprocessing.image.image_files import save_img as save_img
    from keras.preprocessing.image.iterator import Iterator as Iterator
    from keras.preprocessing.image.numpy_array_iterator import (
        NumpyArrayIterator as NumpyArrayIterator,
    )
    from keras.preprocessing.image.random_changes import (
        apply_affine_transform as apply_affine_transform,
    )
    from keras.preprocessing.image.random_changes import (
        apply_brightness_shift as apply_brightness_shift,
    )
    from keras.preprocessing.image.random_changes import (
        apply_channel_shift as apply_channel_shift,
    )
    from keras.preprocessing.image.random_changes import (
        random_brightness as random_brightness,
    )
    from keras.preprocessing.image.random_changes import (
        random_channel_shift as random_channel_shift,
    )
    from keras.preprocessing.image.random_changes import (
        random_rotation as random_rotation,
    )
    from keras.preprocessing.image.random_changes import (
        random_shear as random_shear,
    )
    from keras.preprocessing.image.random_changes import (
        random_shift as random_shift,
    )
    from keras.preprocessing.image.random_changes import (
        random_zoom as random_zoom,
    )
    from keras.preprocessing.image.resizing import smart_resize as smart_resize
