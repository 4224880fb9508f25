"""Drawn parameters in the shape of the cells, with the uniform numbers of each place and block of paths."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sxsh_eval.estimates.programme.values import PARAMETERS, Base, Floats

BLOCK = 256
"""Paths whose uniform numbers come from one generator a place."""
FLOWS = ("exit_adopters", "exit_others", "adoption", "awareness", "entry")
"""What happens to establishments by chance in a year, in the order of the uniform numbers."""
PLACE_OF_AXIS = {"provinces": 0, "sectors": 1, "sizes": 2}


@dataclass(frozen=True, eq=False)
class Part:
    """Places and paths that are carried through the years together.

    Attributes
    ----------
    first : int
        First path; a multiple of `BLOCK`.
    paths : int
        At most `BLOCK`.
    places : slice
    counts : ndarray, shape (places, sectors, sizes)
        Central numbers of establishments.
    drawn : Mapping of str to ndarray of float32
        Parameters of the model, each shaped to broadcast over places x sectors x sizes x paths.
    streams : tuple of Generator, optional
        Of uniform numbers, one a place; None for the mean of infinitely many establishments.
    """

    first: int
    paths: int
    places: slice
    counts: npt.NDArray[np.float64]
    drawn: Mapping[str, Floats]
    streams: tuple[np.random.Generator, ...] | None

    def uniform(self, rows: int, cells: tuple[int, ...]) -> list[Floats] | None:
        """Uniform numbers: `rows` arrays of places x `cells` x paths; None without chance."""
        if self.streams is None:
            return None
        drawn = np.empty((len(self.streams), rows, *cells, BLOCK), np.float32)
        for place, stream in enumerate(self.streams):
            stream.random(out=drawn[place], dtype=np.float32)
        return [drawn[:, row, ..., : self.paths] for row in range(rows)]


@dataclass(frozen=True, eq=False)
class Grid:
    """A base with its cells as an array.

    Attributes
    ----------
    base : Base
    places, sectors, sizes : tuple of str
    counts : ndarray, shape (places, sectors, sizes)
        Central numbers of establishments; zero where there is no cell.
    """

    base: Base
    places: tuple[str, ...]
    sectors: tuple[str, ...]
    sizes: tuple[str, ...]
    counts: npt.NDArray[np.float64]


def part_of(grid: Grid, first: int, places: slice, seed: int | None) -> Part:
    """Paths from `first` on of some places; `seed` None for no chance among establishments."""
    last = min(first + BLOCK, grid.base.paths)
    drawn = {name: shaped(grid.base, name, slice(first, last), places) for name in PARAMETERS}
    names = grid.places[places]
    streams = None if seed is None else tuple(stream(seed, name, first // BLOCK) for name in names)
    return Part(first, last - first, places, grid.counts[places], drawn, streams)


def stream(seed: int, place: str, block: int) -> np.random.Generator:
    """Generator of one place and block of paths: a province draws the same alone as among others."""
    words = [seed, zlib.crc32(place.encode()), block]
    return np.random.Generator(np.random.SFC64(np.random.SeedSequence(words)))


def shaped(base: Base, name: str, paths: slice, places: slice) -> Floats:
    """One parameter, ready to broadcast over places x sectors x sizes x paths."""
    drawn, axis = base.draws[name][paths], PARAMETERS[name]
    if not axis:
        return np.asarray(drawn, np.float32)[None, None, None, :]
    chosen = drawn[:, places] if axis == "provinces" else drawn
    shape = [1, 1, 1, len(drawn)]
    shape[PLACE_OF_AXIS[axis]] = chosen.shape[1]
    return np.ascontiguousarray(chosen.T, np.float32).reshape(shape)


def grid_of(base: Base) -> Grid:
    """Cells of a base as an array.

    Raises
    ------
    ValueError
        If drawn parameters are missing, have another shape, or are no numbers: a fault of the maker of the base.
    """
    names = (base.places, base.sectors, base.sizes)
    axes = {"": 0} | dict(zip(PLACE_OF_AXIS, map(len, names), strict=True))
    wrong = [name for name, axis in PARAMETERS.items() if not fits(base.draws.get(name), base.paths, axes[axis])]
    if wrong:
        raise ValueError(f"drawn parameters missing or of the wrong shape: {wrong}")
    counts = np.zeros(tuple(map(len, names)))
    columns = (base.cells[column].tolist() for column in ("province", "sector", "size_class"))
    at = tuple(position(values, each) for values, each in zip(columns, names, strict=True))
    np.add.at(counts, at, base.cells["establishments"].to_numpy(float))
    return Grid(base, *names, counts)


def fits(drawn: npt.NDArray[np.float64] | None, paths: int, columns: int) -> bool:
    """Whether drawn values have the shape of their parameter; minus infinity is the logarithm of nothing."""
    shape = (paths, columns) if columns else (paths,)
    return drawn is not None and drawn.shape == shape and not (np.isnan(drawn) | (drawn == np.inf)).any()


def position(values: Sequence[str], names: tuple[str, ...]) -> list[int]:
    """Positions of values among names."""
    places = {name: place for place, name in enumerate(names)}
    return [places[value] for value in values]
