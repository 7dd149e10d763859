"""What the engine keeps of a model, beside what it keeps of a layer."""

import dataclasses

import tensorflow as tf

from keras.engine.layer import state
from keras.engine.model import topology as topology_module
from keras.engine.training import compile_arguments


@dataclasses.dataclass
class Stack:
    """The layers of a `Sequential`, and what it made of them.

    Attributes:
        layers: From the bottom up, the input layer among them.
        symbols: The input, and what each layer made of it.
        inferred: Shape and type of the input where data told them.
        is_loose: Whether no graph can be made of the layers, and Python calls
            them.
    """

    layers: list = dataclasses.field(default_factory=list)
    symbols: list = dataclasses.field(default_factory=list)
    inferred: tuple | None = None
    is_loose: bool = False


@dataclasses.dataclass(eq=False)
class ModelState(state.LayerState):
    """What is known of one model.

    Attributes:
        topology: What leads from its inputs to its outputs.
        call_spec: The types of its first call, if known: by place, with None
            for what is no tensor, and by name.
        stack: Its layers, if they stand in a row.
        compile_state: What `compile` was told.
        is_ready: Whether all variables of a step are there.
        is_fitting: Whether `fit` is running.
        strategy: The `tf.distribute` strategy that it was made in.
        counters: Variables in which a user's own steps count, by name.
        reduction: How what a step returns on each replica becomes one.
    """

    topology: topology_module.Unknown | topology_module.Known = (
        dataclasses.field(default_factory=topology_module.Unknown)
    )
    call_spec: tuple | None = None
    stack: Stack = dataclasses.field(default_factory=Stack)
    compile_state: compile_arguments.CompileArguments | None = None
    is_ready: bool = False
    is_fitting: bool = False
    strategy: tf.distribute.Strategy | None = None
    reduction: str = "auto"
    counters: dict = dataclasses.field(default_factory=dict)
