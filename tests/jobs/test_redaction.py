from __future__ import annotations

import pytest

from backbeat.jobs.redaction import Redaction

HERE = Redaction(("tok-3n-0f-the-engine",), {"ada": "<user>", "suite-4": "<host>"})
FILM = "/Volumes/Secret Film/reel 7/take.mov"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f"{FILM} has no sound.", "<file 1>.mov has no sound."),
        ("Decoding take.mov", "Decoding <file 1>.mov"),
        ("/other/My Clip 3.wav does not exist.", "<path>.wav does not exist."),
        (r"C:\Films\Reel 2\a.mov is empty.", "<path>.mov is empty."),
        (r"\\suite-4\share\a b.mov is empty.", "<path>.mov is empty."),
        ("file:///nas/a%20b.wav is missing.", "<path>.wav is missing."),
        ("'/home/ada/x y/out' is a folder.", "'<path>' is a folder."),
        ("Ada's clip on SUITE-4", "<user>'s clip on <host>"),
        ("adagio at 3/4, 24/25 frames", "adagio at 3/4, 24/25 frames"),
        ("See https://example.org/help", "See https://example.org/help"),
        ("Bearer abc.def refused", "Bearer <secret> refused"),
        ("tok-3n-0f-the-engine", "<secret>"),
        ('"api_key": "k123456789"', '"api_key": "<secret>"'),
    ],
)
def test_what_is_left_out_of_a_text(text: str, shown: str) -> None:
    assert HERE.text(text, [FILM]) == shown


def test_paths_are_shown_when_asked_for_and_secrets_never() -> None:
    asked = Redaction(HERE.secrets, HERE.names, with_paths=True)
    assert asked.text(f"{FILM} of ada, token=xyz", [FILM]) == f"{FILM} of ada, token=<secret>"
    assert asked.text("tok-3n-0f-the-engine") == "<secret>"


def test_a_request_keeps_its_form_and_loses_its_texts() -> None:
    request = {
        "snap": {"editPath": FILM, "musicTrack": "A1", "options": {"toleranceFrames": 3}},
        "words": ["what they say in the film", "rewrite"],
    }
    assert HERE.request(request, [FILM]) == {
        "snap": {"editPath": "<file 1>.mov", "musicTrack": "A1", "options": {"toleranceFrames": 3}},
        "words": ["<text of 25 characters>", "rewrite"],
    }
