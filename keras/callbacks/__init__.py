"""Callbacks: objects that watch training and act on it."""

from keras.callbacks.callback import Callback as Callback
from keras.callbacks.callback_list import CallbackList as CallbackList
from keras.callbacks.early_stopping import EarlyStopping as EarlyStopping
from keras.callbacks.history import History as History
from keras.callbacks.lambda_callback import LambdaCallback as LambdaCallback
from keras.callbacks.model_checkpoint import (
    ModelCheckpoint as ModelCheckpoint,
)
from keras.callbacks.progbar_logger import ProgbarLogger as ProgbarLogger
