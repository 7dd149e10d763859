"""A member of an archive is read where it stands."""

import io
import zipfile

import pytest

from keras.saving.files import archive_entries, file_error, member_window

CONTENT = bytes(range(200))


@pytest.fixture
def path(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("before", "x" * 50)
        archive.writestr("member", CONTENT)
        archive.writestr("after", "y" * 50)
        archive.writestr("packed", CONTENT, zipfile.ZIP_DEFLATED)
    return tmp_path / "a.zip"


@pytest.mark.parametrize("name", ["member", "packed"])
def test_its_bytes_are_read_from_anywhere(name, path):
    with (
        archive_entries.opened(path) as archive,
        member_window.opened(archive, name, path) as window,
    ):
        assert window.read() == CONTENT and window.read() == b""
        assert window.seek(10) == 10 and window.read(3) == CONTENT[10:13]
        assert window.seek(-5, io.SEEK_END) == 195
        assert window.read(99) == CONTENT[-5:]
        assert window.seek(-1, io.SEEK_CUR) == window.tell() == 199


def test_what_is_not_there_is_refused(path):
    with archive_entries.opened(path) as archive:
        with pytest.raises(file_error.ModelFileError, match="'nothing'"):
            with member_window.opened(archive, "nothing", path):
                pass


def test_a_header_that_says_otherwise_is_refused(path):
    content = path.read_bytes()
    place = content.index(b"member")
    path.write_bytes(content[:place] + b"MEMBER" + content[place + 6 :])
    with archive_entries.opened(path) as archive:
        with pytest.raises(file_error.ModelFileError, match="damaged"):
            with member_window.opened(archive, "member", path):
                pass


def test_a_flag_that_no_reader_knows_is_refused(path):
    content = bytearray(path.read_bytes())
    directory = content.rindex(b"PK\x01\x02", 0, content.rindex(b"after"))
    directory = content.rindex(b"PK\x01\x02", 0, directory)  # of "member"
    content[directory + 8] |= 0x20  # A patch of another file.
    path.write_bytes(content)
    with archive_entries.opened(path) as archive:
        with pytest.raises(file_error.ModelFileError, match="patched data"):
            with member_window.opened(archive, "member", path):
                pass
