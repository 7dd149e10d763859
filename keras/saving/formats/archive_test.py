"""Files are replaced whole or not at all, and odd archives are refused."""

import errno
import io
import json
import os
import zipfile

import pytest

import keras
from keras.saving.files import atomic_file
from keras.saving.formats import archive

ModelFileError = keras.saving.ModelFileError
REPLACE = os.replace


def write(path, content=b"new", overwrite=True):
    with atomic_file.replacing(path, overwrite) as file:
        file.write(content)


def names_in(folder):
    return sorted(path.name for path in folder.iterdir())


def test_a_file_is_written(tmp_path):
    write(tmp_path / "a")
    assert (tmp_path / "a").read_bytes() == b"new"
    assert names_in(tmp_path) == ["a"]


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, SystemExit])
def test_the_old_file_outlives_an_error(tmp_path, error):
    write(tmp_path / "a", b"old")
    with pytest.raises(error):
        with atomic_file.replacing(tmp_path / "a") as file:
            file.write(b"half")
            raise error
    assert (tmp_path / "a").read_bytes() == b"old"
    assert names_in(tmp_path) == ["a"]


@pytest.mark.parametrize("function", ["replace", "fsync"])
def test_the_old_file_outlives_a_failing_disk(tmp_path, monkeypatch, function):
    write(tmp_path / "a", b"old")

    def fail(*args):
        raise PermissionError(13, "no permission")

    monkeypatch.setattr(os, function, fail)
    with pytest.raises(PermissionError, match="no permission"):
        write(tmp_path / "a")
    monkeypatch.undo()
    assert (tmp_path / "a").read_bytes() == b"old"
    assert names_in(tmp_path) == ["a"]


def test_the_bytes_are_on_the_disk_before_the_name(tmp_path, monkeypatch):
    done = []
    sync = os.fsync
    monkeypatch.setattr(
        os, "fsync", lambda handle: (done.append("sync"), sync(handle))
    )
    monkeypatch.setattr(
        os, "replace", lambda *paths: (done.append("name"), REPLACE(*paths))
    )
    write(tmp_path / "a")
    assert done == ["sync", "name", "sync"]


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda path: path / "missing" / "a", errno.ENOENT),
        (lambda path: path, errno.EISDIR),
    ],
)
def test_an_error_of_the_disk_keeps_its_number_and_path(tmp_path, make, code):
    with pytest.raises(OSError, match="Can't write") as caught:
        write(make(tmp_path))
    assert caught.value.errno == code
    assert caught.value.filename == os.fspath(make(tmp_path))


def test_a_full_disk_is_told_by_its_number(tmp_path, monkeypatch):
    def fail(*paths):
        raise OSError(errno.ENOSPC, "no space", *paths)

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(OSError, match="no space") as caught:
        write(tmp_path / "a")
    assert caught.value.errno == errno.ENOSPC
    assert caught.value.filename == os.fspath(tmp_path / "a")


def test_a_missing_folder_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match="missing.*Expected a folder"):
        write(tmp_path / "missing" / "a")


def test_a_folder_is_not_replaced(tmp_path):
    with pytest.raises(IsADirectoryError, match="Expected the path of a file"):
        write(tmp_path)


def test_a_file_is_not_replaced_against_the_users_will(tmp_path):
    write(tmp_path / "a", b"old")
    with pytest.raises(ValueError, match="overwrite=True"):
        write(tmp_path / "a", overwrite=False)
    assert (tmp_path / "a").read_bytes() == b"old"


# Archives that somebody else made.


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "model.keras"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr(archive.METADATA, '{"keras_version": "4.0.0"}')
        file.writestr(archive.CONFIG, '{"class_name": "Sequential"}')
    return path


def config_of(path):
    with archive.opened(path) as opened:
        return opened.read_config()


def refused(path, match):
    with pytest.raises(ModelFileError, match=match) as caught:
        config_of(path)
    assert caught.value.path == os.fspath(path)


def rewrite(path, content, name=archive.CONFIG, **options):
    with zipfile.ZipFile(path, "w", **options) as file:
        file.writestr(name, content)


