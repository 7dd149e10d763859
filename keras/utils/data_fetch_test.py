"""Files are fetched once, whole or not at all."""

import contextlib
import errno
import hashlib
import io
import os
import stat
import tarfile
import threading
import zipfile
from concurrent import futures

import pytest

import keras
from keras.testing import file_server
from keras.utils import archive_unpacking, download

DATA = bytes(range(256)) * 2000
SHA256 = hashlib.sha256(DATA).hexdigest()
MD5 = hashlib.md5(DATA).hexdigest()
OTHER = "0" * 64


@pytest.fixture
def server():
    with file_server.serving(**{"data.bin": DATA}) as running:
        yield running


@pytest.fixture
def get(server, tmp_path):
    """get_file of the server's file, into a cache of the test's own."""

    def fetch(fname="data.bin", origin=None, **options):
        origin = origin or f"{server.address}/data.bin"
        return keras.utils.get_file(
            fname, origin, **{"cache_dir": tmp_path, **options}
        )

    return fetch


def content(path):
    with open(path, "rb") as file:
        return file.read()


def in_cache(tmp_path):
    return sorted(os.listdir(tmp_path / "datasets"))


def write_tar(*members):
    """A tar archive of pairs of a TarInfo's attributes and bytes."""
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w:gz") as archive:
        for attributes, data in members:
            entry = tarfile.TarInfo()
            entry.size = len(data)
            for name, value in attributes.items():
                setattr(entry, name, value)
            archive.addfile(entry, io.BytesIO(data))
    return made.getvalue()


def write_zip(**files):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return made.getvalue()


def link(name, target, kind=tarfile.SYMTYPE):
    return {"name": name, "linkname": target, "type": kind}, b""


def test_a_file_is_fetched_once(get, server, tmp_path):
    for _ in range(2):
        path = get()
    assert path == str(tmp_path / "datasets" / "data.bin")
    assert content(path) == DATA
    assert len(server.requests) == 1
    assert in_cache(tmp_path) == ["data.bin"]


def test_the_name_is_the_last_part_of_the_address(get):
    assert os.path.basename(get(None)) == "data.bin"


def test_a_query_is_no_part_of_the_name(get, server):
    path = get(None, f"{server.address}/data.bin?b=c")
    assert os.path.basename(path) == "data.bin"


@pytest.mark.parametrize(
    "options",
    [
        {"file_hash": SHA256},
        {"file_hash": SHA256.upper()},
        {"file_hash": MD5},
        {"md5_hash": MD5},
        {"file_hash": SHA256, "hash_algorithm": "sha256"},
    ],
)
def test_a_hash_that_fits_is_taken(get, options):
    assert content(get(**options)) == DATA


def test_another_hash_leaves_nothing_in_the_cache(get, tmp_path):
    expected = f"file_hash='{OTHER}'.*Received: '{SHA256}'"
    with pytest.raises(ValueError, match=expected):
        get(file_hash=OTHER)
    assert in_cache(tmp_path) == []


def test_another_hash_leaves_the_cached_file(get, server, tmp_path):
    path = get()
    with pytest.raises(ValueError, match="thrown away"):
        get(file_hash=OTHER)
    assert content(path) == DATA


def test_a_cached_file_with_another_hash_is_replaced(get, server, capsys):
    path = get()
    server.files["data.bin"] = b"new"
    assert get(file_hash=hashlib.sha256(b"new").hexdigest()) == path
    assert content(path) == b"new"
    assert "old or broken" in capsys.readouterr().out


def test_force_download_fetches_again(get, server):
    path = get()
    server.files["data.bin"] = b"new"
    get(force_download=True)
    assert content(path) == b"new"


def test_a_broken_transfer_goes_on_where_it_broke(get, server):
    server.drop_after = 300_000
    assert content(get()) == DATA
    asked = [which for _, which in server.requests]
    assert asked == [None, "bytes=300000-"]


def test_a_server_without_ranges_sends_all_again(get, server):
    server.drop_after, server.knows_ranges = 300_000, False
    with pytest.raises(ConnectionError, match="before the file did"):
        get()


def test_what_an_earlier_call_left_is_taken_up(get, server, tmp_path):
    (tmp_path / "datasets").mkdir()
    (tmp_path / "datasets" / "data.bin.part").write_bytes(DATA[:1000])
    assert content(get(file_hash=SHA256)) == DATA
    assert server.requests == [("data.bin", "bytes=1000-")]


