"""Values in several files: split by size, replaced as one, and no way out."""

import json
import os

import h5py
import numpy as np
import pytest

import keras
from keras import saving

# Of 100 * 100 * 4 + 400 bytes each: two fit into 100 kB.
KERNEL, LAYER = 40_000, 40_400
SIZE = 100_000 / 2**30


def make(seed=0, num_layers=4):
    keras.utils.set_random_seed(seed)
    layers = [keras.layers.Dense(100) for _ in range(num_layers)]
    model = keras.Sequential([keras.Input((100,)), *layers])
    model.compile("sgd", "mse")
    return model


def listed(folder):
    return sorted(path.name for path in folder.iterdir())


def indexed(path):
    found = json.loads(path.read_text())["weight_map"]
    return {name for names in found.values() for name in names}


def assert_equal(model, other):
    for one, two in zip(model.weights, other.weights, strict=True):
        np.testing.assert_array_equal(one, two)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "m.weights.json"


def test_arrays_fill_files_up_to_the_size(path):
    model = make()
    model.save_weights(path, max_shard_size=SIZE)
    shards = [f"m_{i:05d}.weights.h5" for i in range(2)]
    assert listed(path.parent) == ["m.weights.json", *shards]
    assert json.loads(path.read_text())["metadata"]["total_size"] == (
        4 * LAYER + 8 + 0 * KERNEL  # the optimizer's number of steps
    )
    other = make(1)
    other.load_weights(path)
    assert_equal(model, other)


def test_a_layer_may_be_in_two_files(path):
    model = make(num_layers=1)
    model.save_weights(path, max_shard_size=KERNEL / 2**30)
    found = json.loads(path.read_text())["weight_map"]
    assert len(found["/layers/dense/vars"]) == 2
    other = make(1, num_layers=1)
    other.load_weights(path)
    assert_equal(model, other)


def test_the_optimizer_goes_on(path):
    model, x = make(), np.ones((2, 100))
    model.compile("adam", "mse")
    model.fit(x, x, verbose=0)
    model.save_weights(path, max_shard_size=SIZE)
    other = make(1)
    other.compile("adam", "mse")
    other.load_weights(path)
    for one, two in zip(model.optimizer.variables, other.optimizer.variables):
        np.testing.assert_array_equal(one, two)


def test_vocabularies_travel_along(path):
    def words(vocabulary):
        layer = keras.layers.StringLookup()
        layer.set_vocabulary(vocabulary)
        return keras.Sequential([keras.Input((1,), dtype="string"), layer])

    words(["a", "b"]).save_weights(path, max_shard_size=1)
    other = words(["c", "d"])
    other.load_weights(path)
    assert other.layers[0].get_vocabulary() == ["[UNK]", "a", "b"]


def test_a_path_of_one_file_is_the_index_s_with_a_warning(tmp_path):
    with pytest.warns(UserWarning, match="m.weights.json"):
        make().save_weights(tmp_path / "m.weights.h5", max_shard_size=SIZE)
    assert "m.weights.json" in listed(tmp_path)


def test_an_older_one_is_replaced_and_its_files_go_away(path):
    make(num_layers=6).save_weights(path, max_shard_size=SIZE)
    (path.parent / "m_other_00000.weights.h5").write_text("mine")
    for seed in (1, 2):
        model = make(seed)
        model.save_weights(path, max_shard_size=SIZE)
        assert len(indexed(path)) == 2
        kept = {"m.weights.json", "m_other_00000.weights.h5"}
        assert set(listed(path.parent)) == indexed(path) | kept
    other = make()
    other.load_weights(path)
    assert_equal(model, other)


def test_files_of_others_stay(path):
    folder = path.parent
    others = ["m_00000.weights.h5", "m_20261130_00000.weights.h5"]
    for name in others:
        (folder / name).write_text("mine")
    for seed in (1, 2):
        make(seed).save_weights(path, max_shard_size=SIZE)
        assert set(listed(folder)) == {*others, path.name, *indexed(path)}
    assert all((folder / name).read_text() == "mine" for name in others)
    copied = folder / "copy.weights.json"
    copied.write_bytes(path.read_bytes())
    make(3).save_weights(copied, max_shard_size=SIZE)
    other = make()
    other.load_weights(path)
    assert_equal(make(2), other)


def test_an_index_that_is_a_link_leads_to_its_files(path):
    link = path.parent / "latest" / "newest.weights.json"
    link.parent.mkdir()
    link.symlink_to(path)
    for seed in (1, 2):
        make(seed).save_weights(link, max_shard_size=SIZE)
        other = make()
        other.load_weights(link)
        assert_equal(make(seed), other)
    assert link.is_symlink()
    assert set(listed(path.parent)) == {"latest", path.name, *indexed(path)}


@pytest.mark.parametrize("step", range(4))
def test_a_failure_leaves_the_older_one(step, path, monkeypatch):
    model = make()
    model.save_weights(path, max_shard_size=SIZE)
    before, replace, left = listed(path.parent), os.replace, [step]

    def failing(*arguments):
        if not left[0]:
            raise KeyboardInterrupt
        left[0] -= 1
        replace(*arguments)

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", failing)
        if step < 3:
            with pytest.raises(KeyboardInterrupt):
                make(1).save_weights(path, max_shard_size=SIZE)
            assert listed(path.parent) == before
        else:  # Two files and the index: that is all.
            make(1).save_weights(path, max_shard_size=SIZE)
    other = make(2)
    other.load_weights(path)
    assert_equal(model if step < 3 else make(1), other)


