"""Templates of prompts: what is read, and what is refused by name."""

from __future__ import annotations

import json

import pytest

from backbeat.cutting.planning import default_template, read_template
from backbeat.errors import InputError

SEED = {
    "base_prompt": "Dancer in neon-lit club, contemporary style",
    "audio_reactive": {
        "track": "song.mp3",
        "beat_actions": {"downbeat": "hitting poses", "upbeat": "arm waves", "accent": "jump"},
        "energy_mapping": {"low": "swaying", "medium": "waves", "high": "explosive jumps"},
        "phrase_transitions": "formation changes",
    },
}


def test_the_published_shape_is_read() -> None:
    template = read_template(json.dumps(SEED), "club.json")
    assert template.base_prompt == SEED["base_prompt"]
    assert template.beat_actions == SEED["audio_reactive"]["beat_actions"]  # type: ignore[index]
    assert template.energy_mapping["high"] == "explosive jumps"
    assert template.phrase_transitions == "formation changes"
    assert template.prompt == default_template().prompt


def test_what_is_left_out_is_the_packages() -> None:
    text = '{"audio_reactive": {"beat_actions": {"accent": "a jump"}}, "sections": {"intro": {}}}'
    template, own = read_template(text, "x.json"), default_template()
    assert template.beat_actions == {**own.beat_actions, "accent": "a jump"}
    assert template.energy_mapping == own.energy_mapping
    assert template.sections["intro"] == {} and template.sections["drop"] == own.sections["drop"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "x.json is not JSON"),
        ("[" * 100_000, "x.json is not JSON"),
        ("[]", "the template is not an object"),
        ('{"colour": 1}', "unknown field “colour”"),
        ('{"base_prompt": 1}', "base_prompt is not text"),
        ('{"audio_reactive": {"beat_actions": {"downbeat": 1}}}', "beat_actions.downbeat is not"),
        ('{"audio_reactive": {"beat_actions": {"offbeat": "x"}}}', "unknown field “offbeat”"),
        ('{"sections": {"intro": {"0": "x"}}}', "an action at “0”"),
        ('{"prompt": "{base_prompt.__class__}"}', "unknown placeholder {base_prompt.__class__}"),
        ('{"prompt": "{0}"}', "unknown placeholder {0}"),
        ('{"prompt": "{"}', "the prompt cannot be read"),
    ],
)
def test_a_template_that_makes_no_sense_is_refused_by_name(text: str, words: str) -> None:
    with pytest.raises(InputError) as caught:
        read_template(text, "x.json")
    assert words in caught.value.message and caught.value.hint
