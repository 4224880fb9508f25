"""Synthetic enterprises of one province: a world of its own, of a size and kind of its own. Never a result."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from sxsh_eval.inputs.sample import sample_panel
from sxsh_eval.inputs.sample_model import SIZE_SHARES, PanelModel, SamplePanel, sector_effects
from sxsh_eval.parameters.factors import Count

SIZE_SPREAD = 0.45
SIZE_LIMITS = (0.5, 2.0)
PROVINCE_SPREAD = 0.6
SIZE_CONCENTRATION, SECTOR_CONCENTRATION = 60.0, 1.5
STREAM = 99


@dataclass(frozen=True)
class ProvinceProfile:
    """What sets a made-up province apart.

    Attributes
    ----------
    enterprises : int
        Ever active.
    size_shares : tuple of float
        Micro, small, medium and large.
    sector_shares : tuple of float
        VSIC divisions of `sector_effects`, in its order.
    """

    enterprises: int
    size_shares: tuple[float, ...]
    sector_shares: tuple[float, ...]


def province_seed(seed: int, slug: str) -> tuple[int, ...]:
    """Entropy of a province's draws: the study's seed followed by the bytes of the slug."""
    return (seed, *slug.encode())


def relative_size(counts: Iterable[Count], slug: str) -> float | None:
    """Size of a province against the mean province, by the published counts that name it; None without any.

    Parameters
    ----------
    counts : iterable of Count
    slug : str

    Returns
    -------
    float or None
        Mean over populations and years of the province's count over the mean of all provinces counted then.
    """
    known: dict[tuple[str, int], dict[str, float]] = {}
    for count in counts:
        if count.province is not None:
            known.setdefault((count.population, count.year), {})[count.province] = float(count.value.value)
    ratios = [own[slug] / float(np.mean(list(own.values()))) for own in known.values() if slug in own and len(own) > 1]
    return float(np.mean(ratios)) if ratios else None


def draw_profile(seed: int, slug: str, enterprises: int, counts: Iterable[Count] = ()) -> ProvinceProfile:
    r"""Draw how many enterprises a made-up province has, of which sizes and sectors.

    Parameters
    ----------
    seed : int
    slug : str
    enterprises : int
        Of the mean province.
    counts : iterable of Count, optional
        Published numbers of enterprises or establishments.

    Returns
    -------
    ProvinceProfile

    Notes
    -----
    The number is `enterprises` times the square root of the province's relative size where published counts tell it,
    else times a log-normal factor (:math:`\sigma` = 0.45, mean 1), always between a half and twice. Shares of sizes
    come from a Dirichlet law around `SIZE_SHARES` (concentration 60), those of sectors from a flat one
    (concentration 1.5 each).
    """
    rng = np.random.default_rng(np.random.SeedSequence(province_seed(seed, slug), spawn_key=(STREAM,)))
    drawn = float(np.exp(SIZE_SPREAD * rng.standard_normal() - SIZE_SPREAD**2 / 2))
    known = relative_size(counts, slug)
    factor = float(np.clip(drawn if known is None else known**0.5, *SIZE_LIMITS))
    sizes = rng.dirichlet(SIZE_CONCENTRATION * np.array(SIZE_SHARES))
    sectors = rng.dirichlet(np.full(len(sector_effects()), SECTOR_CONCENTRATION))
    return ProvinceProfile(round(enterprises * factor), shares(sizes), shares(sectors))


def shares(values: Iterable[float]) -> tuple[float, ...]:
    """Plain numbers that add up to one."""
    return tuple(float(value) for value in values)


def province_panel(seed: int, slug: str, enterprises: int, counts: Iterable[Count] = ()) -> SamplePanel:
    """Make the enterprises of one province.

    Parameters
    ----------
    seed : int
        Same seed and province, same tables, whatever other provinces are made.
    slug : str
    enterprises : int
        Of the mean province; see `draw_profile`.
    counts : iterable of Count, optional

    Returns
    -------
    SamplePanel
        Effects as in `PanelModel`, but that of the province on the log hazard has a standard deviation of 0.6.
        Enterprises have codes that no other province has.
    """
    profile = draw_profile(seed, slug, enterprises, counts)
    model = PanelModel(
        province_spread=PROVINCE_SPREAD, size_shares=profile.size_shares, sector_shares=profile.sector_shares
    )
    return sample_panel(
        seed=province_seed(seed, slug),
        enterprises=profile.enterprises,
        provinces=[slug],
        model=model,
        code=f"{slug}-",
    )
