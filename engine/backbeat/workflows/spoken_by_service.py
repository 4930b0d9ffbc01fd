"""Lines said and translated by services, which jobs ask for by "service:NAME"."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from backbeat.errors import InputError, MediaError
from backbeat.files.scratch import scratch_folder
from backbeat.media.decode import read_audio
from backbeat.media.encode import write_audio
from backbeat.progress import Progress
from backbeat.services.seats import Kind, seat_named
from backbeat.services.switches import access_to
from backbeat.services.translators import translated
from backbeat.services.voices import Said, Saying, said, voice_named

_RATE = 48000


def say(
    named: str, text: str, language: str, direction: str, target: Path, progress: Progress
) -> Said:
    """Has a line said by the voice of a service.

    Args:
        named: such as "service:elevenlabs/VOICE".
        text: the words.
        language: ISO 639-1; empty: not known.
        direction: SSML around "{text}", or words such as "whispers"; empty: none.
        target: the sound file, .wav, of 48 kHz.
        progress: may cancel; says what is sent where.

    Returns:
        What the service said, with its terms.

    Raises:
        NotFoundError: there is no such service.
        PermissionDeniedError: it is not switched on, or its key is missing or refused.
        RequestError: it names no voice, or the service refuses what is sent.
        ServiceError: it does not answer, or not as documented.
        InputError: what it sends is no sound.
        OutputError: `target` cannot be written.
        CancelledError: the job was cancelled.
    """
    seat, voice = voice_named(named)
    access = access_to(seat)
    progress(0, f"Sending {len(text)} letters to {access.host}")
    found = said(access, Saying(text, voice, language, direction), progress.part(0, 0.9))
    with scratch_folder() as folder:
        file = folder / f"said{found.ending}"
        file.write_bytes(found.sound)
        try:
            sound = read_audio(file, _RATE)
        except MediaError as error:
            raise InputError(
                f"What {seat.title} sends for {text!r} is no sound.", "Try another voice."
            ) from error
    write_audio(target, sound.samples, _RATE)
    return found


def translate(
    named: str, texts: Sequence[str], source: str, target: str, progress: Progress
) -> list[str]:
    """Texts in another language, one for each, by a service such as "service:deepl".

    Args:
        named: the service.
        texts: what is said.
        source: ISO 639-1 of the texts; empty: the service finds out.
        target: that of the result.
        progress: may cancel; says what is sent where.

    Raises:
        NotFoundError: there is no such service.
        PermissionDeniedError: it is not switched on, or its key is missing or refused.
        RequestError: no language is named, or the service refuses what is sent.
        ServiceError: it does not answer, or not as documented.
        CancelledError: the job was cancelled.
    """
    access = access_to(seat_named(named, Kind.TRANSLATION))
    progress(0, f"Sending {len(texts)} lines to {access.host}")
    return translated(access, texts, source, target, progress)
