"""Creating all of a model's variables before the first step is traced."""

import tensorflow as tf

from keras.backend import user_code
from keras.engine import data as data_module
from keras.engine.layer import symbolic_call
from keras.engine.symbols import keras_tensor
from keras.engine.training import own_replicas
from keras.optimizers import optimizer


def prepare(model, batches, mode: str) -> None:
    """Creates the variables of a model, and what its steps of a kind need.

    In the strategy's scope and outside of the graph of the step, where
    variables of replicas have to be made.

    Args:
        model: A model; a compiled one but for 'predict'.
        batches: Tells the types of a batch.
        mode: 'train' makes the variables of metrics and of the optimizer too,
            'test' those of metrics, 'predict' neither.
    """
    if mode == "train":
        own_replicas.check_scope(model)
    spec = batches.build_spec
    if not isinstance(spec, tuple):
        spec = (spec,)
    x, y, _ = data_module.unpack_x_y_sample_weight(spec)
    if mode == "predict":
        if not model.built:
            _outputs(model, x)
        return
    _make_metrics(model, x, y)
    # A step of the user's may keep something else there, such as a dict.
    is_ours = isinstance(model.optimizer, optimizer.Optimizer)
    if mode == "train" and is_ours and model.built:
        own_replicas.check_variables(model)
        flags = model._keras_state.compile_state.flags
        flags.warn_of_changes(model)
        with model.distribute_strategy.scope(), flags.restored():
            model.optimizer._keras_ensure_built(model.trainable_variables)


def build_by_call(model, batches) -> None:
    """Creates a model's variables as a call of it does, whatever its step is.

    Args:
        model: A model.
        batches: Tells the types of a batch.
    """
    if not model.built:
        x, _, _ = data_module.unpack_x_y_sample_weight(batches.build_spec)
        _traced(model, x)


def _make_metrics(model, x, y) -> None:
    """Creates the variables of metrics, and checks that labels fit outputs."""
    graph = model._keras_state.topology.graph
    if model.built and model._keras_state.is_ready:
        if graph is not None and _fits(graph, x):
            model._keras_state.compile_state.check_labels(graph.outputs, y)
        return
    outputs = _outputs(model, x)
    if outputs is None:
        return
    if y is not None and model._keras_state.compile_state.is_compiled:
        with model.distribute_strategy.scope():
            model.compiled_loss.build(outputs)
            model.compiled_metrics.build(outputs, y)
    model._keras_state.compile_state.check_labels(outputs, y)
    model._keras_state.is_ready = True


def _fits(graph, x) -> bool:
    """Tells whether data has the graph's shapes; Sequential takes others."""
    pairs = zip(graph.flat_inputs, tf.nest.flatten(x))
    # None stands for an optional input that is left out.
    return all(
        spec is None or symbol.shape.is_compatible_with(spec.shape)
        for symbol, spec in pairs
    )


def _outputs(model, x):
    """Returns the model's outputs as symbols; builds it on the way.

    A model whose step is its user's may never call itself, and one that runs
    eagerly may have code that nothing else can run: None then, and it's left to
    the first step.
    """
    if model._keras_state.topology.graph is not None:
        return model._keras_state.topology.graph.outputs
    if model.run_eagerly or user_code.is_users(model.train_step):
        return None
    return _traced(model, x)


def _traced(model, x):
    inputs = tf.nest.map_structure(_symbol, x)
    with model.distribute_strategy.scope():
        return symbolic_call.outputs_by_tracing(model, (inputs,), {}, model)


def _symbol(spec):
    return None if spec is None else keras_tensor.KerasTensor.from_spec(spec)
