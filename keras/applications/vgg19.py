"""VGG with 19 layers."""

from keras.applications import pixels, vgg

VGG19 = vgg.member("VGG19")
preprocess_input = pixels.preprocessing("caffe")
decode_predictions = pixels.decode_predictions
