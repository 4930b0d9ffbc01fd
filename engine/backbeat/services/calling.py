"""Asks a service over HTTPS: with a time limit, anew where it is busy, and the key kept secret."""

from __future__ import annotations

import contextlib
import email.message
import email.utils
import http.client
import json
import math
import socket
import ssl
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any
from urllib.parse import urlsplit

from backbeat.errors import BackbeatError, PermissionDeniedError, RequestError, ServiceError
from backbeat.progress import SILENT, Progress
from backbeat.services.bodies import Body
from backbeat.services.switches import Access, is_loopback
from backbeat.version import __version__

BUSY = frozenset((429, 503))
"""Answers that say that nothing was done."""
_FAILING = frozenset((408, 425, 429, 500, 502, 503, 504, 520, 522, 524))
_BLOCK = 1 << 16
_MOST_ANSWER = 64 << 20
"""Bytes of an answer that is not a file."""
_MOST_FILE = 4 << 30
_SHOWN = 300
_STEP_S = 0.1
_MOST_PAUSE_S = 60.0


@dataclass(frozen=True)
class Patience:
    """How long a service is waited for."""

    timeout_s: float = 60.0
    """For any byte of an answer."""
    tries: int = 5
    pause_s: float = 1.0
    """Before the second try; twice as long before each further one."""
    poll_s: float = 5.0
    """Between questions whether something is finished."""
    longest_s: float = 3600.0
    """For something to be finished."""


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        """A key is for one host: nothing with a key follows anywhere."""
        return


class _Redirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: http.client.HTTPMessage,
        newurl: str,
    ) -> urllib.request.Request | None:
        if not _is_safe(newurl, req.full_url):
            return None
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _is_safe(url: str, beside: str) -> bool:
    """Whether a file may be fetched from where a service says: encrypted, or on this machine."""
    return urlsplit(url).scheme == "https" or (is_loopback(url) and is_loopback(beside))


