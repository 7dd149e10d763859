"""Settings of the process, by Keras 3's names.

What Keras 3 sets for other backends isn't here. Nor is a switch that has all
files run their code: a file's is asked for one by one, with `safe_mode=False`.
"""
# bazel: suites=keras

from keras.api import lazy

with lazy.imports(globals()):
    from keras.backend.config import epsilon as epsilon
    from keras.backend.config import floatx as floatx
    from keras.backend.config import image_data_format as image_data_format
    from keras.backend.config import set_epsilon as set_epsilon
    from keras.backend.config import set_floatx as set_floatx
    from keras.backend.config import (
        set_image_data_format as set_image_data_format,
    )
    from keras.backend.creation import backend as backend
    from keras.backend.run_limits import max_epochs as max_epochs
    from keras.backend.run_limits import (
        max_steps_per_epoch as max_steps_per_epoch,
    )
    from keras.backend.run_limits import set_max_epochs as set_max_epochs
    from keras.backend.run_limits import (
        set_max_steps_per_epoch as set_max_steps_per_epoch,
    )
    from keras.callbacks.interactive_logging import (
        disable_interactive_logging as disable_interactive_logging,
    )
    from keras.callbacks.interactive_logging import (
        enable_interactive_logging as enable_interactive_logging,
    )
    from keras.callbacks.interactive_logging import (
        is_interactive_logging_enabled as is_interactive_logging_enabled,
    )
    from keras.config.traceback_filtering import (
        disable_traceback_filtering as disable_traceback_filtering,
    )
    from keras.config.traceback_filtering import (
        enable_traceback_filtering as enable_traceback_filtering,
    )
    from keras.config.traceback_filtering import (
        is_traceback_filtering_enabled as is_traceback_filtering_enabled,
    )
    from keras.mixed_precision.lookup import (
        set_dtype_policy as set_dtype_policy,
    )
    from keras.mixed_precision.policy import dtype_policy as dtype_policy
