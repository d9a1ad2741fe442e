"""plot.py BENCH.JSON PICTURE.PNG: each row's ratios on a logarithmic axis. Run by the Python of build/bench-venv."""

import json
import sys

import matplotlib

matplotlib.use("Agg")
from matplotlib import pyplot  # noqa: E402 (after the choice of what it draws with)

SERIES = {"best": ("best peer", "o", "#2060c0"), "C": ("C", "x", "#c04020"), "BLAS": ("BLAS", "+", "#208040")}


def main(source, target):
    with open(source, encoding="utf-8") as file:
        rows = [row for row in json.load(file)["rows"] if row["ratios"]]
    figure, axes = pyplot.subplots(figsize=(10, 2 + 0.17 * len(rows)))
    for key, (label, marker, colour) in SERIES.items():
        points = [(row["ratios"][key], place) for place, row in enumerate(rows) if row["ratios"].get(key)]
        if points:
            axes.scatter(*zip(*points), marker=marker, color=colour, label=label, s=22, zorder=3)
    axes.set_yticks(range(len(rows)), [row["name"] for row in rows], fontsize=7)
    axes.set_ylim(len(rows), -1)
    axes.set_xscale("log")
    axes.axvline(1.0, color="black", linewidth=0.8)
    axes.axvline(0.95, color="grey", linewidth=0.8, linestyle=":")
    axes.set_xlabel("time of the other over Krait's: right of the line Krait is faster")
    axes.grid(axis="x", which="both", linewidth=0.3)
    axes.legend(loc="upper right")
    figure.savefig(target, dpi=110, bbox_inches="tight")


if __name__ == "__main__":
    main(*sys.argv[1:])
