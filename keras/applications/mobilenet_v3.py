"""MobileNet v3; it scales pixels in [0, 255] itself."""

from keras.applications import mobile_third, pixels

MobileNetV3Small = mobile_third.member("MobileNetV3Small")
MobileNetV3Large = mobile_third.member("MobileNetV3Large")
preprocess_input = pixels.preprocessing(None)
decode_predictions = pixels.decode_predictions
