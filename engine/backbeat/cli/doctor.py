"""Check the installation and say how to repair it, or check a timeline against an editor."""

from __future__ import annotations

import argparse
import platform
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from backbeat.cli.finding import Finding, show
from backbeat.frozen import is_frozen
from backbeat.packages import OPTIONAL
from backbeat.version import __version__

HELP = "check the installation, or a timeline before its import"

_PACKAGES = (
    "opentimelineio", "numpy", "av", "soxr", "librosa", "pillow", "pyloudnorm", "grpcio",
    "protobuf", "opencv-python-headless", "scenedetect-headless", "ctranslate2", "pocketsphinx",
    "otio-aaf-adapter",
)  # fmt: skip

_ENCODERS = ("libx264", "libx265", "prores_ks", "dnxhd", "aac", "libopus", "flac")


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the command's arguments."""
    parser.add_argument(
        "edit", metavar="EDIT", nargs="?", help="check this timeline instead; needs --for"
    )
    parser.add_argument(
        "--for",
        dest="for_editor",
        choices=["resolve", "premiere"],
        help="the editor that is to import EDIT",
    )
    parser.add_argument(
        "--engine",
        action="store_true",
        help="check the engine of this machine only: whether it is ready, or could start",
    )
    parser.add_argument("--json", action="store_true", help="print the findings as JSON")


def run(arguments: argparse.Namespace) -> int:
    """Runs every check; returns 0 when nothing is wrong, else 4.

    For a timeline: 0, or 3 when the editor refuses it.
    """
    if arguments.edit is not None or arguments.for_editor is not None:
        from backbeat.cli import doctor_edit

        return doctor_edit.run(arguments)
    if arguments.engine:
        from backbeat.cli.engine_check import check as check_engine
        from backbeat.server import ServeOptions

        return show(list(check_engine(ServeOptions())), arguments.json)
    findings = [finding for check in _CHECKS for finding in check()]
    return show(findings, arguments.json)


def _python() -> Iterator[Finding]:
    from backbeat.installation import installation

    version = platform.python_version()
    ok = (3, 11) <= sys.version_info[:2] < (3, 14)
    fix = "" if ok else "Install Backbeat with Python 3.11, 3.12 or 3.13."
    yield Finding("python", ok, f"{version} on {platform.system()} {platform.machine()}", fix)
    yield Finding("backbeat", True, f"{__version__}, {installation().words}")
    if is_frozen():
        yield Finding(
            "licence", True,
            "with x264 and x265 in it: passed on, this program is GPL-3.0-or-later as a whole; "
            f"see {Path(sys.executable).parent / 'LICENSES'}",
        )  # fmt: skip


def _packages() -> Iterator[Finding]:
    for name in _PACKAGES:
        version = _version(name)
        if version is None and name in OPTIONAL:
            yield Finding(name, True, f"not installed; only {OPTIONAL[name].needed_by} needs it")
            continue
        fix = "" if version else "pip install --upgrade --force-reinstall backbeat"
        yield Finding(name, version is not None, version or "missing", fix)


def _runtime() -> Iterator[Finding]:
    cpu, gpu = _version("onnxruntime"), _version("onnxruntime-gpu")
    if cpu and gpu:
        yield Finding(
            "onnxruntime", False, f"two packages share one folder: {cpu} and -gpu {gpu}",
            "pip uninstall --yes onnxruntime onnxruntime-gpu, then install backbeat again",
        )  # fmt: skip
        return
    from backbeat.models.providers import usable_providers

    usable = ", ".join(usable_providers())
    yield Finding("onnxruntime", bool(cpu or gpu), f"{cpu or gpu or 'missing'}; runs on {usable}")


def _sound() -> Iterator[Finding]:
    try:
        import av

        version = ".".join(map(str, av.library_versions["libavcodec"]))
        yield Finding("decoding", True, f"libavcodec {version}, no ffmpeg on the PATH needed")
        lacking = [name for name in _ENCODERS if name not in av.codecs_available]
        says = "missing: " + ", ".join(lacking) if lacking else ", ".join(_ENCODERS)
        fix = "Use PyAV's own wheel: pip install --force-reinstall av" if lacking else ""
        yield Finding("encoders", not lacking, says, fix)
    except (ImportError, OSError) as error:
        yield Finding("decoding", False, str(error), "pip install --force-reinstall av")


def _folders() -> Iterator[Finding]:
    from backbeat.home import home

    folder = home()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
        yield Finding("data folder", True, str(folder))
    except OSError as error:
        yield Finding(
            "data folder", False, f"{folder}: {error.strerror}",
            "Make it writable, or set BACKBEAT_HOME to a folder that is.",
        )  # fmt: skip


def _footage() -> Iterator[Finding]:
    from backbeat.home import footage_folder

    folder = footage_folder()
    try:
        sizes = [path.stat().st_size for path in folder.iterdir()] if folder.is_dir() else []
    except OSError as error:
        yield Finding("footage", True, f"{folder}: {error.strerror}; every clip is looked at anew")
        return
    says = f"{sum(sizes) / 1e6:.1f} MB" if sizes else "nothing"
    yield Finding("footage", True, f"{says} kept in {folder}; it may be emptied")


def _presets() -> Iterator[Finding]:
    from backbeat.errors import InputError
    from backbeat.home import home
    from backbeat.loudness.presets import USERS_FILE, presets

    path = home() / USERS_FILE
    try:
        own = sum(preset.source == USERS_FILE for preset in presets().values())
        says = (
            f"{own} of your own in {path}"
            if path.is_file()
            else f"built in; add your own in {path}"
        )
        yield Finding("presets", True, says)
    except InputError as error:
        yield Finding("presets", False, error.message, error.hint)


def _models() -> Iterator[Finding]:
    from backbeat.models.pullable import PULLABLE
    from backbeat.models.registry import is_pulled

    for name, model in PULLABLE.items():
        if is_pulled(name):
            yield Finding(f"model {name}", True, f"{model.source}, {model.licence}")
        else:
            says = f"not here; for {model.purpose}"
            yield Finding(f"model {name}", True, says, f"backbeat models pull {name}")


def _engine() -> Iterator[Finding]:
    from backbeat.client.discovery import read
    from backbeat.home import home

    engine = read(home())
    says = f"running, pid {engine.pid}, gRPC port {engine.grpc_port}" if engine else "not running"
    yield Finding("engine", True, says)


def _resolve() -> Iterator[Finding]:
    from backbeat.cli.doctor_resolve import check

    yield from check()


def _version(name: str) -> str | None:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(name)
    except PackageNotFoundError:
        return None


_CHECKS: tuple[Callable[[], Iterator[Finding]], ...] = (
    _python, _packages, _runtime, _sound, _folders, _footage, _presets, _models, _engine,
    _resolve,
)  # fmt: skip
