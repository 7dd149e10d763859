"""Scripts of older Keras in today's spelling: what changes, and what stays."""

import random
import textwrap

import pytest

from keras.cli.migration import rewriting, script
from keras.legacy import older_names


def today(text, dialect=None):
    return script.rewrite(text.encode(), dialect).source.decode()


def reasons(text, dialect=None):
    return script.rewrite(text.encode(), dialect).notes


# Before, after.
IMPORTS = [
    ("from keras.layers.core import Dense", "from keras.layers import Dense"),
    ("import keras.utils.np_utils", "import keras.utils"),
    ("import tf_keras as keras", "import keras"),
    ("from tf_keras import layers as L", "from keras import layers as L"),
    (
        "from tensorflow.python.keras.layers import Layer",
        "from tensorflow.keras.layers import Layer",
    ),
    (
        "from keras.engine.topology import Layer, Model",
        "from keras.layers import Layer\nfrom keras.models import Model",
    ),
    ("from keras.layers.core import *", "from keras.layers import *"),
    ("from keras.src.layers import Dense", "from keras.layers import Dense"),
    (
        "from keras.src.layers.core.dense import Dense",
        "from keras.layers import Dense",
    ),
    (
        "import keras, os; from keras.layers.core import Dense; a = 3",
        "import keras, os\nfrom keras.layers import Dense\na = 3",
    ),
    (
        "from keras.layers import (\n    Dense,  # one\n"
        "    Convolution1D,  # two\n)",
        "from keras.layers import (\n    Dense,  # one\n    Conv1D,  # two\n)",
    ),
]


@pytest.mark.parametrize("before,after", IMPORTS)
def test_an_import_says_where_a_name_is_today(before, after):
    assert today(before) == after


