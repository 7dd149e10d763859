"""ConvNeXts; they scale pixels in [0, 255] themselves."""

from keras.applications import next_convolutions, pixels

ConvNeXtTiny = next_convolutions.member("ConvNeXtTiny")
ConvNeXtSmall = next_convolutions.member("ConvNeXtSmall")
ConvNeXtBase = next_convolutions.member("ConvNeXtBase")
ConvNeXtLarge = next_convolutions.member("ConvNeXtLarge")
ConvNeXtXLarge = next_convolutions.member("ConvNeXtXLarge")
preprocess_input = pixels.preprocessing(None)
decode_predictions = pixels.decode_predictions
