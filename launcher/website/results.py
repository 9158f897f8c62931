"""The page of results: what the recorded studies hold, drawn; what misses is red, and told."""

import csv
import re

import plots

HEAD = """\
# Results of the studies
What `./ot4j experiment NAME` has recorded, run by run. A filled dot is one run; from three runs on, the line across is
their mean, and the bar through it its 95 % confidence interval (Student's t). What misses what it is held to is **red**. Settings and tables stand beside
[the studies](experiments/README.md) and [the notebooks' results](notebooks/results/README.md); times are among
[the benchmarks](benchmarks.md).
"""
LADDER = [
    "Algorithm 2 as printed", "schedule and averages as all models", "Sinkhorn inside", "σ = 0.04", "1024 codes", "ε from 50",
    "linear start", "teacher", "stratified hard codes", "re-weighted hard codes",
]
METRICS = {"W₁": "W1", "W₂²": "squared W2", "excess divergence": "excess", "abs(σ − 1.2)": "excess"}
THRESHOLD = re.compile(r"^\| (.+?) \| (.+?) \| ([≤≥]) ([\d.]+) \|", re.MULTILINE)


class Record:
    """The rows of a file: the values of a model's metric by seed, in the order of the file."""

    def __init__(self, file, experiment=None):
        self.values, self.peers, self.runs = {}, {}, set()
        with open(file, encoding="utf-8", newline="") as text:
            for row in csv.DictReader(text):
                if experiment in (None, row["experiment"]):
                    self.values.setdefault((row["model"], row["metric"]), {})[row["seed"]] = float(row["value"])
                    self.runs.add((row["model"], row["seed"]))
                    if row["paper"]:
                        self.peers[row["model"], row["metric"]] = float(row["paper"])

    def models(self):
        return list(dict.fromkeys(model for model, _ in self.values))

    def of(self, model, metric):
        return list(self.values[model, metric].values())

    def paired(self, one, other, metric):
        """Differences of two models, seed by seed."""
        a, b = self.values[one, metric], self.values[other, metric]
        return [a[seed] - b[seed] for seed in a if seed in b]


def page(root):
    ours, books = root / "experiments/results", root / "notebooks/results"
    return "\n".join([
        HEAD, gaussians(books), encoders(books), digits(books), ladder(ours), couplings(ours), search(ours), thresholds(root, ours),
        cluster(ours),
    ])


def section(title, text, *drawings):
    return f"## {title}\n{text}\n\n" + "\n\n".join(drawings) + "\n"


def missing(recorded, total):
    """Told in red as the figures that miss are."""
    if recorded == total:
        return ""
    return f' <span class="ot4j-missed">Not complete: {recorded} of {total} runs are recorded.</span>'


def listed(names):
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))


def gaussians(folder):
    record = Record(folder / "gaussians25.csv")
    metric = "high-density ratio"
    rows = []
    for model in record.models():
        values, peer = record.of(model, metric), record.peers.get((model, metric))
        rows.append(dict(name=model, values=values, peer=peer, missed=peer is not None and plots.interval(values)[0] < peer))
    below, judged = [row["name"] for row in rows if row["missed"]], sum(row["peer"] is not None for row in rows)
    draws = "std within modes of draws"
    drawn = [dict(name=m, values=record.of(m, draws)) for m in record.models() if (m, draws) in record.values]
    return section(
        "C-VAE, Tables 1 and 2: 25 Gaussians",
        "The share of decoder means near a mode, for each seed; the diamond is the paper's figure where it has one, and a model is red "
        f"if its mean is below it: {len(below)} of {judged}, {listed(below)}. The paper's order of the models other than C-VAE is **missed**, "
        "too: see [what does not reproduce](notebooks/results/README.md#gaussians25csv). Below, the standard deviation "
        "within modes of draws from p(x|z), which is 0.05 (the line) in the data.",
        plots.dots("High-density ratios of models of 25 Gaussians, and the paper's", "high-density ratio", rows),
        plots.dots("Standard deviations within modes of the models' draws", "std within modes, of draws", drawn, at=0.05),
    )


def encoders(folder):
    parts, misses = [], []
    for data in ("digits", "faces"):
        record = Record(folder / "wasserstein-auto-encoders.csv", data)
        rows = []
        for before, model in zip([None, *record.models()], record.models()):
            missed = False
            if before:
                mean, half = plots.interval(record.paired(before, model, "FID"))
                missed = mean - half <= 0
                if missed:
                    misses.append(f"on {data}, {model} is not better than {before} (by {mean:.3f} ± {half:.3f})")
            rows.append(dict(name=model, values=record.of(model, "FID"), missed=missed))
        parts.append(plots.dots(f"FID of three auto-encoders on {data}", f"FID on {data}, lower is better", rows))
    return section(
        "WAE, section 4: digits and faces",
        "FID at the notebook's scale. In the paper each model is better than the one above it; one is red if, paired by "
        f"seeds, the interval of its lead holds 0: {'; '.join(misses) or 'none'}. Features are not the paper's, so its values "
        "(82, 55, 42) do not compare.",
        *parts,
    )


