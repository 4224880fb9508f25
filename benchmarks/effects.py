"""Staggered effects of a million units x 10 years straight from Parquet: seconds and memory, against peers."""

from __future__ import annotations

import argparse
import contextlib
import importlib
import importlib.util
import io
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

TIMES = 10
CHUNK = 200_000
COLUMNS: dict[str, Any] = {"outcome": "y", "unit": "unit", "time": "year", "cohort": "cohort"}
KINDS = ("simple", "dynamic", "group", "calendar")
SAME = 1e-8
Job = Callable[[str], "dict[str, float]"]


def write_panel(units: int, path: str, order: str = "unit", seed: int = 1) -> None:
    """Panel of 5 cohorts and 40 % never treated, written in pieces; shuffled by duckdb where asked."""
    arrow, parquet = importlib.import_module("pyarrow"), importlib.import_module("pyarrow.parquet")
    rng, writer = np.random.default_rng(seed), None
    year = np.arange(1, TIMES + 1)
    for start in range(0, units, CHUNK):
        count = min(CHUNK, units - start)
        cohort = rng.choice([0, 3, 4, 5, 6, 7], count, p=[0.4, 0.12, 0.12, 0.12, 0.12, 0.12])
        on = (cohort > 0)[:, None] & (year >= cohort[:, None])
        outcome = rng.normal(size=(count, 1)) + 0.1 * year + 0.5 * rng.normal(size=(count, TIMES)) + 0.3 * on
        table = arrow.table(
            {
                "unit": np.repeat(np.arange(start, start + count), TIMES),
                "year": np.tile(year.astype(np.int32), count),
                "cohort": np.repeat(cohort.astype(np.int32), TIMES),
                "y": outcome.ravel(),
            }
        )
        writer = writer or parquet.ParquetWriter(path, table.schema)
        writer.write_table(table)
    assert writer is not None  # noqa: S101
    writer.close()
    if order == "random":
        rows = f"SELECT * FROM read_parquet('{path}') ORDER BY hash(unit * 31 + year)"  # noqa: S608 - a path of ours
        with importlib.import_module("duckdb").connect() as connection:
            connection.execute(f"COPY ({rows}) TO '{path}.random' (FORMAT parquet)")
        Path(f"{path}.random").replace(path)


def ours(path: str) -> dict[str, float]:
    """Group-time effects with four aggregations, two-way, Sun-Abraham, extended two-way, imputation: one pass."""
    from sxsh_eval.estimates.effects.extended_twfe import extended_twfe
    from sxsh_eval.estimates.effects.imputation import imputation_effects
    from sxsh_eval.estimates.effects.moment_effects import moment_effects
    from sxsh_eval.estimates.effects.moments_parquet import moments_from_parquet
    from sxsh_eval.estimates.effects.sun_abraham import sun_abraham
    from sxsh_eval.estimates.effects.two_way import two_way_fixed_effects

    for name in ("scipy.special", "scipy.linalg", "pyarrow.parquet"):
        importlib.import_module(name)  # as of peers, imports are not timed
    start = time.perf_counter()
    moments = moments_from_parquet(path, **COLUMNS)
    read = time.perf_counter() - start
    effects = moment_effects(moments)
    found = {kind: effects.aggregate(kind).row("overall") for kind in KINDS}  # type: ignore[arg-type]
    found["two_way"] = two_way_fixed_effects(moments).row("treatment")
    found |= {verb.__name__: verb(moments).row("overall") for verb in (sun_abraham, extended_twfe)}
    found["imputation"] = imputation_effects(moments, pretrends=True).row("overall")
    seconds = time.perf_counter() - start
    numbers = {name: float(row["estimate"]) for name, row in found.items()}
    errors = {f"{name} error": float(row["std_error"]) for name, row in found.items()}
    return {"seconds": seconds, "read": read, **numbers, **errors}


def timed_frame(path: str) -> tuple[Any, float]:
    """Rows in memory, for peers, and the seconds it took."""
    import pandas as pd

    start = time.perf_counter()
    rows = pd.read_parquet(path)
    return rows, time.perf_counter() - start


