"""A missing browser is told: its tests fail, and name what to install."""

import pytest

from keras.testing import browser


def test_without_chromium_its_name_is_told(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(RuntimeError, match=r"no Chromium.*tools/setup\.sh"):
        browser.Browser(tmp_path)
