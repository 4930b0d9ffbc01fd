"""Finds and starts the engine, and calls its JSON interface on this machine's loopback."""

import contextlib
import hashlib
import hmac
import http.client
import json
import os
import secrets
import socket
import subprocess
import sys
import time
import uuid
from pathlib import Path
from typing import Any, Dict, List, Optional, Tuple

from backbeat_resolve.places import Installation, own_folder, read_json
from backbeat_resolve.problems import Cancelled, Problem, Unreachable
from backbeat_resolve.progress import IsCancelled, Report

LOOPBACK = "127.0.0.1"
PROTOCOL = 1
"""Version of the engine's contract with plugins that this plugin speaks."""
CLIENT = "Resolve plugin"
REQUEST_PREFIX = "resolve-"
"""Prefix of the request ids of this plugin's jobs, by which its Cancel finds them."""

_CONTRACT = "backbeat.v1"
_CALL_LIMIT_S = 30.0
_PING_LIMIT_S = 5.0
_START_LIMIT_S = 60.0
_POLL_S = 0.25
_PROVEN_S = 1.0
"""So soon after an answer nobody else can have got the engine's port."""
_SILENT_FOR_S = 6.0
_BUSY_FOR_S = 120.0
"""A disk that stalls, or a machine that does too much at once, delays an engine by many seconds."""
_STOP_LIMIT_S = 10.0
_ENDED = ("SUCCEEDED", "FAILED", "CANCELLED", "INTERRUPTED")
_FOREIGN = ("PYTHONHOME", "PYTHONPATH", "PYTHONSTARTUP", "LD_LIBRARY_PATH", "LD_PRELOAD")
"""What Resolve sets for its own Python and libraries would break another one's."""


