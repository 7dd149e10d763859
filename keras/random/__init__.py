"""Random numbers: where seeds come from."""
# bazel: suites=keras

from keras.random.seed_generator import SeedGenerator as SeedGenerator
