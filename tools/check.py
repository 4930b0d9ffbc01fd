"""Runs every check of `make check`: format, lint, types, layers of imports, and the contract."""

import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
BIN = Path(sys.executable).parent
BASELINE = ROOT / "proto" / "baseline.binpb"

CHECKS: dict[str, list[str]] = {
    "format": [str(BIN / "ruff"), "format", "--check", "--quiet", "."],
    "lint": [str(BIN / "ruff"), "check", "--quiet", "."],
    "floors": [str(BIN / "lint-imports"), "--no-cache"],
    "no circles of imports": [sys.executable, "tools/circles.py"],
    "generated code": [sys.executable, "tools/generate_proto.py", "--check"],
    "generated code on protobuf 6": [
        str(ROOT / ".venv-proto" / "bin" / "python"),
        "-c",
        "import sys; sys.path.insert(0, 'engine'); import backbeat.v1.jobs_pb2_grpc,"
        " backbeat.v1.engine_pb2_grpc, backbeat.v1.media_pb2_grpc, backbeat.v1.pairing_pb2_grpc,"
        " backbeat.v1.panel_pb2_grpc",
    ],
    "licences": [sys.executable, "tools/licences.py"],
    "schemas of files": [sys.executable, "tools/json_schema.py", "--check"],
    "panel's types": [sys.executable, "tools/generate_panel_contract.py", "--check"],
    "contract style": [str(BIN / "buf"), "lint", "proto"],
    "contract format": [str(BIN / "buf"), "format", "--diff", "--exit-code", "proto"],
    "contract kept": [str(BIN / "buf"), "breaking", "proto", "--against", str(BASELINE)],
    "plugin for Python 3.6": [
        str(BIN / "vermin"),
        "--quiet",
        "--target=3.6-",
        "--violations",
        "plugins/resolve",
    ],
    "types": [str(BIN / "mypy")],
}


def main() -> int:
    failed = []
    for name, command in CHECKS.items():
        started = time.monotonic()
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
        seconds = time.monotonic() - started
        print(f"{'ok  ' if done.returncode == 0 else 'FAIL'} {name} ({seconds:.1f} s)", flush=True)
        if done.returncode:
            failed.append(name)
            print(done.stdout, done.stderr, sep="", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