def test_a_part_of_another_file_is_thrown_away(get, tmp_path):
    (tmp_path / "datasets").mkdir()
    (tmp_path / "datasets" / "data.bin.part").write_bytes(b"other")
    assert content(get(file_hash=SHA256)) == DATA
    assert in_cache(tmp_path) == ["data.bin"]


def test_a_part_is_not_trusted_without_a_hash(get, server, tmp_path):
    (tmp_path / "datasets").mkdir()
    (tmp_path / "datasets" / "data.bin.part").write_bytes(DATA[:1000])
    assert content(get()) == DATA
    assert server.requests == [("data.bin", None)]


def test_without_a_network_the_place_for_the_file_is_told(get, tmp_path):
    with pytest.raises(ConnectionError) as caught:
        get(origin="http://127.0.0.1:9/data.bin")
    place = str(tmp_path / "datasets" / "data.bin")
    assert f"put the file by hand at '{place}'" in str(caught.value)
    assert in_cache(tmp_path) == []


def test_what_the_server_lacks_is_told(get, server, tmp_path):
    with pytest.raises(ConnectionError, match="404"):
        get(origin=f"{server.address}/nothing.bin")
    assert in_cache(tmp_path) == []


def test_callers_at_once_share_one_transfer(get, server, tmp_path):
    found = []
    threads = [
        threading.Thread(target=lambda: found.append(content(get())))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [DATA] * 8
    assert in_cache(tmp_path) == ["data.bin"]


def test_a_file_outside_the_cache_stays_as_it_is(get, server, tmp_path):
    # row 218
    own = tmp_path / "own.bin"
    own.write_bytes(b"mine")
    with pytest.warns(UserWarning, match="outside the cache"):
        assert get(own, file_hash=SHA256) == str(own)
    assert own.read_bytes() == b"mine"
    assert server.requests == []


def test_the_cache_is_the_environments(get, tmp_path, monkeypatch):
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "home"))
    path = get(cache_dir=None, cache_subdir="sub")
    assert path == str(tmp_path / "home" / "sub" / "data.bin")


def test_a_cache_that_cannot_be_made_is_replaced(get, tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "other"))
    (tmp_path / "file").write_text("no folder")
    path = get(cache_dir=tmp_path / "file")
    assert path == str(tmp_path / "other" / ".keras" / "datasets" / "data.bin")


@pytest.mark.parametrize("origin", [None, ""])
def test_a_missing_address_is_told(origin):
    with pytest.raises(ValueError, match=f"origin={origin!r}"):
        keras.utils.get_file("a", origin)


def test_an_address_without_a_name_is_told():
    with pytest.raises(ValueError, match="names no file.*a.example/"):
        keras.utils.get_file(origin="http://a.example/")


def test_a_path_is_no_address(tmp_path):
    with pytest.raises(ValueError, match="no scheme.*origin='/a/b.txt'"):
        keras.utils.get_file("b.txt", "/a/b.txt", cache_dir=tmp_path)


def test_an_unknown_hash_is_told(get):
    with pytest.raises(ValueError, match="hash_algorithm='crc'"):
        get(file_hash="0", hash_algorithm="crc")


@pytest.mark.parametrize("name", ["data.tar.gz", "data.zip"])
def test_members_of_an_archive_are_beside_it(get, server, tmp_path, name):
    tar = write_tar(({"name": "in/a.txt"}, b"a"))
    server.files[name] = (
        tar if "tar" in name else write_zip(**{"in/a.txt": "a"})
    )
    path = get(name, f"{server.address}/{name}", extract=True)
    assert path == str(tmp_path / "datasets" / name)
    assert (tmp_path / "datasets" / "in" / "a.txt").read_text() == "a"
    assert in_cache(tmp_path) == [name, "in"]


def test_untar_gives_the_folder(get, server, tmp_path):
    server.files["data.bin"] = write_tar(({"name": "in/a.txt"}, b"a"))
    for name in ("in", "in.tar.gz"):
        assert get(name, untar=True) == str(tmp_path / "datasets" / "in")
    assert in_cache(tmp_path) == ["in", "in.tar.gz"]


def test_what_is_no_archive_stays_packed_with_a_warning(get, tmp_path):
    with pytest.warns(UserWarning, match=r"data\.bin' isn't unpacked.*'auto'"):
        get(extract=True)
    assert in_cache(tmp_path) == ["data.bin"]


def test_a_folder_of_the_archives_own_name_is_told(get, server, tmp_path):
    server.files["data.bin"] = write_tar(({"name": "data.bin/a"}, b"a"))
    with pytest.raises(ValueError, match=r"/data\.bin'.*another `fname`"):
        get(extract=True)
    assert in_cache(tmp_path) == ["data.bin"]


