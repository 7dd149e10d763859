"""Models: made of layers, cloned, and read from files."""

from keras.engine.model import Functional as Functional
from keras.engine.model import Model as Model
from keras.engine.sequential import Sequential as Sequential
from keras.saving import load_model as load_model
from keras.saving import save_model as save_model
