"""The devices there are, by type."""

import tensorflow as tf

import keras


def test_logical_devices_are_listed_by_type():
    count = len(tf.config.list_logical_devices("CPU"))
    expected = [f"cpu:{i}" for i in range(count)]
    assert keras.distribution.list_devices("CPU") == expected
    assert keras.distribution.get_device_count("cpu") == count


def test_a_type_that_is_not_there_has_no_devices():
    assert keras.distribution.list_devices("tpu") == []


def test_the_quickest_type_is_the_default(monkeypatch):
    kinds = {"GPU": ["g", "g"], "CPU": ["c"]}
    for name in ("list_physical_devices", "list_logical_devices"):
        monkeypatch.setattr(tf.config, name, lambda kind: kinds.get(kind, []))
    assert keras.distribution.list_devices() == ["gpu:0", "gpu:1"]