LAYERS = (
    "import keras\nfrom keras import backend as K, layers, models, optimizers\n"
)
CALLS = [
    (
        "layers.Dense(output_dim=2, init='uniform', bias=False)",
        "layers.Dense(units=2, kernel_initializer='random_uniform', "
        "use_bias=False)",
    ),
    (
        "layers.Convolution2D(8, 3, 5, border_mode='same', subsample=(2, 2))",
        "layers.Conv2D(8, (3, 5), padding='same', strides=(2, 2))",
    ),
    (
        "layers.Convolution2D(8, 3, 3, 'he_normal', 'relu')",
        "layers.Conv2D(8, (3, 3), kernel_initializer='he_normal', "
        "activation='relu')",
    ),
    (
        "layers.Convolution2D(nb_filter=8, nb_row=3, nb_col=3)",
        "layers.Conv2D(filters=8, kernel_size=(3, 3))",
    ),
    (
        "layers.Convolution1D(8, 3, subsample_length=2)",
        "layers.Conv1D(8, 3, strides=2)",
    ),
    (
        "layers.AtrousConvolution2D(8, 3, 3, atrous_rate=(2, 2))",
        "layers.Conv2D(8, (3, 3), dilation_rate=(2, 2))",
    ),
    (
        "layers.Deconvolution2D(8, 3, 3, (None, 9, 9, 8))",
        "layers.Conv2DTranspose(8, (3, 3))",
    ),
    (
        "layers.Deconvolution2D(8, 3, 3, output_shape=(None, 14, 14, 8), "
        "subsample=(2, 2))",
        "layers.Conv2DTranspose(8, (3, 3), strides=(2, 2), "
        "output_padding=(1, 1))",
    ),
    (
        "layers.ConvLSTM2D(8, 3, 3, inner_activation='sigmoid')",
        "layers.ConvLSTM2D(8, (3, 3), recurrent_activation='sigmoid')",
    ),
    (
        "layers.LSTM(8, input_length=5, input_dim=3, consume_less='gpu')",
        "layers.LSTM(8, input_shape=(5, 3))",
    ),
    (
        "layers.ZeroPadding1D({'right_pad': 2})",
        "layers.ZeroPadding1D((0, 2))",
    ),
    (
        "layers.MaxPooling2D((2, 2), (1, 1), 'same', dim_ordering='tf')",
        "layers.MaxPooling2D((2, 2), (1, 1), 'same', "
        "data_format='channels_last')",
    ),
    (
        "layers.LSTM(8, inner_init='orthogonal', inner_activation='sigmoid', "
        "forget_bias_init='one', dropout_W=0.2, dropout_U=0.1)",
        "layers.LSTM(8, recurrent_initializer='orthogonal', "
        "recurrent_activation='sigmoid', unit_forget_bias=True, dropout=0.2, "
        "recurrent_dropout=0.1)",
    ),
    (
        "layers.BatchNormalization(1e-3, 0, 1)",
        "layers.BatchNormalization(epsilon=1e-3, axis=1)",
    ),
    (
        "layers.ZeroPadding2D((1, 2, 3, 4), dim_ordering='th')",
        "layers.ZeroPadding2D(((1, 2), (3, 4)), data_format='channels_first')",
    ),
    (
        "layers.TimeDistributedDense(3, input_dim=4, input_length=5)",
        "layers.TimeDistributed(layers.Dense(3), input_shape=(5, 4))",
    ),
    ("layers.merge([a, b])", "layers.add([a, b])"),
    (
        "layers.merge([a, b], mode='concat', concat_axis=1)",
        "layers.concatenate([a, b], axis=1)",
    ),
    (
        "layers.merge([a, b], 'cos', dot_axes=1)",
        "layers.dot([a, b], axes=1, normalize=True)",
    ),
    (
        "layers.merge([a, b], mode=last, output_shape=(3,))",
        "layers.Lambda(last, output_shape=(3,))([a, b])",
    ),
    ("layers.Merge(mode='mul')([a, b])", "layers.Multiply()([a, b])"),
    (
        "models.Model(input=a, output=[b])",
        "models.Model(inputs=a, outputs=[b])",
    ),
    (
        "optimizers.SGD(lr=0.1, decay=1e-6, momentum=0.9)",
        "optimizers.SGD(learning_rate=optimizers.schedules.InverseTimeDecay("
        "0.1, decay_steps=1, decay_rate=1e-6), momentum=0.9)",
    ),
    (
        "optimizers.Adam(lr=0.1, epsilon=None, decay=0.0)",
        "optimizers.Adam(learning_rate=0.1)",
    ),
    (
        "optimizers.RMSprop(0.1, 0.9, 1e-8)",
        "optimizers.RMSprop(0.1, 0.9, epsilon=1e-8)",
    ),
    (
        "optimizers.Adamax(0.1, 0.9, 0.99, None, 0.0)",
        "optimizers.Adamax(0.1, 0.9, 0.99)",
    ),
    (
        "keras.regularizers.WeightRegularizer(l2=0.1)",
        "keras.regularizers.L1L2(l2=0.1)",
    ),
    ("keras.regularizers.l2(l=0.1)", "keras.regularizers.l2(l2=0.1)"),
    (
        "keras.regularizers.activity_l1(0.1)",
        "keras.regularizers.l1(0.1)",
    ),
    ("K.mean((a > b) & (b > c))", "K.mean((a > b) & (b > c))"),
    (
        "K.set_image_dim_ordering('th')",
        "K.set_image_data_format('channels_first')",
    ),
    (
        "K.image_dim_ordering() == 'tf'",
        "K.image_data_format() == 'channels_last'",
    ),
]


@pytest.mark.parametrize("before,after", CALLS)
def test_a_call_of_keras_1_has_today_s_arguments(before, after):
    assert today(LAYERS + before, "keras1") == LAYERS + after


def test_arguments_by_position_are_keras_2_s_unless_a_name_is_keras_1_s():
    text = LAYERS + "layers.Dense(8, 'relu')\nlayers.Conv2D(8, 3, 2)\n"
    assert today(text) == text
    older = text + "layers.Dropout(p=0.5)\n"
    assert "Dense(8, kernel_initializer='relu')" in today(older)
    assert "Conv2D(8, (3, 2))" in today(older)


