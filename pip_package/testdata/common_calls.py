"""Common calls of users' programs; a type checker shall find nothing here."""

import numpy as np
import tensorflow as tf
from tensorflow import keras as tf_keras
from tensorflow.keras import layers as tf_layers
from tensorflow.keras.applications.resnet50 import preprocess_input
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

# Arrays, tensors and their shapes.
picture = keras.utils.load_img("a.png", target_size=(32, 32))
pixels = keras.utils.img_to_array(picture)
keras.utils.array_to_img(pixels).save("b.png")
total = tf.reduce_sum(tf.square(tf.constant([[1.0, 2.0]])), axis=-1)
print(total.shape, total.dtype, total.numpy(), float(total[0]) + 1)
counter = tf.Variable(0, dtype="int64", trainable=False)
counter.assign_add(1)
print(keras.backend.image_data_format(), keras.backend.epsilon() * 2)
print(keras.backend.int_shape(a), keras.backend.mean(total, axis=0))
keras.utils.set_random_seed(1)
keras.backend.clear_session()

# Losses, metrics, optimizers and rates.
print(keras.losses.binary_crossentropy(y, y), keras.losses.Huber(0.5)(y, y))
print(keras.losses.SparseCategoricalCrossentropy(from_logits=True)(y[:, 0], y))
print(keras.losses.get("mse"), keras.losses.CosineSimilarity(axis=1)(y, y))
auc = keras.metrics.AUC(num_thresholds=10, curve="PR", name="auc")
auc.update_state(y, y, sample_weight=[1.0] * 8)
print(auc.result().numpy(), keras.metrics.TopKCategoricalAccuracy(k=2)(y, y))
judged: list[keras.metrics.Metric] = [keras.metrics.Precision()]
judged += [keras.metrics.Recall(thresholds=0.3)]
judged += [keras.metrics.MeanIoU(num_classes=2), keras.metrics.F1Score()]
for each in judged:
    print(each.name, each.dtype)
cosine = keras.optimizers.schedules.CosineDecay(0.1, decay_steps=1000)
steps = keras.optimizers.schedules.PiecewiseConstantDecay([100], [0.1, 0.01])
print(cosine(10), steps(tf.constant(5)))
adam.learning_rate = 0.5
adam.learning_rate.assign(0.25)
keras.optimizers.AdamW(cosine, weight_decay=1e-2, clipnorm=1.0)
keras.optimizers.RMSprop(learning_rate=1e-3, rho=0.8, centered=True)
keras.optimizers.Adagrad(initial_accumulator_value=0.2)
keras.optimizers.Nadam(learning_rate=tf.Variable(1e-3))
sgd = keras.optimizers.legacy.SGD(0.1, decay=1e-4)
print(sgd.get_config()["learning_rate"], keras.optimizers.get("adam"))
adam_again = Adam.from_config(Adam(1e-3, beta_1=0.8).get_config())
adam_again.learning_rate.assign(0.1)
adam_again.learning_rate = 0.5

# Initializers, penalties, projections, activations.
he, glorot = keras.initializers.HeNormal(seed=1), "glorot_uniform"
layers.Dense(2, kernel_initializer=he, bias_initializer="ones")(a)
layers.Dense(2, activation=keras.activations.gelu, kernel_initializer=glorot)
layers.Dense(2, activation=layers.LeakyReLU(0.1), bias_regularizer="l2")
layers.Dense(2, kernel_regularizer=keras.regularizers.L1L2(1e-4, 1e-3))
layers.Dense(2, kernel_constraint=keras.constraints.MaxNorm(2))
layers.Dense(2, kernel_initializer=keras.initializers.Constant(0.5))
layers.Conv2D(4, 3, kernel_initializer=keras.initializers.Orthogonal())
print(keras.activations.softmax(total[None]), keras.activations.get("tanh"))