def test_a_config_is_read(path):
    assert config_of(path) == {"class_name": "Sequential"}


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_that_occurs_twice_is_refused(path):
    with zipfile.ZipFile(path, "a") as file:
        file.writestr(archive.CONFIG, "{}")
    refused(path, "twice")


def test_a_bomb_is_refused(path):
    zeros = b"0" * 2**20
    rewrite(path, zeros * 65, compression=zipfile.ZIP_DEFLATED)
    refused(path, "bytes of text")


def test_a_packing_that_keras_does_not_use_is_refused(path):
    rewrite(path, "{}", compression=zipfile.ZIP_BZIP2)
    refused(path, "disguise")


# Method, check, packed size, size: SECURITY 2.5
@pytest.mark.parametrize("place", [8, 14, 18, 22])
def test_a_header_that_says_other_than_the_directory_is_refused(path, place):
    content = bytearray(path.read_bytes())
    content[place] ^= 1
    path.write_bytes(content)
    refused(path, "two descriptions of one")


def test_sizes_may_stand_behind_a_member_that_was_streamed(path):
    class Stream(io.RawIOBase):
        def __init__(self, file):
            self.write = file.write

        def writable(self):
            return True

    with open(path, "wb") as file:
        rewrite(Stream(file), json.dumps({"class_name": "Sequential"}))
    assert config_of(path) == {"class_name": "Sequential"}


def test_a_later_version_of_zip_is_refused(path):
    content = bytearray(path.read_bytes())
    directory = content.rindex(b"PK\x01\x02")
    content[directory + 6] = 226  # The version that is needed, in tenths.
    path.write_bytes(content)
    refused(path, "zip file version 22.6")


@pytest.mark.parametrize("text", ["", "{", "[]", "3", "[" * 100_000])
def test_a_config_that_is_no_json_object_is_refused(path, text):
    rewrite(path, text)
    refused(path, "config.json")


def test_a_deep_config_is_refused(path):
    nest = None
    for _ in range(300):
        nest = {"config": nest}
    rewrite(path, json.dumps(nest))
    refused(path, "levels")


def test_a_changed_byte_is_noticed(path):
    content = bytearray(path.read_bytes())
    content[content.index(b"Sequential")] ^= 1
    path.write_bytes(content)
    refused(path, "damaged")


def test_a_later_version_is_refused(path):
    with zipfile.ZipFile(path, "w") as file:
        file.writestr(archive.METADATA, '{"keras_version": "99.1.0"}')
        file.writestr(archive.CONFIG, "{}")
    refused(path, "99.1.0")


def classes(described):
    """The names of a model's class and, by layer, of those inside it."""
    inner = described["config"].get("layers", [])
    return [described["class_name"], *map(classes, inner)]


def as_first_written(described):
    """The description as our first files have it."""
    if isinstance(described, list):
        return [as_first_written(part) for part in described]
    if not isinstance(described, dict):
        return described
    parts = {key: as_first_written(v) for key, v in described.items()}
    is_graph = parts.get("class_name") == "Functional"
    old = {"module": "keras", "class_name": "Model"} if is_graph else {}
    return parts | old


def test_an_archive_names_the_classes_as_json_does_and_as_before_is_read(
    tmp_path,
):
    i, x = keras.Input((3,)), keras.Input((3,))
    inner = keras.Model(i, keras.layers.Dense(2)(i))
    chain = keras.Sequential([keras.layers.Dense(2, input_shape=(3,))])
    model = keras.Model(x, [inner(x), chain(x)])
    path = tmp_path / "a.keras"
    model.save(path)
    with zipfile.ZipFile(path) as file:
        parts = {name: file.read(name) for name in file.namelist()}
    described = json.loads(parts["config.json"])
    assert classes(described) == classes(json.loads(model.to_json()))
    assert classes(described)[0] == classes(described)[2][0] == "Functional"
    parts["config.json"] = json.dumps(as_first_written(described))
    with zipfile.ZipFile(tmp_path / "old.keras", "w") as file:
        for name, content in parts.items():
            file.writestr(name, content)
    for one in (path, tmp_path / "old.keras"):
        again = keras.models.load_model(one)
        assert type(again) is type(again.layers[1]) is type(model)
        again.summary(print_fn=str)
        assert again.count_params() == model.count_params()
