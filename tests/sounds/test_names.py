from __future__ import annotations

from backbeat.sounds.names import NameParts, parts_of, variant_group


def test_a_ucs_name_is_taken_apart() -> None:
    assert parts_of("/lib/GUNAuto-EXT_UZI 9mm-Rapid Fire_TN_NONE_416.wav") == NameParts(
        "GUNAuto", "ext uzi 9mm rapid fire", "TN", "NONE"
    )
    assert parts_of("RAIN_Rain loop_FW_FLUIDGS.flac").cat_id == "RAIN"
    assert parts_of("DOORWood_Slam.wav") == NameParts("DOORWood", "slam")


def test_names_of_other_kinds_keep_all_their_words() -> None:
    assert parts_of("default_wood_footstep.1.ogg").words == "default wood footstep"
    assert parts_of("Oxygen-Im-Phone-Ring.ogg").words == "oxygen im phone ring"
    assert parts_of("rain_heavy.wav") == NameParts("", "rain heavy")
    assert parts_of("wind.ogg").words == "wind"
    assert parts_of("12.wav").words == "12"


def test_files_that_differ_by_a_number_are_variants() -> None:
    group = variant_group("/a/footstep.1.ogg")
    assert group == variant_group("/a/footstep.25.ogg")
    assert group != variant_group("/b/footstep.1.ogg")
    assert group != variant_group("/a/footstep_run.1.ogg")
    assert variant_group("/a/Step 01.wav") == variant_group("/a/step 02.wav")
    assert variant_group("/a/FEETHmn_Gravel-01_TN_X.wav") == variant_group(
        "/a/FEETHmn_Gravel-02_TN_X.wav"
    )
    assert variant_group("/a/808.wav") != variant_group("/a/909.wav")
