"""Index folders of sounds, and find sounds in them: by words, by category, or by another sound.

What is known of a sound is kept on this machine, in an index: what it is called and what is
embedded in it, its category after UCS, how loud it is, where its hit is, and how it sounds. The
sounds themselves stay where they are, and are only read.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from backbeat.cli.engine_options import add_engine
from backbeat.cli.options import absolute, count

if TYPE_CHECKING:
    from backbeat.sounds.index import Index
    from backbeat.v1.sounds_pb2 import SoundsSearchRequest

HELP = "sound libraries: add, search, similar, list, info, remove"

_SHOWN = 10


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the command's arguments."""
    actions = parser.add_subparsers(title="actions", metavar="ACTION", required=True)
    _configure_add(actions)
    _configure_search(actions)
    _configure_similar(actions)
    listing = _action(actions, "list", "list the folders that were added", _list)
    _add_index(listing)
    listing.add_argument("--json", action="store_true", help="print the list as JSON")
    info = _action(actions, "info", "everything that is known of a sound", _info)
    info.add_argument("sound", metavar="SOUND", help="its file, or its key as results give it")
    _add_index(info)
    info.add_argument("--json", action="store_true", help="print it as JSON")
    removing = _action(
        actions, "remove", "forget a folder that was added; its files stay where they are", _remove
    )
    removing.add_argument("folders", nargs="+", metavar="DIR")
    _add_index(removing)


def run(arguments: argparse.Namespace) -> int:
    """Runs the command."""
    arguments.action(arguments)
    return 0


def _action(
    actions: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    help_text: str,
    act: Callable[[argparse.Namespace], None],
) -> argparse.ArgumentParser:
    parser = actions.add_parser(
        name, help=help_text, description=f"{help_text[0].upper()}{help_text[1:]}."
    )
    parser.set_defaults(action=act)
    return parser


def _configure_add(actions: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    adding = _action(actions, "add", "index folders of sounds, or what changed in them", _add)
    adding.add_argument("folders", nargs="+", metavar="DIR", help="folder, with all inside it")
    adding.add_argument(
        "--licence",
        default="",
        metavar="TEXT",
        help="licence of those that do not say their own: CC-BY-4.0, or text",
    )
    adding.add_argument(
        "--credit", default="", metavar="TEXT", help="whom to name for those that do not say it"
    )
    adding.add_argument(
        "--again", action="store_true", help="listen to files again that have not changed"
    )
    _add_index(adding)
    _add_engine(adding)


def _configure_search(actions: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    searching = _action(actions, "search", "find sounds by words or category", _search)
    searching.add_argument(
        "query", nargs="*", metavar="WORD", help='what it should sound like: "heavy door slam"'
    )
    searching.add_argument(
        "--ucs",
        action="append",
        default=[],
        metavar="CATEGORY",
        help="UCS CatID or category that it must have, as DOORWood or DOORS (repeatable)",
    )
    _add_limits(searching)


def _configure_similar(actions: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    similar = _action(actions, "similar", "find sounds that sound like another", _similar)
    similar.add_argument("sound", metavar="FILE", help="a sound, in the index or not")
    _add_limits(similar)


def _add_limits(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "-n",
        "--limit",
        type=count,
        default=_SHOWN,
        metavar="N",
        help=f"how many at most ({_SHOWN})",
    )
    parser.add_argument(
        "--commercial",
        action="store_true",
        help="leave out sounds whose licence forbids commercial use",
    )
    _add_index(parser)
    _add_engine(parser)


def _add_index(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--index",
        default="",
        metavar="FILE",
        help="index file, on a server say (else that of this user)",
    )


def _add_engine(parser: argparse.ArgumentParser) -> None:
    add_engine(
        parser, "run on this engine; auto: on the one that `backbeat serve` runs on this machine"
    )
    parser.add_argument("--json", action="store_true", help="print the result as JSON")


def _add(arguments: argparse.Namespace) -> None:
    from backbeat.cli.execute import execute, print_json
    from backbeat.cli.library_text import added_lines
    from backbeat.v1.jobs_pb2 import JobRequest
    from backbeat.v1.sounds_pb2 import SoundsAddRequest

    request = SoundsAddRequest(
        paths=[absolute(folder) for folder in arguments.folders],
        licence=arguments.licence,
        credit=arguments.credit,
        again=arguments.again,
        index_path=absolute(arguments.index) if arguments.index else "",
    )
    result = execute(JobRequest(sounds_add=request), arguments.engine).sounds_add
    if arguments.json:
        print_json(result)
        return
    _print(added_lines(result))


def _search(arguments: argparse.Namespace) -> None:
    from backbeat.v1.sounds_pb2 import SoundsSearchRequest

    _find(arguments, SoundsSearchRequest(query=" ".join(arguments.query), ucs=arguments.ucs))


def _similar(arguments: argparse.Namespace) -> None:
    from backbeat.v1.sounds_pb2 import SoundsSearchRequest

    _find(arguments, SoundsSearchRequest(like_path=absolute(arguments.sound)))


def _find(arguments: argparse.Namespace, request: SoundsSearchRequest) -> None:
    from backbeat.cli.execute import execute, print_json
    from backbeat.cli.library_text import found_lines
    from backbeat.v1.jobs_pb2 import JobRequest

    request.limit, request.commercial = arguments.limit, arguments.commercial
    request.index_path = absolute(arguments.index) if arguments.index else ""
    result = execute(JobRequest(sounds_search=request), arguments.engine).sounds_search
    if arguments.json:
        print_json(result)
        return
    _print(found_lines(result))


def _list(arguments: argparse.Namespace) -> None:
    import json
    from dataclasses import asdict

    from backbeat.cli.library_text import folder_lines

    with _opened(arguments) as index:
        folders, total, unreadable = index.folders(), index.total, index.unreadable()
    if arguments.json:
        listed = {
            "folders": [asdict(folder) for folder in folders],
            "total": total,
            "unreadable": [{"path": path, "reason": reason} for path, reason in unreadable],
        }
        print(json.dumps(listed, indent=2))
        return
    _print(folder_lines(folders, total, len(unreadable)))


def _info(arguments: argparse.Namespace) -> None:
    import json

    from backbeat.cli.library_text import as_json, sound_lines
    from backbeat.errors import NotFoundError

    with _opened(arguments) as index:
        sound = index.sound(absolute(arguments.sound)) or index.sound(arguments.sound)
        if sound is None:
            raise NotFoundError(
                f"{arguments.sound} is not in the index.",
                "Add its folder: backbeat library add DIR.",
            )
        variants = index.variants(sound.path)
    if arguments.json:
        print(json.dumps(as_json(sound, variants), indent=2))
        return
    _print(sound_lines(sound, variants))


def _remove(arguments: argparse.Namespace) -> None:
    from backbeat.errors import NotFoundError

    with _opened(arguments) as index:
        for folder in map(absolute, arguments.folders):
            if not any(
                added.path == folder or added.path.startswith(f"{folder}/")
                for added in index.folders()
            ):
                raise NotFoundError(
                    f"{folder} was not added.", "`backbeat library list` says which were."
                )
            count_removed = index.remove_folder(folder)
            index.commit()
            print(f"{folder} forgotten: {count_removed} sounds")


def _opened(arguments: argparse.Namespace) -> Index:
    """Raises: NotFoundError: there is no such index."""
    from backbeat.home import home
    from backbeat.sounds.index import Index

    if not arguments.index:
        return Index.open(home())
    from backbeat.workflows.sounds_search.opening import open_index

    return open_index(absolute(arguments.index))


def _print(lines: Sequence[str]) -> None:
    for line in lines:
        print(line)
