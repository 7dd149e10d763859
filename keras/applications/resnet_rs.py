"""ResNets-RS; they scale pixels in [0, 255] themselves."""

from keras.applications import pixels, rescaled

ResNetRS50 = rescaled.member("ResNetRS50")
ResNetRS101 = rescaled.member("ResNetRS101")
ResNetRS152 = rescaled.member("ResNetRS152")
ResNetRS200 = rescaled.member("ResNetRS200")
ResNetRS270 = rescaled.member("ResNetRS270")
ResNetRS350 = rescaled.member("ResNetRS350")
ResNetRS420 = rescaled.member("ResNetRS420")
preprocess_input = pixels.preprocessing(None)
decode_predictions = pixels.decode_predictions