# More layers.
layers.Conv1D(4, 3, padding="causal", dilation_rate=2)(keras.Input((9, 2)))
layers.Conv3D(4, (3, 3, 3), data_format="channels_last")
layers.DepthwiseConv2D(3, strides=2, depth_multiplier=2)
layers.AveragePooling2D(pool_size=(2, 2), strides=None, padding="same")
layers.GlobalAveragePooling2D(keepdims=True)
layers.MaxPooling1D(3)(keras.Input((9, 2)))
layers.ZeroPadding2D(((1, 0), (0, 1)))(layers.ZeroPadding2D(1)(image))
layers.Cropping2D((1, 1))(image)
layers.Permute((2, 1))(layers.Masking(0.0)(keras.Input((3, 2))))
layers.Lambda(lambda t: t * 2, output_shape=(4,))(a)
layers.Multiply()([a, b])
layers.Subtract()([a, b])
layers.Average()([a, b])
layers.Maximum()([a, b])
layers.Dot(axes=1, normalize=True)([a, b])
layers.Concatenate(axis=-1)([a, b])
layers.Dropout(rate=0.2, noise_shape=(None, 1), seed=3)(a, training=True)
layers.SpatialDropout1D(0.2)(keras.Input((3, 2)))
layers.GaussianNoise(0.1)(layers.GaussianDropout(0.1)(a))
layers.PReLU(shared_axes=[1, 2])(image)
layers.ELU(alpha=0.5)(layers.ReLU(max_value=6.0)(a))
layers.Softmax(axis=-1)(a)
layers.GroupNormalization(groups=1)(image)
layers.UnitNormalization(axis=-1)(a)
layers.BatchNormalization(axis=1, scale=False, name="norm")(a, training=False)
layers.Attention(use_scale=True)([w[:, None], w[:, None]])
layers.SimpleRNN(4, unroll=True)(keras.Input((3, 2)))
layers.RNN([layers.LSTMCell(4), layers.GRUCell(4)])(keras.Input((3, 2)))
layers.LSTM(
    4, return_state=True, stateful=False, dropout=0.1, go_backwards=True
)
layers.ConvLSTM2D(4, 3, return_sequences=True)(keras.Input((2, 8, 8, 1)))
layers.Normalization(axis=-1).adapt(x)
layers.StringLookup(vocabulary=["a", "b"], num_oov_indices=1)(["a"])
layers.IntegerLookup(output_mode="one_hot", vocabulary=[1, 2])([1])
layers.CategoryEncoding(num_tokens=4, output_mode="multi_hot")([[1, 2]])
layers.Hashing(num_bins=3)([["a"]])
layers.Discretization(bin_boundaries=[0.0, 1.0])(x)
layers.Resizing(16, 16, interpolation="nearest")(image)
layers.CenterCrop(8, 8)(layers.RandomCrop(16, 16)(image))
layers.RandomRotation(0.1, fill_mode="constant")(image)
layers.RandomZoom((-0.2, 0.2))(layers.RandomContrast(0.2)(image))
layers.RandomTranslation(0.1, 0.1)(layers.RandomBrightness(0.2)(image))

# More of models.
model = tf.keras.models.clone_model(graph)
model.set_weights(graph.get_weights())
model.load_weights("model.weights.h5")
model.trainable = False
for layer in model.layers:
    print(layer.name, layer.output.shape, layer.count_params(), layer.dtype)
    layer.trainable = not layer.trainable
print(model.input_shape, model.output_shape, model.count_params())
print(len(model.trainable_weights), model.to_json()[:10], model.get_config())
print(keras.models.model_from_json(model.to_json()).name)
print(model.predict({"a": x, "b": x}, batch_size=2, verbose=0)["out"].shape)
print(model(x, training=False), model.predict_on_batch(x))
print(stack.train_on_batch(x, y), stack.test_on_batch(x, y, return_dict=True))
scores = stack.evaluate(data, verbose=0, return_dict=True)
print(scores["loss"] * 100, seen.epoch[-1], seen.params["epochs"])
stack.pop()
print(stack.metrics_names, stack.optimizer.learning_rate)
keras.utils.plot_model(graph, "model.png", show_shapes=True)
stack.export("served")
tf.saved_model.save(stack, "saved")
served = tf.saved_model.load("saved")
print(served.signatures["serving_default"])
stack.fit(x, y, 4, 2, class_weight={0: 1.0, 1: 2.0}, validation_split=0.25)
stack.fit(x, y, shuffle=True, initial_epoch=1, sample_weight=np.ones(8))