def test_names_are_told_by_imports_and_not_by_their_text():
    text = textwrap.dedent(
        """\
        from keras.models import Sequential
        from mylib import Convolution2D, np_utils as K
        from sklearn.svm import SVC

        def Merge(border_mode='same'):  # border_mode, nb_epoch
            return Convolution2D(3, 3, 3, border_mode=border_mode)

        K.mean("keras.layers.core", nb_epoch=3)
        SVC().fit(x, y, nb_epoch=3).predict_proba(x)
        clf = SVC()
        clf.predict_classes(x)
        """
    )
    assert today(text) == text


# row 234
def test_every_name_of_the_package_s_table_has_its_new_path():
    for path, places in older_names.PATHS.items():
        for name in " ".join(places.values()).replace("*", "").split():
            old = f"keras.{path}.{name.partition('=')[0]}".replace("..", ".")
            module, _, last = old.rpartition(".")
            new = today(f"from {module} import {last} as a")
            home, name = older_names.place(path, last)
            if older_names.is_public(home):
                home = f"keras.{home}".rstrip(".")
                assert new == f"from {home} import {name} as a"


def test_a_script_that_is_no_python_3_is_refused():
    with pytest.raises(ValueError, match="line 2 .*Expected.*Received"):
        script.rewrite(b"a = 3\nprint 'a'\n")


def test_the_line_is_where_python_stops():
    with pytest.raises(ValueError, match="line 1 "):
        script.rewrite(b"print 'x'\nfrom keras.layers import Dense\n")


def test_a_dialect_that_is_unknown_is_refused():
    with pytest.raises(ValueError, match="one of keras1.*dialect='keras0'"):
        script.rewrite(b"", "keras0")


def test_a_text_in_another_encoding_than_declared_is_refused():
    with pytest.raises(ValueError, match="decoded.*Expected UTF-8"):
        script.rewrite(b"# \xff\n")


def random_call(draw, path, rule, is_keras1):
    """A call of something that a rule knows, as its time could write it."""
    values = ["3", "(2, 2)", "'one'", "'th'", "x", "[x, y]", "x + 1", "None"]
    positions = rule.positions(is_keras1, [])
    count = draw.randrange(len(positions) + 1)
    args = [draw.choice(values) for _ in range(count)]
    older = {*rule.was.split(), *rule.renames} if is_keras1 else rule.renames
    today = {rule.renames.get(name, name) for name in positions[:count]}
    names = [
        name
        for name in sorted({*older, *rule.dropped.split()})
        if name not in positions[:count]
        and rule.renames.get(name, name) not in today
    ]
    named = draw.sample(names, min(len(names), draw.randrange(5)))
    args += [f"{name}={draw.choice(values)}" for name in named]
    return f"keras.{path}({', '.join(args)})\n"


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("dialect", script.DIALECTS)
def test_a_second_run_changes_nothing_whatever_is_called(seed, dialect):
    draw = random.Random(seed)
    rules = sorted(rewriting.RULES.items(), key=lambda rule: rule[0])
    is_keras1 = dialect == "keras1"
    calls = [
        random_call(draw, *draw.choice(rules), is_keras1) for _ in range(40)
    ]
    once = today("import keras\n" + "".join(calls), dialect)
    assert today(once, dialect) == once


TRAINED = """\
from keras.callbacks import ModelCheckpoint
from keras.models import Sequential
model = Sequential()
model.compile('sgd', 'mse', metrics=['%s'])
callbacks = [ModelCheckpoint('{epoch}-{%s:.2f}.h5', monitor='%s')]
h = model.fit(x, y, callbacks=callbacks).history['%s']
"""


