"""Common calls of users' programs; a type checker shall find nothing here."""

import numpy as np
import tensorflow as tf
from tensorflow import keras as tf_keras
from tensorflow.keras import layers as tf_layers
from tensorflow.keras.callbacks import ModelCheckpoint
from tensorflow.keras.layers import Dense, Input, concatenate
from tensorflow.keras.models import Model, Sequential, load_model
from tensorflow.keras.optimizers import Adam
from tensorflow.keras.preprocessing.sequence import pad_sequences
from tensorflow.keras.utils import to_categorical

import keras
from keras import layers

x = np.ones((8, 4), "float32")
y = to_categorical(np.zeros(8), 2)
data = tf.data.Dataset.from_tensor_slices((x, y)).batch(4)

# A stack of layers.
stack = Sequential([Input((4,)), Dense(8, activation="relu"), Dense(2)])
stack.add(tf_layers.Dropout(0.5))
stack.add(tf_layers.BatchNormalization(momentum=0.9))
stack.compile(Adam(1e-3), loss="mse", metrics=["mae"])
stack.compile(
    optimizer=tf.keras.optimizers.SGD(0.1, momentum=0.9, nesterov=True),
    loss=tf.keras.losses.CategoricalCrossentropy(from_logits=True),
    metrics=[tf.keras.metrics.CategoricalAccuracy(name="accuracy")],
)
seen = stack.fit(data, epochs=2, validation_data=(x, y), verbose=0)
print(seen.history["loss"][-1] + 1.0, max(seen.history["val_loss"]))
stack.summary()
print(stack.predict(x)[0, 1], stack.evaluate(x, y))

# A graph of layers.
a = keras.Input(shape=(4,), name="a")
b = keras.Input(shape=(4,), dtype="float32")
h = layers.Dense(8, kernel_regularizer=keras.regularizers.L2(1e-4))(a)
h = layers.Add()([h, layers.Dense(8, kernel_initializer="he_normal")(b)])
h = layers.LayerNormalization()(h * 2.0 + 1.0)
h = concatenate([h[:, :2], -h[:, 2:]])
print(h.shape, h.dtype, h.shape[-1] // 2)
out = layers.Dense(2, name="out")(tf.nn.relu(h))
graph = Model(inputs=[a, b], outputs={"out": out})
graph.compile("adam", loss={"out": "mse"}, loss_weights={"out": 0.5})
graph.fit(
    {"a": x, "b": x},
    {"out": y},
    batch_size=4,
    callbacks=[
        keras.callbacks.EarlyStopping("loss", patience=2),
        keras.callbacks.ReduceLROnPlateau(factor=0.5),
        ModelCheckpoint("best.keras", save_best_only=True),
        tf.keras.callbacks.TensorBoard(log_dir="logs"),
        tf_keras.callbacks.LambdaCallback(on_epoch_end=lambda e, logs: None),
    ],
)
graph.save("model.keras")
graph.save_weights("model.weights.h5")
again = load_model("model.keras", custom_objects={"f": tf.nn.relu})
print(again.layers[0].name, graph.get_layer("out").weights[0].shape)

# Images, sequences, words.
image = keras.Input((32, 32, 3))
i = layers.Conv2D(8, 3, padding="same", activation=tf.nn.relu)(image)
i = layers.Conv2D(8, (3, 3), strides=(2, 2))(i)
i = layers.MaxPooling2D()(layers.SeparableConv2D(8, 3)(i))
i = layers.Conv2DTranspose(4, 3)(layers.UpSampling2D(2)(i))
i = layers.RandomFlip("horizontal")(layers.Rescaling(1 / 255)(i))
i = layers.Flatten()(i) if i.shape[1] else layers.GlobalMaxPooling2D()(i)
words = keras.Input((None,), dtype="int32")
w = layers.Embedding(100, 16, mask_zero=True)(words)
w = layers.Bidirectional(layers.LSTM(8, return_sequences=True))(w)
w = layers.MultiHeadAttention(2, 8)(w, w)
w, state = layers.GRU(8, return_state=True)(w)
w = layers.TimeDistributed(layers.Dense(2))(layers.RepeatVector(3)(w))
w = layers.Reshape((6,))(layers.Activation("relu")(w))
text = layers.TextVectorization(max_tokens=100)
text.adapt(tf.constant(["a b"]))
print(len(text.get_vocabulary()), pad_sequences([[1], [2, 3]], maxlen=4))
base = keras.applications.ResNet50(weights=None, include_top=False)
base.trainable = False


@keras.saving.register_keras_serializable()
class Scale(tf.keras.layers.Layer):
    """A layer with a variable."""

    def __init__(self, factor: float = 1.0, **kwargs) -> None:
        super().__init__(**kwargs)
        self.factor = factor

    def build(self, input_shape) -> None:
        self.gain = self.add_weight(shape=(1,), initializer="ones")

    def call(self, inputs, training=None):
        return inputs * self.gain * self.factor

    def get_config(self):
        return {**super().get_config(), "factor": self.factor}


class Net(tf.keras.Model):
    """A model that is a class."""

    def __init__(self) -> None:
        super().__init__()
        self.inner = tf.keras.layers.Dense(2)

    def call(self, inputs, training=False):
        return Scale(2.0)(self.inner(inputs), training=training)


class Log(keras.callbacks.Callback):
    """Prints each epoch."""

    def on_epoch_end(self, epoch, logs=None):
        print(epoch, logs)


# A loop of one's own.
net, loss_of = Net(), keras.losses.MeanSquaredError()
rate = keras.optimizers.schedules.ExponentialDecay(0.1, 100, 0.9)
adam, mean = tf.keras.optimizers.Adam(rate), keras.metrics.Mean()
for xs, ys in data:
    with tf.GradientTape() as tape:
        loss = loss_of(ys, net(xs, training=True)) + sum(net.losses)
    found = tape.gradient(loss, net.trainable_variables)
    adam.apply_gradients(zip(found, net.trainable_variables))
    mean.update_state(loss)
print(float(mean.result()))
mean.reset_state()
