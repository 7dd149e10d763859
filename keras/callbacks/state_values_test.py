"""What callbacks know, as a backup holds it."""

import json

import ml_dtypes
import numpy as np
import pytest

from keras.callbacks import state_values


def test_numbers_texts_and_arrays_come_back(tmp_path):
    state = {
        "best": float("inf"),
        "wait": np.int64(3),
        "weights": [np.arange(3.0), np.ones((2,), ml_dtypes.bfloat16), None],
        "rows": [["epoch", "loss"], ["0", "NA"]],
    }
    plain, arrays = state_values.split(state)
    np.savez(tmp_path / "a.npz", **arrays)
    with np.load(tmp_path / "a.npz", allow_pickle=False) as read:
        found = state_values.joined(plain, dict(read))
    assert found["best"] == float("inf") and found["wait"] == 3
    assert found["rows"] == state["rows"] and found["weights"][2] is None
    for mine, its in zip(found["weights"][:2], state["weights"]):
        assert mine.dtype == its.dtype and (mine == its).all()


@pytest.mark.parametrize("value", [{1, 2}, object(), [np.datetime64("now")]])
def test_what_a_file_cannot_hold_is_refused_at_once(value):
    with pytest.raises(TypeError, match="state_dict.*Expected numbers, texts"):
        state_values.split({"known": value})


def test_keys_of_a_dict_stay_what_they_are():
    state = {"seen": {3: 1, (1, 2): {"a": np.arange(2)}}, "b": {}}
    plain, arrays = state_values.split(state)
    found = state_values.joined(json.loads(json.dumps(plain)), arrays)
    assert found["seen"][3] == 1 and found["b"] == {}
    assert found["seen"][(1, 2)]["a"].tolist() == [0, 1]
