"""Times of this package against tf_keras, Keras 3 and plain TensorFlow.

    python -m benchmarks            # all, some four minutes on two cores
    python -m benchmarks --quick    # a tenth of the data
    python -m benchmarks --long     # with 10,000 predictions, for memory

Exits with 1 if a limit is broken.
"""
