"""`class_weight` in training: each label weighs what its class weighs."""

import numpy as np
import pytest
import tensorflow as tf

import keras

# AutoGraph leaves modules of the name `keras.…` alone; a user's is none.
__name__ = "users_code"

DRAW = np.random.default_rng(0)
ROWS, STEPS, CLASSES = 7, 4, 3
WEIGHTS = {0: 1.0, 1: 3.0, 2: 0.5}
TABLE = np.array([1.0, 3.0, 0.5])
NUMBERS = DRAW.integers(0, CLASSES, ROWS)
SEQUENCES = DRAW.integers(0, CLASSES, (ROWS, STEPS))
MAPS = DRAW.integers(0, CLASSES, (ROWS, 2, STEPS))
SPARSE, ONE_HOT = "sparse_categorical_crossentropy", "categorical_crossentropy"


def columns(numbers):
    return np.eye(CLASSES, dtype="float32")[numbers]


def inputs(numbers):
    draw = np.random.default_rng(1)
    return draw.normal(size=(*numbers.shape, 2)).astype("float32")


def classifier(shape, loss):
    x = keras.Input((*shape, 2))
    y = keras.layers.Dense(CLASSES, "softmax", name="out")(x)
    model = keras.Model(x, y)
    draw = np.random.default_rng(2)
    model.set_weights([draw.normal(size=w.shape) for w in model.get_weights()])
    model.compile(keras.optimizers.SGD(0.0), loss)
    return model


def by_hand(model, numbers, table=TABLE):
    """Mean over labels of w[y] * -log(p[y])."""
    p = model.predict(inputs(numbers), verbose=0)
    right = np.take_along_axis(p, numbers[..., np.newaxis], -1)[..., 0]
    return (-np.log(right) * table[numbers]).mean()


