"""NASNets."""

from keras.applications import pixels, searched_cells

NASNetMobile = searched_cells.member("NASNetMobile")
NASNetLarge = searched_cells.member("NASNetLarge")
preprocess_input = pixels.preprocessing("tf")
decode_predictions = pixels.decode_predictions