# Data, and callbacks.
(x_train, y_train), (x_test, _) = keras.datasets.mnist.load_data()
print(x_train.shape, y_train[0], x_test.astype("float32") / 255)
folder = keras.utils.image_dataset_from_directory(
    "photos", validation_split=0.2, subset="both", seed=1, image_size=(32, 32)
)
series = keras.utils.timeseries_dataset_from_array(x, None, sequence_length=3)
for batch in series.take(1).map(lambda t: t * 2).prefetch(tf.data.AUTOTUNE):
    print(batch.shape)
archive = keras.utils.get_file("a.txt", origin="https://example.org/a.txt")
print(open(archive).read(), keras.utils.normalize(x, axis=1))
images = tf.keras.preprocessing.image.ImageDataGenerator(rescale=1 / 255)
print(images.flow(x_train[..., None], y_train, batch_size=2)[0])
words_of = tf.keras.preprocessing.text.Tokenizer(num_words=100)
words_of.fit_on_texts(["a b"])
print(words_of.texts_to_sequences(["b"]), words_of.word_index["a"])
keras.callbacks.CSVLogger("log.csv", append=True)
keras.callbacks.LearningRateScheduler(lambda epoch, lr: lr * 0.9, verbose=1)
keras.callbacks.BackupAndRestore("backup")
keras.callbacks.TerminateOnNaN()

# Devices and types of numbers.
keras.mixed_precision.set_global_policy("mixed_float16")
strategy = tf.distribute.MirroredStrategy()
with strategy.scope():
    scaled = keras.mixed_precision.LossScaleOptimizer(Adam())
gpus = tf.config.list_physical_devices("GPU")
print(len(gpus), scaled.inner_optimizer.name, keras.backend.floatx())


@tf.function
def train(xs: tf.Tensor, ys: tf.Tensor) -> tf.Tensor:
    """A compiled step."""
    with tf.GradientTape(persistent=True) as tape:
        loss = tf.reduce_mean(loss_of(ys, net(xs)))
    adam.minimize(loss, net.trainable_variables, tape=tape)
    return loss


print(float(train(tf.constant(x), tf.constant(y))))


class Sampled(keras.layers.Dense):
    """A layer that adds to another."""

    def call(self, inputs, training=None):
        return super().call(inputs) + (0.1 if training else 0.0)


class Share(keras.metrics.Metric):
    """A metric of one's own."""

    def __init__(self, name="share", **kwargs):
        super().__init__(name=name, **kwargs)
        self.total = self.add_weight(name="total", initializer="zeros")

    def update_state(self, y_true, y_pred, sample_weight=None):
        self.total.assign_add(tf.reduce_mean(tf.cast(y_pred > 0.5, "float32")))

    def result(self):
        return self.total


class Wide(keras.losses.Loss):
    """A loss of one's own."""

    def call(self, y_true, y_pred):
        return tf.abs(y_true - y_pred) ** 3


class Batches(keras.utils.Sequence):
    """Data of one's own."""

    def __len__(self):
        return 2

    def __getitem__(self, index):
        return x[index::2], y[index::2]


class Halved(keras.optimizers.schedules.LearningRateSchedule):
    """A rate of one's own."""

    def __call__(self, step):
        return 0.1 * 0.5 ** (step / 100)

    def get_config(self):
        return {}


inner = keras.Input((4,))
last = keras.Model(inner, Sampled(2, name="sampled")(inner), name="last")
last.compile(Adam(Halved()), loss=Wide(), metrics=[Share(), "accuracy"])
last.fit(Batches(), steps_per_epoch=2, epochs=1)
last.add_loss(lambda: tf.reduce_sum(last.weights[0] ** 2))
print(last.losses, last.get_layer(index=1).get_weights()[0].mean())
print(keras.regularizers.l2(1e-4), keras.losses.mae(y, y), folder.class_names)
print(preprocess_input(x))
keras.backend.reset_uids()
