"""What a namespace of objects says of what it can't make."""

import pytest

from keras import constraints, initializers, regularizers


@pytest.mark.parametrize(
    ("module", "kind"),
    [
        (constraints, "constraint"),
        (initializers, "initializer"),
        (regularizers, "regularizer"),
    ],
)
def test_what_is_no_object_is_told(module, kind):
    with pytest.raises(TypeError, match=f"no {kind}.*Received: 3 of type int"):
        module.get(3)
