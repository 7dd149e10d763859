"""Random numbers: where seeds come from."""

from keras.random.seed_generator import SeedGenerator as SeedGenerator