LAYOUTS = {
    "numbers": (NUMBERS, lambda y: y, SPARSE),
    "a column of numbers": (NUMBERS, lambda y: y[:, np.newaxis], SPARSE),
    "numbers as floats": (NUMBERS, lambda y: y.astype("float32"), SPARSE),
    "one-hot": (NUMBERS, columns, ONE_HOT),
    "one-hot integers": (NUMBERS, lambda y: columns(y).astype(int), ONE_HOT),
    "numbers a step": (SEQUENCES, lambda y: y, SPARSE),
    "floats a step": (SEQUENCES, lambda y: y.astype("float32"), SPARSE),
    "a column a step": (SEQUENCES, lambda y: y[..., np.newaxis], SPARSE),
    "one-hot a step": (SEQUENCES, columns, ONE_HOT),
    "maps": (MAPS, lambda y: y, SPARSE),
    "one-hot maps": (MAPS, columns, ONE_HOT),
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_each_label_weighs_what_its_class_weighs_row_9(layout):
    numbers, labels, loss = LAYOUTS[layout]
    model = classifier(numbers.shape[1:], loss)
    found = model.fit(
        inputs(numbers),
        labels(numbers),
        batch_size=ROWS,
        class_weight=WEIGHTS,
        verbose=0,
    )
    expected = by_hand(model, numbers)
    np.testing.assert_allclose(found.history["loss"], [expected], rtol=1e-5)


def test_the_loss_tells_the_layout_whatever_it_is_called_row_9():
    loss = keras.losses.SparseCategoricalCrossentropy(name="mine")
    model = classifier((STEPS,), loss)
    x, y = inputs(SEQUENCES), SEQUENCES.astype("float32")
    found = model.train_on_batch(x, y, class_weight=WEIGHTS)
    np.testing.assert_allclose(found, by_hand(model, SEQUENCES), rtol=1e-5)


@pytest.mark.parametrize(
    ("weights", "table"),
    [
        ([1.0, 3.0, 0.5], TABLE),
        (np.array([1.0, 3.0, 0.5]), TABLE),
        ({1: 4.0}, [1.0, 4.0, 1.0]),
        ({np.int64(2): np.float32(2), 77: 5}, [1.0, 1.0, 2.0]),
        ({}, [1.0, 1.0, 1.0]),
    ],
)
def test_weights_may_be_a_list_an_array_or_a_dict_of_some_row_26(
    weights, table
):
    model = classifier((), SPARSE)
    history = model.fit(
        inputs(NUMBERS), NUMBERS, ROWS, class_weight=weights, verbose=0
    ).history
    expected = by_hand(model, NUMBERS, np.array(table))
    np.testing.assert_allclose(history["loss"], [expected], rtol=1e-5)


class Pieces(keras.utils.Sequence):
    def __len__(self):
        return 1

    def __getitem__(self, index):
        return inputs(SEQUENCES), SEQUENCES


def dataset(*parts):
    return tf.data.Dataset.from_tensor_slices(parts).batch(ROWS)


SOURCES = {
    "arrays": lambda: (inputs(SEQUENCES), SEQUENCES),
    "tensors": lambda: (tf.constant(inputs(SEQUENCES)), tf.constant(SEQUENCES)),
    "a dataset": lambda: (dataset(inputs(SEQUENCES), SEQUENCES),),
    "a generator": lambda: (iter([(inputs(SEQUENCES), SEQUENCES)]),),
    "a Sequence": lambda: (Pieces(),),
}


@pytest.mark.parametrize("source", SOURCES)
def test_any_kind_of_data_may_be_weighed_row_26(source):
    model = classifier((STEPS,), SPARSE)
    x, *y = SOURCES[source]()
    history = model.fit(
        x, *y, batch_size=ROWS, class_weight=WEIGHTS, verbose=0
    ).history
    expected = by_hand(model, SEQUENCES)
    np.testing.assert_allclose(history["loss"], [expected], rtol=1e-5)


def test_sample_weights_of_a_dataset_multiply_those_of_classes_row_26():
    rows = np.arange(1.0, ROWS + 1)
    model = classifier((), SPARSE)
    data = dataset(inputs(NUMBERS), NUMBERS, rows)
    history = model.fit(data, class_weight=WEIGHTS, verbose=0).history
    p = model.predict(inputs(NUMBERS), verbose=0)
    losses = -np.log(p[np.arange(ROWS), NUMBERS]) * TABLE[NUMBERS] * rows
    np.testing.assert_allclose(history["loss"], [losses.mean()], rtol=1e-5)


def test_validation_knows_no_class_weights():
    model = classifier((), SPARSE)
    data = inputs(NUMBERS), NUMBERS
    history = model.fit(
        *data, ROWS, class_weight=WEIGHTS, validation_data=data, verbose=0
    ).history
    plain = by_hand(model, NUMBERS, np.ones(CLASSES))
    np.testing.assert_allclose(history["val_loss"], [plain], rtol=1e-5)


def two_heads(structure):
    x = keras.Input((2,))
    first = keras.layers.Dense(CLASSES, "softmax", name="first")(x)
    second = keras.layers.Dense(CLASSES, "softmax", name="second")(x)
    outputs = [first, second]
    if structure is dict:
        outputs = {"b": second, "a": first}
    model = keras.Model(x, outputs)
    model.compile(
        keras.optimizers.SGD(0.0), loss={"first": SPARSE, "second": ONE_HOT}
    )
    return model


def head_losses(model):
    flat = tf.nest.flatten(model.predict(inputs(NUMBERS), verbose=0))
    return [-np.log(p[np.arange(ROWS), NUMBERS]) for p in flat]


@pytest.mark.parametrize(
    "weights",
    [
        {"second": WEIGHTS},
        {1: WEIGHTS},
        [None, WEIGHTS],
        {"second": list(TABLE)},
    ],
)
@pytest.mark.parametrize("structure", [list, dict])
def test_each_output_may_have_weights_of_its_own_row_26(structure, weights):
    model = two_heads(structure)
    y = [NUMBERS, columns(NUMBERS).astype(int)]
    if structure is dict:
        y = {"b": y[1], "a": y[0]}
    history = model.fit(
        inputs(NUMBERS), y, ROWS, class_weight=weights, verbose=0
    ).history
    first, second = head_losses(model)
    second = second * TABLE[NUMBERS]
    np.testing.assert_allclose(
        [history["first_loss"], history["second_loss"]],
        [[first.mean()], [second.mean()]],
        rtol=1e-5,
    )


def test_an_only_output_may_be_named_row_26():
    model = classifier((), SPARSE)
    x = inputs(NUMBERS)
    found = model.train_on_batch(x, NUMBERS, class_weight={"out": WEIGHTS})
    np.testing.assert_allclose(found, by_hand(model, NUMBERS), rtol=1e-5)


def test_one_table_for_two_outputs_is_refused():
    y = [NUMBERS, columns(NUMBERS)]
    with pytest.raises(ValueError, match="2 outputs.*each by name"):
        two_heads(list).fit(inputs(NUMBERS), y, class_weight=WEIGHTS)


def test_words_are_no_class_weights():
    with pytest.raises(TypeError, match="class_weight='balanced'"):
        classifier((), SPARSE).fit(
            inputs(NUMBERS), NUMBERS, class_weight="balanced"
        )
