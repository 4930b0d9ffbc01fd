"""Every format there and back, with what survives counted by OpenTimelineIO's own objects."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backbeat.errors import TimelineError
from backbeat.timeline import load, save
from backbeat.timeline.document import losses
from backbeat.timeline.reading import read_edit
from tests import edits
from tests.edits import Piece
from tests.sampling import sampled
from tests.timeline.exchange import own
from tests.timeline.exchange.survival import survival

ENDINGS = (".xml", ".fcpxml", ".edl")
HELD = {
    ".xml": set(),
    ".fcpxml": {
        *("timeline markers", "marker colours", "comments", "track names"),
        "links",
    },
    ".edl": {"switched off", "levels", "links", "clip markers", "comments", "marker colours"},
}
"""What a format is known to lose of `own.everything`; each is said in advance."""


def _back(path: Path, document: Any) -> Any:
    save(document, path)
    return load(path)


@pytest.mark.parametrize(
    ("rate", "ending"),
    sampled(
        [(rate, ending) for rate in own.RATES for ending in ENDINGS],
        lambda place, case: case[0] in (24000 / 1001, 25.0, 30000 / 1001),
    ),
)
def test_one_of_everything(tmp_path: Path, rate: float, ending: str) -> None:
    document = own.document(tmp_path, rate)
    back = _back(tmp_path / f"out{ending}", document)
    found = survival(document.root, back.root, first_picture_only=ending == ".edl")
    lost = {feature for feature, counts in found.items() if counts[False]}
    assert lost <= HELD[ending], {feature: found[feature] for feature in lost - HELD[ending]}
    assert found["clips"][True] >= 10 and found["dissolves"][True] == 2


@pytest.mark.parametrize("ending", ENDINGS)
def test_there_and_back_twice_is_there_and_back(tmp_path: Path, ending: str) -> None:
    first, second = tmp_path / f"1{ending}", tmp_path / f"2{ending}"
    save(_back(first, own.document(tmp_path)), second)
    third = tmp_path / f"3{ending}"
    save(load(second), third)
    assert third.read_bytes() == second.read_bytes()


@pytest.mark.parametrize("ending", ENDINGS)
def test_the_same_timeline_gives_the_same_bytes(tmp_path: Path, ending: str) -> None:
    document = own.document(tmp_path)
    for name in ("a", "b"):
        save(document, tmp_path / f"{name}{ending}")
    assert (tmp_path / f"a{ending}").read_bytes() == (tmp_path / f"b{ending}").read_bytes()
    text = (tmp_path / f"a{ending}").read_text()
    assert str(tmp_path) not in text


def test_a_format_is_converted_to_another_without_a_detour(tmp_path: Path) -> None:
    document = own.document(tmp_path)
    chain = document
    for number, ending in enumerate((".xml", ".fcpxml", ".xml")):
        chain = _back(tmp_path / f"{number}{ending}", chain)
    found = survival(document.root, chain.root)
    assert not found["clips"][False] and not found["dissolves"][False]
    assert not found["speeds"][False] and not found["source in"][False]


PIECES = st.lists(
    st.one_of(
        st.builds(
            Piece,
            length=st.integers(13, 90),
            head=st.integers(12, 40),
            tail=st.integers(12, 40),
            name=st.sampled_from(["a", "b & c", "d", "é"]),
            speed=st.sampled_from([None, None, 0.5, 1.25, 2.0]),
        ),
        st.builds(Piece, length=st.integers(13, 60), kind=st.just("gap")),
    ),
    min_size=1,
    max_size=8,
)


@given(PIECES, PIECES, st.sampled_from(own.RATES), st.sampled_from(ENDINGS), st.data())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_timeline_keeps_its_cuts_and_media(
    tmp_path_factory: pytest.TempPathFactory,
    picture: list[Piece],
    sound: list[Piece],
    rate: float,
    ending: str,
    data: st.DataObject,
) -> None:
    folder = tmp_path_factory.mktemp("any")
    clips = [index for index in range(1, len(picture)) if picture[index].kind == "clip"]
    joined = data.draw(st.sets(st.sampled_from(clips))) if clips else set()
    for index in sorted(joined, reverse=True):
        if picture[index - 1].kind == "clip":
            picture.insert(index, Piece(kind="transition", offsets=(3, 5)))
    if all(piece.kind != "clip" for piece in picture):
        picture.append(Piece())
    document = edits.document(edits.timeline([picture], [sound], rate), folder)
    back = _back(folder / f"out{ending}", document)
    found = survival(document.root, back.root)
    for feature in ("clips", "source in", "dissolves", "speeds", "clip names", "start timecode"):
        assert not found[feature][False], feature
    edit = read_edit(back)
    for track in edit.tracks:
        for item in track.items:
            assert item.duration > 0 and Fraction(item.start).denominator == 1


def shared_timelines() -> list[str]:
    folder = Path(__file__).resolve().parents[4] / "shared" / "data" / "otio"
    found = [*folder.rglob("*.otio"), *folder.rglob("*.xml")]
    return sorted(str(path.relative_to(folder)) for path in found) or ["absent"]


@pytest.mark.shared
@pytest.mark.parametrize(
    "name", sampled(shared_timelines(), lambda place, name: place % 6 == 0 or name.endswith("xml"))
)
def test_real_timelines(shared: Path, tmp_path: Path, name: str) -> None:
    """Cuts, media and speeds of every real file come back, or a sentence says what does not."""
    path = shared / "data" / "otio" / name
    try:
        document = load(path)
        read_edit(document)
    except TimelineError:
        pytest.skip("is no timeline")
    for ending in ENDINGS:
        said = losses(document, tmp_path / f"out{ending}")
        try:
            back = _back(tmp_path / f"out{ending}", document)
        except TimelineError as error:
            assert ending == ".edl" and "no clip" in error.message
            continue
        found = survival(document.root, back.root, first_picture_only=ending == ".edl")
        lost = {
            feature
            for feature in ("clips", "source in", "dissolves", "speeds", "start timecode")
            if found[feature][False]
        }
        assert not lost or said, lost


@pytest.mark.parametrize("ending", [".xml", ".fcpxml"])
def test_levels_and_fades(tmp_path: Path, ending: str) -> None:
    """The level of every frame comes back, as the mixer hears it."""
    from backbeat.timeline.clip_sound import clip_sounds
    from backbeat.timeline.exchange import objects

    made = edits.timeline([[Piece(100)]], [[Piece(100), Piece(80)]])
    document = edits.document(made, tmp_path)
    tree = edits.tree(document)
    clips = tree["tracks"]["children"][1]["children"]
    clips[0]["effects"].append(objects.volume([(0, -6.0)], 10, 20))
    clips[1]["effects"].append(objects.volume([(0, 0.0), (40, -12.0)]))
    import json

    (tmp_path / "edit.otio").write_text(json.dumps(tree))
    back = _back(tmp_path / f"out{ending}", load(tmp_path / "edit.otio"))
    first, second = clip_sounds(back, read_edit(back)).values()
    assert second.levels == ((0.0, 0.0), (40.0, -12.0))
    if ending == ".fcpxml":
        assert (first.levels, first.fade_in, first.fade_out) == (((0.0, -6.0),), 10, 20)
    else:
        assert first.levels == ((0.0, -100.0), (10.0, -6.0), (80.0, -6.0), (100.0, -100.0))


@pytest.mark.parametrize("ending", [".xml", ".fcpxml"])
def test_the_picture_size(tmp_path: Path, ending: str) -> None:
    made = edits.timeline([[Piece(100)]])
    said = losses(edits.document(made, tmp_path), tmp_path / f"o{ending}")
    assert any("states none: 1920x1080" in sentence for sentence in said)
    made.metadata["backbeat"] = {"width": 1080, "height": 1920}
    document = edits.document(made, tmp_path)
    assert not any("picture size" in s for s in losses(document, tmp_path / f"o{ending}"))
    save(_back(tmp_path / f"1{ending}", document), tmp_path / f"2{ending}")
    text = (tmp_path / f"2{ending}").read_text()
    assert ("<width>1080</width>" in text) if ending == ".xml" else ('width="1080"' in text)


RAMP_7 = (
    "<filter><effect><name>Time Remap</name><effectid>timeremap</effectid>"
    "<parameter><parameterid>variablespeed</parameterid><value>1</value></parameter>"
    "<parameter><parameterid>graphdict</parameterid><keyframe><when>3</when></keyframe></parameter>"
    "</effect></filter>"
)
RAMP_X = (
    '<timeMap><timept time="0s" value="0s" interp="smooth2"/><timept time="2s" value="1s" '
    'interp="smooth2"/><timept time="9000s" value="7000s" interp="smooth2"/></timeMap>'
)


@pytest.mark.parametrize(
    ("ending", "ramp", "before"), [(".xml", RAMP_7, "<file "), (".fcpxml", RAMP_X, "</asset-clip>")]
)
def test_a_speed_ramp_stays_in_its_own_format(
    tmp_path: Path, ending: str, ramp: str, before: str
) -> None:
    made = edits.timeline([[Piece(100), Piece(80)]])
    path = tmp_path / f"in{ending}"
    save(edits.document(made, tmp_path), path)
    text = path.read_text()
    if ending == ".fcpxml":
        text = text.replace(' offset="3600s" />', f' offset="3600s">{ramp}</asset-clip>', 1)
    else:
        text = text.replace(before, ramp + before, 1)
    assert ramp in text
    path.write_text(text)
    document = load(path)
    first, second = read_edit(document).video_tracks[0].items
    assert (first.retime.value, second.retime.value) == ("speed ramp", "none")
    back = _back(tmp_path / f"out{ending}", document)
    assert ("graphdict" if ending == ".xml" else 'interp="smooth2"') in back.data.decode().replace(
        '\\"', '"'
    )
    assert not any("ramp" in s for s in losses(document, tmp_path / f"o{ending}"))
    assert any("speed ramps" in s for s in losses(document, tmp_path / "o.edl"))
    starts = [i.media_start for i in read_edit(back).video_tracks[0].items]
    assert starts == [first.media_start, second.media_start]
