"""`keras.utils.multi_gpu_model`, by which Keras 2.3 spread a batch on GPUs."""

import tensorflow as tf

from keras.engine.layer import layer as layer_module
from keras.engine.model import model as model_module


def multi_gpu_model(
    model, gpus=None, cpu_merge: bool = True, cpu_relocation: bool = False
) -> model_module.Model:
    """Returns a model that computes each part of a batch on another GPU.

    Its weights are those of the model, which is its layer `get_layer(model
    .name)`, and which is what to save.

    Args:
        model: A model made of symbolic tensors.
        gpus: How many GPUs, 2 or more, or their numbers. Default: all.
        cpu_merge: True puts parts together on the CPU.
        cpu_relocation: Has no effect: weights stay where they are.
    Raises:
        ValueError: If there are fewer, or it's one.
    """
    there = tf.config.list_logical_devices("GPU")
    count = len(there) if gpus is None else gpus
    numbers = range(count) if isinstance(count, int) else list(count)
    if len(numbers) < 2 or max(numbers) >= len(there):
        raise ValueError(
            "multi_gpu_model: expected 2 or more of the GPUs that are there. "
            f"Received: gpus={gpus!r}, with {len(there)} there. Make the model "
            "in the scope of a tf.distribute.MirroredStrategy, which takes "
            "any number."
        )
    names = [there[number].name for number in numbers]
    split = OnDevices(model, names, "/cpu:0" if cpu_merge else names[0])
    return model_module.Model(model.inputs, split(model.inputs))


class OnDevices(layer_module.Layer):
    """Computes a model's outputs, each part of the batch on another device.

    Args:
        model: The model.
        devices: Names of devices.
        merging_device: That of the one which puts the parts together.
    """

    _keras_takes_nests = True

    def __init__(self, model, devices: list[str], merging_device: str) -> None:
        super().__init__(name=model.name)
        self.model = model
        self.devices = list(devices)
        self.merging_device = merging_device

    def call(self, inputs, training=None):
        tensors = tf.nest.flatten(inputs)
        rows = tf.shape(tensors[0])[0]
        count = len(self.devices)
        outputs = []
        for number, device in enumerate(self.devices):
            first, last = rows * number // count, rows * (number + 1) // count
            with tf.device(device):
                part = [tensor[first:last] for tensor in tensors]
                part = part if len(part) > 1 else part[0]
                outputs.append(self.model(part, training=training))
        with tf.device(self.merging_device):
            return tf.nest.map_structure(
                lambda *parts: tf.concat(parts, axis=0), *outputs
            )
