"""Says in a file that its mouths were generated."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from backbeat.version import __version__
from backbeat.workflows.lipsync.preparing import Prepared

MARK = "metadata"
"""How a result is marked."""
_BY_MODEL = "compositeWithTrainedAlgorithmicMedia"
_BY_OWN = "compositeCapture"
"""Terms of IPTC's vocabulary of digital source types: a model made the mouths, or they are other
pictures of the same speaker."""
_VOCABULARY = "http://cv.iptc.org/newscodes/digitalsourcetype/"


def tags_of(backends: Sequence[Prepared], consent: str) -> Mapping[str, str]:
    """Tags of a file that say so; none where nothing was generated.

    Args:
        backends: what made the mouths.
        consent: who agreed.
    """
    if not backends:
        return {}
    by_model = any(one.model_sha256 for one in backends)
    said = {
        "generated": "lip-sync: mouths are not as they were recorded",
        "digitalSourceType": _VOCABULARY + (_BY_MODEL if by_model else _BY_OWN),
        "software": f"Backbeat {__version__}",
        "backend": " and ".join(dict.fromkeys(one.name for one in backends)),
    }
    if consent:
        said["consent"] = consent
    return {"comment": json.dumps(said, ensure_ascii=False)}
