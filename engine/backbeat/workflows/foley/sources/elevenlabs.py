"""Sounds made by ElevenLabs, with the user's own key."""

from __future__ import annotations

from backbeat.errors import RequestError
from backbeat.files import replacing
from backbeat.foley.found import Licence
from backbeat.progress import Progress
from backbeat.services.calling import Patience
from backbeat.services.effects import ENDING, EffectOrder, made_effect
from backbeat.services.seats import Kind, seat_named
from backbeat.services.switches import COMMERCIAL, access_to, commercial_use
from backbeat.workflows.foley.sources.keeping import kept_at
from backbeat.workflows.foley.sources.making import Asked, Made, MakingSource

PATIENCE = Patience()


def open_elevenlabs(commercial: bool, progress: Progress) -> MakingSource:
    """ElevenLabs as a source.

    Args:
        commercial: whether its sounds are for commercial work.
        progress: may cancel.

    Raises:
        PermissionDeniedError: it is not switched on, or there is no key.
        RequestError: whether the user's plan allows commercial use is not known.
    """
    maker = _ElevenLabs(progress)
    if commercial and not maker.licence.commercial:
        raise RequestError(
            f"{maker.title} allows commercial use by some of its plans only; yours is not known.",
            f"If yours does, set {COMMERCIAL}={maker.name}; otherwise leave out --commercial, or "
            "the source.",
        )
    return MakingSource(maker)


class _ElevenLabs:
    name = "elevenlabs"

    def __init__(self, progress: Progress) -> None:
        seat = seat_named(self.name, Kind.SOUND)
        self._access = access_to(seat)
        self._progress = progress
        self.title = seat.title
        self._sent = 0
        self.licence = Licence(
            f"LicenseRef-{seat.title}", seat.title, seat.terms, commercial_use(seat)
        )

    def make(self, asked: Asked) -> Made:
        order = EffectOrder(asked.words, asked.seconds, asked.loop)
        # The service knows no seed: another one is another sound of the same.
        kept = kept_at(self.name, [self._access.url, order.content, asked.seed], ENDING)
        if not kept.is_file():
            self._progress(0, f"Sending the words “{asked.words}” to {self._access.host}")
            self._sent += 1
            sound = made_effect(self._access, order, self._progress, PATIENCE)
            with replacing(kept) as target:
                target.write_bytes(sound)
        return Made(kept, self.licence)

    def told(self) -> str:
        what = "The words of a sound were" if self._sent == 1 else f"{self._sent} descriptions were"
        return f"{what} sent to {self._access.host}." if self._sent else ""
