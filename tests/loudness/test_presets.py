from __future__ import annotations

from pathlib import Path

import pytest

from backbeat.errors import InputError, RequestError
from backbeat.loudness.presets import USERS_FILE, chosen, presets


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("BACKBEAT_HOME", str(tmp_path))
    return tmp_path / USERS_FILE


def test_all_of_ours_have_what_every_preset_has(own: Path) -> None:
    known = presets()
    assert len(known) == 36
    for name, preset in known.items():
        assert preset.name == name and preset.title and preset.grade and preset.source
        assert preset.gating in ("programme", "dialogue", "anchor")


def test_a_users_preset_stands_beside_ours_or_in_its_place(own: Path) -> None:
    own.write_text(
        '[my-radio]\ntitle = "My radio"\nintegrated_lufs = -16.5\ntolerance_lu = 0.5\n'
        'true_peak_max_dbtp = -1.5\ncodecs = ["mp3"]\nbitrates_kbps = {stereo = [192]}\n'
        "[youtube]\nintegrated_lufs = -13\n"
    )
    (mine,) = chosen(["my-radio"])
    assert (mine.title, mine.integrated_lufs, mine.tolerance) == ("My radio", -16.5, 0.5)
    assert (mine.codecs, mine.bitrates_kbps) == (("mp3",), {"stereo": [192]})
    assert (mine.gating, mine.grade) == ("programme", "yours")
    assert chosen(["youtube"])[0].integrated_lufs == -13
    assert len(presets()) == 37


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[a\n", "not valid TOML"),
        ("a = 1\n", "outside of any preset"),
        ('[a]\nintegrated_lufs = "-14"\n', "integrated_lufs = '-14'"),
        ("[a]\nloudness = -14\n", "loudness"),
        ("[a]\nbit_depth = 16.5\n", "bit_depth"),
        ('[a]\ngating = "anchor"\n', "Choose programme"),
        ("[a]\ncodecs = [1]\n", "codecs"),
        ("[a]\nbitrates_kbps = [1]\n", "bitrates_kbps"),
        ("[a]\nlra_advice = 1\n", "lra_advice"),
    ],
)
def test_what_makes_no_sense_is_named_with_its_file(own: Path, text: str, words: str) -> None:
    own.write_text(text)
    with pytest.raises(InputError) as caught:
        presets()
    said = f"{caught.value.message} {caught.value.hint}"
    assert words in said and USERS_FILE in said


def test_an_unknown_name_is_answered_with_those_there_are(own: Path) -> None:
    with pytest.raises(RequestError, match="nonesuch") as caught:
        chosen(["nonesuch"])
    assert "ebu-r128" in caught.value.hint
