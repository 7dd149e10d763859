"""VGG with 16 layers."""

from keras.applications import pixels, vgg

VGG16 = vgg.member("VGG16")
preprocess_input = pixels.preprocessing("caffe")
decode_predictions = pixels.decode_predictions