class Engine:
    """A running engine.

    Args:
        said: its discovery file.
    """

    def __init__(self, said: Dict[str, Any]) -> None:
        self._port = int(said["http_port"])
        self._token = str(said["token"])
        self.version = str(said.get("version", ""))
        self._proven_at = -_PROVEN_S

    def call(self, method: str, message: Dict[str, Any], limit_s: float = _CALL_LIMIT_S) -> Any:
        """Calls `Jobs/GetJob` and the like.

        Raises:
            Unreachable: the engine does not answer.
            Problem: it refuses; in its words.
        """
        try:
            self._prove(limit_s)
            status, body = self._post(method, json.dumps(message).encode("utf-8"), limit_s)
        except (OSError, http.client.HTTPException) as error:
            self._proven_at = -_PROVEN_S
            raise Unreachable() from error
        self._proven_at = time.monotonic()
        said = _object(body)
        if status != 200:
            raise Problem(str(said.get("message") or "The engine answered {}.".format(status)))
        return said

    def _post(self, method: str, message: bytes, limit_s: float) -> Tuple[int, bytes]:
        headers = {
            "Content-Type": "application/json",
            "Authorization": "Bearer " + self._token,
        }
        return self._send("POST", "/{}.{}".format(_CONTRACT, method), message, headers, limit_s)

    def _send(
        self, verb: str, path: str, body: Optional[bytes], headers: Dict[str, str], limit_s: float
    ) -> Tuple[int, bytes]:
        connection = http.client.HTTPConnection(LOOPBACK, self._port, timeout=limit_s)
        try:
            connection.request(verb, path, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def _prove(self, limit_s: float) -> None:
        """Checks that who listens has the token, before it is sent: an engine that died leaves its
        discovery file, and another program may have got its port.
        """
        if self._proven_at >= 0 and time.monotonic() - self._proven_at < _PROVEN_S:
            return
        challenge = secrets.token_hex(32)
        status, body = self._send("GET", "/proof/" + challenge, None, {}, limit_s)
        asked = "backbeat engine proof 1:{}:{}".format(self._port, challenge)
        expected = hmac.new(self._token.encode("utf-8"), asked.encode("ascii"), hashlib.sha256)
        proof = expected.hexdigest().encode("ascii")
        if status != 200 or not hmac.compare_digest(body.strip(), proof):
            raise Unreachable()

    def check_version(self, own_version: str) -> None:
        """Checks that this plugin and the engine understand each other.

        Args:
            own_version: of the Backbeat that installed the plugin; empty where that is not known.

        Raises:
            Problem: they do not; what to do.
        """
        hello = {"protocol": PROTOCOL, "client": CLIENT, "clientVersion": own_version}
        said = self.call("Pairing/Hello", hello)
        if said.get("mismatch"):
            raise Problem(str(said["mismatch"]), "Nothing was changed in Resolve.")
        # An engine from before this rule says nothing of its own accord.
        least, most = int(said.get("protocolMin", 0)), int(said.get("protocolMax", 0))
        if not least <= PROTOCOL <= most:
            raise Problem(
                "This plugin and the engine, Backbeat {}, do not fit.".format(self.version),
                "Run `backbeat plugins install resolve`; nothing was changed in Resolve.",
            )

    def capabilities(self) -> List[str]:
        """The kinds of jobs that the engine runs."""
        return list(self.call("Engine/GetInfo", {}).get("capabilities", []))

    def run(
        self, request: Dict[str, Any], report: Report, cancelled: IsCancelled
    ) -> Dict[str, Any]:
        """Runs a job to its end, and returns its result.

        Args:
            request: of the contract's `JobRequest`, such as {"snap": {...}}.
            report: called with the fraction done and the step, whenever they change.
            cancelled: polled several times a second.

        Raises:
            Problem: the job failed, or the engine went away.
            Cancelled: the user asked to stop; the engine was told.
        """
        wanted = {"request": request, "requestId": REQUEST_PREFIX + uuid.uuid4().hex}
        job = self.call("Jobs/SubmitJob", wanted)
        try:
            return self._followed(job, report, cancelled)
        except BaseException:
            self._stop(job["name"])
            raise

    def cancel_own(self) -> int:
        """Stops the jobs this plugin began that still run; how many there were."""
        jobs = self.call("Jobs/ListJobs", {"pageSize": 100}).get("jobs", [])
        mine = [
            job
            for job in jobs
            if str(job.get("requestId", "")).startswith(REQUEST_PREFIX)
            and _state(job) not in _ENDED
        ]
        for job in mine:
            self.call("Jobs/CancelJob", {"name": job["name"]})
        return len(mine)

    def _followed(
        self, job: Dict[str, Any], report: Report, cancelled: IsCancelled
    ) -> Dict[str, Any]:
        heard, told = time.monotonic(), None
        while _state(job) not in _ENDED:
            if cancelled():
                raise Cancelled()
            now = (float(job.get("fraction", 0)), str(job.get("step") or "Waiting for the engine"))
            if now != told:
                report(*now)
                told = now
            time.sleep(_POLL_S)
            try:
                job = self.call("Jobs/GetJob", {"name": job["name"]}, _PING_LIMIT_S)
                heard = time.monotonic()
            except Unreachable as error:
                busy = isinstance(error.__cause__, socket.timeout)
                if time.monotonic() - heard > (_BUSY_FOR_S if busy else _SILENT_FOR_S):
                    raise Problem(
                        "The engine stopped in the middle of the job.",
                        "Nothing was changed in Resolve; start again.",
                    ) from error
        return _result(job)

    def _stop(self, name: str) -> None:
        """Ends a job, and waits a little for that: what it writes to may be gone next."""
        # It may have ended, or the engine be gone: either way nothing runs.
        with contextlib.suppress(Problem):
            job = self.call("Jobs/CancelJob", {"name": name}, _PING_LIMIT_S)
            end = time.monotonic() + _STOP_LIMIT_S
            while _state(job) not in _ENDED and time.monotonic() < end:
                time.sleep(_POLL_S)
                job = self.call("Jobs/GetJob", {"name": name}, _PING_LIMIT_S)


def find(home: Path) -> Optional[Engine]:
    """The engine that runs on a folder; None when there is none."""
    said = read_json(home / "engine.json")
    if said.get("proto") != _CONTRACT:
        return None
    try:
        engine = Engine(said)
        engine.call("Engine/GetInfo", {}, _PING_LIMIT_S)
        return engine
    except Unreachable as error:
        # Where somebody listens and is busy, there is no reason to start another.
        return engine if isinstance(error.__cause__, socket.timeout) else None
    except (KeyError, TypeError, ValueError, Problem):
        return None


def _check_contract(home: Path) -> None:
    """Raises: Problem: an engine of a contract that this plugin does not speak runs there."""
    said = read_json(home / "engine.json")
    contract = said.get("proto", _CONTRACT)
    if contract == _CONTRACT:
        return
    with contextlib.suppress(KeyError, OSError, TypeError, ValueError, OverflowError):
        address = (LOOPBACK, int(said["http_port"]))
        socket.create_connection(address, _PING_LIMIT_S).close()
        words = "The engine that runs is Backbeat {}, which speaks {}, and this plugin speaks {}."
        raise Problem(
            words.format(said.get("version", ""), contract, _CONTRACT),
            "Stop that engine, then run `backbeat plugins install resolve`.",
        )


def reach(installed: Installation, report: Report, cancelled: IsCancelled) -> Engine:
    """The engine that runs, else one that is started now and stays.

    Raises:
        Problem: it cannot be started.
        Cancelled: the user did not want to wait.
    """
    found = find(installed.home)
    if found is not None:
        return found
    _check_contract(installed.home)
    report(0.0, "Starting the engine")
    log = own_folder(installed.home) / "engine.log"
    process = _started(installed, log)
    end = time.monotonic() + _START_LIMIT_S
    while time.monotonic() < end:
        if cancelled():
            process.terminate()
            process.wait()
            raise Cancelled()
        found = find(installed.home)
        if found is not None:
            return found
        if process.poll() is not None:
            raise Problem(
                "The engine stopped right away: {}".format(_last_line(log)),
                "Run `backbeat doctor` in a terminal; it says how to repair it.",
            )
        time.sleep(_POLL_S)
    process.terminate()
    process.wait()
    raise Problem(
        "The engine did not get ready within a minute.", "Its words are in {}.".format(log)
    )


def _started(installed: Installation, log: Path) -> "subprocess.Popen[bytes]":
    environment = {name: value for name, value in os.environ.items() if name not in _FOREIGN}
    environment = {
        name: value for name, value in environment.items() if not name.startswith("DYLD_")
    }
    command = [*installed.engine, "serve", "--home", str(installed.home)]
    apart: Dict[str, Any] = {}
    if sys.platform == "win32":
        # A group of its own, no window: it outlives this script.
        apart["creationflags"] = 0x00000200 | 0x08000000
    else:
        apart["start_new_session"] = True
    try:
        with log.open("wb") as words:
            return subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=words,
                stderr=words,
                env=environment,
                **apart,
            )
    except OSError as error:
        raise Problem(
            "The engine cannot be started: {}: {}.".format(command[0], error.strerror or error),
            "Install it again, then run `backbeat plugins install resolve`.",
        ) from error


def _result(job: Dict[str, Any]) -> Dict[str, Any]:
    state = _state(job)
    if state == "SUCCEEDED":
        result = job.get("result") or {}
        for kind in result:
            return dict(result[kind])
        return {}
    if state == "CANCELLED":
        raise Cancelled()
    if state == "INTERRUPTED":
        raise Problem(
            "The engine was stopped in the middle of the job.",
            "Nothing was changed in Resolve; start again.",
        )
    error = job.get("error") or {}
    raise Problem(str(error.get("message") or "The job failed."), str(error.get("hint") or ""))


def _state(job: Dict[str, Any]) -> str:
    return str(job.get("state", "")).replace("JOB_STATE_", "")


def _object(body: bytes) -> Dict[str, Any]:
    try:
        said = json.loads(body.decode("utf-8"))
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


def _last_line(log: Path) -> str:
    try:
        lines = log.read_text(encoding="utf-8", errors="replace").split("\n")
    except OSError:
        return "it said nothing."
    said = [line.strip() for line in lines if line.strip()]
    return said[-1] if said else "it said nothing."
