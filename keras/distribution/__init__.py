"""Models on a mesh of devices, on TensorFlow's DTensor."""
# bazel: suites=keras

from keras.api import lazy

with lazy.imports(globals()):
    from keras.distribution.current import distribution as distribution
    from keras.distribution.current import set_distribution as set_distribution
    from keras.distribution.data_parallel import DataParallel as DataParallel
    from keras.distribution.device_mesh import DeviceMesh as DeviceMesh
    from keras.distribution.devices import (
        get_device_count as get_device_count,
    )
    from keras.distribution.devices import list_devices as list_devices
    from keras.distribution.initialization import initialize as initialize
    from keras.distribution.layout_map import LayoutMap as LayoutMap
    from keras.distribution.model_parallel import (
        ModelParallel as ModelParallel,
    )
    from keras.distribution.tensor_layout import TensorLayout as TensorLayout
    from keras.distribution.tensor_layout import (
        distribute_tensor as distribute_tensor,
    )
