"""From what a delivery asks for, and what there is, to how the file is written."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from backbeat.errors import RequestError
from backbeat.loudness.compliance import by_programme
from backbeat.loudness.layouts import places
from backbeat.loudness.mastering import MAX_REDUCTION_DB, LoudnessTarget
from backbeat.loudness.presets import Preset, chosen
from backbeat.media.channels import conversion, in_words
from backbeat.media.delivering import SOUND_FILES, VIDEO_FILES, SoundFormat

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from backbeat.loudness.gating import Mask
    from backbeat.media.probe import AudioStream
    from backbeat.v1.mastering_pb2 import Delivery

_ENCODERS = {
    "aac": ("aac",),
    "aac-lc": ("aac",),
    "mp3": ("libmp3lame",),
    "opus": ("libopus",),
    "flac": ("flac",),
    "alac": ("alac",),
    "pcm": ("pcm_s24le", "pcm_s16le", "pcm_f32le"),
    "wav": ("pcm_s24le", "pcm_s16le", "pcm_f32le"),
}
"""Of the names that presets and people use."""
_LOSSY = {"aac": 128, "libmp3lame": 160, "libopus": 96}
"""Usual bitrate of a channel, in kbps."""
_RATES = {
    "aac": (44100, 48000, 88200, 96000, 32000, 22050, 16000),
    "libmp3lame": (44100, 48000, 32000, 22050, 16000),
    "libopus": (48000,),
}
_MAX_CHANNELS = {"libmp3lame": 2}
_LAYOUTS = {"mono": 1, "stereo": 2, "5.1": 6, "7.1": 8}
_MIN_BITS, _MAX_BITS = 16, 24
_HIGHEST_HIGH_PASS_HZ = 400
_OWN_TOLERANCE_LU = 0.5
"""Of a loudness that a user names: what most deliveries grant."""


@dataclass(frozen=True, eq=False)
class DeliverySpec:
    """One delivery, with everything decided."""

    path: Path
    muxer: str
    """FFmpeg's name."""
    has_picture: bool
    preset: str
    target: LoudnessTarget
    tolerance_lu: float
    """How far off the loudness may be."""
    form: SoundFormat
    matrix: npt.NDArray[np.float32] | None
    """From the recording's channels to those delivered; None: they are the same."""
    high_pass_hz: float = 0.0
    lra_max_lu: float = 0.0
    """The greatest loudness range delivery; 0: whatever it is."""
    edit_lists: bool = True
    """Whether a video may have edit lists."""
    by_dialogue: Preset | None = None
    """The preset, where the loudness delivery is that of the dialogue."""
    notes: list[str] = field(default_factory=list)
    """What the user should know of it."""

    @property
    def is_lossy(self) -> bool:
        """Whether what is decoded again is not what was encoded."""
        return self.form.codec in _LOSSY

    def keeps_samples(self, rate: int) -> bool:
        """Whether a recording at `rate` needs neither conversion nor filter."""
        return self.matrix is None and self.form.rate == rate and not self.high_pass_hz


