"""Names in HDF5 files that lead elsewhere than they say."""

import h5py
import numpy as np
import pytest

from keras.saving.files import h5_layers, h5_links, h5_texts


@pytest.fixture
def stored(tmp_path):
    """A file that may be opened to be read, of a group `a` with an array."""
    path = tmp_path / "a.h5"
    with h5py.File(path, "w") as file:
        file["a/x"] = np.ones(3)
    with h5py.File(path, "r") as file:
        yield file


@pytest.mark.parametrize("path", ["a/x", "/a//x", "./a/./x", "a/x/."])
def test_a_point_and_nothing_are_the_group_itself(path, stored):
    assert h5_links.at(stored, path).name == "/a/x"


@pytest.mark.parametrize("path", ["", ".", "/", "./.", "b", "a/x/y", ".."])
def test_what_names_nothing_leads_to_nothing(path, stored):
    assert h5_links.at(stored, path) is None


@pytest.mark.parametrize("name", ["", "."])
def test_a_file_is_no_layer_of_its_own(name, tmp_path):
    path = tmp_path / "a.h5"
    with h5py.File(path, "w") as file:
        file.attrs["layer_names"] = [name]
        file.attrs["weight_names"] = ["x"]
        file["x"] = np.ones(3)
    with h5py.File(path, "r") as file:
        with pytest.raises(ValueError, match=f"layer '{name}' isn't there"):
            h5_layers.stored_layers(file, h5_texts.Texts(path))


@pytest.mark.parametrize("name", ["inner/out", "inner/in", "./././.b", "/"])
def test_a_link_with_a_name_that_no_package_can_give_is_not_followed(
    name, tmp_path
):
    """Its bytes are changed behind HDF5, which would follow it as a path."""
    path, other = tmp_path / "a.h5", tmp_path / "other.h5"
    with h5py.File(other, "w") as file:
        file["secret"] = np.ones(3)
    free = "~" * len(name)
    with h5py.File(path, "w") as file:
        file["inner/in"] = np.ones(3)
        file["inner/out"] = h5py.ExternalLink(str(other), "/secret")
        file[f"top/{free}"] = np.ones(3)
        file["top/inner"] = file["inner"]
    content = path.read_bytes().replace(free.encode(), name.encode())
    path.write_bytes(content)
    with h5py.File(path, "r") as file:
        match = f"name in '/top' is damaged. .*Received: '{name}'"
        with pytest.raises(ValueError, match=match):
            list(h5_links.groups_named(file["top"], "inner"))
        with pytest.raises(ValueError, match=match):
            list(h5_links.datasets(file["top"]))
