"""Translators of lines, at the user's wish: none does by default."""

from __future__ import annotations

from collections.abc import Sequence

from backbeat.errors import InputError, RequestError
from backbeat.files.scratch import scratch_folder
from backbeat.progress import Progress
from backbeat.workflows.commands import PREFIX, arguments_of, run_command
from backbeat.workflows.dub.voices import SERVICE
from backbeat.workflows.spoken_by_service import translate


def translated(
    texts: Sequence[str], named: str, source: str, target: str, progress: Progress
) -> list[str]:
    """Lines in another language, one for each.

    Args:
        texts: what is said.
        named: who translates: "command:" and a program that reads the file {text} and prints it in
            the language {target}, or "service:" and the name of one that is switched on.
        source: ISO 639-1 of the lines.
        target: that of the result.
        progress: may cancel.

    Raises:
        RequestError: there is no such translator, or no language to translate into.
        PermissionDeniedError: commands are not allowed here, or the service is not switched on.
        InputError: it fails, or has nothing to say.
        ServiceError: a service does not answer.
        CancelledError: the job was cancelled.
    """
    if not target:
        raise RequestError(
            "Lines are to be translated, and nothing says into which language.",
            "Name it with --language.",
        )
    if named.startswith(SERVICE):
        return translate(named, texts, source, target, progress)
    if not named.startswith(PREFIX):
        raise RequestError(
            f"There is no translator {named!r} here.",
            'Write a program of yours, as in --translate "command:translate {text} {target}", or '
            "service: and the name of a service.",
        )
    words = arguments_of(named, ("text",))
    result: list[str] = []
    with scratch_folder() as folder:
        file = folder / "text.txt"
        for number, text in enumerate(texts, 1):
            progress(number / (len(texts) + 1), f"Translating line {number}")
            file.write_text(text + "\n", "utf-8")
            values = {"text": str(file), "source": source, "target": target}
            said = run_command(words, values, folder, progress)
            if not said:
                raise InputError(
                    f"{words[0]} printed no translation of {text!r}.", "Try the command by itself."
                )
            result.append(" ".join(said.split()))
    return result
