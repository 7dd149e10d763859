"""Densely connected networks."""

from keras.applications import dense_connections, pixels

DenseNet121 = dense_connections.member("DenseNet121")
DenseNet169 = dense_connections.member("DenseNet169")
DenseNet201 = dense_connections.member("DenseNet201")
preprocess_input = pixels.preprocessing("torch")
decode_predictions = pixels.decode_predictions
