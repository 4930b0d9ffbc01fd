"""Trains one of the recognisers on what `training.visemes.examples` made.

python -m training.visemes.train whole|stream TRAIN VALID OUT.pt [--epochs 14] [--limit-s 600]
"""

from __future__ import annotations

import argparse
import math
import time
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from training.visemes import network

_STEPS, _BATCH, _CROP = 400, 16, 200


def load(folder: Path) -> tuple[Tensor, Tensor]:
    """Frames, shape (clips, 800, BANDS), and kinds, shape (clips, 400), -1 beyond a clip's end."""
    frames, kinds = [], []
    for path in sorted(folder.glob("*.npz")):
        with np.load(path) as kept:
            for name in sorted(name for name in kept.files if name.startswith("mel")):
                mel, kind = kept[name], kept["kinds" + name[3:]]
                mel = np.pad(
                    mel[: 2 * _STEPS], ((0, max(0, 2 * _STEPS - len(mel))), (0, 0)), "edge"
                )
                kind = kind[:_STEPS].astype(np.int64)
                frames.append(mel)
                kinds.append(np.pad(kind, (0, _STEPS - len(kind)), constant_values=-1))
    return torch.from_numpy(np.stack(frames)), torch.from_numpy(np.stack(kinds))


def augmented(frames: Tensor) -> Tensor:
    """Louder or softer, with some bands and some moments blotted out (Park et al. 2019)."""
    frames = frames.float() + torch.randn(len(frames), 1, 1) * 0.5
    for clip in frames:
        band, width = int(torch.randint(0, 34, ())), int(torch.randint(0, 7, ()))
        clip[:, band : band + width] = clip.mean()
        for _ in range(4):
            at, length = int(torch.randint(0, 2 * _CROP, ())), int(torch.randint(0, 12, ()))
            clip[at : at + length] = clip.mean()
    return frames


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("network", choices=("whole", "stream"))
    parser.add_argument("train", type=Path)
    parser.add_argument("valid", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--epochs", type=int, default=14)
    parser.add_argument("--limit-s", type=float, default=600)
    parser.add_argument("--start", type=Path, help="weights to start from")
    parser.add_argument("--rate", type=float, default=3e-3, help="highest learning rate")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(7)
    frames, kinds = load(arguments.train)
    valid_frames, valid_kinds = load(arguments.valid)
    model = getattr(network, arguments.network)()
    if arguments.start:
        model.load_state_dict(torch.load(arguments.start))
    optimizer = torch.optim.AdamW(model.parameters(), lr=3e-3, weight_decay=1e-3)
    steps = arguments.epochs * math.ceil(len(frames) / _BATCH)
    started = time.monotonic()
    done = 0
    while done < steps:
        model.train()
        order = torch.randperm(len(frames))
        for batch in order.split(_BATCH):
            # Falls with the steps or with the time, whichever is further.
            share = max(done / steps, (time.monotonic() - started) / arguments.limit_s)
            if share >= 1:
                done = steps
                break
            rate = (
                3e-3
                * min(1, (done + 1) / 30)
                * (0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * share)))
            )
            for group in optimizer.param_groups:
                group["lr"] = rate
            # Parts of clips: half the work for an update, and as good an update.
            first = int(torch.randint(0, _STEPS - _CROP + 1, ()))
            seen = frames[batch, 2 * first : 2 * (first + _CROP)]
            right = kinds[batch, first : first + _CROP]
            logits = model(augmented(seen))
            loss = nn.functional.cross_entropy(
                logits.flatten(0, 1), right.flatten(), ignore_index=-1
            )
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 2.0)
            optimizer.step()
            done += 1
            if done % 50 == 0:
                print(
                    f"{done}/{steps} {time.monotonic() - started:.0f} s loss {float(loss):.3f}",
                    flush=True,
                )
        model.eval()
        with torch.no_grad():
            found = model(valid_frames.float()).argmax(-1)
        known = valid_kinds >= 0
        right = (found == valid_kinds)[known].float().mean()
        print(f"valid {float(right):.4f}", flush=True)
        torch.save(model.state_dict(), arguments.out)


if __name__ == "__main__":
    main()
