"""Public names are explained, and layers stand on few classes."""
# bazel: deps=//keras

import pytest

from keras.testing import public_rules

RULES = [
    public_rules.check_method_docstrings,
    public_rules.check_hierarchy,
    public_rules.check_examples,
    public_rules.check_type_hints,
]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_every_public_object_keeps_the_rule(rule):
    violations = rule(public_rules.public_objects())
    if violations:
        pytest.fail("\n".join(violations), pytrace=False)
