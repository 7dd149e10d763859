"""One device somewhere, and replicas that share variables: numbers of one."""

# bazel: alone=true tags=nightly size=large

import contextlib

import numpy as np
import pytest
import tensorflow as tf

import keras

X = np.random.default_rng(0).normal(size=(22, 4)).astype("float32")
Y = np.tanh(X @ np.ones((4, 2), "float32"))
WEIGHTS = np.random.default_rng(1).uniform(size=22)

STRATEGIES = {
    "the second device": lambda: tf.distribute.OneDeviceStrategy("CPU:1"),
    "shared variables": lambda: (
        tf.distribute.experimental.CentralStorageStrategy(
            ["CPU:0", "CPU:1"], "CPU:0"
        )
    ),
}


@pytest.fixture(scope="module", params=STRATEGIES)
def strategy(request):
    return STRATEGIES[request.param]()


def sgd(**options):
    return lambda: keras.optimizers.SGD(0.1, momentum=0.9, **options)


def network(*between, policy=None):
    keras.utils.set_random_seed(3)
    hidden = keras.layers.Dense(
        5, activation="tanh", kernel_regularizer="l2", dtype=policy
    )
    layers = [keras.Input((4,)), hidden, *between]
    return keras.Sequential([*layers, keras.layers.Dense(2, dtype="float32")])


SGD = sgd()


def made(scope, optimizer=SGD, make=network, **options):
    with scope:
        model = make()
        model.compile(
            optimizer(), "mse", ["mae"], weighted_metrics=["mse"], **options
        )
    return model


def trained(model, **options):
    history = model.fit(
        X, Y, 4, epochs=2, shuffle=False, verbose=0, **options
    ).history
    return [*history.values(), *model.get_weights()]


def compare(strategy, came_to, atol=2e-5, **options):
    """Raises `AssertionError` where one device comes to other numbers."""
    found = [
        came_to(made(scope, **options))
        for scope in (contextlib.nullcontext(), strategy.scope())
    ]
    for one, other in zip(*found, strict=True):
        np.testing.assert_allclose(other, one, rtol=1e-4, atol=atol)


def everything(model):
    judged = [
        model.train_on_batch(X[:5], Y[:5]),
        model.test_on_batch(X, Y),
        model.predict_on_batch(X),
    ]
    fitted = trained(model, validation_data=(X, Y), sample_weight=WEIGHTS)
    return [*judged, *fitted, model.evaluate(X, Y, 5), model.predict(X, 3)]


STEPS = [{}, {"steps_per_execution": 3}, {"run_eagerly": True}]


@pytest.mark.parametrize("options", STEPS)
def test_all_methods_come_to_the_numbers_of_one_device(strategy, options):
    compare(strategy, everything, **options)


OPTIMIZERS = {
    "adam": lambda: keras.optimizers.Adam(0.01),
    "accumulation": sgd(gradient_accumulation_steps=2),
    "averages": sgd(use_ema=True),
    "clipping": sgd(clipnorm=0.05),
    "clipping of all": sgd(global_clipnorm=0.05),
}


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_what_optimizers_do_comes_to_the_same(strategy, name):
    compare(strategy, trained, optimizer=OPTIMIZERS[name])


def test_synchronized_statistics_are_those_of_the_batch(strategy):
    def make():
        return network(keras.layers.BatchNormalization(synchronized=True))

    compare(strategy, trained, make=make)


def test_mixed_precision_comes_to_the_same_up_to_its_rounding(strategy):
    def make():
        return network(policy="mixed_float16")

    compare(strategy, trained, atol=2e-3, make=make)


@pytest.mark.parametrize("name", ["model.keras", "model.h5", "folder"])
def test_a_file_goes_on_in_the_scope_and_outside(strategy, tmp_path, name):
    model = made(strategy.scope())
    trained(model)
    model.save(tmp_path / name)
    outside = keras.models.load_model(tmp_path / name)
    with strategy.scope():
        inside = keras.models.load_model(tmp_path / name)
    for one, other in zip(trained(outside), trained(inside), strict=True):
        np.testing.assert_allclose(other, one, rtol=1e-4, atol=2e-5)


def test_weights_and_slots_are_loaded_outside_of_the_scope(strategy, tmp_path):
    model = made(strategy.scope())
    trained(model)
    model.save_weights(tmp_path / "model.weights.h5")
    other = made(strategy.scope())
    other.load_weights(tmp_path / "model.weights.h5")
    for one, two in zip(trained(model), trained(other), strict=True):
        np.testing.assert_allclose(two, one, rtol=1e-5, atol=1e-6)


def test_a_loop_of_ones_own_comes_to_the_weights_of_fit(strategy):
    model = made(strategy.scope())
    data = tf.data.Dataset.from_tensor_slices((X[:20], Y[:20])).batch(4)

    def step(batch):
        x, y = batch
        with tf.GradientTape() as tape:
            errors = tf.reduce_mean((model(x, training=True) - y) ** 2, -1)
            loss = tf.nn.compute_average_loss(errors, global_batch_size=4)
            loss += tf.nn.scale_regularization_loss(sum(model.losses))
        model.optimizer.minimize(loss, model.trainable_variables, tape=tape)

    run = tf.function(lambda batch: strategy.run(step, args=(batch,)))
    for batch in strategy.experimental_distribute_dataset(data):
        run(batch)
    fitted = made(contextlib.nullcontext())
    fitted.fit(data, verbose=0)
    for one, other in zip(fitted.get_weights(), model.get_weights()):
        np.testing.assert_allclose(other, one, rtol=1e-4, atol=2e-5)
