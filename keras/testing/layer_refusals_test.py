"""What layers refuse is told before TensorFlow sees it, in our words."""
# bazel: rows=keras/layers/*/rows.py shard_count=1

import pytest

from keras.testing import layer_table

REFUSALS = layer_table.REFUSALS


@pytest.mark.parametrize("refusal", REFUSALS, ids=[r.id for r in REFUSALS])
def test_a_mistake_is_told_with_what_was_expected_and_received(refusal):
    with pytest.raises(refusal.error) as caught:
        refusal.provoke()
    message = str(caught.value)
    parts = ("Expected", "Received", *refusal.parts)
    assert [part for part in parts if part not in message] == [], message
    assert refusal.layer_class.__name__ in message
    assert len(message) < 1000


@pytest.mark.parametrize(
    "refusal",
    [refusal for refusal in REFUSALS if refusal.inputs is not None],
    ids=lambda refusal: refusal.id,
)
def test_what_a_call_refuses_its_constructor_took(refusal):
    layer = refusal.layer_class(**refusal.arguments)
    with pytest.raises(refusal.error):
        refusal.provoke(layer)
