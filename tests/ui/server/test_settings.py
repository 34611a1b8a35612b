"""Settings are read once, from the environment and .env; what can't be used is named, and no secret is repeated."""

from __future__ import annotations

import pytest

from facestyle.errors import OptionError
from facestyle.ui.server import settings as settings_module
from facestyle.ui.server.settings import Settings, settings


@pytest.fixture(autouse=True)
def read_anew(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(settings_module.variable(name), raising=False)
    monkeypatch.delenv("GRADIO_SERVER_NAME", raising=False)
    monkeypatch.delenv("GRADIO_SERVER_PORT", raising=False)
    settings.cache_clear()
    yield
    settings.cache_clear()


def test_each_setting_has_a_default_and_help():
    assert settings() == Settings()
    assert all(field.description for field in Settings.model_fields.values())


def test_the_environment_counts_more_than_the_file(monkeypatch, tmp_path):
    (tmp_path / ".env").write_text("FACESTYLE_WAITING=5\nFACESTYLE_LOG_FORMAT=json\n", encoding="utf-8")
    monkeypatch.setenv("FACESTYLE_WAITING", "6")
    assert (settings().waiting, settings().log_format) == (6, "json")


def test_gradios_own_names_of_the_address_hold(monkeypatch):
    monkeypatch.setenv("GRADIO_SERVER_NAME", "0.0.0.0")
    monkeypatch.setenv("GRADIO_SERVER_PORT", "7861")
    assert (settings().host, settings().port) == ("0.0.0.0", 7861)


def test_proxies_and_encoders_are_lists(monkeypatch):
    monkeypatch.setenv("FACESTYLE_TRUSTED_PROXIES", "10.0.0.0/8, 192.0.2.1,")
    monkeypatch.setenv("FACESTYLE_ENCODERS", "a.onnx:b.onnx")
    assert [str(one) for one in settings().trusted_proxies] == ["10.0.0.0/8", "192.0.2.1/32"]
    assert [str(one) for one in settings().encoders] == ["a.onnx", "b.onnx"]


def test_settings_of_the_engine_from_the_file_reach_it(monkeypatch, tmp_path):
    import os

    (tmp_path / ".env").write_text("FACESTYLE_DEVICE=cpu\n", encoding="utf-8")
    monkeypatch.setenv("FACESTYLE_DEVICE", "")
    monkeypatch.delenv("FACESTYLE_DEVICE")
    settings()
    assert os.environ["FACESTYLE_DEVICE"] == "cpu"
    monkeypatch.delenv("FACESTYLE_DEVICE")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("FACESTYLE_PORT", "99999"),
        ("FACESTYLE_WAITING", "many"),
        ("FACESTYLE_MEMORY_SHARE", "nan"),
        ("FACESTYLE_LOG_LEVEL", "loud"),
        ("FACESTYLE_TRUSTED_PROXIES", "next door"),
        ("FACESTYLE_FRAME_ANCESTORS", "'self'; script-src *"),
        ("FACESTYLE_METRICS", "yes"),
    ],
)
def test_what_cannot_be_used_is_named(monkeypatch, name, value):
    monkeypatch.setenv(name, value)
    with pytest.raises(OptionError, match=f"{name} can't be used: "):
        settings()


def test_no_secret_is_repeated(monkeypatch):
    monkeypatch.setenv("FACESTYLE_PASSWORD", "geheim")
    with pytest.raises(OptionError, match="FACESTYLE_PASSWORD can't be used: has to be name:password") as refused:
        settings()
    assert "geheim" not in str(refused.value)
    monkeypatch.setenv("FACESTYLE_PASSWORD", "ann:geheim")
    assert "geheim" not in repr(settings())