def decide(delivery: Delivery, stream: AudioStream, has_picture: bool) -> DeliverySpec:
    """Settles a delivery.

    Args:
        delivery: as it was asked for.
        stream: the recording.
        has_picture: whether there is a picture beside it.

    Raises:
        RequestError: preset, container, codec, rate and channels do not go together.
    """
    preset = chosen([delivery.preset])[0] if delivery.preset else None
    path = Path(delivery.output_path)
    muxer, codecs, moving = _container(path)
    notes: list[str] = []
    bits = _bits(delivery, preset)
    codec = _codec(delivery, preset, path, codecs, bits, notes)
    matrix, layout, channels = _channels(delivery, preset, stream, codec, notes)
    form = SoundFormat(
        codec,
        _rate(delivery, preset, stream, codec, notes),
        layout,
        channels,
        None if codec in _LOSSY or codec == "pcm_f32le" else bits,
        _bit_rate(delivery, preset, codec, layout, channels),
    )
    if preset is not None:
        notes.extend(preset.notes)
    target = _loudness_target(delivery, preset)
    if not 0 <= delivery.high_pass_hz <= _HIGHEST_HIGH_PASS_HZ:
        raise RequestError(
            f"A high-pass at {delivery.high_pass_hz:g} Hz would take the sound away.",
            "Try 20 to 120.",
        )
    if delivery.lra_max_lu < 0:
        raise RequestError("A loudness range is not negative.", "Try 8 to 15 LU.")
    return DeliverySpec(
        path,
        muxer,
        moving and has_picture,
        delivery.preset,
        target,
        _tolerance(delivery, preset),
        form,
        matrix,
        delivery.high_pass_hz,
        delivery.lra_max_lu,
        preset is None or preset.edit_lists,
        preset if _is_by_dialogue(delivery, preset) else None,
        notes,
    )


def with_dialogue_target(spec: DeliverySpec, dialogue_mask: Mask, source: Path) -> DeliverySpec:
    """A delivery of a recording in which the speech has been found.

    Raises:
        RequestError: the loudness of the dialogue is delivery, and nobody speaks.
    """
    preset = spec.by_dialogue
    if preset is None:
        return spec
    share = float(dialogue_mask.mean()) if len(dialogue_mask) else 0.0
    said = f"{100 * share:.0f} % of {source.name} is speech"
    if by_programme(preset, share):
        target = replace(spec.target, integrated_lufs=preset.quiet_lufs)
        note = f"{said}, so the whole programme is judged."
    elif share == 0:
        raise RequestError(
            f"{preset.name} is judged by the loudness of its dialogue, and nobody speaks in "
            f"{source}.",
            "Give the loudness of the whole programme, such as --lufs -24.",
        )
    else:
        target = replace(spec.target, dialogue_mask=dialogue_mask)
        note = f"{said}; its loudness is an estimate, and not Dolby's."
    return replace(spec, target=target, notes=[*spec.notes, note])


def _is_by_dialogue(delivery: Delivery, preset: Preset | None) -> bool:
    named = delivery.HasField("integrated_lufs")
    return preset is not None and preset.gating == "dialogue" and not named


def _container(path: Path) -> tuple[str, tuple[str, ...], bool]:
    suffix = path.suffix.lower()
    for files, moving in ((SOUND_FILES, False), (VIDEO_FILES, True)):
        if suffix in files:
            return (*files[suffix], moving)
    known = ", ".join([*SOUND_FILES, *VIDEO_FILES])
    raise RequestError(f"{path} is of no kind that is delivered.", f"End it in one of {known}.")


def _loudness_target(delivery: Delivery, preset: Preset | None) -> LoudnessTarget:
    loudness = preset.integrated_lufs if preset else None
    if delivery.HasField("integrated_lufs"):
        loudness = delivery.integrated_lufs
    ceiling = preset.true_peak_max_dbtp if preset else None
    if delivery.HasField("true_peak_dbtp"):
        ceiling = delivery.true_peak_dbtp
    if loudness is not None and not -70 < loudness < 0:
        raise RequestError(f"A loudness of {loudness:g} LUFS is no target.", "Try -14, or -23.")
    if ceiling is not None and not -40 <= ceiling <= 0:
        raise RequestError(f"A ceiling of {ceiling:g} dBTP makes no sense.", "Try -1.")
    most = delivery.max_reduction_db or MAX_REDUCTION_DB
    return LoudnessTarget(loudness, ceiling, preset.short_term_max_lufs if preset else None, most)


def _tolerance(delivery: Delivery, preset: Preset | None) -> float:
    if preset is None or delivery.HasField("integrated_lufs"):
        return _OWN_TOLERANCE_LU
    return preset.tolerance


