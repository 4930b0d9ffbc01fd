"""Generates engine/backbeat/v1 from proto/; with --check, reports stale files."""

import filecmp
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
GENERATOR = ROOT / ".venv-proto" / "bin" / "python"
TARGET = ROOT / "engine" / "backbeat" / "v1"
BANNER = '"""Generated from proto/backbeat/v1 by `make proto`. Not to be edited."""\n'


def generate(out: Path) -> None:
    """Writes the generated package's files below `out`/backbeat/v1."""
    protos = sorted(str(p.relative_to(ROOT / "proto")) for p in (ROOT / "proto").rglob("*.proto"))
    subprocess.run(
        [
            str(GENERATOR), "-m", "grpc_tools.protoc", f"-I{ROOT / 'proto'}",
            f"--python_out={out}", f"--pyi_out={out}", *protos,
        ],
        check=True,
    )  # fmt: skip
    services = [
        f"backbeat/v1/{name}.proto" for name in ("engine", "jobs", "media", "pairing", "panel")
    ]
    subprocess.run(
        [
            str(GENERATOR), "-m", "grpc_tools.protoc", f"-I{ROOT / 'proto'}",
            f"--grpc_python_out={out}", *services,
        ],
        check=True,
    )  # fmt: skip
    (out / "backbeat" / "v1" / "__init__.py").write_text(BANNER)


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        generate(Path(folder))
        fresh = Path(folder) / "backbeat" / "v1"
        names = {p.name for p in fresh.iterdir()}
        if "--check" in sys.argv:
            have = {p.name for p in TARGET.glob("*") if p.is_file()}
            stale = sorted(names ^ have)
            stale += filecmp.cmpfiles(fresh, TARGET, sorted(names & have), shallow=False)[1]
            if stale:
                print("stale, run `make proto`:", *stale)
            return 1 if stale else 0
        TARGET.mkdir(exist_ok=True)
        for old in TARGET.glob("*"):
            if old.is_file():
                old.unlink()
        for name in sorted(names):
            (TARGET / name).write_bytes((fresh / name).read_bytes())
    return 0


if __name__ == "__main__":
    sys.exit(main())
