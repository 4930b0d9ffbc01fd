"""Mixes the weights of two exported models: further training keeps more of what was known before.

python -m training.beats.blending OLD.onnx NEW.onnx SHARE OUT.onnx
"""

from __future__ import annotations

import argparse
import hashlib
import json
from pathlib import Path

import numpy as np
import onnx
from onnx import numpy_helper


def blended(old: onnx.ModelProto, new: onnx.ModelProto, share: float) -> onnx.ModelProto:
    """The model whose weights lie `share` of the way from those of `old` to those of `new`.

    Raises:
        ValueError: the two are not the same network.
    """
    before = {each.name: numpy_helper.to_array(each) for each in old.graph.initializer}
    mixed = onnx.ModelProto()
    mixed.CopyFrom(new)
    if before.keys() != {each.name for each in mixed.graph.initializer}:
        raise ValueError("the models have different layers: blend exports of one network")
    for tensor in mixed.graph.initializer:
        values = numpy_helper.to_array(tensor)
        if values.dtype.kind == "f":
            way = before[tensor.name].astype(np.float64) * (1 - share) + values * float(share)
            tensor.CopyFrom(numpy_helper.from_array(way.astype(values.dtype), tensor.name))
    return mixed


def main() -> None:
    """Writes the blend, and its card beside it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("old", type=Path)
    parser.add_argument("new", type=Path)
    parser.add_argument("share", type=float, help="of the new weights, 0 to 1")
    parser.add_argument("output", type=Path)
    arguments = parser.parse_args()
    card = json.loads(arguments.new.with_suffix(".json").read_text())
    mixed = blended(onnx.load(arguments.old), onnx.load(arguments.new), arguments.share)
    onnx.save(mixed, arguments.output)
    digest = hashlib.sha256(arguments.output.read_bytes()).hexdigest()
    card |= {"file": arguments.output.name, "sha256": digest}
    arguments.output.with_suffix(".json").write_text(json.dumps(card, indent=2) + "\n")


if __name__ == "__main__":
    main()
