"""EfficientNets v2; they scale pixels in [0, 255] themselves."""

from keras.applications import efficient_second, pixels

EfficientNetV2B0 = efficient_second.member("EfficientNetV2B0")
EfficientNetV2B1 = efficient_second.member("EfficientNetV2B1")
EfficientNetV2B2 = efficient_second.member("EfficientNetV2B2")
EfficientNetV2B3 = efficient_second.member("EfficientNetV2B3")
EfficientNetV2S = efficient_second.member("EfficientNetV2S")
EfficientNetV2M = efficient_second.member("EfficientNetV2M")
EfficientNetV2L = efficient_second.member("EfficientNetV2L")
preprocess_input = pixels.preprocessing(None)
decode_predictions = pixels.decode_predictions
