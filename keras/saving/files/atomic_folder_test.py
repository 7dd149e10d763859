"""A folder is there whole, or as it was."""

import os
import sys

import pytest

from keras.saving.files import atomic_folder


def write(path, text, marker="mark"):
    with atomic_folder.replacing(path, marker) as part:
        for name in (marker, "data"):
            with open(f"{part}/{name}", "w") as file:
                file.write(text)


def listed(folder):
    return sorted(entry.name for entry in folder.iterdir())


def test_the_folder_and_those_above_are_made(tmp_path):
    write(tmp_path / "a" / "b", "new")
    assert (tmp_path / "a" / "b" / "data").read_text() == "new"
    assert listed(tmp_path / "a") == ["b"]


def test_an_older_folder_of_its_kind_is_replaced_whole(tmp_path):
    write(tmp_path / "b", "old")
    (tmp_path / "b" / "left").touch()
    write(tmp_path / "b", "new")
    assert listed(tmp_path / "b") == ["data", "mark"]
    assert (tmp_path / "b" / "data").read_text() == "new"
    assert listed(tmp_path) == ["b"]


def test_an_empty_folder_is_replaced(tmp_path):
    (tmp_path / "b").mkdir()
    write(tmp_path / "b", "new")
    assert listed(tmp_path / "b") == ["data", "mark"]


def test_a_failure_leaves_what_was_there(tmp_path):
    write(tmp_path / "b", "old")
    with pytest.raises(KeyboardInterrupt):
        with atomic_folder.replacing(tmp_path / "b", "mark") as part:
            open(f"{part}/data", "w").close()
            raise KeyboardInterrupt
    assert (tmp_path / "b" / "data").read_text() == "old"
    assert listed(tmp_path) == ["b"]


def test_a_failure_to_rename_puts_the_older_folder_back(tmp_path, monkeypatch):
    write(tmp_path / "b", "old")
    rename, calls = atomic_folder.os.rename, []

    def fail_once(source, target):
        calls.append(source)
        if len(calls) == 2:
            raise OSError("no")
        rename(source, target)

    monkeypatch.setattr(atomic_folder.os, "rename", fail_once)
    monkeypatch.setattr(atomic_folder, "_exchanged", lambda *names: False)
    with pytest.raises(OSError, match="no"):
        write(tmp_path / "b", "new")
    assert (tmp_path / "b" / "data").read_text() == "old"
    assert listed(tmp_path) == ["b"]


def dies_at(number, path):
    """Writes in a child that dies at an act on files; tells whether it did."""
    child = os.fork()
    if not child:
        acts = iter(range(number))
        kinds = ("open", "os.", "shutil.", "ctypes.")

        def die(event, _):
            if event.startswith(kinds) and next(acts, None) is None:
                os._exit(9)

        sys.addaudithook(die)
        write(path, "new")
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9


def test_a_death_at_any_act_leaves_the_older_folder_or_the_newer(tmp_path):
    number = 0
    while True:
        path = tmp_path / str(number)
        write(path, "old")
        died = dies_at(number, path)
        texts = {(path / name).read_text() for name in ("data", "mark")}
        assert texts in ({"old"}, {"new"}), number
        if not died:
            break
        number += 1
    assert number > 10
    assert texts == {"new"}


def test_what_else_is_there_is_never_replaced(tmp_path):
    (tmp_path / "file").write_text("mine")
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "mine").touch()
    for name, message in (("file", "a file"), ("folder", "without 'mark'")):
        with pytest.raises(FileExistsError, match=f"{message}.*Received: '"):
            write(tmp_path / name, "new")
    assert listed(tmp_path) == ["file", "folder"]
    assert (tmp_path / "file").read_text() == "mine"


def test_a_link_stays_and_the_folder_behind_it_is_replaced(tmp_path):
    write(tmp_path / "b", "old")
    (tmp_path / "link").symlink_to(tmp_path / "b")
    write(tmp_path / "link", "new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "b" / "data").read_text() == "new"


def test_all_is_on_the_disk_before_and_after_it_gets_its_name(
    tmp_path, monkeypatch
):
    write(tmp_path / "b", "old")
    done, sync, exchange = [], os.fsync, atomic_folder._exchanged

    def synced(handle):
        done.append(os.path.basename(os.readlink(f"/proc/self/fd/{handle}")))
        sync(handle)

    def exchanged(*names):
        done.append("name")
        return exchange(*names)

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(atomic_folder, "_exchanged", exchanged)
    write(tmp_path / "b", "new")
    part = done[2]
    assert part.endswith(".part")
    assert sorted(done[:2]) == ["data", "mark"]
    assert done[3:] == ["name", tmp_path.name]
