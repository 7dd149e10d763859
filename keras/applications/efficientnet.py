"""EfficientNets; they scale pixels in [0, 255] themselves."""

from keras.applications import efficient, pixels

EfficientNetB0 = efficient.member("EfficientNetB0")
EfficientNetB1 = efficient.member("EfficientNetB1")
EfficientNetB2 = efficient.member("EfficientNetB2")
EfficientNetB3 = efficient.member("EfficientNetB3")
EfficientNetB4 = efficient.member("EfficientNetB4")
EfficientNetB5 = efficient.member("EfficientNetB5")
EfficientNetB6 = efficient.member("EfficientNetB6")
EfficientNetB7 = efficient.member("EfficientNetB7")
preprocess_input = pixels.preprocessing(None)
decode_predictions = pixels.decode_predictions
