"""Tests of how files of Keras 2 say that a model was compiled."""

from keras.saving.config import training_config


def test_the_optimizer_in_a_loss_scale_is_known_without_its_mark():
    inner = {"class_name": "Custom>Adam", "config": {"learning_rate": 0.5}}
    scaled = {
        "class_name": "LossScaleOptimizerV3",
        "config": {"inner_optimizer": inner, "dynamic": True},
    }
    given = {"loss": "mse", "optimizer_config": scaled}
    found = training_config.to_compile_config(given, None)["optimizer"]
    assert found["config"]["dynamic"] is True
    assert found["config"]["inner_optimizer"] == {
        "module": "keras.optimizers",
        "class_name": "Adam",
        "config": {"learning_rate": 0.5},
        "registered_name": None,
    }
