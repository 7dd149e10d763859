"""Settings: one value by attribute and key, closed, as text."""

import copy
import pickle

import pytest

import keras


def test_an_attribute_and_a_key_are_one_setting():
    config = keras.utils.Config(rate=0.1)
    config.units = 3
    config["units"] += 1
    assert (config.units, config["rate"], len(config)) == (4, 0.1, 2)
    assert {**config} == config.as_dict() == {"rate": 0.1, "units": 4}
    assert config.pop("rate") == 0.1 and "rate" not in config
    del config.units
    assert not config and config.get("units", 7) == 7


@pytest.mark.parametrize(
    "change",
    [
        lambda c: setattr(c, "rate", 1),
        lambda c: c.update(units=2),
        lambda c: c.pop("rate"),
        lambda c: c.__delitem__("rate"),
    ],
)
def test_a_frozen_one_is_not_changed(change):
    config = keras.utils.Config(rate=0.1)
    config.freeze()
    with pytest.raises(ValueError, match="unfreeze"):
        change(config)
    assert config.frozen and config.as_dict() == {"rate": 0.1}
    config.unfreeze()
    config.rate = 2
    assert config.rate == 2


def test_what_is_not_there_names_what_is():
    with pytest.raises(AttributeError, match="nearest: .*rate"):
        _ = keras.utils.Config(rate=0.1).ratte


def test_a_methods_name_is_kept_by_key_only():
    config = keras.utils.Config()
    with pytest.raises(AttributeError, match=r"config\['items'\]"):
        config.items = 3
    config["items"] = 3
    assert config.to_json() == '{"items": 3}'


def test_what_json_cannot_say_is_named():
    with pytest.raises(TypeError, match="f=.*|'f'"):
        keras.utils.Config(f=object()).to_json()


@pytest.mark.parametrize(
    "again", [copy.deepcopy, lambda c: pickle.loads(pickle.dumps(c))]
)
def test_a_copy_is_as_frozen_and_apart(again):
    config = keras.utils.Config(units=[1])
    config.freeze()
    copied = again(config)
    assert copied == config and copied.frozen
    copied.units.append(2)
    assert config.units == [1]