def _bits(delivery: Delivery, preset: Preset | None) -> int:
    bits = delivery.bit_depth or (preset.bit_depth if preset else 0) or _MAX_BITS
    if bits not in (_MIN_BITS, _MAX_BITS):
        raise RequestError(f"Sound of {bits} bits is not written.", "Choose 16 or 24.")
    return bits


def _codec(
    delivery: Delivery,
    preset: Preset | None,
    path: Path,
    codecs: tuple[str, ...],
    bits: int,
    notes: list[str],
) -> str:
    asked = [
        codec for name in (preset.codecs if preset else ()) for codec in _ENCODERS.get(name, ())
    ]
    if delivery.codec:
        named = _ENCODERS.get(delivery.codec.lower(), (delivery.codec,))
        fitting = [codec for codec in codecs if codec in named]
        if not fitting:
            raise RequestError(
                f"{path} cannot hold {delivery.codec}.", f"It holds {', '.join(codecs)}."
            )
        if preset is not None and asked and fitting[0] not in asked:
            notes.append(f"{preset.name} asks for {', '.join(preset.codecs)}.")
    else:
        fitting = [codec for codec in codecs if not asked or codec in asked]
        if not fitting and preset is not None:
            raise RequestError(
                f"{preset.name} asks for {', '.join(preset.codecs)}, which {path.name} does not "
                "hold.",
                "End the output otherwise, or name a codec to deliver something else.",
            )
    for codec in fitting:
        if codec in ("pcm_s16le", "pcm_s24le") and codec != f"pcm_s{bits}le":
            continue
        return codec
    return fitting[0]


def _channels(
    delivery: Delivery,
    preset: Preset | None,
    stream: AudioStream,
    codec: str,
    notes: list[str],
) -> tuple[npt.NDArray[np.float32] | None, str, int]:
    most = _MAX_CHANNELS.get(codec, _LAYOUTS["7.1"])
    asked = [name for item in (preset.layouts if preset else ()) for name in item.split("+")]
    if delivery.layout:
        asked = [delivery.layout]
    have = stream.layout.removesuffix("(side)").removesuffix("(back)")
    if (not asked or have in asked) and stream.channels <= most:
        # Opus knows one kind of surround; the order of the channels is the same.
        layout = stream.layout.removesuffix("(side)") if codec == "libopus" else stream.layout
        return None, layout, stream.channels
    fitting = [name for name in asked or ["stereo"] if _LAYOUTS.get(name, most + 1) <= most]
    # Rather fewer channels than were never there.
    simple = [name for name in ("stereo", "mono") if name in fitting]
    if not simple:
        raise RequestError(
            f"The recording is {stream.layout}, and {' or '.join(asked)} is asked for.",
            "Deliver a mix with these channels.",
        )
    named = places(stream.layout, stream.channels)
    matrix = conversion(named, simple[0])
    notes.append(f"Channels: {in_words(named, simple[0])}.")
    return matrix, simple[0], _LAYOUTS[simple[0]]


def _rate(
    delivery: Delivery, preset: Preset | None, stream: AudioStream, codec: str, notes: list[str]
) -> int:
    rate = delivery.sample_rate_hz or (preset.sample_rate_hz if preset else 0) or stream.rate
    rates = _RATES.get(codec)
    if rates and rate not in rates:
        rate = min(rates, key=lambda known: (known < rate, abs(known - rate)))
    if rate != stream.rate:
        notes.append(f"Resampled from {stream.rate} to {rate} Hz before the limiter.")
    return rate


def _bit_rate(
    delivery: Delivery, preset: Preset | None, codec: str, layout: str, channels: int
) -> int | None:
    if codec not in _LOSSY:
        return None
    known = preset.bitrates_kbps if preset else {}
    asked = known.get(layout) or known.get("max") or [_LOSSY[codec] * channels]
    usual = max(asked)
    if codec == "libmp3lame":
        usual = min(usual, 320)
    return 1000 * (delivery.bitrate_kbps or usual)
