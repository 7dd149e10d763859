"""A table's columns as one tensor that a model can take."""

import os
from collections.abc import Mapping, Sequence
from typing import Any

import tensorflow as tf

from keras import saving
from keras.engine.graph import input_layer
from keras.engine.layer import layer as layer_module
from keras.engine.layer import output_spec, tracking
from keras.layers import arguments
from keras.layers.merging import concatenate
from keras.layers.preprocessing import hashed_crossing
from keras.saving.config import constructor, object_config
from keras.utils.features import (
    columns,
    definitions,
    encoding,
    kinds,
)
from keras.utils.features import feature as feature_module


class FeatureSpace(layer_module.Layer):
    """Encodes the columns of a table, each as its kind asks for.

    y = concat(encode(preprocess(x[name])) for names in alphabetical order, then
    for the names of crosses)

    Vocabularies, ranges, means and variances are learned by `adapt`. The space
    stands in a `tf.data` pipeline, `dataset.map(space)`, or in a model:
    `get_inputs` and `get_encoded_features` are its ends.

    Args:
        features: Dict from the columns' names to what they are: the name of a
            kind ('float', 'float_normalized', 'float_rescaled',
            'float_discretized', 'integer_categorical', 'string_categorical',
            'integer_hashed', 'string_hashed'), what the method of that name
            returned, or a `FeatureSpace.feature` with a layer of one's own.
        output_mode: 'concat': one float tensor. 'dict': a tensor a name.
        crosses: Tuples of names of features that mean something together, or
            what `FeatureSpace.cross` returned. Default: none.
        crossing_dim: How many indices a tuple is hashed to. Default 32.
        hashing_dim: How many a feature is hashed to that is given by the name
            of its kind. Default 32.
        num_discretization_bins: How many ranges a number is in that is given
            by the name of its kind. Default 32.
        name: The layer's name. Default None: one is made.
    Call arguments:
        data: Dict of columns: tensors, arrays or lists `(batch,)` or
            `(batch, 1)`; scalars are a row alone, `()`. Other names are left
            out.
    Output shape: `(batch, width)`, or a dict of such; `(width,)` of scalars.
    Variables: the preprocessors'.
    Raises:
        ValueError: If there are no features, a kind or a name isn't known, or
            it is called before `adapt`, or without one of its columns.
    Example:
        >>> space = keras.utils.FeatureSpace(
        ...     {"age": "float_normalized", "city": "string_categorical"}
        ... )
        >>> data = {"age": [20.0, 40.0], "city": ["Rome", "Oslo"]}
        >>> space.adapt(data)
        >>> space(data).numpy()
        array([[-1.,  0.,  1.,  0.],
               [ 1.,  0.,  0.,  1.]], dtype=float32)
    """

    _keras_takes_nests = True
    # The layers in them stand in `preprocessors`.
    features, crosses = tracking.Aside(), tracking.Aside()
    crosses_by_name = tracking.Aside()
    inputs, encoded_features = tracking.Aside(), tracking.Aside()

    def __init__(
        self,
        features: Mapping,
        output_mode: str = "concat",
        crosses: Sequence | None = None,
        crossing_dim: int = 32,
        hashing_dim: int = 32,
        num_discretization_bins: int = 32,
        name: str | None = None,
    ) -> None:
        super().__init__(name=name, autocast=False)
        where, self._given_name = self._keras_who, name
        arguments.one_of(where, "output_mode", output_mode, ("concat", "dict"))
        self.output_mode = output_mode
        self.crossing_dim = crossing_dim
        self.hashing_dim = hashing_dim
        self.num_discretization_bins = num_discretization_bins
        self.features = definitions.features(
            where, features, hashing_dim, num_discretization_bins
        )
        self.crosses = definitions.crosses(
            where, crosses, self.features, crossing_dim
        )
        self.crosses_by_name = {cross.name: cross for cross in self.crosses}
        self.inputs = {
            name: input_layer.Input((1,), dtype=feature.dtype, name=name)
            for name, feature in self.features.items()
        }
        self.preprocessors = {
            name: feature.preprocessor
            for name, feature in self.features.items()
        }
        self.crossers = {
            cross.name: hashed_crossing.HashedCrossing(
                cross.crossing_dim, name=cross.name
            )
            for cross in self.crosses
        }
        self.concat = concatenate.Concatenate(axis=-1)
        self._is_adapted = False
        self._forget_encoded()

    def _forget_encoded(self) -> None:
        # Both hang on what was learned.
        self.one_hot_encoders: dict = {}
        self.encoded_features = None

    # Each kind of feature, and what they are made of.

    float = staticmethod(kinds.plain_float)
    float_rescaled = staticmethod(kinds.float_rescaled)
    float_normalized = staticmethod(kinds.float_normalized)
    float_discretized = staticmethod(kinds.float_discretized)
    integer_categorical = staticmethod(kinds.integer_categorical)
    string_categorical = staticmethod(kinds.string_categorical)
    integer_hashed = staticmethod(kinds.integer_hashed)
    string_hashed = staticmethod(kinds.string_hashed)

    @staticmethod
    def feature(
        dtype: str, preprocessor: Any, output_mode: str
    ) -> feature_module.Feature:
        """Returns a feature with a layer of one's own.

        Args:
            dtype: Type of the column, such as 'string'.
            preprocessor: The layer. `adapt` has it learn, if it can and wasn't
                given what it would learn.
            output_mode: 'int': the layer's indices. 'one_hot': a vector with 1
                at each of them, for layers that have a `vocabulary_size()`,
                `num_tokens` or `num_bins`. 'float': the layer's numbers.
        """
        return feature_module.Feature(dtype, preprocessor, output_mode)

    @staticmethod
    def cross(
        feature_names: Sequence[str],
        crossing_dim: int,
        output_mode: str = "one_hot",
    ) -> feature_module.Cross:
        """Returns features that mean something together.

        Args:
            feature_names: Their names, two or more.
            crossing_dim: How many indices they are hashed to, 1 or more.
            output_mode: 'one_hot' or 'int'. Default 'one_hot'.
        """
        return feature_module.Cross(feature_names, crossing_dim, output_mode)

    # Learning.

    def adapt(self, dataset: tf.data.Dataset) -> None:
        """Has each preprocessor learn from its column, and forget the past.

        What a layer's constructor was given stays.

        Args:
            dataset: A `tf.data.Dataset` of dicts, batched or not, or a dict of
                whole columns.
        Raises:
            ValueError: If it's something else, a column is missing, or two have
                one layer that learns.
            RuntimeError: If the space is frozen by `trainable = False`.
        """
        if not self.trainable:
            raise RuntimeError(
                f"{self._keras_who}.adapt: it is frozen. Expected "
                "trainable=True. Received: trainable=False. Set "
                "`space.trainable = True` to have it learn anew."
            )
        learning = encoding.learning(self.preprocessors)
        encoding.check_own_layers(self._keras_who, self.preprocessors)
        found = columns.to_learn_from(self._keras_who, dataset, learning)
        for name, column in found.items():
            self.preprocessors[name].adapt(column)
        self._is_adapted = self.built = True
        self._forget_encoded()
        self.get_encoded_features()

    def _require_adapted(self) -> None:
        if self._is_adapted:
            return
        lacking = encoding.lacking(self.preprocessors)
        if lacking:
            raise ValueError(
                f"{self._keras_who}: it has learned nothing yet. Expected "
                f"`adapt(dataset)` before it is used, for {lacking}. Received: "
                "no data."
            )
        self._is_adapted = True

    # The ends of a model.

    def get_inputs(self) -> dict:
        """Returns a model's inputs by name, each of shape `(batch, 1)`.

        Raises:
            ValueError: If there was no `adapt`.
        """
        self._require_adapted()
        return self.inputs

    def get_encoded_features(self) -> Any:
        """Returns what becomes of `get_inputs`: a symbolic tensor, or a dict.

        Raises:
            ValueError: If there was no `adapt`.
        """
        self._require_adapted()
        if self.encoded_features is None:
            self.encoded_features = self._encoded(self.inputs)
        return self.encoded_features

    # Calling.

    def call(self, data: Any) -> Any:
        self._require_adapted()
        rows, is_one = columns.to_encode(self._keras_who, data, self.features)
        encoded = self._encoded(rows)
        if not is_one:
            return encoded
        return tf.nest.map_structure(lambda x: tf.squeeze(x, 0), encoded)

    def _encoded(self, rows: Mapping):
        read = {name: self.preprocessors[name](rows[name]) for name in rows}
        crossed = {
            cross.name: self.crossers[cross.name](
                [read[name] for name in cross.feature_names]
            )
            for cross in self.crosses
        }
        told = {**self.features, **self.crosses_by_name}
        outputs = {
            name: self._output(name, told[name].output_mode, values[name])
            for values in (read, crossed)
            for name in sorted(values)
        }
        if self.output_mode == "dict":
            return outputs
        encoding.require_joinable(self._keras_who, outputs)
        return self.concat([*outputs.values()])

    def _output(self, name: str, output_mode: str, values):
        if output_mode != "one_hot":
            return values
        if name not in self.one_hot_encoders:
            layer = self.preprocessors.get(name) or self.crossers[name]
            self.one_hot_encoders[name] = encoding.one_hot(
                self._keras_who, name, layer, values.dtype
            )
        return self.one_hot_encoders[name](values)

    compute_output_spec = output_spec.traced

    # Files.

    def save(self, filepath: str | os.PathLike) -> None:
        """Writes the space, and what it has learned, to a file.

        Args:
            filepath: Path that ends with '.keras'; `load_model` reads it.
        """
        saving.save_model(self, filepath, save_format="keras")

    def get_config(self) -> dict:
        """Returns the arguments; the name if one was given."""
        config = constructor.constructor_config(self, ("name",))
        if self._given_name is not None:
            config["name"] = self._given_name
        return config

    def get_build_config(self) -> dict | None:
        """Returns what preprocessors were built for; None before `adapt`."""
        if encoding.lacking(self.preprocessors) and not self._is_adapted:
            return None
        return {
            name: object_config.plain(layer.get_build_config() or {})
            for name, layer in self.preprocessors.items()
        }

    def build_from_config(self, config: dict) -> None:
        """Builds the preprocessors as they were, and trusts what they know.

        Args:
            config: What `get_build_config` returned.
        """
        for name, built_for in config.items():
            self.preprocessors[name].build_from_config(built_for)
        self._is_adapted = self.built = True
