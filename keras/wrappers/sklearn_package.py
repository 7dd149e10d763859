"""The parts of scikit-learn that wrappers stand on, asked for by name."""

try:
    from sklearn import base as base
    from sklearn import metrics as metrics
    from sklearn.utils import class_weight as class_weight
    from sklearn.utils import multiclass as multiclass
    from sklearn.utils import validation as validation

    validate_data = validation.validate_data
except (ImportError, AttributeError) as error:
    raise ImportError(
        "keras.wrappers: the package scikit-learn isn't installed, or is too "
        "old. Expected scikit-learn 1.6 or newer. "
        f"Received: {error}. Run `pip install --upgrade scikit-learn`."
    ) from error