def csdid(path: str) -> dict[str, float]:
    """Group-time effects of csdid with four aggregations."""
    made = importlib.import_module("csdid.att_gt")
    rows, read = timed_frame(path)
    start = time.perf_counter()
    with contextlib.redirect_stdout(io.StringIO()):
        effects = made.ATTgt(yname="y", tname="year", idname="unit", gname="cohort", data=rows)
        fitted = effects.fit(est_method="reg", bstrap=False)
        found = {kind: fitted.aggte(typec=kind, bstrap=False, cband=False).atte for kind in KINDS}
    seconds = time.perf_counter() - start
    numbers = {kind: float(one["overall_att"]) for kind, one in found.items()}
    errors = {f"{kind} error": float(np.ravel(one["overall_se"])[0]) for kind, one in found.items()}
    return {"seconds": seconds, "read": read, **numbers, **errors}


def pyfixest(path: str) -> dict[str, float]:
    """Two-way fixed effects of pyfixest"""
    made = importlib.import_module("pyfixest")
    rows, read = timed_frame(path)
    rows["d"] = ((rows["cohort"] > 0) & (rows["year"] >= rows["cohort"])).astype(float)
    start = time.perf_counter()
    fit = made.feols("y ~ d | unit + year", rows, vcov={"CRV1": "unit"})
    return {"seconds": time.perf_counter() - start, "read": read, "two_way": float(fit.coef()["d"])}


def linearmodels(path: str) -> dict[str, float]:
    """Two-way fixed effects of linearmodels"""
    made = importlib.import_module("linearmodels.panel")
    rows, read = timed_frame(path)
    rows["d"] = ((rows["cohort"] > 0) & (rows["year"] >= rows["cohort"])).astype(float)
    start = time.perf_counter()
    indexed = rows.set_index(["unit", "year"])
    fit = made.PanelOLS(indexed["y"], indexed[["d"]], entity_effects=True, time_effects=True)
    found = fit.fit(cov_type="clustered", cluster_entity=True)
    return {"seconds": time.perf_counter() - start, "read": read, "two_way": float(found.params["d"])}


def diff_diff(path: str) -> dict[str, float]:
    """Group-time effects of diff-diff"""
    made = importlib.import_module("diff_diff")
    rows, read = timed_frame(path)
    start = time.perf_counter()
    found = made.CallawaySantAnna(control_group="never_treated").fit(
        rows, outcome="y", unit="unit", time="year", first_treat="cohort", aggregate="simple"
    )
    return {"seconds": time.perf_counter() - start, "read": read, "simple": float(found.overall_att)}


def floor(path: str) -> dict[str, float]:
    """One pass over the file's columns as numbers at this machine's measured bandwidth; and decoding them at all."""
    parquet = importlib.import_module("pyarrow.parquet")
    block = np.ones(1 << 24)
    block.sum()
    start = time.perf_counter()
    for _ in range(5):
        block.sum()
    bandwidth = 5 * block.nbytes / (time.perf_counter() - start)
    start, size = time.perf_counter(), 0
    for batch in parquet.ParquetFile(path).iter_batches(batch_size=1 << 18):
        size += batch.nbytes
    decode = time.perf_counter() - start
    return {"seconds": size / bandwidth, "bandwidth": bandwidth, "bytes": float(size), "decode": decode}


JOBS: dict[str, Job] = {job.__name__: job for job in (ours, csdid, pyfixest, linearmodels, diff_diff, floor)}


def peak() -> float:
    """Greatest resident memory of this process so far, MB; what the parent held before it does not count."""
    status = Path("/proc/self/status")
    if status.exists():
        lines = status.read_text(encoding="utf-8").splitlines()
        return float(next(line for line in lines if line.startswith("VmHWM")).split()[1]) / 1024
    resource = importlib.import_module("resource")
    return float(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss) / 1024


def run(job: str, path: str) -> dict[str, float]:
    """One job in its own process: its numbers with its greatest resident memory."""
    return JOBS[job](path) | {"memory": peak()}


