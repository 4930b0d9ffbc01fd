"""Points of the mesh that drawing goes by, as MediaPipe's face mesh numbers them.

Right and left are the face's own: its right is in the left of the picture.
"""

from __future__ import annotations

RIGID = (33, 133, 362, 263, 168, 6, 197, 195, 5, 4, 1, 10, 151, 9, 8, 127, 356)
"""Eyes, nose, forehead and temples, which speech does not move."""
NOSE_BASE = (2, 97, 326, 98, 327)
"""Where the nose meets the upper lip: the nearest to the mouth that speech hardly moves."""
EARS = (234, 454)
"""Before the ears: their distance is the width of a face."""
NOSE_TIP, CHIN_TIP = 1, 152
CORNERS = (61, 291)
"""Of the mouth, right and left."""
UPPER_OUTER = (61, 185, 40, 39, 37, 0, 267, 269, 270, 409, 291)
LOWER_OUTER = (61, 146, 91, 181, 84, 17, 314, 405, 321, 375, 291)
"""The outer edges of the lips, from the face's right corner to its left one."""
UPPER_INNER = (78, 191, 80, 81, 82, 13, 312, 311, 310, 415, 308)
LOWER_INNER = (78, 95, 88, 178, 87, 14, 317, 402, 318, 324, 308)
"""Their inner edges."""
CHEEKS = (206, 426, 216, 436, 212, 432)
"""Beside the mouth, from the folds under the nose down."""
UNDER_LIP = (18, 83, 313, 204, 424)
"""The hollow between the lower lip and the chin."""
CHIN = (200, 199, 175, 152, 148, 377, 201, 421)
"""The front of the chin, which the jaw carries."""
JAW = (
    *((152, 1.0), (148, 0.97), (377, 0.97), (176, 0.85), (400, 0.85)),
    *((149, 0.6), (378, 0.6), (150, 0.35), (379, 0.35), (136, 0.15), (365, 0.15)),
)
"""The outline of the jaw, and how much of the chin's way each point goes: it is moved, and never
reshaped, since the outlines of two pictures differ by how the head is held."""
STILL = (
    *(33, 263, 168, 5, 4, 1, 2, 234, 454, 10, 50, 280, 93, 323, 132, 361, 58, 288, 172, 397),
    *(98, 327, 205, 425, 116, 345),
)
"""What stays: eyes, nose, cheekbones and the sides of the jaw."""
PUT_IN = (
    *(2, 98, 203, 206, 216, 212, 202, 204, 194, 201, 200, 421, 418, 424, 422, 432, 436),
    *(426, 423, 327),
)
"""Around what is put in: the mouth with the skin around it, under the nose and above the chin."""
OVAL = (
    *(10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377),
    *(152, 148, 176, 149, 150, 136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109),
)
"""The outline of the face, around."""
