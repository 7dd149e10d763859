"""A checkpoint is the older or the newer one, whenever a process is killed."""

import os
import shutil

import pytest
import tensorflow as tf

from keras.saving.files import checkpoint_files


def write(path, value, count=1):
    """Writes a checkpoint of a few variables of one value."""
    with checkpoint_files.replacing(str(path)) as prefix:
        variables = [tf.Variable([value] * 1000) for _ in range(count)]
        tf.train.Checkpoint(v=variables).write(prefix)


def read(path):
    variable = tf.Variable([0.0] * 1000)
    status = tf.train.Checkpoint(v=[variable]).read(str(path))
    status.assert_existing_objects_matched()
    return float(variable[0])


def listed(folder):
    return sorted(path.name for path in folder.iterdir())


def test_a_first_one_is_as_tensorflow_names_it(tmp_path):
    write(tmp_path / "a", 1.0)
    assert read(tmp_path / "a") == 1.0
    assert listed(tmp_path) == ["a.data-00000-of-00001", "a.index"]


def test_an_older_one_is_replaced_and_nothing_is_left_of_it(tmp_path):
    for value, number in ((1.0, 1), (2.0, 2), (3.0, 1)):
        write(tmp_path / "a", value)
        assert read(tmp_path / "a") == value
        files = [f"a.data-{i:05d}-of-{number:05d}" for i in range(number)]
        assert listed(tmp_path) == [*files, "a.index"]


def test_each_state_on_the_way_is_the_older_or_the_newer(tmp_path, monkeypatch):
    folder, states = tmp_path / "now", []
    folder.mkdir()

    def noted(act):
        def wrapped(*arguments, **options):
            state = tmp_path / str(len(states))
            # What a kill would leave.
            states.append(shutil.copytree(folder, state))
            return act(*arguments, **options)

        return wrapped

    for value in (1.0, 2.0):
        write(folder / "a", value)
    with monkeypatch.context() as patch:
        for name in ("replace", "unlink", "rmdir", "fsync"):
            patch.setattr(os, name, noted(getattr(os, name)))
        write(folder / "a", 3.0)
    found = [read(state / "a") for state in states]
    assert found == sorted(found) and set(found) == {2.0, 3.0}


def test_what_a_killed_one_left_is_cleared_away_by_the_next(tmp_path):
    write(tmp_path / "a", 1.0)
    for name in ("a.data-00000-of-00002", "a.data-00001-of-00002"):
        (tmp_path / name).write_text("half")
    (tmp_path / "a.data-of-mine").write_text("mine")
    write(tmp_path / "a", 2.0)
    assert read(tmp_path / "a") == 2.0
    files = [f"a.data-0000{i}-of-00003" for i in range(3)]
    assert listed(tmp_path) == [*files, "a.data-of-mine", "a.index"]


def test_folders_of_killed_saves_go_when_no_save_can_be_in_them(tmp_path):
    dead, live = "keras-0123abcd.part", "keras-4567abcd.part"
    for name in (f".a.{dead}", f".a.{live}", f".b.{dead}", f".a.b.{dead}"):
        (tmp_path / name).mkdir()
        if dead in name:
            os.utime(tmp_path / name, (0, 0))
    write(tmp_path / "a", 1.0)
    left = [name for name in listed(tmp_path) if name.endswith(".part")]
    assert left == [f".a.b.{dead}", f".a.{live}", f".b.{dead}"]


@pytest.mark.parametrize("step", [0, 1, 2])
def test_a_failure_leaves_the_older_one_alone(step, tmp_path, monkeypatch):
    write(tmp_path / "a", 1.0)
    before, replace, left = listed(tmp_path), os.replace, [step]

    def failing(*arguments):
        if not left[0]:
            raise KeyboardInterrupt
        left[0] -= 1
        replace(*arguments)

    monkeypatch.setattr(os, "replace", failing)
    with pytest.raises(KeyboardInterrupt):
        write(tmp_path / "a", 2.0)
    assert listed(tmp_path) == before
    assert read(tmp_path / "a") == 1.0


def test_an_error_while_writing_leaves_the_older_one(tmp_path):
    write(tmp_path / "a", 1.0)
    before = listed(tmp_path)
    with pytest.raises(ZeroDivisionError):
        with checkpoint_files.replacing(str(tmp_path / "a")):
            _ = 1 / 0
    assert listed(tmp_path) == before and read(tmp_path / "a") == 1.0
