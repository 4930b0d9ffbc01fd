"""Where samples of chroma lie, as parameter sets of H.264 and HEVC say it.

PyAV does not tell. Read are sequence parameter sets up to their usability information (ITU-T H.264,
7.3.2.1.1 and E.1.1; ITU-T H.265, 7.3.2.2.1 and E.2.1).
"""

from __future__ import annotations

from backbeat.media.retouching.parameter_sets import HIGH_PROFILES, configuration, is_avcc

_HEVC_SPS = 33
_EXTENDED_ASPECT = 255


def chroma_location(codec: str, extradata: bytes) -> int | None:
    """The number of the place, 0 for left, as in 4:2:0 of H.264; None where nothing is said.

    Args:
        codec: FFmpeg's name.
        extradata: of the track, as MP4, MOV and Matroska have it.
    """
    try:
        if codec == "h264" and is_avcc(extradata):
            return _of_h264(_Bits(configuration(extradata).sequence[0][1:]))
        if codec == "hevc" and extradata[:1] == b"\x01":
            sets = _hevc_sequence(extradata)
            return None if sets is None else _of_hevc(_Bits(sets[2:]))
    except (IndexError, ValueError):
        pass
    return None


class _Bits:
    """Reads numbers of bits. Raises: ValueError: at the end."""

    def __init__(self, unit: bytes) -> None:
        plain = unit.replace(b"\x00\x00\x03", b"\x00\x00")
        self._bits = "".join(f"{byte:08b}" for byte in plain)
        self._at = 0

    def number(self, count: int = 1) -> int:
        """An unsigned number of that many bits."""
        self._at += count
        if self._at > len(self._bits):
            raise ValueError("The parameter set ends early.")
        return int(self._bits[self._at - count : self._at] or "0", 2)

    def golomb(self) -> int:
        """An unsigned number in Exp-Golomb code; a signed one takes as many bits."""
        zeros = self._bits.index("1", self._at) - self._at
        self._at += zeros
        return self.number(zeros + 1) - 1

    def golombs(self, count: int) -> None:
        """Reads over that many."""
        for _ in range(count):
            self.golomb()


def _of_h264(bits: _Bits) -> int | None:
    profile = bits.number(8)
    bits.number(16)
    bits.golomb()
    if profile in HIGH_PROFILES:
        chroma = bits.golomb()
        if chroma == 3:
            bits.number()
        bits.golombs(2)
        bits.number()
        if bits.number():
            raise ValueError("Scaling lists are not read.")
    bits.golomb()
    order = bits.golomb()
    if order == 0:
        bits.golomb()
    elif order == 1:
        bits.number()
        bits.golombs(2)
        bits.golombs(bits.golomb())
    bits.golomb()
    bits.number()
    bits.golombs(2)
    if not bits.number():
        bits.number()
    bits.number()
    if bits.number():
        bits.golombs(4)
    return _of_usability(bits)


def _of_hevc(bits: _Bits) -> int | None:
    bits.number(4)
    layers = bits.number(3)
    bits.number()
    _skip_profiles(bits, layers)
    bits.golomb()
    if bits.golomb() == 3:
        bits.number()
    bits.golombs(2)
    if bits.number():
        bits.golombs(4)
    bits.golombs(2)
    counter_bits = bits.golomb() + 4
    bits.golombs(3 * (layers + 1 if bits.number() else 1))
    bits.golombs(6)
    if bits.number() and bits.number():
        raise ValueError("Scaling lists are not read.")
    bits.number(2)
    if bits.number():
        bits.number(8)
        bits.golombs(2)
        bits.number()
    _skip_reference_sets(bits)
    if bits.number():
        for _ in range(bits.golomb()):
            bits.number(counter_bits + 1)
    bits.number(2)
    return _of_usability(bits)


def _skip_profiles(bits: _Bits, layers: int) -> None:
    bits.number(96)
    said = [(bits.number(), bits.number()) for _ in range(layers)]
    if layers:
        bits.number(2 * (8 - layers))
    for profile, level in said:
        bits.number(88 * profile + 8 * level)


def _skip_reference_sets(bits: _Bits) -> None:
    before = 0
    for place in range(bits.golomb()):
        if place and bits.number():
            bits.number()
            bits.golomb()
            count = 0
            for _ in range(before + 1):
                # Used by the picture, or kept for later ones.
                count += 1 if bits.number() else bits.number()
            before = count
            continue
        before = bits.golomb() + bits.golomb()
        for _ in range(before):
            bits.golomb()
            bits.number()


def _of_usability(bits: _Bits) -> int | None:
    if not bits.number():
        return None
    if bits.number() and bits.number(8) == _EXTENDED_ASPECT:
        bits.number(32)
    if bits.number():
        bits.number()
    if bits.number():
        bits.number(4)
        if bits.number():
            bits.number(24)
    return bits.golomb() if bits.number() else None


def _hevc_sequence(extradata: bytes) -> bytes | None:
    """The first sequence parameter set of an `hvcC` box (ISO/IEC 14496-15, 8.3.3.1)."""
    at = 23
    for _ in range(extradata[22]):
        kind = extradata[at] & 0x3F
        count = int.from_bytes(extradata[at + 1 : at + 3], "big")
        at += 3
        for _ in range(count):
            size = int.from_bytes(extradata[at : at + 2], "big")
            if kind == _HEVC_SPS:
                return extradata[at + 2 : at + 2 + size]
            at += 2 + size
    return None