def measured(job: str, path: str, times: int = 1) -> dict[str, float]:
    """Best of some runs in fresh processes."""
    folders = [str(Path(__file__).parents[1]), os.environ.get("PYTHONPATH", "")]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, folders))}
    found = []
    for _ in range(times):
        made = subprocess.run(
            [sys.executable, "-W", "ignore", __file__, "--job", job, "--path", path],
            env=environment, capture_output=True, check=False, text=True,
        )  # fmt: skip
        if made.returncode:
            last = made.stderr.strip().splitlines()[-1:] or ["no message"]
            raise RuntimeError(f"{job}: {last[0]}")
        found.append(json.loads(made.stdout.splitlines()[-1]))
    return dict(min(found, key=lambda numbers: numbers["seconds"]))


def compare(path: str, units: int) -> None:
    """Peers on the same file, where they are installed; one run each, ours too."""
    own = measured("ours", path)
    print(
        f"\n{units:,} units x {TIMES}: ours, everything, from Parquet: {own['seconds']:.2f} s, {own['memory']:.0f} MB"
    )
    for job in ("csdid", "diff_diff", "pyfixest", "linearmodels"):
        if importlib.util.find_spec(job) is None:
            print(f"  {job} is not installed: no comparison with it")
            continue
        try:
            theirs = measured(job, path)
        except RuntimeError as problem:
            print(f"  {job} did not run: {problem}")
            continue
        shared = [name for name in theirs if name in own and name not in {"seconds", "memory", "read"}]
        apart = max(abs(theirs[name] - own[name]) for name in shared)
        verdict = "the same" if apart < SAME else "NOT the same"
        ratio = theirs["seconds"] / own["seconds"]
        print(
            f"  {job}, {'/'.join(name for name in shared if ' ' not in name)} only: {theirs['seconds']:.2f} s after "
            f"{theirs['read']:.2f} s of reading, {theirs['memory']:.0f} MB; without their reading {ratio:.1f} times, "
            f"with it {ratio + theirs['read'] / own['seconds']:.1f} times our time for everything; "
            f"{verdict} ({apart:.0e})"
        )


def growth(folder: str, sizes: list[int]) -> None:
    """Time and memory by number of units, with the distance from one pass over the numbers."""
    for order in ("unit", "random"):
        print(f"\nrows in order of {order}" if order == "unit" else "\nrows in random order")
        for units in sizes if order == "unit" else sizes[:-1]:
            path = str(Path(folder) / f"{units}_{order}.parquet")
            write_panel(units, path, order)
            own, bare = measured("ours", path, 3), measured("floor", path)
            each = 1e9 * own["seconds"] / units / TIMES
            print(
                f"  {units:>10,} units: {own['seconds']:6.2f} s ({own['read']:.2f} s reading), {each:6.0f} ns a row, "
                f"{own['memory']:.0f} MB; {bare['bytes'] / 1e6:.0f} MB of numbers at "
                f"{bare['bandwidth'] / 1e9:.1f} GB/s are {bare['seconds']:.3f} s "
                f"({own['seconds'] / bare['seconds']:.0f} times), decoding alone {bare['decode']:.2f} s"
            )
            Path(path).unlink()


def main() -> None:
    """Print the comparison."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--units", type=int, nargs="+", default=[100_000, 300_000, 1_000_000], help="ours alone")
    parser.add_argument("--peer-units", type=int, nargs="+", default=[100_000], help="also by peers")
    parser.add_argument("--job", choices=list(JOBS), help=argparse.SUPPRESS)
    parser.add_argument("--path", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.job:
        print(json.dumps(run(asked.job, asked.path)))
        return
    missing = [name for name in ("pyarrow", "duckdb") if importlib.util.find_spec(name) is None]
    if missing:
        print(f"not installed: {', '.join(missing)}: nothing to measure")
        return
    with tempfile.TemporaryDirectory() as folder:
        growth(folder, sorted(asked.units))
        for units in asked.peer_units:
            path = str(Path(folder) / "peers.parquet")
            write_panel(units, path)
            compare(path, units)


if __name__ == "__main__":
    main()
