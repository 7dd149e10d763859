"""Scripts of older Keras in today's spelling: what changes, and what stays."""

import textwrap

import pytest

from keras.cli.migration import names, script
from keras.legacy import older_modules


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
        "from keras.layers import (\n    Dense,  # one\n"
        "    Convolution1D,  # two\n)",
        "from keras.layers import (\n    Dense,  # one\n    Conv1D,  # two\n)",
    ),
]


@pytest.mark.parametrize("before,after", IMPORTS)
def test_an_import_says_where_a_name_is_today(before, after):
    assert today(before) == after


LAYERS = "from keras import backend as K, layers, models, optimizers\n"
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
def test_the_table_of_modules_says_what_the_package_says():
    for path, places in older_modules.PATHS.items():
        for module, listed in places.items():
            if listed == "*" or module == "optimizers.legacy":
                continue
            for name in listed.split():
                assert names.home(f"{path}.{name}") == f"{module}.{name}"


def test_a_script_that_is_no_python_3_is_refused():
    with pytest.raises(ValueError, match="line 2 .*Expected.*Received"):
        script.rewrite(b"a = 3\nprint 'a'\n")


def test_a_dialect_that_is_unknown_is_refused():
    with pytest.raises(ValueError, match="one of keras1.*dialect='keras0'"):
        script.rewrite(b"", "keras0")


def test_a_text_in_another_encoding_than_declared_is_refused():
    with pytest.raises(ValueError, match="decoded.*Expected UTF-8"):
        script.rewrite(b"# \xff\n")
