"""A mistake on the command line gets one line."""

from __future__ import annotations

import pytest

from backbeat.cli.main import main


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["snp", "a.otio"], "backbeat: there is no command 'snp'; did you mean snap?"),
        (["zzzz"], "backbeat: there is no command 'zzzz'."),
        ([], "backbeat: the following arguments are required: COMMAND."),
        (["jobs", "lst"], "backbeat jobs: there is no action 'lst'; did you mean list?"),
        (["beats", "a.wav", "--tempoo", "90"], "no option --tempoo; did you mean --tempo?"),
        (["beats", "a.wav", "b.wav"], "backbeat beats: 'b.wav' is one argument too many."),
        (
            ["doctor", "a.otio", "--for", "resolv"],
            "not one of: resolve, premiere; did you mean resolve?",
        ),
        (["beats", "a.wav", "--tempo"], "--tempo: expected one argument."),
    ],
)
def test_a_mistake_gets_one_line(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    error = capsys.readouterr().err
    assert ended.value.code == 2
    assert said in error
    assert error.count("\n") == 1
    assert "--help` says more" in error