class Caller:
    """Asks one service.

    Args:
        access: the service.
        headers: with the key, as the service wants it.
        progress: may cancel.
        patience: how long it waits.
        busy: answers after which what costs is asked for again.
        before: called before each request, such as to keep to a limit of them.
    """

    def __init__(
        self,
        access: Access,
        headers: Mapping[str, str],
        progress: Progress = SILENT,
        patience: Patience | None = None,
        busy: Collection[int] = BUSY,
        before: Callable[[Progress], None] | None = None,
    ) -> None:
        self.access = access
        self.progress = progress
        self.patience = patience or Patience()
        self._busy = busy
        self._before = before
        self._headers = dict(headers)
        tls = urllib.request.HTTPSHandler(context=ssl.create_default_context())
        self._keyed = urllib.request.build_opener(tls, _NoRedirects())
        self._plain = urllib.request.build_opener(tls, _Redirects())

    def json(
        self, method: str, path: str, body: Body | None = None, once: bool = False
    ) -> dict[str, Any]:
        """Asks, and returns the object that is answered.

        Args:
            method: of HTTP.
            path: after the API's beginning.
            body: what is sent.
            once: what is asked for costs something each time: it is asked for again only where
                the service said that it did nothing.

        Raises:
            PermissionDeniedError: the service refuses the key, or there is no credit left.
            RequestError: it refuses what was sent.
            ServiceError: it does not answer, or not as documented.
            CancelledError: the job was cancelled.
        """
        answer = self.content(method, path, body, once)
        try:
            found = json.loads(answer)
        except ValueError:
            found = None
        if not isinstance(found, dict):
            raise self.undocumented(f"answered {path} with something that is not JSON")
        return found

    def content(
        self,
        method: str,
        path: str,
        body: Body | None = None,
        once: bool = False,
        kinds: tuple[str, ...] = (),
    ) -> bytes:
        """As `json`, for an answer of another kind, of at most 64 MB.

        Args:
            method: as for `json`.
            path: as for `json`.
            body: as for `json`.
            once: as for `json`; an answer that breaks off is not asked for again either.
            kinds: how its media type may begin; empty: any is taken.
        """
        url = self.access.url + path
        for tried in range(1, self.patience.tries + 1):
            try:
                with self._answered(self._keyed, method, url, body, self._headers, once) as answer:
                    kind = answer.headers.get_content_type()
                    if kinds and not kind.startswith(kinds):
                        raise self.undocumented(f"answered with {kind} where sound was asked for")
                    return b"".join(self._blocks(answer, _MOST_ANSWER))
            except (OSError, http.client.HTTPException) as error:
                if once or tried == self.patience.tries:
                    raise ServiceError(
                        f"The answer of {self.access.seat.title} broke off: {self._said(error)}.",
                        "Try again later.",
                    ) from None
                self._pause(tried, None)
        raise AssertionError("the last try returns or raises")

    def put(self, url: str, body: Body) -> None:
        """Sends a file to where a service says, without the key. Raises: as `json`."""
        self._check(url)
        with self._answered(self._plain, "PUT", url, body, {}, False) as answer:
            answer.read(_BLOCK)

    def download(self, url: str, target: Path) -> None:
        """Fetches a file from where a service says, without the key; whole, or not at all.

        Raises: as `json`.
        """
        self._check(url)
        for left in reversed(range(self.patience.tries)):
            try:
                with self._answered(self._plain, "GET", url, None, {}, False) as answer:
                    with target.open("wb") as file:
                        for block in self._blocks(answer, _MOST_FILE):
                            file.write(block)
                    return
            except (OSError, http.client.HTTPException) as error:
                target.unlink(missing_ok=True)
                if not left:
                    raise ServiceError(
                        f"What {self.access.seat.title} made broke off while it was fetched: "
                        f"{self._said(error)}.",
                        "Run the job again: what was sent is not sent again where it was finished.",
                    ) from None
                self._pause(self.patience.tries - left, None)

    def wait(self, seconds: float) -> None:
        """Waits. Raises: CancelledError: the job was cancelled."""
        until = time.monotonic() + seconds
        while True:
            self.progress.check()
            left = until - time.monotonic()
            if left <= 0:
                return
            time.sleep(min(left, _STEP_S))

    def failed(self, what: str) -> ServiceError:
        """The error where a service says that it could not do its work."""
        title = self.access.seat.title
        said = self._clean(what) or "it does not say why"
        return ServiceError(
            f"{title} could not make it: {said}.", "Try another take, or another service."
        )

    def undocumented(self, what: str) -> ServiceError:
        """The error where a service does not answer as documented."""
        return ServiceError(
            f"{self.access.seat.title} {what}.",
            f"Its API may have changed since it was read ({self.access.seat.documented}).",
        )

    def field(self, answer: Mapping[str, Any], *names: str) -> str:
        """A text that an answer must have, by the names on the way to it.

        Raises:
            ServiceError: it has none.
        """
        found: Any = answer
        for name in names:
            found = found.get(name) if isinstance(found, Mapping) else None
        if not isinstance(found, str) or not found:
            raise self.undocumented(f"answered without {'.'.join(names)}")
        return found

    def _check(self, url: str) -> None:
        if not _is_safe(url, self.access.url):
            raise self.undocumented("names a file at an address without encryption")

    @contextlib.contextmanager
    def _answered(
        self,
        opener: urllib.request.OpenerDirector,
        method: str,
        url: str,
        body: Body | None,
        headers: Mapping[str, str],
        once: bool,
    ) -> Iterator[http.client.HTTPResponse]:
        for tried in range(1, self.patience.tries + 1):
            self.progress.check()
            if self._before is not None:
                self._before(self.progress)
            last = tried == self.patience.tries
            with contextlib.ExitStack() as closing:
                request = urllib.request.Request(  # noqa: S310 -- schemes are checked
                    url, method=method, headers={"User-Agent": f"Backbeat/{__version__}", **headers}
                )
                if body is not None:
                    # First: setting it drops the length, and it would be sent in chunks.
                    request.data = closing.enter_context(body.opened(self.progress))
                    request.add_header("Content-Type", body.kind)
                    request.add_header("Content-Length", str(body.length))
                try:
                    answer = opener.open(request, timeout=self.patience.timeout_s)
                except urllib.error.HTTPError as error:
                    with error:
                        retried = error.code in (self._busy if once else _FAILING)
                        if last or not retried:
                            raise self._refused(error) from None
                        after = error.headers.get("Retry-After")
                    self._pause(tried, after)
                    continue
                except (OSError, http.client.HTTPException) as error:
                    # Where a connection broke, something may have been begun already.
                    if last or (once and not _was_not_reached(error)):
                        raise self._silent(error) from None
                    self._pause(tried, None)
                    continue
                with answer:
                    yield answer
                    return

    def _blocks(self, answer: http.client.HTTPResponse, most: int) -> Iterator[bytes]:
        """The bytes of an answer. Raises: OSError: it breaks off."""
        read = 0
        length = _length(answer.headers)
        until = time.monotonic() + self.patience.longest_s
        while block := answer.read(_BLOCK):
            self.progress.check()
            read += len(block)
            if read > most:
                raise self.undocumented(f"sends more than {most // 1_000_000} MB")
            if time.monotonic() > until:
                raise ConnectionError("it came too slowly")
            yield block
        if length is not None and read != length:
            raise ConnectionError(f"{read} of {length} bytes came")

    def _pause(self, tried: int, after: str | None) -> None:
        seconds = self.patience.pause_s * 2 ** (tried - 1)
        self.wait(min(max(seconds, _seconds_of(after)), _MOST_PAUSE_S))

    def _refused(self, error: urllib.error.HTTPError) -> BackbeatError:
        seat = self.access.seat
        said = self._clean(_message(error.read(_BLOCK))) or f"status {error.code}"
        if error.code in (401, 403):
            return PermissionDeniedError(
                f"{seat.title} refuses the key: {said}.", f"Look at {seat.key_variable}."
            )
        if error.code in (402, 456):
            return PermissionDeniedError(
                f"{seat.title} says that there is no credit left: {said}.", "Look at your account."
            )
        if error.code in _FAILING:
            return ServiceError(
                f"{seat.title} is too busy or out of order: {said}.", "Try again later."
            )
        if 300 <= error.code < 400:
            return self.undocumented("sends requests on to somewhere else, which is not followed")
        return RequestError(f"{seat.title} refuses what was sent: {said}.", "Change it, or look at "
                            f"its documentation ({seat.documented}).")  # fmt: skip

    def _silent(self, error: Exception) -> ServiceError:
        return ServiceError(
            f"{self.access.host} ({self.access.seat.title}) does not answer: {self._said(error)}.",
            "Look at your connection, or try again later.",
        )

    def _said(self, error: Exception) -> str:
        reason = getattr(error, "reason", error)
        if isinstance(reason, TimeoutError):
            return f"nothing came for {self.patience.timeout_s:g} s"
        return self._clean(str(getattr(reason, "strerror", None) or reason or type(error).__name__))

    def _clean(self, text: str) -> str:
        for secret in (self.access.key, self.access.user):
            if secret:
                text = text.replace(secret, "…")
        return " ".join(text.split())[:_SHOWN].rstrip(".")


