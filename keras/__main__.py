"""`python -m keras`: the command line."""

import os
import sys

try:
    from keras.cli import app
except ModuleNotFoundError as error:
    if error.name != "click":
        raise
    sys.exit(
        "python -m keras: the package click isn't installed. Expected it for "
        "the command line. Received: no module click. Run `pip install "
        "'keras[cli]'`."
    )

if __name__ == "__main__":
    # What TensorFlow tells of itself isn't what was asked for.
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    app.main()
