"""Files that are replaced whole: through links, with the old one's rights."""

import os
import stat

import pytest

from keras.saving.files import atomic_file

posix = pytest.mark.skipif(os.name != "posix", reason="rights are POSIX's")


def write(path, data=b"new"):
    with atomic_file.replacing(path) as file:
        file.write(data)


def mode_of(path):
    return stat.S_IMODE(os.stat(path).st_mode)


@posix
@pytest.mark.parametrize("is_there", [True, False])
def test_a_link_leads_to_the_file_that_is_replaced(tmp_path, is_there):
    (tmp_path / "data").mkdir()
    real, link = tmp_path / "data" / "real", tmp_path / "latest"
    if is_there:
        real.write_bytes(b"old")
    link.symlink_to(os.path.join("data", "real"))
    write(link)
    assert link.is_symlink() and real.read_bytes() == b"new"
    assert os.listdir(tmp_path / "data") == ["real"]


@posix
@pytest.mark.parametrize("can_be_nameless", [True, False])
@pytest.mark.parametrize("mode", [0o600, 0o660, 0o444])
def test_a_new_file_may_be_read_by_whom_the_old_one_could(
    tmp_path, mode, can_be_nameless, monkeypatch
):
    if not can_be_nameless:
        monkeypatch.delattr(os, "O_TMPFILE", raising=False)
    path = tmp_path / "private"
    path.write_bytes(b"old")
    path.chmod(mode)
    write(path)
    assert (mode_of(path), path.read_bytes()) == (mode, b"new")


@posix
def test_a_pipe_is_no_file(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(OSError, match="a device or a pipe"):
        write(tmp_path / "pipe")
    assert os.listdir(tmp_path) == ["pipe"]
