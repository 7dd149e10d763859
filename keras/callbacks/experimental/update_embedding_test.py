"""Tests of embeddings that are updated while a model is trained."""

import numpy as np

import keras
from keras.callbacks.experimental import update_embedding


class Words(keras.layers.Embedding):
    """An embedding whose updates are counted."""

    updates = 0

    def update_embeddings(self, strategy):
        self.updates += 1


def test_an_update_forgets_what_the_optimizer_kept_of_the_layer():
    words = Words(10, 2, input_length=1, name="words")
    flat = keras.layers.Flatten()
    dense = keras.layers.Dense(1, name="words_out")
    model = keras.Sequential([words, flat, dense])
    model.compile("adam", "mse")
    each = update_embedding.UpdateEmbeddingCallback(words, interval=60.0)
    x, y = np.ones((4, 1)), np.ones((4, 1))
    model.fit(x, y, verbose=0, callbacks=[each])
    each.on_interval()
    assert words.updates == 1
    for variable in model.optimizer.variables:
        is_of_words = "/words/" in f"/{variable.name}"
        assert np.any(variable.numpy()) != is_of_words, variable.name


def test_it_runs_while_the_model_is_trained():
    class Waiting(keras.callbacks.Callback):
        def on_train_batch_begin(self, batch, logs=None):
            while not words.updates:
                pass

    words = Words(10, 2, input_length=1, name="words")
    model = keras.Sequential([words, keras.layers.Flatten()])
    model.compile("adam", "mse")
    each = update_embedding.UpdateEmbeddingCallback(words, interval=0.01)
    with each:
        model.fit(
            np.ones((4, 1)),
            np.ones((4, 2)),
            verbose=0,
            callbacks=[each, Waiting()],
        )
    assert words.updates
