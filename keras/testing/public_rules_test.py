"""Public names are explained, and layers stand on few classes."""
# bazel: deps=//keras

import pytest

from keras.testing import house, public_rules

RULES = [
    public_rules.check_method_docstrings,
    public_rules.check_hierarchy,
    public_rules.check_own_classes,
    public_rules.check_examples,
    public_rules.check_type_hints,
]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_every_public_object_keeps_the_rule(rule):
    violations = rule(public_rules.public_objects())
    if violations:
        pytest.fail("\n".join(violations), pytrace=False)


def test_every_class_of_ours_counts():
    bases = {"__module__": "keras.a"}
    one, two = (type(name, (), dict(bases)) for name in ("One", "Two"))
    crowd = type("Crowd", (one, two), dict(bases))
    wide = type("Wide", (crowd,), {"__module__": "keras.a"})
    objects = dict.fromkeys(house.OWN_CLASSES, wide)
    (told,) = public_rules.check_own_classes(objects)
    assert told.startswith("keras.Layer: is made of Wide, Crowd, One")
