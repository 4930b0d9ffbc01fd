from __future__ import annotations

import subprocess
import sys

import pytest

from backbeat.models import probe, providers


def test_the_processor_runs_the_tiny_model_and_is_last() -> None:
    found = providers.usable_providers()
    assert found[-1] == providers.CPU
    assert providers._runs(providers.CPU)


def test_without_a_driver_nothing_of_nvidia_is_claimed() -> None:
    if providers.has_nvidia_driver():
        pytest.skip("there is a card here")
    assert not any("CUDA" in name or "Tensorrt" in name for name in providers.usable_providers())


def test_a_provider_that_only_looks_present_is_not_claimed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if providers.has_nvidia_driver():
        pytest.skip("there is a card here")
    monkeypatch.setattr(providers, "has_nvidia_driver", lambda: True)
    assert "CUDAExecutionProvider" in providers.candidates() or sys.platform == "darwin"
    providers.usable_providers.cache_clear()
    try:
        assert "CUDAExecutionProvider" not in providers.usable_providers()
    finally:
        providers.usable_providers.cache_clear()


def test_the_probe_says_by_exit_status_what_does_not_exist() -> None:
    outcome = subprocess.run(
        [sys.executable, "-m", "backbeat.models.probe", "NoSuchProvider"],
        capture_output=True,
        check=False,
    )
    assert outcome.returncode == 1


def test_the_tiny_model_is_a_small_file() -> None:
    assert len(probe.tiny_model()) < 200
