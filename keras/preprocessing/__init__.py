"""Raw images, texts and sequences as arrays."""
# bazel: suites=keras/utils

from keras.api import lazy

with lazy.imports(globals()):
    from keras.preprocessing import image as image
    from keras.preprocessing import sequence as sequence
    from keras.preprocessing import text as text
    from keras.utils.image_dataset import (
        image_dataset_from_directory as image_dataset_from_directory,
    )
    from keras.utils.text_dataset import (
        text_dataset_from_directory as text_dataset_from_directory,
    )
    from keras.utils.timeseries_dataset import (
        timeseries_dataset_from_array as timeseries_dataset_from_array,
    )
