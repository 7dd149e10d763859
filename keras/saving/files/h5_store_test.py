"""Arrays in HDF5 come back; files that lead elsewhere are refused."""

import h5py
import numpy as np
import pytest
import tensorflow as tf

from keras.saving.files import h5_store

VALUES = {
    "0": np.arange(6, dtype="float32").reshape(2, 3),
    "1": np.array(7, "int64"),
    "2": np.array([True, False]),
    "3": np.array([1.5, -2], tf.bfloat16.as_numpy_dtype),
}


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "values.h5"
    with h5py.File(path, "w") as file:
        both = [h5_store.Entry("a/b", "z", VALUES), h5_store.Entry("", "", {})]
        h5_store.write(file, both)
    return path


def parts_of(path):
    with h5py.File(path) as file:
        parts = h5_store.stored_parts(file, path.stat().st_size)
        return [(part, part.read()) for part in parts if part.arrays]


def change(path, act):
    with h5py.File(path, "r+") as file:
        act(file)


def refused(path, match):
    with pytest.raises(ValueError, match=match):
        parts_of(path)


def test_arrays_come_back_with_their_types(path):
    ((_, values),) = parts_of(path)
    for key, expected in VALUES.items():
        assert values[key].dtype == expected.dtype
        np.testing.assert_array_equal(values[key], expected)


def test_both_paths_lead_to_the_same_data(path):
    ((part, _),) = parts_of(path)
    assert {part.path, *part.other_paths} == {"a/b", "z"}


def test_a_changed_value_is_noticed(path):
    def flip(file):
        file["a/b/vars/0"][0, 0] = 9

    change(path, flip)
    refused(path, "damaged")


def test_a_link_to_another_file_is_refused(path):
    link = h5py.ExternalLink("/etc/passwd", "/")
    change(path, lambda file: file.__setitem__("c", link))
    refused(path, "ExternalLink")


def test_a_soft_link_is_refused(path):
    link = h5py.SoftLink("/a")
    change(path, lambda file: file["a"].__setitem__("again", link))
    refused(path, "SoftLink")


def test_values_in_another_file_are_refused(path, tmp_path):
    (tmp_path / "secret").write_bytes(bytes(8))

    def add(file):
        file.create_dataset(
            "c/vars/0", (8,), "u1", external=[(tmp_path / "secret", 0, 8)]
        )

    change(path, add)
    refused(path, "in another file")


def test_virtual_values_are_refused(path):
    def add(file):
        layout = h5py.VirtualLayout((2,), "f4")
        layout[:] = h5py.VirtualSource("other.h5", "x", (2,))
        file.create_virtual_dataset("c/vars/0", layout)

    change(path, add)
    refused(path, "in another file")


def test_a_group_in_itself_is_refused(path):
    change(path, lambda file: file["a/b"].__setitem__("c", file["a"]))
    refused(path, "inside itself")


def test_a_few_bytes_that_stand_for_many_are_refused(path):
    change(path, lambda f: f.create_dataset("c/vars/0", (2**40,), "f4"))
    refused(path, r"take 4,398,0\d\d,")


def test_text_is_refused(path):
    text = np.array([b"x" * 4])
    change(path, lambda file: file.create_dataset("c/vars/0", data=text))
    refused(path, "numbers")


@pytest.mark.parametrize("shape", [(), (4,), (2, 2), (0, 3)])
def test_strings_come_back_as_bytes(tmp_path, shape):
    texts = ["", "naïve 日本", b"\xff\x00", "a" * 3000]
    values = np.array(texts, object)[: int(np.prod(shape))].reshape(shape)
    path = tmp_path / "a.h5"
    with h5py.File(path, "w") as file:
        h5_store.write(file, [h5_store.Entry("a", "a", {"0": values})])
    ((part, read),) = parts_of(path)
    expected = [t.encode() if isinstance(t, str) else t for t in values.flat]
    assert part.arrays["0"].shape == read["0"].shape == shape
    assert read["0"].ravel().tolist() == expected


@pytest.mark.parametrize("text", ["[1]", "{}", "[[" * 10**5, '["a"]'])
def test_damaged_text_is_refused(path, text):
    row = np.frombuffer(text.encode(), np.uint8)

    def add(file):
        file.create_dataset("c/vars/0", data=row)
        file["c/vars/0"].attrs["keras_text_shape"] = np.array([2])

    change(path, add)
    refused(path, "text is damaged")


def test_a_damaged_shape_of_text_is_refused(path):
    def add(file):
        file.create_dataset("c/vars/0", data=np.zeros(2, np.uint8))
        file["c/vars/0"].attrs["keras_text_shape"] = "long"

    change(path, add)
    refused(path, "damaged shape")


def test_objects_are_not_written(tmp_path):
    values = {"0": np.array([object()], object)}
    with h5py.File(tmp_path / "a.h5", "w") as file:
        with pytest.raises(TypeError, match="dtype=object"):
            h5_store.write(file, [h5_store.Entry("a", "a", values)])


def test_numbered_names_are_in_the_order_of_their_numbers():
    names = ["dense_10", "dense", "dense_2"]
    parts = [h5_store.StoredPart(name, [], {}, None, None) for name in names]
    ordered = [part.path for part in h5_store.natural_order(parts)]
    assert ordered == ["dense", "dense_2", "dense_10"]


def test_numbers_in_the_other_byte_order_are_the_same_numbers():
    """A bit in the description of an array that says so changes all of them."""
    array = np.arange(3, dtype="float32")
    stated = h5_store.checksum({"0": array})
    assert h5_store.checksum({"0": array.astype(">f4")}) == stated
    assert h5_store.checksum({"0": array.view(">f4")}) != stated
