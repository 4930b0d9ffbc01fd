"""Which sound each cue gets: what a person named, or else what fits best of all that is offered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from backbeat.errors import (
    InputError,
    MediaError,
    NotFoundError,
    ServiceError,
)
from backbeat.foley.cues import Cue
from backbeat.foley.found import Choice, FoundSound, Heard, Wanted
from backbeat.progress import SILENT
from backbeat.workflows.foley.sources.files import FILE, LIBRARY, heard_take, sound_of_file
from backbeat.workflows.foley.sources.fitting import query_of
from backbeat.workflows.foley.sources.neutral import NEUTRAL, is_guess, is_open, with_words
from backbeat.workflows.foley.sources.offering import COMMAND, NAMES, Refused, SoundSource
from backbeat.workflows.foley.sources.ranking import (
    GOOD,
    NEXT_BEST,
    Offer,
    is_answer,
    may_be_used,
    ranked,
    without_repeats,
)
from backbeat.workflows.foley.sources.telling import Telling
from backbeat.workflows.foley.sources.walks import in_stride

_LOOKED_AT = 12
_MOST_REFUSED = 4
"""Offers that are made or fetched for one cue before it is left without them."""
_STRENGTHS, _NEARLY = (0.35, 0.7, 1.0), 0.1
_ENDINGS = frozenset(
    (".wav", ".flac", ".aif", ".aiff", ".ogg", ".mp3", ".m4a", ".opus", ".caf", ".w64")
)


@dataclass(frozen=True)
class _Found:
    """What was found for what is wanted, for all cues that want it."""

    sound: FoundSound | None
    alternatives: tuple[FoundSound, ...] = ()
    problem: str = ""


class Sources:
    """Sources, in the order of preference. Use `open_sources`, and `close` or `with`.

    Args:
        sources: those that are asked.
        commercial: whether only sounds may be used whose licence is known to allow commercial use.
        seed: of everything random.
        telling: says where it is.
    """

    def __init__(
        self,
        sources: Sequence[SoundSource],
        commercial: bool = False,
        seed: int = 0,
        telling: Telling | None = None,
    ) -> None:
        self._sources = list(sources)
        self._commercial = commercial
        self._seed = seed
        self._telling = telling or Telling(SILENT)
        self._found: dict[Wanted, _Found] = {}
        self._offered: dict[Wanted, list[Offer]] = {}
        self._forbidden: dict[str, str] = {}
        self._failed: dict[str, str] = {}

    def __enter__(self) -> Sources:
        return self

    def __exit__(self, *reason: object) -> None:
        self.close()

    def close(self) -> None:
        """Closes what is open."""
        for source in self._sources:
            source.close()

    @property
    def warnings(self) -> tuple[str, ...]:
        """What the person should know of the choosing, a sentence each."""
        said = [told for source in self._sources if (told := source.told())]
        said += [f"{name} was left out: {why}" for name, why in self._failed.items()]
        if self._forbidden:
            some = "; ".join(list(self._forbidden.values())[:3])
            more = len(self._forbidden) - 3
            said.append(
                f"{len(self._forbidden)} sounds that fit were left out, since their licence is not "
                f"known to allow commercial use: {some}{f' and {more} more' if more > 0 else ''}."
            )
        return tuple(said)

    def choose(self, cues: Sequence[Cue]) -> list[Choice]:
        """A sound for each cue that is placed, and the next best.

        Cues of one scene that want the same get the same sound, whose takes and variants are for
        `placement` to alternate; a step whose surface or shoe is not known has those of the step
        before it.

        Raises:
            PermissionDeniedError: a service refuses the key, or there is no credit left.
            CancelledError: the job was cancelled.
        """
        choices: list[Choice] = []
        for number, cue in enumerate(in_stride(cues)):
            self._telling.at(number / len(cues), "Choosing sounds")
            choices.append(self._chosen(cue, cues[number]))
        return choices

    def hear(
        self, sound: FoundSound, take: int, seed: int, seconds: float | None, rate: int
    ) -> Heard:
        """A take of a sound that was chosen; see `Source.hear`.

        Raises:
            MediaError: its file cannot be read any more.
        """
        if sound.key.startswith(f"{FILE}:"):
            return heard_take(sound, take, rate)
        return self._source_of(sound.key).hear(sound, take, seed, seconds, rate)

    def named(self, key: str) -> FoundSound | None:
        """A sound by its key, from whichever source it is; None where there is none."""
        if key.startswith(f"{FILE}:"):
            return self._file(key.partition(":")[2])
        for source in self._sources:
            if key.startswith(f"{source.name}:"):
                return source.named(key)
        return None

    def _file(self, named: str) -> FoundSound | None:
        """The sound of a path, as the index knows it or else as it is; None: there is no file."""
        path = Path(named).expanduser().absolute()
        try:
            if not path.is_file():
                return None
        except OSError:
            return None
        for source in self._sources:
            if source.name == LIBRARY and (known := source.named(f"{LIBRARY}:{path}")):
                return known
        return sound_of_file(path)

    def _source_of(self, key: str) -> SoundSource:
        name = key.partition(":")[0]
        for source in self._sources:
            if source.name == name:
                return source
        raise NotFoundError(f"There is no source {name!r} for {key}.", "Name it in the sources.")

    def _chosen(self, cue: Cue, given: Cue) -> Choice:
        if not cue.placed:
            return Choice(given, None)
        if cue.sound:
            return self._asked_for(cue, given)
        found = self._best(Wanted.by(cue))
        return Choice(given, found.sound, found.alternatives, found.problem)

    def _asked_for(self, cue: Cue, given: Cue) -> Choice:
        """The sound that a person named for a cue: a file, a key, or words."""
        try:
            sound = self._file(cue.sound) or self.named(cue.sound)
        except MediaError as error:
            return self._instead(cue, given, error.message)
        if sound is None and (_is_path(cue.sound) or _is_key(cue.sound)):
            return self._instead(cue, given, f"{cue.sound} is not there.")
        if sound is None:
            wanted = replace(Wanted.by(cue), words=cue.sound, ucs="", surface="", shoe="")
            found = self._best(wanted)
            return Choice(given, found.sound, found.alternatives, found.problem)
        if not may_be_used(sound, self._commercial):
            return self._instead(cue, given, _forbidden(sound))
        if not sound.key.startswith(f"{FILE}:"):
            ready = self._prepared(self._source_of(sound.key), sound, Wanted.by(cue))
            if isinstance(ready, Refused):
                return self._instead(cue, given, ready.reason)
            sound = ready
        others = self._answers(_plain(Wanted.by(cue)), guessed=False)
        return Choice(given, sound, _next_best(others, sound))

    def _instead(self, cue: Cue, given: Cue, problem: str) -> Choice:
        """What fits best where the sound that was asked for cannot be had, which is said."""
        found = self._best(Wanted.by(cue))
        other = "" if found.sound is None else f" {found.sound.name} is there instead."
        return Choice(given, found.sound, found.alternatives, f"{problem}{other}")

    def _best(self, asked: Wanted) -> _Found:
        wanted = _plain(asked)
        if wanted not in self._found:
            self._found[wanted] = self._look(wanted, is_guess(asked))
        return self._found[wanted]

    def _look(self, wanted: Wanted, guessed: bool) -> _Found:
        if is_open(wanted):
            return _Found(None, problem="Nothing says which sound it is: write words for it.")
        answers = self._answers(wanted, guessed)
        problems: list[str] = []
        for offer in answers:
            if len(problems) == _MOST_REFUSED:
                break
            ready = self._prepared(self._sources[offer.place], offer.sound, wanted)
            if isinstance(ready, Refused):
                problems.append(ready.reason)
                continue
            # Where nobody knows what hit what, whichever sound it got is a stand-in.
            chosen = replace(ready, temporary=True) if guessed else ready
            if problems:
                problems.append(f"{chosen.name} is there instead.")
            return _Found(chosen, _next_best(answers, chosen), " ".join(problems))
        problems.append(f"No sound fits {query_of(wanted)!r}.")
        return _Found(None, problem=" ".join(problems))

    def _answers(self, wanted: Wanted, guessed: bool) -> list[Offer]:
        """What is offered and fits, best first."""
        if is_open(wanted):
            return []
        if wanted not in self._offered:
            self._offered[wanted] = ranked(self._offers(wanted, guessed))
        return self._offered[wanted]

    def _offers(self, wanted: Wanted, guessed: bool) -> list[Offer]:
        offers: list[Offer] = []
        for place, source in enumerate(self._sources):
            self._telling.steps.check()
            if source.name in self._failed or (guessed and not self._is_neutral(source)):
                continue
            best = max((offer.worth for offer in offers), default=0.0)
            if source.costs and best >= GOOD:
                continue
            try:
                found = source.find(wanted, _LOOKED_AT)
            except (ServiceError, InputError) as error:
                self._failed[source.name] = str(error)
                continue
            for sound in found:
                # What is only promised says what it may be used for once it is there.
                if may_be_used(sound, self._commercial) or (source.costs and not sound.path):
                    offers.append(Offer(sound, place))
                elif is_answer(sound):
                    self._forbidden.setdefault(sound.key, f"{sound.name} ({_terms(sound)})")
        return offers

    def _is_neutral(self, source: SoundSource) -> bool:
        """Whether a source may give the sound of what nobody knows: a recipe's is plain, while one
        of a library is of something."""
        makes = any(one.name == NEUTRAL for one in self._sources)
        return source.name == NEUTRAL if makes else not source.costs

    def _prepared(
        self, source: SoundSource, sound: FoundSound, wanted: Wanted
    ) -> FoundSound | Refused:
        try:
            ready = source.prepared(sound, wanted, self._seed)
        except (ServiceError, InputError) as error:
            self._failed[source.name] = str(error)
            return Refused(error.message)
        # What a source's sounds may be used for is known for sure only once they are there.
        if isinstance(ready, FoundSound) and not may_be_used(ready, self._commercial):
            self._forbidden.setdefault(ready.key, f"{ready.name} ({_terms(ready)})")
            return Refused(_forbidden(ready))
        return ready


def _is_path(named: str) -> bool:
    """Whether a text can only be meant as a path, and not as words."""
    path = Path(named)
    return path.is_absolute() or named.startswith((".", "~")) or path.suffix.lower() in _ENDINGS


def _is_key(named: str) -> bool:
    """Whether a text is meant as a key, of a source that is open or of another."""
    name, colon, rest = named.partition(":")
    return bool(colon and rest) and name in (*NAMES, COMMAND, FILE)


def _plain(asked: Wanted) -> Wanted:
    """What is looked for: in words, and the same for cues that want nearly the same."""
    strength = next(step for step in _STRENGTHS if asked.strength <= step + _NEARLY)
    return with_words(replace(asked, strength=strength))


def _next_best(answers: Sequence[Offer], chosen: FoundSound) -> tuple[FoundSound, ...]:
    others = without_repeats([offer.sound for offer in answers], chosen)
    return tuple(others[:NEXT_BEST])


def _terms(sound: FoundSound) -> str:
    return sound.licence.name or "licence unknown"


def _forbidden(sound: FoundSound) -> str:
    return f"{sound.name} may not be used for commercial work as far as is known ({_terms(sound)})."
