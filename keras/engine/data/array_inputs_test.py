"""Tests of what is made an array, and of what errors say."""

import sys

import numpy as np
import pytest
import tensorflow as tf

from keras import layers, models
from keras.engine.data import adapter, array_inputs
from keras.engine.graph import input_layer


def values(data):
    return array_inputs.to_tensors(data, "x").numpy()


@pytest.mark.parametrize(
    "data",
    [
        np.array([1.0, 2.0], ">f4"),
        np.array([1.0, 2.0], ">f8"),
        np.array([1.0, 2.0], np.longdouble),
        np.array([1.0, 2.0], np.float16),
        np.array([1.0, 2.0], tf.bfloat16.as_numpy_dtype),
        np.array([1.0, 2.0], object),
        np.array([0.0, 1.0, 0.0, 2.0])[1::2],
        np.ma.masked_array([1.0, 2.0]),
        [np.float64(1), 2.0],
        [1, 2.0],
    ],
)
def test_floats_of_every_kind_take_floatx(data):
    assert values(data).dtype == np.float32
    assert values(data).tolist() == [1, 2]


def test_whole_numbers_keep_their_type_in_another_byte_order():
    assert values(np.array([1, 2], ">i4")).dtype == np.dtype("int32")


def test_nan_is_a_value():
    assert np.isnan(values([1.0, float("nan")])[1])


@pytest.mark.parametrize(
    "data", [[[1, None]], np.array([1, None], object), [1.0, None]]
)
def test_none_among_the_values_is_told(data):
    with pytest.raises(TypeError, match="Reading x.*Fill what is missing"):
        array_inputs.to_arrays(data, "x")


def test_dates_are_refused():
    with pytest.raises(TypeError, match=r"Received: x\['a'\].*datetime64"):
        array_inputs.to_arrays({"a": np.zeros(3, "M8[s]")}, "x")


def test_a_list_of_rows_that_are_arrays_is_told_how_to_be_one_input():
    with pytest.raises(ValueError, match=r"x\[0\]: 3.*y: 4.*np\.array\(rows\)"):
        adapter.make_batches([np.ones(3)] * 4, np.ones(4))


def test_text_for_an_input_of_numbers_names_the_input():
    symbol = input_layer.Input((1,), name="age")
    model = models.Model(symbol, layers.Dense(1)(symbol))
    with pytest.raises(ValueError, match="'age'.*float32.*dtype=string"):
        model.predict(np.array([["old"]]), verbose=0)


# torch, by a stand-in that has what its tensors and loaders offer.


class Tensor:
    """A tensor as torch has it: on a graph, and on another device."""

    def __init__(self, data, dtype="torch.float32", free=False):
        self.data, self.dtype, self.free = np.asarray(data), dtype, free
        self.shape = self.data.shape

    def detach(self):
        return Tensor(self.data, self.dtype, self.free)

    def cpu(self):
        return Tensor(self.data, self.dtype, True)

    def float(self):
        return Tensor(self.data, "torch.float32", self.free)

    def __array__(self, dtype=None, copy=None):
        if not self.free or self.dtype == "torch.bfloat16":
            raise TypeError("can't convert this tensor to numpy")
        return self.data.astype("float32")


class Dataset:
    """Hands out rows by number."""

    def __len__(self):
        return 5

    def __getitem__(self, index):
        return Tensor([index, index]), Tensor(index)


class DataLoader:
    """Hands out batches in order, anew each time; its length may be unknown."""

    def __init__(self, dataset, batch_size, has_length=True):
        self.dataset, self.batch_size = dataset, batch_size
        self.has_length = has_length

    def __len__(self):
        if not self.has_length:
            raise TypeError("object has no len()")
        return -(-len(self.dataset) // self.batch_size)

    def __iter__(self):
        rows = [self.dataset[index] for index in range(len(self.dataset))]
        for start in range(0, len(rows), self.batch_size):
            x, y = zip(*rows[start : start + self.batch_size])
            yield [Tensor([part.data for part in column]) for column in (x, y)]


Tensor.__module__ = "torch"
Dataset.__module__ = "torch.utils.data.dataset"
DataLoader.__module__ = "torch.utils.data.dataloader"


@pytest.mark.parametrize("has_length", [True, False])
def test_a_torch_loader_gives_its_batches_anew_each_epoch(has_length):
    # Row 77.
    loader = DataLoader(Dataset(), 2, has_length)
    batches = adapter.make_batches(loader)
    assert batches.num_batches == (3 if has_length else None)
    for _ in range(2):
        cursor = batches.epoch()
        labels = [batches.fetch(cursor)[1].numpy().tolist() for _ in range(3)]
        assert labels == [[0, 1], [2, 3], [4]]


def test_a_torch_dataset_of_rows_is_told_to_be_wrapped():
    with pytest.raises(TypeError, match="hands out rows.*DataLoader"):
        adapter.make_batches(Dataset())


@pytest.mark.parametrize("dtype", ["torch.float32", "torch.bfloat16"])
def test_a_torch_tensor_is_an_array(dtype):
    assert values(Tensor([[1.0], [2.0]], dtype)).tolist() == [[1], [2]]


def test_no_package_is_imported_to_look_at_data():
    optional = {"torch", "zarr", "jax", "grain"}
    assert not optional & set(sys.modules)


def unsorted_csr():
    scipy_sparse = pytest.importorskip("scipy.sparse")
    parts = np.array([1.0, 2.0, 3.0]), np.array([1, 0, 1]), np.array([0, 2, 3])
    return scipy_sparse.csr_matrix(parts, shape=(2, 2))


def unsorted_tensor():
    indices = [[1, 1], [0, 1], [0, 0]]
    return tf.SparseTensor(indices, [3.0, 1.0, 2.0], (2, 2))


@pytest.mark.parametrize("make", [unsorted_csr, unsorted_tensor])
def test_sparse_entries_may_come_in_any_order(make):
    rows = input_layer.Input((2,), sparse=True)
    model = models.Model(rows, layers.Dense(1, kernel_initializer="ones")(rows))
    model.compile("sgd", "mse")
    for found in (
        model.predict(make(), verbose=0),
        model.predict_on_batch(make()),
        model.predict(iter([make()]), verbose=0),
    ):
        np.testing.assert_array_equal(found, [[3.0], [3.0]])
    labels = np.full((2, 1), 3.0)
    assert model.fit(make(), labels, verbose=0).history["loss"] == [0.0]


@pytest.mark.parametrize("kind", [list, tuple])
def test_texts_in_lists_keep_every_byte(kind):
    texts = kind(["a\0", "a", b"\xff", "ä"])
    for value in (texts, [texts]):
        found = array_inputs.to_tensors(value, "x").numpy().ravel().tolist()
        assert found == [b"a\0", b"a", b"\xff", "ä".encode()]


def test_numbers_among_texts_are_texts_still():
    found = array_inputs.to_tensors(["a", 1], "x").numpy().tolist()
    assert found == [b"a", b"1"]
