"""What killed saves left goes away, and nothing else."""

import os

import pytest

from keras.saving.files import atomic_file, atomic_folder, leftovers


def write_file(path):
    with atomic_file.replacing(path) as file:
        file.write(b"new")


def write_folder(path):
    with atomic_folder.replacing(path, "mark") as part:
        open(f"{part}/mark", "w").close()


WRITERS = pytest.mark.parametrize("write", [write_file, write_folder])
DEAD, LIVE = "keras-0123abcd.part", "keras-4567abcd.part"


def put(folder, names):
    """Puts folders there that nobody has written to for long."""
    for name in names:
        (folder / name).mkdir()
        os.utime(folder / name, (0, 0))


def left(folder):
    return sorted(p.name for p in folder.iterdir() if ".part" in p.name)


@WRITERS
def test_what_killed_saves_left_goes_when_no_save_can_be_in_it(write, tmp_path):
    put(tmp_path, [f".a.{DEAD}", f".a.{LIVE}", f".b.{DEAD}"])
    os.utime(tmp_path / f".a.{LIVE}")
    write(tmp_path / "a")
    assert left(tmp_path) == [f".a.{LIVE}", f".b.{DEAD}"]


@WRITERS
def test_a_file_goes_as_a_folder_does(write, tmp_path):
    (tmp_path / f".a.{DEAD}").touch()
    os.utime(tmp_path / f".a.{DEAD}", (0, 0))
    write(tmp_path / "a")
    assert left(tmp_path) == []


@WRITERS
def test_what_is_anothers_stays_however_its_name_begins(write, tmp_path):
    names = [
        ".a.20240101.part",
        ".a.b.c.part",
        f".a.b.{DEAD}",
        f".a.{DEAD}.older",
        f".a.{DEAD}.part",
        f".a.{DEAD}s",
    ]
    put(tmp_path, names)
    write(tmp_path / "a")
    assert left(tmp_path) == sorted(names)


@WRITERS
@pytest.mark.parametrize("letter", ["n", "é"])
def test_long_names_that_begin_alike_are_told_apart(letter, write, tmp_path):
    name = letter * (250 // len(letter.encode()))
    others = leftovers.new_name(str(tmp_path / f"{name}1"))
    put(tmp_path, [others, leftovers.new_name(str(tmp_path / f"{name}2"))])
    write(tmp_path / f"{name}2")
    assert left(tmp_path) == [os.path.basename(others)]


def test_a_folder_that_was_moved_away_goes_once_there_is_another(tmp_path):
    old = leftovers.old_name(f".a.{DEAD}")
    put(tmp_path, [old])
    write_folder(tmp_path / "a")
    # It was all that there was when this save began.
    assert left(tmp_path) == [old]
    write_folder(tmp_path / "a")
    assert left(tmp_path) == []