def test_a_link_may_be_unpacked_again(get, server, tmp_path):
    members = ({"name": "in/a", "mode": 0o644}, b"a"), link("here", "in")
    server.files["data.bin"] = write_tar(*members)
    for _ in range(2):
        get(extract=True)
    assert (tmp_path / "datasets" / "here" / "a").read_bytes() == b"a"


def test_no_format_unpacks_nothing(get, server, tmp_path):
    server.files["data.bin"] = write_zip(a="a")
    get(extract=True, archive_format=None)
    assert in_cache(tmp_path) == ["data.bin"]


def test_an_unknown_format_is_told(get):
    with pytest.raises(ValueError, match="archive_format='rar'"):
        get(extract=True, archive_format="rar")


def test_unpacking_again_keeps_what_else_is_there(get, server, tmp_path):
    server.files["data.bin"] = write_zip(**{"in/a.txt": "a"})
    get(extract=True)
    (tmp_path / "datasets" / "in" / "b.txt").write_text("b")
    (tmp_path / "datasets" / "in" / "a.txt").write_text("changed")
    get(extract=True)
    assert (tmp_path / "datasets" / "in" / "a.txt").read_text() == "a"
    assert (tmp_path / "datasets" / "in" / "b.txt").read_text() == "b"


@pytest.mark.parametrize(
    "members, what",
    [
        ([({"name": "../out"}, b"x")], "outside"),
        ([({"name": "/tmp/out"}, b"x")], "outside"),
        ([link("in", "../..")], "leads outside"),
        ([link("in", "/etc/hosts")], "leads outside"),
        ([link("in", "nowhere")], "to nothing"),
        ([link("a", "b"), link("b", "a")], "to nothing"),
        ([({"name": "in/a"}, b"x"), link("in", "..")], "hides a file"),
        ([link("d", "."), link("d/e", "..")], "leads outside"),
        ([link("in", "../../.."), link("in/new/deep", "y")], "hides a file"),
        ([({"name": "good/x"}, b"x")], "a file and a folder"),
        ([link("good/x", "y")], "a file and a folder"),
        ([({"name": "in/x"}, b"x"), ({"name": "in"}, b"")], "and a folder"),
        ([({"name": "n" * 300}, b"x")], "name is too long"),
        ([link("in", "n" * 5000)], "name is too long"),
        ([link("hard", "/etc/hosts", tarfile.LNKTYPE)], "broken"),
        ([({"name": "null", "type": tarfile.CHRTYPE}, b"")], "device"),
        ([({"name": "pipe", "type": tarfile.FIFOTYPE}, b"")], "pipe"),
    ],
)
def test_an_unsafe_archive_is_refused_whole(
    get, server, tmp_path, members, what
):
    server.files["data.bin"] = write_tar(({"name": "good"}, b"g"), *members)
    with pytest.raises(ValueError, match=what):
        get(extract=True)
    assert in_cache(tmp_path) == ["data.bin"]
    assert sorted(os.listdir(tmp_path)) == ["datasets"]


def test_a_page_in_place_of_an_archive_is_told(get, tmp_path):
    with pytest.raises(ValueError, match="isn't unpacked.*force_download=True"):
        get("set", untar=True)


def test_untar_by_another_name_is_told(get, server, tmp_path):
    server.files["data.bin"] = write_tar(({"name": "in/a"}, b"x"))
    with pytest.warns(UserWarning, match="holds 'in'. Pass that as `fname`"):
        assert not os.path.exists(get("other", untar=True))
    assert os.path.exists(get("in", untar=True))


def test_callers_at_once_unpack_one_after_the_other(get, server, monkeypatch):
    names = [f"set/{number}" for number in range(20)]
    server.files["data.bin"] = write_tar(*[({"name": n}, b"x") for n in names])
    before = archive_unpacking._refuse_clashes
    together = threading.Barrier(2)

    def meet(*arguments):
        # Both would be here at once if they didn't take turns.
        with contextlib.suppress(threading.BrokenBarrierError):
            together.wait(0.5)
        before(*arguments)

    monkeypatch.setattr(archive_unpacking, "_refuse_clashes", meet)
    with futures.ThreadPoolExecutor() as pool:
        asked = [pool.submit(get, "set", untar=True) for _ in range(2)]
        paths = {call.result() for call in asked}
    assert together.broken
    assert [sorted(os.listdir(path)) for path in paths] == [
        sorted(map(os.path.basename, names))
    ]


