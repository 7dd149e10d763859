"""Metrics of validation alone, and metrics that see each k-th step."""

import numpy as np
import pytest

import keras
from keras.testing import two_replicas

# AutoGraph leaves modules of the name `keras.…` alone; a user's is none.
__name__ = "users_code"

X = np.arange(12, dtype="float32")[:, None]


def seen(y_true, y_pred):
    """The mean of the labels that a metric saw."""
    return y_true + 0 * y_pred


def compiled(*mixins, **arguments):
    own = type("Own", (*mixins, keras.Sequential), {})
    model = own([keras.layers.Dense(1, input_shape=(1,))])
    model.compile(keras.optimizers.SGD(0.0), "mse", **arguments)
    return model


def fitted(model, **settings):
    settings = {"shuffle": False, "verbose": 0, **settings}
    return model.fit(X, X, 2, **settings).history


class Steps:
    """Steps as users wrote them for Keras 2."""

    def train_step(self, data):
        x, y = data
        loss = self.compiled_loss(y, self(x, training=True))
        self.compiled_metrics.update_state(y, self(x))
        return {m.name: m.result() for m in self.metrics} | {"loss": loss}

    def test_step(self, data):
        self.compiled_loss(data[1], self(data[0]))
        self.compiled_metrics.update_state(data[1], self(data[0]))
        return {m.name: m.result() for m in self.metrics}


# row 63
@pytest.mark.parametrize("eager", [False, True])
@pytest.mark.parametrize("mixins", [(), (Steps,)])
def test_validation_metrics_are_seen_in_validation_alone(mixins, eager):
    model = compiled(
        *mixins,
        metrics=["mae"],
        validation_metrics=[seen, "mae"],
        run_eagerly=eager,
    )
    logs = fitted(model, epochs=2, validation_data=(X + 1, X + 1))
    training = {"loss", "mae"}
    others = {"val_loss", "val_mae", "val_seen", "val_validation_mae"}
    assert set(logs) == training | others
    np.testing.assert_allclose(logs["val_seen"], [6.5, 6.5])
    assert logs["val_mae"] == logs["val_validation_mae"]
    names = ["loss", "mae", "seen", "validation_mae"]
    assert model.metrics_names == names
    assert len(model.evaluate(X, X, verbose=0)) == 4
    assert len(model.train_on_batch(X, X)) == 2


# row 63
@pytest.mark.parametrize("settings", [{}, {"run_eagerly": True}])
def test_metrics_see_the_first_step_of_an_epoch_and_each_kth(settings):
    model = compiled(metrics=[seen], metrics_every=4, **settings)
    logs = fitted(model, epochs=2, validation_data=(X, X))
    # Batches are (0, 1), (2, 3), …: the first and the fifth of six.
    np.testing.assert_allclose(logs["seen"], [(0.5 + 8.5) / 2] * 2)
    np.testing.assert_allclose(logs["val_seen"], [5.5] * 2)


# row 63
def test_a_metric_in_python_runs_in_its_turns_alone():
    class Labels(keras.metrics.experimental.PyMetric):
        def reset_state(self):
            self.all = []

        def update_state(self, y_true, y_pred, sample_weight=None):
            self.all += y_true.numpy().ravel().tolist()

        def result(self):
            return float(len(self.all))

    metric = Labels(name="labels")
    assert fitted(compiled(metrics=[metric], metrics_every=3))["labels"] == [4]
    assert metric.all == [0, 1, 6, 7]


# row 63
def test_turns_are_the_same_on_replicas():
    with two_replicas.strategy().scope():
        model = compiled(
            metrics=[seen], metrics_every=4, validation_metrics=["mae"]
        )
    logs = fitted(model, validation_data=(X, X))
    np.testing.assert_allclose(logs["seen"], [4.5])
    np.testing.assert_allclose(logs["val_mae"], np.sqrt(logs["val_loss"]), 0.5)


def test_turns_come_back_from_a_file(tmp_path):
    model = compiled(
        metrics=["mae"], metrics_every=4, validation_metrics=["mse"]
    )
    fitted(model)
    for name in ("a.keras", "a.h5"):
        model.save(tmp_path / name, overwrite=True)
        again = keras.models.load_model(tmp_path / name, {"Own": type(model)})
        config = again.get_compile_config()
        assert config["metrics_every"] == 4
        assert config["validation_metrics"] == ["mse"]
    plain = compiled(metrics=["mae"]).get_compile_config()
    assert not {"metrics_every", "validation_metrics"} & set(plain)


@pytest.mark.parametrize("every", [0, 1.5, "2"])
def test_turns_are_each_so_many_steps(every):
    with pytest.raises(ValueError, match=f"1 or more. Received: {every!r}"):
        compiled(metrics_every=every)


def test_a_wrong_validation_metric_is_told_by_its_argument():
    with pytest.raises((TypeError, ValueError), match="validation_metrics"):
        compiled(validation_metrics=[3])