def test_accuracy_has_its_name_of_today_in_logs():
    before = TRAINED % ("accuracy", "val_acc", "val_acc", "acc")
    after = TRAINED % ("accuracy", "val_accuracy", "val_accuracy", "accuracy")
    assert today(before) == after


def test_accuracy_that_is_called_acc_keeps_its_name_in_logs():
    before = TRAINED % ("acc", "val_acc", "val_acc", "acc")
    assert today(before) == before


MODEL = "from keras import models, layers\nmodel = models.Sequential()\n"


@pytest.mark.parametrize(
    "units,after",
    [
        ("1", '(model.predict(x) > 0.5).astype("int32")'),
        ("3", "model.predict(x).argmax(axis=-1)"),
    ],
)
def test_classes_are_predicted_by_the_width_of_the_last_layer(units, after):
    text = f"{MODEL}model.add(layers.Dense({units}))\n"
    assert today(f"{text}model.predict_classes(x)") == text + after
    assert reasons(f"{text}model.predict_classes(x)") == ()


def test_classes_of_a_model_that_is_not_seen_come_with_a_note():
    text = "from keras import models\n\ndef f(model):\n    return model."
    assert today(f"{text}predict_classes(3)") == (
        f"{text}predict(3).argmax(axis=-1)"
    )
    (note,) = reasons(f"{text}predict_classes(3)")
    assert note.line == 4 and "of one output" in note.reason


SAMPLES = "flow = keras.preprocessing.image.ImageDataGenerator().flow("


@pytest.mark.parametrize(
    "before,after",
    [
        ("samples_per_epoch=100", "steps_per_epoch=4"),
        ("samples_per_epoch=len(x)", "steps_per_epoch=-(-len(x) // 32)"),
        ("samples_per_epoch=2 * n", "steps_per_epoch=-(-(2 * n) // 32)"),
    ],
)
def test_samples_of_a_generator_are_counted_in_batches(before, after):
    text = f"import keras\n{SAMPLES}x, batch_size=32)\nm."
    assert today(f"{text}fit_generator(flow, {before})") == (
        f"{text}fit(flow, {after})"
    )


def test_a_batch_size_that_is_computed_stays_one_number():
    text = f"import keras\n{SAMPLES}x, batch_size=2 * n)\nm."
    new = today(f"{text}fit_generator(flow, samples_per_epoch=a + b)")
    assert new.endswith("steps_per_epoch=-(-(a + b) // (2 * n)))")


def test_samples_in_batches_of_unknown_size_are_left():
    text = "import keras\nm.fit_generator(f, samples_per_epoch=9)"
    assert today(text) == text
    (note,) = reasons(text)
    assert "Write steps_per_epoch, in batches" in note.reason


def test_names_that_a_star_brings_are_known_by_the_tables():
    text = "from keras.layers.core import *\nfrom mine import *\n"
    assert today(
        f"{text}Dense(output_dim=3)\nOther(init=3)\nmerge([a, b])"
    ) == (
        "from keras.layers import *\nfrom mine import *\n"
        "Dense(units=3)\nOther(init=3)\nadd([a, b])"
    )


LEFT = [
    ("keras.layers.BatchNormalization(mode=1)", "LayerNormalization"),
    ("keras.layers.Embedding(9, 2, dropout=0.2)", "SpatialDropout1D"),
    ("keras.layers.Merge([a, b], mode='sum')", "Write it by functions"),
    ("keras.layers.Merge(mode=f)(x)", "Lambda"),
    ("keras.layers.merge([a, b], mode='odd')", "no layer does it"),
    ("keras.layers.LSTM(3, forget_bias_init='normal')", "unit_forget_bias"),
    ("keras.layers.BatchNormalization(mode=m)", "only 0 is there today"),
    ("keras.utils.multi_gpu_model(model, 2)", "MirroredStrategy"),
    ("keras.optimizers.Adam(decay=d); m.optimizer.lr = 3", "Keep one"),
    ("keras.optimizers.Adadelta()", "took 1.0 in Keras 1, and takes 0.001"),
    ("m.fit(x, nb_epoch=3)._make_predict_function()", "leave it out"),
]


