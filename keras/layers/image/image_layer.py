"""The base of layers that change images, and what belongs to images."""

from typing import Any

import tensorflow as tf

from keras.engine import kinds
from keras.engine.layer import layer, output_spec
from keras.layers import arguments, training_phase
from keras.layers.image import bounding_boxes as boxes_module
from keras.layers.image import (
    box_formats,
    box_moves,
    draws,
    pixels,
    ragged_images,
)
from keras.random import seed_generator


class ImageLayer(layer.Layer):
    """Changes images, and labels, masks and bounding boxes that go with them.

    A layer is written as a page: it keeps its arguments (`factors` checks
    those that are drawn between two bounds), calls `_keep_seed` if it draws,
    and overrides some of these hooks. Each gets the whole batch, with the batch
    axis and with channels last, whatever the caller's images are like:

    * `draw(images, seed)` returns by name what is drawn, one number an image:
      `draws.uniform` takes one seed for all. `seed` is None where the layer has
      no generator. Only the shape of `images` should count. Where the size of
      the result is drawn, it's `"size"`.
    * `change_images(images, transformation)` returns images of any real type;
      the base casts them. What computes starts with `pixels.as_floats`: whole
      numbers and 16 bits come as they are, so that what only moves pixels
      moves few bytes.
    * `change_masks(masks, transformation)`, of type and axes of the masks, and
      `change_boxes(boxes, transformation)`, left, top, right, bottom in pixels:
      for layers that say `_moves_pixels = True`. Others leave both alone.
    * `change_labels(labels, transformation)`, for layers that mix images.
    * `size_after(size)` returns height and width of the result: numbers,
      tensors, or None where it's unknown. Default: as they were.

    `transformation` is what was drawn, and `"input_shape"`, the batch's:
    `(batch, height, width, channels)`. In inference all is left as it is,
    unless the class says `_in_training_only = False`.

    What comes out has the compute type of the dtype policy: float32 by default,
    whatever came. Where that is a whole type (`dtype="uint8"`), numbers are
    rounded and kept in its range. Masks keep their type, and boxes are float32.

    Args:
        data_format: Where the images have their channels, 'channels_last' or
            'channels_first'. Default: `keras.backend.image_data_format()`.
        bounding_box_format: Of boxes in the input and the output: 'xyxy',
            'yxyx', 'xywh', 'center_xywh', 'center_yxhw', or one of these after
            'rel_', which means fractions of the image's sizes.
        **kwargs: Arguments of every layer.
    Call arguments:
        inputs: Images `(batch, height, width, channels)`, or one without the
            batch axis; or a dict of 'images' and any of 'labels',
            'segmentation_masks' (with the images' axes, or without
            channels) and 'bounding_boxes', a dict of 'boxes' `(batch, boxes,
            4)` and 'labels' `(batch, boxes)`.
        training: True changes; a boolean tensor decides when it runs.
    """

    _keras_since_3 = ("data_format", "bounding_box_format")
    # Whether pixels change place, so that boxes and masks go along.
    _moves_pixels = False
    # Whether inference leaves images as they are.
    _in_training_only = True

    def __init__(
        self,
        data_format: str | None = None,
        bounding_box_format: str | None = None,
        **kwargs: kinds.Unpack[kinds.LayerArguments],
    ) -> None:
        # Labels and boxes must not become floats of 8 bits of precision.
        kwargs.setdefault("autocast", False)
        # In files of Keras 2: the kind of its generator.
        kwargs.pop("rng_type", None)
        super().__init__(**kwargs)
        where = self._keras_who
        # None stays None: Keras 2's configs don't have it.
        self.data_format = data_format
        known = arguments.data_format(where, data_format)
        self._is_channels_first = known == "channels_first"
        self.bounding_box_format = bounding_box_format
        if bounding_box_format is not None:
            self.bounding_box_format = box_formats.checked(
                where, "bounding_box_format", bounding_box_format
            )

    def _keep_seed(self, seed: int | None) -> None:
        self.seed = seed
        self.generator = seed_generator.SeedGenerator(seed)

    # Hooks.

    def draw(self, images: kinds.Tensors, seed: kinds.Seed) -> dict:
        """Returns what is drawn for each image, by name; nothing here."""
        return {}

    def change_images(
        self, images: kinds.Tensors, transformation: dict
    ) -> kinds.Tensors:
        """Returns the images changed. To be overridden."""
        return images

    def change_masks(
        self, masks: kinds.Tensors, transformation: dict
    ) -> kinds.Tensors:
        """Returns masks changed as the images are; here by the same hook."""
        return self.change_images(masks, transformation)

    def change_boxes(
        self, boxes: kinds.Tensors, transformation: dict
    ) -> kinds.Tensors:
        """Returns where boxes came to lie; here as they were."""
        return boxes

    def change_labels(
        self, labels: kinds.Tensors, transformation: dict
    ) -> kinds.Tensors:
        """Returns the images' labels; here as they were."""
        return labels

    def size_after(self, size: tuple) -> tuple:
        """Returns height and width of the result; here as they were."""
        return size

    # The call.

    def call(
        self, inputs: kinds.Tensors, training: bool | None = True
    ) -> kinds.Tensors:
        return training_phase.choose(
            training,
            lambda: self._changed(inputs, True),
            lambda: self._changed(inputs, False),
        )

    def _changed(self, inputs, training: bool):
        if not isinstance(inputs, dict):
            return self._changed({"images": inputs}, training)["images"]
        if "images" not in inputs:
            raise ValueError(
                f"{self._keras_who}: there is no image to change. Expected "
                "images, or a dict that has 'images'. Received: a dict of "
                f"{[*inputs]}."
            )
        images = ragged_images.stacked(self._keras_who, inputs["images"])
        _check_rank(self._keras_who, images.shape)
        is_single = images.shape.rank == 3
        sample = {**inputs, "images": images}
        if "bounding_boxes" in sample:
            sample["bounding_boxes"] = self._dense_boxes(sample)
        if is_single:
            sample = tf.nest.map_structure(_with_batch_axis, sample)
        with ragged_images.told(self._keras_who, images):
            self._change_parts(sample, training)
        if is_single:
            sample = tf.nest.map_structure(_without_batch_axis, sample)
        return sample

    def _change_parts(self, sample: dict, training: bool) -> None:
        drawn = self.get_random_transformation(sample, training)
        for name, change in (
            ("images", self.transform_images),
            ("bounding_boxes", self.transform_bounding_boxes),
            ("labels", self.transform_labels),
            ("segmentation_masks", self.transform_segmentation_masks),
        ):
            if name in sample:
                sample[name] = change(sample[name], drawn, training)

    def _dense_boxes(self, sample: dict) -> dict:
        if self.bounding_box_format is None:
            raise ValueError(
                f"{self._keras_who}: nothing tells what the numbers of a "
                "bounding box mean. Expected a format where there are boxes. "
                "Received: bounding_box_format=None. Give one, such as "
                f"`{type(self).__name__}(…, bounding_box_format='xyxy')`."
            )
        return boxes_module.dense(self._keras_who, sample["bounding_boxes"])

    # Keras 3's names for the parts of a call, on batches in the data format.

    def get_random_transformation(
        self, data: Any, training: bool = True, seed: kinds.Seed = None
    ) -> dict | None:
        """Draws what is to be done to each image of a batch.

        Args:
            data: The images, or a dict with them.
            training: False returns None if inference leaves them alone.
            seed: Int or `keras.random.SeedGenerator`. Default: the layer's.
        """
        if self._in_training_only and not training:
            return None
        images = _tensor(data["images"] if isinstance(data, dict) else data)
        if images.shape.rank == 3:
            images = images[tf.newaxis]
        images = self._channels_last(images)
        seed = self.__dict__.get("generator") if seed is None else seed
        if seed is not None:
            seed = draws.seed_from(seed)
        return {**self.draw(images, seed), "input_shape": tf.shape(images)}

    def transform_images(
        self,
        images: kinds.Tensors,
        transformation: dict | None,
        training: bool = True,
    ) -> Any:
        """Returns images changed by what was drawn, in the compute type.

        Args:
            images: `(batch, height, width, channels)`.
            transformation: Of `get_random_transformation`.
            training: False leaves them alone, if inference does.
        """
        images = _tensor(images)
        if not self._is_idle(transformation, training):
            images = self.change_images(
                self._channels_last(images), transformation
            )
            images = self._channels_back(images)
        return pixels.as_type(images, self.compute_dtype)

    def transform_segmentation_masks(
        self,
        segmentation_masks: kinds.Tensors,
        transformation: dict | None,
        training: bool = True,
    ) -> Any:
        """Returns masks changed as images were.

        Args:
            segmentation_masks: With axes as images, or without channels.
            transformation, training: As of `transform_images`.
        """
        masks = _tensor(segmentation_masks)
        idle = self._is_idle(transformation, training)
        if idle or not self._moves_pixels:
            return masks
        if masks.shape.rank == 3:
            masks = self.change_masks(masks[..., tf.newaxis], transformation)
            return masks[..., 0]
        masks = self.change_masks(self._channels_last(masks), transformation)
        return self._channels_back(masks)

    def transform_bounding_boxes(
        self,
        bounding_boxes: dict,
        transformation: dict | None,
        training: bool = True,
    ) -> dict:
        """Returns boxes where what is in them went, cut off at the edges.

        Args:
            bounding_boxes: Dict of 'boxes' `(batch, boxes, 4)` and 'labels';
                those of boxes of which nothing is left become -1.
            transformation, training: As of `transform_images`.
        """
        idle = self._is_idle(transformation, training)
        if idle or not self._moves_pixels:
            return bounding_boxes
        name = self.bounding_box_format
        _, height, width, _ = tf.unstack(transformation["input_shape"])
        boxes = box_formats.convert_format(
            bounding_boxes["boxes"], name, "xyxy", height, width
        )
        size = self.size_after((height, width))
        size = transformation.get("size", size)
        height, width = size[0], size[1]
        moved = self.change_boxes(boxes, transformation)
        clipped = box_moves.clip_to_image_size(
            {**bounding_boxes, "boxes": moved}, height, width
        )
        return box_formats.convert_format(clipped, "xyxy", name, height, width)

    def transform_labels(
        self,
        labels: kinds.Tensors,
        transformation: dict | None,
        training: bool = True,
    ) -> Any:
        """Returns the labels of images.

        Args:
            labels: `(batch, ...)`.
            transformation, training: As of `transform_images`.
        """
        labels = _tensor(labels)
        if self._is_idle(transformation, training):
            return labels
        return self.change_labels(labels, transformation)

    def transform_single_image(
        self,
        image: kinds.Tensors,
        transformation: Any,
        training: bool | None = True,
    ) -> Any:
        """Does what `transform_images` does to one image."""
        return _of_one(self.transform_images, image, transformation, training)

    def transform_single_label(
        self,
        label: kinds.Tensors,
        transformation: Any,
        training: bool | None = True,
    ) -> Any:
        """Does what `transform_labels` does to one image's."""
        return _of_one(self.transform_labels, label, transformation, training)

    def transform_single_bounding_box(
        self,
        bounding_box: kinds.Tensors,
        transformation: Any,
        training: bool | None = True,
    ) -> Any:
        """Does what `transform_bounding_boxes` does to one image's."""
        change = self.transform_bounding_boxes
        return _of_one(change, bounding_box, transformation, training)

    def transform_single_segmentation_mask(
        self,
        segmentation_mask: kinds.Tensors,
        transformation: Any,
        training: bool | None = True,
    ) -> Any:
        """Does what `transform_segmentation_masks` does to one image's."""
        change = self.transform_segmentation_masks
        return _of_one(change, segmentation_mask, transformation, training)

    def convert_weight(self, weight: Any) -> Any:
        """Returns a weight for use in `tf.data`: itself."""
        return weight

    def _is_idle(self, transformation, training: bool) -> bool:
        asleep = self._in_training_only and not training
        return transformation is None or asleep

    def _channels_last(self, images):
        if self._is_channels_first:
            return tf.transpose(images, (0, 2, 3, 1))
        return images

    def _channels_back(self, images):
        if self._is_channels_first:
            return tf.transpose(images, (0, 3, 1, 2))
        return images

    # What comes out.

    def compute_output_spec(
        self, inputs: kinds.Tensors, training: bool | None = True
    ) -> kinds.Specs:
        if isinstance(inputs, dict) or not output_spec.are_dense((inputs,), {}):
            return output_spec.traced(self, inputs, training)
        return output_spec.by_shape(self, (inputs,), {})

    def compute_output_shape(self, input_shape: kinds.Shapes) -> tf.TensorShape:
        shape = tf.TensorShape(input_shape)
        _check_rank(self._keras_who, shape)
        sizes = shape.as_list()
        end = len(sizes) if self._is_channels_first else len(sizes) - 1
        sizes[end - 2 : end] = self.size_after(tuple(sizes[end - 2 : end]))
        return tf.TensorShape(sizes)


def _check_rank(where: str, shape: tf.TensorShape) -> None:
    if shape.rank not in (3, 4):
        raise ValueError(
            f"{where}: the input is no image. Expected 4 axes, (batch, height, "
            "width, channels), or 3 for one image. Received: "
            f"shape={tuple(shape) if shape.rank is not None else None}."
        )


def _tensor(value):
    if isinstance(value, (tf.RaggedTensor, tf.Tensor)):
        return value
    return tf.convert_to_tensor(value)


def _with_batch_axis(value):
    return _tensor(value)[tf.newaxis]


def _without_batch_axis(value):
    return tf.squeeze(value, 0)


def _of_one(change, value, transformation, training: bool):
    value = tf.nest.map_structure(_with_batch_axis, value)
    changed = change(value, transformation, training)
    return tf.nest.map_structure(_without_batch_axis, changed)
