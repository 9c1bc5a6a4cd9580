"""Boxes and the weights between them go in; a position for each comes out, near related ones and without overlaps.

The layouts of networkx need numpy, a heavy dependency for a few dozen boxes.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

_ROUNDS = 300
_GAP = 24
_COLUMNS = 5

Point = tuple[float, float]


def arranged(number: int, weights: Mapping[tuple[int, int], float], width: int, height: int) -> list[tuple[int, int]]:
    """Return the centres of `number` boxes of one size, all in the positive quadrant, from a force-directed layout.

    The same input gives the same positions on any machine: they are rounded to even numbers.
    """
    joined = sorted({box for pair in weights for box in pair})
    alone = [box for box in range(number) if box not in set(joined)]
    index = {box: place for place, box in enumerate(joined)}
    inner = {(index[one], index[other]): weight for (one, other), weight in weights.items()}
    points = _joined(len(joined), inner, width + _GAP, height + _GAP)
    right, bottom = max((x for x, _ in points), default=0.0), max((y for _, y in points), default=-height - 2 * _GAP)
    columns = max(round(right / (width + _GAP)) + 1, min(_COLUMNS, len(alone)))
    middle = max(0.0, (min(columns, len(alone)) - 1) * (width + _GAP) - right) / 2
    placed = {box: (x + middle, y) for box, (x, y) in zip(joined, points, strict=True)}
    for place, box in enumerate(alone):  # in rows below, out of the way
        row, column = divmod(place, columns)
        placed[box] = (column * (width + _GAP), bottom + (row + 1) * (height + _GAP) + _GAP)
    return [(_rounded(placed[box][0] + width / 2), _rounded(placed[box][1] + height / 2)) for box in range(number)]


def _joined(number: int, weights: Mapping[tuple[int, int], float], width: float, height: float) -> list[Point]:
    """Place connected boxes, with gaps included in their size; the leftmost and the topmost are at zero."""
    if number == 0:
        return []
    across, down = (math.sqrt(number) - 0.4) * width * 1.1, (math.sqrt(number) - 0.4) * height * 1.6
    points = _apart(_by_forces(number, weights, across, down), width, height)
    left, top = min(x for x, _ in points), min(y for _, y in points)
    return [(x - left, y - top) for x, y in points]


def _rounded(value: float) -> int:
    return 2 * round(value / 2)


def _by_forces(number: int, weights: Mapping[tuple[int, int], float], across: float, down: float) -> list[Point]:
    """Let boxes repel each other and edges pull them together, after Fruchterman and Reingold."""
    points = [
        (0.5 + 0.4 * math.cos(2 * math.pi * i / number), 0.5 + 0.4 * math.sin(2 * math.pi * i / number))
        for i in range(number)
    ]
    ideal = 0.8 / math.sqrt(number)
    most = max(weights.values(), default=1.0)
    for step in range(_ROUNDS):
        heat = 0.1 * (1 - step / _ROUNDS)
        moves = [_push(points, i, ideal) for i in range(number)]
        for (one, other), weight in sorted(weights.items()):
            dx, dy = points[one][0] - points[other][0], points[one][1] - points[other][1]
            pull = math.hypot(dx, dy) / ideal * (0.2 + 0.8 * weight / most)
            moves[one] = (moves[one][0] - dx * pull, moves[one][1] - dy * pull)
            moves[other] = (moves[other][0] + dx * pull, moves[other][1] + dy * pull)
        points = [_moved(point, move, heat) for point, move in zip(points, moves, strict=True)]
    return list(zip(_spread([x for x, _ in points], across), _spread([y for _, y in points], down), strict=True))


def _spread(values: list[float], length: float) -> list[float]:
    """Return values scaled to the range from zero to `length`."""
    low, high = min(values), max(values)
    return [(value - low) / (high - low) * length if high - low > 1e-6 else length / 2 for value in values]


def _push(points: list[Point], one: int, ideal: float) -> Point:
    """Return the sum of the forces on a point: from all others, and a slight pull to the middle."""
    x, y = points[one]
    move_x, move_y = (0.5 - x) * 0.3, (0.5 - y) * 0.3
    for other, (other_x, other_y) in enumerate(points):
        if other != one:
            dx, dy = x - other_x, y - other_y
            push = ideal * ideal / max(dx * dx + dy * dy, 1e-6)
            move_x, move_y = move_x + dx * push, move_y + dy * push
    return move_x, move_y


def _moved(point: Point, move: Point, heat: float) -> Point:
    length = max(math.hypot(*move), 1e-9)
    scale = min(length, heat) / length
    return point[0] + move[0] * scale, point[1] + move[1] * scale


def _apart(points: list[Point], width: float, height: float) -> list[Point]:
    """Move overlapping boxes apart, along the shorter axis, until none overlap."""
    moved = list(points)
    for _ in range(_ROUNDS):
        calm = True
        for one in range(len(moved)):
            for other in range(one + 1, len(moved)):
                dx, dy = moved[other][0] - moved[one][0], moved[other][1] - moved[one][1]
                over_x, over_y = width - abs(dx), height - abs(dy)
                if over_x > 1e-3 and over_y > 1e-3:
                    calm = False
                    _part(moved, one, other, (over_x if dx >= 0 else -over_x, over_y if dy >= 0 else -over_y))
        if calm:
            break
    return moved


def _part(points: list[Point], one: int, other: int, over: Point) -> None:
    half = (over[0] / 2, 0.0) if abs(over[0]) < abs(over[1]) else (0.0, over[1] / 2)
    points[one] = (points[one][0] - half[0], points[one][1] - half[1])
    points[other] = (points[other][0] + half[0], points[other][1] + half[1])
