"""Scripts of four dialects compute today what they did before."""
# bazel: tags=nightly size=large data=testdata/*.txt

import numpy as np
import pytest

from keras.cli.migration import script
from keras.testing import older_scripts

# Its sessions are left to its owner: see migrated_scripts_test.py.
LEFT = {"tf1_session"}


@pytest.mark.parametrize("name", sorted({*older_scripts.NAMES} - LEFT))
def test_a_script_computes_the_same_before_and_after(name, tmp_path):
    new = script.rewrite(older_scripts.source(name)).source
    after = older_scripts.results(older_scripts.run(new, tmp_path))
    before = older_scripts.results(older_scripts.before(name, tmp_path))
    assert len(after) == len(before)
    for ours, theirs in zip(after, before, strict=True):
        # The same operations, in graphs that may be fused otherwise.
        np.testing.assert_allclose(ours, theirs, rtol=1e-5, atol=1e-6)
