"""What is seen in footage: motion, shots, flaws and speech of clips and stills."""

from backbeat.footage.footage import UNUSABLE, Flaw, FlawKind, Footage, MotionPeak, Span

__all__ = ["UNUSABLE", "Flaw", "FlawKind", "Footage", "MotionPeak", "Span"]
