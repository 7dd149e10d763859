"""Creating all of a model's variables before the first step is traced."""

import tensorflow as tf

from keras.backend import user_code
from keras.engine import data as data_module
from keras.engine.layer import symbolic_call
from keras.engine.symbols import keras_tensor


def for_training(model, batches) -> None:
    """Creates the variables of a model, its metrics and its optimizer.

    In the strategy's scope and outside of the graph of the step, where
    variables of replicas have to be made.

    Args:
        model: A compiled model.
        batches: Tells the types of a batch.
    """
    for_prediction(model, batches)
    if model.optimizer is not None and model.built:
        with model.distribute_strategy.scope():
            model.optimizer.ensure_built(model.trainable_variables)


def for_prediction(model, batches) -> None:
    """Creates the variables of a model and its metrics.

    A model whose step is its user's may never call itself, and one that runs
    eagerly may have code that nothing else can run; it's left to the first step
    then.
    """
    spec = batches.build_spec
    if not isinstance(spec, tuple):
        spec = (spec,)
    x, y, _ = data_module.unpack_x_y_sample_weight(spec)
    graph = model._topology.graph
    if model.built and model._is_ready:
        if graph is not None and _fits(graph, x):
            model._compile_state.check_labels(graph.outputs, y)
        return
    if graph is None:
        if model.run_eagerly or not _has_own_steps(model):
            return
    with model.distribute_strategy.scope():
        outputs = _symbols(model, x)
        if y is not None and model.compiled:
            model.compiled_loss.build(outputs)
            model.compiled_metrics.build(outputs, y)
    model._compile_state.check_labels(outputs, y)
    model._is_ready = True


def _fits(graph, x) -> bool:
    """Tells whether data has the graph's shapes; Sequential takes others."""
    pairs = zip(graph.flat_inputs, tf.nest.flatten(x))
    return all(symbol.shape.is_compatible_with(t.shape) for symbol, t in pairs)


def _has_own_steps(model) -> bool:
    return not user_code.is_users(model.train_step)


def _symbols(model, x):
    """Returns the model's outputs as symbols; builds it on the way."""
    if model._topology.graph is not None:
        return model._topology.graph.outputs
    inputs = tf.nest.map_structure(_symbol, x)
    return symbolic_call.outputs_by_tracing(model, (inputs,), {}, model)


def _symbol(spec):
    return None if spec is None else keras_tensor.KerasTensor.from_spec(spec)