def _was_not_reached(error: Exception) -> bool:
    reason = getattr(error, "reason", error)
    return isinstance(reason, ConnectionRefusedError | socket.gaierror)


def _length(headers: email.message.Message) -> int | None:
    length = headers.get("Content-Length", "")
    return int(length) if length.isdigit() else None


def _seconds_of(after: str | None) -> float:
    """What `Retry-After` says, which is seconds or a date (RFC 9110, 10.2.3); 0: nothing."""
    if after is None:
        return 0.0
    try:
        return max(0.0, float(after)) if math.isfinite(float(after)) else 0.0
    except ValueError:
        pass
    try:
        return max(0.0, email.utils.parsedate_to_datetime(after).timestamp() - time.time())
    except (TypeError, ValueError):
        return 0.0


def _message(body: bytes) -> str:
    """What an answer says is wrong, wherever a service says so."""
    text = body.decode("utf-8", "replace")
    try:
        found: Any = json.loads(text)
    except ValueError:
        return "" if text.lstrip().startswith("<") else text
    return words_of(found)


def words_of(found: Any) -> str:
    """The words of a fault, in whichever way a service writes them."""
    if isinstance(found, str):
        return found
    if isinstance(found, list):
        return "; ".join(filter(None, map(words_of, found)))
    if isinstance(found, Mapping):
        names = ("message", "msg", "detail", "error", "error_message", "errors", "issues")
        for name in names:
            if name in found and (words := words_of(found[name])):
                return words
    return ""