def test_overwrite_false_keeps_what_is_there(path):
    make().save_weights(path, max_shard_size=SIZE)
    before = listed(path.parent)
    with pytest.raises(ValueError, match="overwrite=False"):
        make(1).save_weights(path, overwrite=False, max_shard_size=SIZE)
    assert listed(path.parent) == before


@pytest.mark.parametrize(
    ("name", "size", "reason"),
    [
        ("m.weights.json", 0, "number above 0"),
        ("m.weights.json", "1GB", "number above 0"),
        ("m.weights.json", float("nan"), "number above 0"),
        ("m.weights.json", 1e-5, "larger than a file may be"),
        ("m.weights.json", None, "max_shard_size=None"),
        ("m.keras", 1, "can't be in several files"),
        ("gs://b/m.weights.json", 1, "local path"),
    ],
)
def test_what_cannot_be_split_is_refused(name, size, reason, tmp_path):
    path = name if "://" in name else tmp_path / name
    with pytest.raises(ValueError, match=reason):
        make().save_weights(path, max_shard_size=size)
    assert listed(tmp_path) == []


# Written by no save of ours: an index is somebody else's text.
BAD = {
    "it names a file elsewhere": {"weight_map": {"/v": ["../a.weights.h5"]}},
    "names a file elsewhere. .*/etc": {"weight_map": {"/v": ["/etc/passwd"]}},
    "isn't beside it": {"weight_map": {"/v": ["a.weights.h5"]}},
    "tells no files of values": {"weight_map": 1},
    "501 files": {"weight_map": {f"/{i}": [f"{i}.h5"] for i in range(501)}},
}


@pytest.mark.parametrize("reason", BAD)
def test_an_index_that_leads_elsewhere_is_refused(reason, tmp_path):
    make().save_weights(tmp_path / "a.weights.h5")
    (tmp_path / "inner").mkdir()
    path = tmp_path / "inner" / "m.weights.json"
    path.write_text(json.dumps(BAD[reason]))
    with pytest.raises(saving.ModelFileError, match=reason):
        make().load_weights(path)


def test_two_files_with_one_array_are_refused(path):
    make().save_weights(path, max_shard_size=1)
    (shard,) = indexed(path)
    again = path.parent / "again.weights.h5"
    again.write_bytes((path.parent / shard).read_bytes())
    index = {"weight_map": {"/v": [shard, "again.weights.h5"]}}
    path.write_text(json.dumps(index))
    with pytest.raises(saving.ModelFileError, match="under one key"):
        make().load_weights(path)


def shards_of_two_saves(path):
    """Saves two models; returns the second one's files, and the first's."""
    folders = [path.parent / "older", path.parent]
    for seed, folder in enumerate(folders):
        folder.mkdir(exist_ok=True)
        make(seed).save_weights(folder / path.name, max_shard_size=SIZE)
    return [sorted(folder.glob("*.h5")) for folder in reversed(folders)]


def unmarked(shard):
    with h5py.File(shard, "r+") as file:
        del file.attrs["keras_save"]


def unmark_index(path):
    index = json.loads(path.read_text())
    del index["metadata"]["keras_save"]
    path.write_text(json.dumps(index))


@pytest.mark.parametrize("is_told", [True, False])
@pytest.mark.parametrize("number", range(2))
def test_a_file_of_another_save_is_refused(number, is_told, path):
    newer, older = shards_of_two_saves(path)
    newer[number].write_bytes(older[number].read_bytes())
    if not is_told:  # An index that was made anew: the files tell.
        unmark_index(path)
    other = make(2)
    name = newer[number if is_told else 1].name
    reason = f"{name}.*is of another save. Expected files of one.*Received: "
    with pytest.raises(saving.ModelFileError, match=reason):
        other.load_weights(path)
    assert_equal(other, make(2))
    with pytest.raises(saving.ModelFileError, match=reason):
        saving.KerasFileEditor(path)


def test_a_file_without_a_mark_is_refused_where_the_index_has_one(path):
    newer, older = shards_of_two_saves(path)
    unmarked(newer[0])
    with pytest.raises(saving.ModelFileError, match="mark=None, where the in"):
        make().load_weights(path)


def test_files_of_before_marks_load(path):
    model = make()
    model.save_weights(path, max_shard_size=SIZE)
    for shard in path.parent.glob("*.h5"):
        unmarked(shard)
    unmark_index(path)
    other = make(1)
    other.load_weights(path)
    assert_equal(model, other)


def test_a_damaged_mark_is_told(path):
    make().save_weights(path, max_shard_size=SIZE)
    with h5py.File(path.parent / "m_00001.weights.h5", "r+") as file:
        file.attrs["keras_save"] = 1.0
    with pytest.raises(saving.ModelFileError, match="m_00001.*damaged mark"):
        make().load_weights(path)


def test_a_changed_byte_is_found(path):
    model = make()
    model.save_weights(path, max_shard_size=SIZE)
    shard = path.parent / sorted(indexed(path))[0]
    content = bytearray(shard.read_bytes())
    content[content.index(model.weights[0].numpy().tobytes())] ^= 1
    shard.write_bytes(content)
    with pytest.raises(saving.ModelFileError, match="damaged"):
        make().load_weights(path)
