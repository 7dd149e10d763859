"""Wrong calls of users' programs; a type checker shall find each line."""

import tensorflow as tf
from tensorflow.keras import layers

import keras

keras.layers.Dense("four")
layers.Dense()
tf.keras.layers.Conv2D(8, 3, use_bias="yes")
tf.keras.layers.Dens(3)
keras.callbacks.EarlyStopping(patiense=2)
keras.Sequential().fit(epoch=3)
keras.losses.MeanSquaredErr()
keras.Input(shap=(3,))
keras.utils.to_categorical()
layers.Dense(4, activaton="relu")
layers.Embedding(4, 4, mask=True)
layers.Concatenate(axes=1)
keras.Sequential().compile("sgd", los="mse")
