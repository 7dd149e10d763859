"""Graphs of models have the boxes and arrows that tf_keras draws."""

import pytest
import tf_keras

import keras


def chain(package):
    x = package.Input((4,), name="x")
    return package.Model(x, package.layers.Dense(2, name="a")(x), name="chain")


def branches(package):
    layers = package.layers
    x = package.Input((4,), name="x")
    a, b = layers.Dense(2, name="a")(x), layers.Dense(2, name="b")(x)
    return package.Model(x, layers.Add(name="sum")([a, b]))


def shared(package):
    x, again = package.Input((4,), name="x"), package.layers.Dense(4, name="s")
    return package.Model(x, again(again(x)))


def stack(package):
    layers = package.layers
    return package.Sequential(
        [layers.Dense(3, name="a", input_shape=(2,)), layers.ReLU(name="b")]
    )


def nested(package):
    x = package.Input((4,), name="start")
    y = package.layers.Dense(1, name="end")(chain(package)(x))
    return package.Model(x, y)


def drawn(model, to_dot, **arguments):
    """Names of the boxes, and the arrows between them."""
    names = {str(id(x)): x.name for x in model._flatten_layers()}
    graph = to_dot(model, **arguments)
    waiting, boxes, arrows = [graph], set(), set()
    while waiting:
        part = waiting.pop()
        waiting += part.get_subgraphs()
        boxes |= {node.get_name() for node in part.get_nodes()}
        arrows |= {
            (a.get_source(), a.get_destination()) for a in part.get_edges()
        }
    found = {names[box] for box in boxes if box in names}
    return found, {(names[a], names[b]) for a, b in arrows}


@pytest.mark.parametrize("expand_nested", [False, True])
@pytest.mark.parametrize("make", [chain, branches, shared, stack, nested])
def test_boxes_and_arrows_are_those_of_keras_2(make, expand_nested):
    ours, theirs = (
        drawn(
            make(package),
            package.utils.model_to_dot,
            expand_nested=expand_nested,
        )
        for package in (keras, tf_keras)
    )
    assert [sorted(x) for x in ours] == [sorted(x) for x in theirs]
