"""The life of a code: short, used once, dead after five wrong tries."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backbeat.errors import PermissionDeniedError
from backbeat.server.pairing.codes import LIFE_S, TRIES, Codes
from backbeat.v1.pairing_pb2 import (
    CODE_STATE_EXPIRED,
    CODE_STATE_REFUSED,
    CODE_STATE_REPLACED,
    CODE_STATE_UNSPECIFIED,
    CODE_STATE_USED,
    CODE_STATE_WAITING,
)

_SHOWN = re.compile(r"[2-9A-HJKMNP-TV-Z]{4}-[2-9A-HJKMNP-TV-Z]{4}")


def test_a_code_works_once_however_it_is_typed() -> None:
    codes = Codes()
    code = codes.new("Premiere", for_page=False, now=0)
    assert _SHOWN.fullmatch(code)
    use = codes.trade(f"  {code.lower().replace('-', ' ')} ", LIFE_S - 1)
    assert (use.client, use.for_page) == ("Premiere", False)
    with pytest.raises(PermissionDeniedError, match="was used"):
        codes.trade(code, LIFE_S - 1)


def test_a_code_is_over_after_two_minutes() -> None:
    codes = Codes()
    code = codes.new("Premiere", for_page=False, now=10)
    with pytest.raises(PermissionDeniedError):
        codes.trade(code, 10 + LIFE_S)


def test_five_wrong_tries_end_what_is_typed_and_not_what_is_in_an_address() -> None:
    codes = Codes()
    typed, page = codes.new("Premiere", False, 0), codes.new("browser", True, 0)
    for _ in range(TRIES):
        with pytest.raises(PermissionDeniedError):
            codes.trade("WRNG-CDE2", 1)
    with pytest.raises(PermissionDeniedError):
        codes.trade(typed, 1)
    assert codes.trade(page, 1).for_page
    assert len(page) >= 22 and not _SHOWN.fullmatch(page)


def test_of_codes_to_type_the_last_works() -> None:
    codes = Codes()
    first, second = (codes.new("Premiere", False, 0) for _ in range(2))
    with pytest.raises(PermissionDeniedError):
        codes.trade(first, 1)
    assert codes.trade(second, 1).client == "Premiere"


@given(st.lists(st.tuples(st.sampled_from(["new", "wrong", "right", "wait"]), st.booleans())))
def test_no_order_of_events_lets_a_code_work_twice_or_too_late(
    steps: list[tuple[str, bool]],
) -> None:
    codes, now = Codes(), 0.0
    live: dict[str, tuple[float, int]] = {}
    for what, page in steps:
        if what == "wait":
            now += LIFE_S / 2
        elif what == "new":
            if not page:
                live = {code: one for code, one in live.items() if "-" not in code or len(code) > 9}
            live[codes.new("x", page, now)] = (now + LIFE_S, TRIES)
        elif what == "wrong":
            with pytest.raises(PermissionDeniedError):
                codes.trade("no such code", now)
            live = {code: (end, tries - (len(code) == 9)) for code, (end, tries) in live.items()}
        for code, (end, tries) in list(live.items()):
            if what == "right":
                if now < end and tries > 0:
                    codes.trade(code, now)
                    live.pop(code)
                else:
                    with pytest.raises(PermissionDeniedError):
                        codes.trade(code, now)
                break


def test_it_is_known_what_became_of_a_code() -> None:
    codes = Codes()
    used, page = codes.new("Premiere", False, 0), codes.new("browser", True, 0)
    assert codes.state_of(used, 1) == CODE_STATE_WAITING
    assert codes.state_of(page, 1) == CODE_STATE_WAITING
    assert codes.state_of("WRNG-CDE2", 1) == CODE_STATE_UNSPECIFIED
    codes.trade(used, 1)
    codes.trade(page, 1)
    assert codes.state_of(used, 1) == codes.state_of(page, 1) == CODE_STATE_USED
    replaced, refused = codes.new("Premiere", False, 2), codes.new("Premiere", False, 2)
    for _ in range(TRIES):
        # Looking is no try.
        assert codes.state_of(refused, 2) == CODE_STATE_WAITING
        with pytest.raises(PermissionDeniedError):
            codes.trade("WRNG-CDE2", 2)
    assert codes.state_of(refused, 2) == CODE_STATE_REFUSED
    assert codes.state_of(replaced, 2) == CODE_STATE_REPLACED
    expired = codes.new("Premiere", False, 3)
    assert codes.state_of(expired, 3 + LIFE_S) == CODE_STATE_EXPIRED
    # Not of all codes for ever.
    for _ in range(100):
        codes.new("Premiere", False, 4)
    assert codes.state_of(used, 4) == CODE_STATE_UNSPECIFIED
