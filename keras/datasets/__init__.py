"""Small published data sets, fetched once and kept in the cache."""
# bazel: suites=keras/utils

from keras.api import lazy

with lazy.imports(globals()):
    from keras.datasets import boston_housing as boston_housing
    from keras.datasets import california_housing as california_housing
    from keras.datasets import cifar10 as cifar10
    from keras.datasets import cifar100 as cifar100
    from keras.datasets import fashion_mnist as fashion_mnist
    from keras.datasets import imdb as imdb
    from keras.datasets import mnist as mnist
    from keras.datasets import reuters as reuters
