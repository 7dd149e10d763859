"""All of scikit-learn's own checks of an estimator pass, none is excused."""
# bazel: alone=true tags=nightly size=large

import pytest
from sklearn.utils import estimator_checks

import keras
from keras.wrappers import small_models

# A check trains a model of one class, which a loss warns of.
pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.fixture
def float64():
    """Some checks compare to seven digits, and 32 bits have fewer."""
    before = keras.backend.floatx()
    keras.backend.set_floatx("float64")
    yield
    keras.backend.set_floatx(before)


# row 232
@pytest.mark.parametrize(
    "estimator",
    small_models.estimators(),
    ids=lambda estimator: type(estimator).__name__,
)
def test_an_estimator_passes_every_check_of_scikit_learn(estimator, float64):
    results = estimator_checks.check_estimator(
        estimator, on_fail=None, on_skip=None
    )
    assert len(results) > 40
    failed = {
        result["check_name"]: result["exception"]
        for result in results
        if result["status"] not in ("passed", "skipped")
    }
    assert failed == {}