def digits(folder):
    file, total = folder / "digits.csv", 27
    title = "WAE, section 4: digits at a middle scale"
    if not file.exists():
        return section(title, "Nine models with three seeds, 30 epochs: `./ot4j experiment digits`." + missing(0, total))
    record = Record(file)
    rows = [dict(name=m, values=record.of(m, "FID")) for m in record.models() if (m, "FID") in record.values]
    return section(
        title, "Nine models with three seeds, 30 epochs." + missing(len(record.runs), total),
        plots.dots("FID of models of digits", "FID, lower is better", rows),
    )


def ladder(folder):
    record = Record(folder / "coupled-ladder.csv")
    rows = [
        dict(name=m, values=record.of(m, "high-density ratio of draws"), also=record.of(m, "high-density ratio")) for m in LADDER
    ]
    return section(
        "C-VAE: from Algorithm 2 as printed to the best",
        "High-density ratio of draws, and, hollow, of decoder means; each rung has the aids of those above it, but for the last, "
        f"which is in place of the one before.{missing(len(record.runs), 50)}",
        plots.dots("High-density ratios of ten forms of the C-VAE", "high-density ratio", rows),
    )


def couplings(folder):
    record = Record(folder / "flow-couplings.csv")
    parts, far = [], []
    for data in ("moons", "25 Gaussians"):
        series = {
            model.removeprefix(f"{data} "): [(n, plots.interval(record.of(model, f"W2 at {n}"))[0]) for n in (1, 2, 5, 10, 100)]
            for model in record.models() if model.startswith(data)
        }
        floor = record.of(f"{data} independent", "W2 of data")[0]
        far += [points[-1][1] > floor for points in series.values()]
        parts.append(plots.curves(
            f"W2 of samples of flows to {data}, by the number of evaluations", f"evaluations of the network, to {data}",
            "W₂ to the data", series, log=(True, False), at=floor,
        ))
    return section(
        "Flow matching: couplings",
        "W₂ of samples to fresh data by the number of steps, means over seeds; the line across is W₂ of two samples of the data. "
        f"**{sum(far)} of {len(far)}** flows are above it after a hundred.{missing(len(record.runs), 60)}",
        *parts,
    )


def search(folder):
    record = Record(folder / "gaussians25-search.csv")
    rows = {}
    for model in record.models():
        row = rows.setdefault(model.split(" rate ")[0], dict(values=[], also=[], plain=True))
        covers = record.of(model, "modes covered")[0] == 25
        row["values" if covers else "also"] += record.of(model, "high-density ratio")
    return section(
        "25 Gaussians: the search for settings",
        "A dot for each setting that was tried (seed 11, 2,000 steps); hollow ones do not cover all 25 modes.",
        plots.dots("High-density ratios of the settings of each model", "high-density ratio",
                   [dict(name=name, **row) for name, row in rows.items()]),
    )


def thresholds(root, folder):
    record = Record(folder / "transport-models.csv")
    text = (root / "experiments/README.md").read_text(encoding="utf-8")
    rows = []
    for model, measure, side, limit in THRESHOLD.findall(text[text.index("## `results/transport-models.csv`"):]):
        values = record.of(model, METRICS.get(measure, measure))
        shares = [v / float(limit) if side == "≤" else float(limit) / v for v in values]
        rows.append(dict(name=f"{model}: {measure} {side} {limit}", values=shares, missed=max(shares) > 1, plain=True))
    missed = [row["name"] for row in rows if row["missed"]]
    return section(
        "All models: thresholds",
        "Each run relative to the threshold that its study holds it to: to the left of the line it holds (for *at least*, the "
        f"ratio is the other way round). **{len(missed)} of {len(rows)}** models have a run that misses"
        f"{': ' + listed(missed) if missed else ''}.",
        plots.dots("Runs of all models relative to their thresholds", "measure relative to its threshold", rows, at=1),
    )


def cluster(folder):
    def rows(name):
        with open(folder / name, encoding="utf-8", newline="") as text:
            return list(csv.DictReader(text))

    series, rounds = {}, {}
    for row in rows("scheduler.csv"):
        series.setdefault(row["workload"], []).append((float(row["cores"]), float(row["simulated"])))
    costs = [dict(name=f"{row['what']}, {row['size']}", values=[float(row["processor seconds"])]) for row in rows("task-costs.csv")]
    names = {"threads": "plain threads", "spark": "Spark's embedded master"}
    for row in rows("spark-overhead.csv"):
        rounds.setdefault(names[row["where"]], []).append(float(row["seconds"]))
    return section(
        "Many machines: simulated",
        "What tasks cost, as measured on one machine, and how long they take on a simulated cluster "
        "([how, and what bites](docs/scale.md)); no cluster was there to measure on. Curves that rise again are of tasks too short "
        "for the driver to start in time. The last drawing is of four tasks of almost a minute on two cores, twice each way, by turns.",
        plots.dots("Processor seconds of tasks", "processor seconds", costs, log=True),
        plots.curves("Simulated seconds of five workloads by the number of cores", "cores", "seconds, simulated", series),
        plots.dots("Seconds of four tasks on two cores", "seconds of four tasks, measured",
                   [dict(name=name, values=values, plain=True) for name, values in rounds.items()]),
    )