@pytest.mark.parametrize("file_hash", [None, SHA256])
def test_file_systems_without_locks_serve(
    get, tmp_path, monkeypatch, file_hash
):
    def refuse(*arguments):
        raise OSError(errno.ENOSYS, "Function not implemented")

    monkeypatch.setattr(download.fcntl, "flock", refuse)
    assert content(get(file_hash=file_hash)) == DATA
    assert in_cache(tmp_path) == ["data.bin"]
    with pytest.raises(ConnectionError):
        get("other", "http://localhost:1/x", file_hash=file_hash)
    assert in_cache(tmp_path) == ["data.bin"]


@pytest.mark.parametrize("given", [{"file_hash": OTHER}, {"force_download": 1}])
def test_a_folder_in_the_files_place_is_told(get, tmp_path, given):
    (tmp_path / "datasets" / "data.bin").mkdir(parents=True)
    with pytest.raises(ValueError, match="a folder has the file's name"):
        get(**given)
    assert in_cache(tmp_path) == ["data.bin"]


def test_a_zip_that_leaves_its_folder_is_refused(get, server, tmp_path):
    server.files["data.bin"] = write_zip(**{"../out": "x"})
    with pytest.raises(ValueError, match=r"member='../out'"):
        get(extract=True)
    assert in_cache(tmp_path) == ["data.bin"]


@pytest.mark.parametrize(
    "target, what",
    [("n" * 5000, "name is too long"), ("", "nothing"), ("a\0b", "nothing")],
)
def test_a_link_that_no_system_makes_is_refused(
    get, server, tmp_path, target, what
):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("good", "g")
        entry = zipfile.ZipInfo("in")
        entry.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(entry, target)
    server.files["data.bin"] = made.getvalue()
    with pytest.raises(ValueError, match=f"isn't unpacked: .*{what}.*'in'"):
        get(extract=True)
    assert in_cache(tmp_path) == ["data.bin"]


def test_a_path_too_long_to_follow_leads_nowhere(get, server, tmp_path):
    # CVE-2025-4517: links over PATH_MAX were taken by their letters.
    long = "d" * 247
    members, path = [], ""
    for letter in "abcdefghijklmnop":
        members.append(({"name": f"{path}{long}/x"}, b""))
        members.append(link(f"{path}{letter}", long))
        path += f"{letter}/"
    chain = "/".join("abcdefghijklmnop")
    members.append(link(f"{chain}/{'l' * 254}", "../" * 16))
    members.append(link("escape", f"{chain}/{'l' * 254}/../../out"))
    server.files["data.bin"] = write_tar(*members)
    with pytest.raises(ValueError, match="isn't unpacked"):
        get(extract=True)
    assert in_cache(tmp_path) == ["data.bin"]


def test_links_inside_are_kept(get, server, tmp_path):
    server.files["data.bin"] = write_tar(
        link("soft", "in/a"),
        ({"name": "in/a"}, b"a"),
        link("hard", "in/a", tarfile.LNKTYPE),
    )
    get(extract=True)
    folder = tmp_path / "datasets"
    assert os.readlink(folder / "soft") == "in/a"
    assert (folder / "soft").read_text() == "a"
    assert (folder / "hard").read_text() == "a"


def test_nothing_is_set_uid(get, server, tmp_path):
    server.files["data.bin"] = write_tar(({"name": "a", "mode": 0o6777}, b"a"))
    get(extract=True)
    mode = (tmp_path / "datasets" / "a").stat().st_mode
    assert stat.S_IMODE(mode) == 0o755


def test_an_archive_that_fills_the_disk_is_refused(
    get, server, tmp_path, monkeypatch
):
    monkeypatch.setattr(archive_unpacking, "_LEAST_BYTES", 1000)
    server.files["data.bin"] = write_tar(({"name": "a"}, bytes(1_000_000)))
    with pytest.raises(ValueError, match="too big for its size"):
        get(extract=True)
    assert in_cache(tmp_path) == ["data.bin"]


@pytest.mark.parametrize("length", [2500, 60])
def test_a_broken_archive_leaves_the_cache(get, server, tmp_path, length):
    whole = write_tar(({"name": "a"}, os.urandom(5000)))
    server.files["data.bin"] = whole[:length]
    (tmp_path / "datasets").mkdir()
    (tmp_path / "datasets" / "other").write_text("kept")
    with pytest.raises(ValueError, match="broken.*force_download=True"):
        get(extract=True)
    assert in_cache(tmp_path) == ["data.bin", "other"]
