"""Names that a client and an engine have for the same files."""

from __future__ import annotations

import json
from collections.abc import Callable
from html import escape
from urllib.parse import quote

import pytest

from backbeat.client.transfers.names import Names
from backbeat.errors import InputError
from backbeat.jobs.path_changes import FolderName
from backbeat.v1.jobs_pb2 import JobResult
from backbeat.v1.loudness_pb2 import LoudnessReport

THERE, HERE = "/e/transfers/a/uploads/0/sóng.wav", '/my "disk"/sóng 1.wav'


def test_folders_of_shared_disks_both_ways() -> None:
    names = Names((FolderName("Z:\\show", "/mnt/show"), FolderName("Z:\\show\\two", "/two")))
    assert names.there("Z:\\show\\a\\b.wav") == "/mnt/show/a/b.wav"
    assert names.there("Z:/show/two/b.wav") == "/two/b.wav"
    assert names.there("Z:\\shows\\b.wav") == "Z:\\shows\\b.wav"
    assert names.is_shared("Z:/show") and not names.is_shared("Z:/shows/x")
    assert names.here("/mnt/show/b.wav is no sound.") == "Z:\\show/b.wav is no sound."
    assert names.here("written to /mnt/show.") == "written to Z:\\show."
    for other in ("/mnt/shows/b.wav", "/mnt/show.old/b", "/x/mnt/show/b", "/mnt/show-2"):
        assert names.here(other) == other


def _as_json(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


@pytest.mark.parametrize("there", [THERE, THERE.replace("ó", "o")])
@pytest.mark.parametrize(
    ("suffix", "spelt"),
    [
        (".json", json.dumps),
        (".otio", _as_json),
        (".html", escape),
        (".fcpxml", escape),
        (".fcpxml", lambda text: f"file://{quote(text)}"),
        (".otio", lambda text: f"file://localhost{quote(text)}"),
        (".csv", str),
    ],
)
def test_a_name_is_spelt_as_the_file_spells_names(
    there: str, suffix: str, spelt: Callable[[str], str]
) -> None:
    content = Names(sent={there: HERE}).here_in(f"a {spelt(there)} b".encode(), suffix)
    assert content == f"a {spelt(HERE)} b".encode()


def test_messages_and_errors() -> None:
    names = Names(sent={THERE: HERE})
    report = LoudnessReport(warnings=[f"{THERE} is short."], path=THERE)
    result = JobResult(loudness=report)
    names.restore(result)
    assert result.loudness.path == HERE
    assert list(result.loudness.warnings) == [f"{HERE} is short."]
    error = InputError(f"{THERE} is no sound.", f"Look at {THERE}.")
    names.restore_error(error)
    assert str(error) == f"{HERE} is no sound. Look at {HERE}."
