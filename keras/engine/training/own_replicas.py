"""Whether a model is trained where it is: in one strategy."""

import tensorflow as tf

from keras.distribute import placement

_MIRRORED = (
    tf.distribute.MirroredStrategy,
    tf.distribute.MultiWorkerMirroredStrategy,
)


def check_scope(model) -> None:
    """Raises `ValueError` in the scope of another strategy than the model's."""
    own, here = model.distribute_strategy, tf.distribute.get_strategy()
    if tf.distribute.has_strategy() and here is not own:
        raise ValueError(
            f"{model._keras_who}: it can't be trained in the scope of another "
            "strategy than its own. Expected that, or no scope. Received: a "
            f"scope of {_named(here)}, and a model of {_named(own)}. Call "
            "`fit` outside of the scope, or make the model in it."
        )


def check_variables(model) -> None:
    """Raises `ValueError` for variables of another strategy that are trained.

    What is read alone may be elsewhere, as a layer's that was adapted before.

    Args:
        model: A model that is built.
    """
    own = model.distribute_strategy
    is_on_mesh = not placement.is_in_graph(own)
    is_strict = is_on_mesh or isinstance(own, _MIRRORED)
    default = None if is_strict else own
    for variable in model.trainable_variables:
        other = getattr(variable, "distribute_strategy", default)
        # Meshes of the same devices are one.
        is_there = own.holds(variable) if is_on_mesh else other is own
        if not is_there:
            raise ValueError(
                f"{model._keras_who}: variable {variable.name!r} isn't where "
                "the model trains. Expected layers that are built in the scope "
                "that the model is made in. Received: a variable of "
                f"{_named(other)}, and a model of {_named(own)}. Make layer "
                "and model in one scope, and call, build or load it there: "
                "what isn't built yet is built where that happens."
            )


def _named(strategy: tf.distribute.Strategy | None) -> str:
    if strategy is None:
        return "no strategy"
    name = type(strategy).__name__.lstrip("_")
    if not placement.is_in_graph(strategy):
        sizes = zip(strategy.mesh.dim_names, strategy.mesh.shape())
        return f"{name} with mesh={dict(sizes)}"
    count = strategy.num_replicas_in_sync
    return f"{name} with num_replicas_in_sync={count}"