@pytest.mark.parametrize("call,reason", LEFT)
def test_what_is_left_is_listed_with_its_line_and_reason(call, reason):
    notes = reasons(f"import keras\n\n{call}\n", "keras1")
    assert [note.line for note in notes] == [3]
    assert reason in notes[0].reason


def test_arguments_in_stars_keep_their_call():
    text = "from keras import layers\nlayers.Dense(*args, **more)\n"
    assert today(text, "keras1") == text


def test_a_number_in_a_flags_place_is_a_decay():
    for before, after in [
        (
            "SGD(0.1, 0.9, 0.5, True)",
            "0.1, decay_steps=1, decay_rate=0.5), 0.9, nesterov=True)",
        ),
        (
            "Adam(0.1, 0.9, 0.99, 1e-8, 0.5)",
            "0.1, decay_steps=1, decay_rate=0.5), 0.9, 0.99, 1e-8)",
        ),
        ("SGD(0.1, 0.9, True)", "SGD(0.1, 0.9, True)"),
    ]:
        found = today(f"from keras import optimizers\noptimizers.{before}")
        assert found.endswith(after)


def test_a_callback_reads_accuracy_by_its_name_of_today():
    script = (
        "from keras.callbacks import Callback\n"
        "class Told(Callback):\n"
        "    def on_epoch_end(self, epoch, logs={}):\n"
        "        print(logs.get(%r, 0), logs[%r], other.get('acc'))\n"
        "model.compile('sgd', 'mse', metrics=['accuracy'])\n"
    )
    wanted = script % ("val_accuracy", "accuracy")
    assert today(script % ("val_acc", "acc")) == wanted


def test_what_a_class_defines_and_nothing_calls_is_told():
    text = (
        "from keras.engine.topology import Layer\n"
        "class Old(Layer):\n"
        "    def get_output_shape_for(self, shape):\n"
        "        return shape\n"
        "    def get_updates(self, loss, params):\n"
        "        return []\n"
    )
    lines = {note.line: note.reason.split(":")[0] for note in reasons(text)}
    assert lines == {3: "get_output_shape_for", 5: "get_updates"}


def test_accuracy_that_fit_showed_is_told():
    text = "from keras.models import Sequential\nm = Sequential()\n"
    text += "m.fit(x, y, nb_epoch=2, show_accuracy=True)"
    assert today(text).endswith("m.fit(x, y, epochs=2)")
    assert "metrics=['accuracy']" in reasons(text)[0].reason
    text += "\nm.compile('sgd', 'mse', class_mode='binary')"
    assert today(text).endswith("m.compile('sgd', 'mse')")


def test_an_older_order_of_tensor_boards_arguments_is_named():
    text = "import keras\nkeras.callbacks.TensorBoard('a', 1, 32, True, False)"
    wanted = "TensorBoard(log_dir='a', histogram_freq=1, write_graph=True)"
    assert today(text).endswith(wanted)


def test_a_constraint_by_its_short_word():
    text = "from keras.constraints import maxnorm\nmaxnorm(m=2)"
    assert today(text).endswith("max_norm(max_value=2)")


@pytest.mark.parametrize(
    "line, says",
    [
        (
            "keras.optimizers.Adamax(0.1, 0.9, 0.99, 1e-8, 1e-4)",
            "another order",
        ),
        ("keras.optimizers.Adagrad(0.1, 1e-8)", "another order"),
        ("model.layers.pop()", "`model.pop()` of a Sequential"),
        ("model.layers[-1].outbound_nodes = []", "keras.Model(model.input"),
    ],
)
def test_what_does_nothing_or_something_else_is_told(line, says):
    text = f"import keras\nmodel = keras.models.Sequential()\n{line}\n"
    assert today(text) == text
    (note,) = reasons(text)
    assert note.line == 3 and says in note.reason
