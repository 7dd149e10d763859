"""Models as estimators of scikit-learn."""

from keras.api import lazy

with lazy.imports(globals()):
    from keras.wrappers import scikit_learn as scikit_learn
    from keras.wrappers.sklearn_classifier import (
        SKLearnClassifier as SKLearnClassifier,
    )
    from keras.wrappers.sklearn_regressor import (
        SKLearnRegressor as SKLearnRegressor,
    )
    from keras.wrappers.sklearn_transformer import (
        SKLearnTransformer as SKLearnTransformer,
    )
