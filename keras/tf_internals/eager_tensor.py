"""The class of eager tensors, and its facts without a Python frame.

`type(tf.constant(0))` would start TensorFlow's runtime on import, and the
public `.shape` and `.dtype` make Python objects at each look; a layer's call
on a concrete tensor looks at both, each time.
"""

from tensorflow.python.framework import ops

EagerTensor = ops.EagerTensor

#: `shape_of(tensor)` is the shape as a tuple of ints.
shape_of = ops.EagerTensor._shape_tuple

#: `dtype_of(tensor)` is the data type's number (`tf.DType.as_datatype_enum`).
dtype_of = ops.EagerTensor._datatype_enum
