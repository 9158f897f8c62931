#!/usr/bin/env python3
"""Data loading and metrics side by side with torchvision, Pillow, NumPy, SciPy and prdc, with as many
workers and threads on either side.

Run it as `./ot4j bench evaluation`. MNIST and the faces come from OT4J_DATA where that has them, else
files of the same shape are made.
"""

import argparse
import contextlib
import gzip
import os
import struct
import subprocess
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from importlib.metadata import version
from pathlib import Path

THREADS = os.cpu_count() or 1
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

import _common as common  # noqa: E402

common.limit_threads(THREADS)

import numpy as np  # noqa: E402
import PIL  # noqa: E402
import scipy  # noqa: E402
import scipy.linalg  # noqa: E402
import torch  # noqa: E402
import torchvision  # noqa: E402
from PIL import Image  # noqa: E402
from prdc import compute_prdc  # noqa: E402
from scipy.spatial.distance import cdist  # noqa: E402
from torch.utils.data import DataLoader, Dataset  # noqa: E402
from torchvision.transforms import functional as transforms  # noqa: E402

torch.set_num_threads(THREADS)
VISION = f"torchvision {torchvision.__version__}, {THREADS} workers"
PILLOW = f"Pillow {PIL.__version__}, {THREADS} processes"
NUMPY = f"NumPy {np.__version__}"
SCIPY = f"SciPy {scipy.__version__}"
BATCH = 100
# For peers whose work, and memory, is in other processes.
OTHERS = {"peer_memory_mib": None}


def sums(tolerance: float):
    def check(answer, total):
        if abs(answer["sum"] - total) > tolerance * abs(total):
            return f"the values add up to {answer['sum']!r}, the peer's to {total!r}"
        return None

    return check


def close(key: str, tolerance: float):
    def check(answer, value):
        if abs(answer[key] - value) > tolerance * max(1e-3, abs(value)):
            return f"{answer[key]!r} is not {value!r}"
        return None

    return check


def mnist(work: Path) -> Path:
    """The plain IDX files of MNIST's test set, or of noise of that shape, as torchvision has them."""
    raw = work / "MNIST" / "raw"
    raw.mkdir(parents=True)
    given = Path(os.environ.get("OT4J_DATA", "data")) / "mnist"
    for kind in ("images-idx3", "labels-idx1"):
        packed = given / f"t10k-{kind}-ubyte.gz"
        if packed.exists():
            content = gzip.decompress(packed.read_bytes())
        else:
            random = np.random.default_rng(1)
            shape = (10_000, 28, 28) if kind.startswith("images") else (10_000,)
            head = struct.pack(">HBB", 0, 8, len(shape)) + struct.pack(f">{len(shape)}i", *shape)
            content = head + random.integers(0, 10, shape, dtype=np.uint8).tobytes()
        # torchvision looks for both parts though it reads one.
        for part in ("t10k", "train"):
            (raw / f"{part}-{kind}-ubyte").write_bytes(content)
    return raw


class Files(Dataset):
    def __init__(self, files, crop, mode):
        self.files, self.crop, self.mode = files, crop, mode

    def __len__(self):
        return len(self.files)

    def __getitem__(self, i):
        image = Image.open(self.files[i]).convert(self.mode)
        side = self.crop or min(image.size)
        image = transforms.center_crop(image, side)
        return transforms.to_tensor(image.resize((64, 64), Image.BILINEAR))


def epoch(dataset) -> float:
    loader = DataLoader(dataset, BATCH, shuffle=True, num_workers=THREADS)
    total = 0.0
    for batch in loader:
        total += float((batch[0] if isinstance(batch, list) else batch).sum())
    return total


def loading(java: common.Java, work: Path) -> list[dict]:
    raw = mnist(work)

    def by_torchvision():
        return epoch(torchvision.datasets.MNIST(work, train=False, transform=transforms.to_tensor))

    def by_numpy():
        images = np.frombuffer((raw / "t10k-images-idx3-ubyte").read_bytes(), np.uint8, offset=16)
        images = images.reshape(-1, 1, 28, 28)
        order = np.random.default_rng(1).permutation(len(images))
        return sum(
            float((images[order[i : i + BATCH]].astype(np.float32) / 255).sum())
            for i in range(0, len(order), BATCH)
        )

    def ours():
        return java.run(
            "idx", images=raw / "t10k-images-idx3-ubyte", labels=raw / "t10k-labels-idx1-ubyte"
        )

    rows = []
    # NumPy's fancy indexing is no data loader: it stands there as the floor, without a target.
    peers = [
        (by_torchvision, VISION, 1.0),
        (by_numpy, f"{NUMPY} on the whole array, no workers", None),
    ]
    for peer, name, target in peers:
        rows += common.run(
            common.Case(
                name="MNIST, 10,000 digits read and batched",
                ours={"": ours},
                peer=peer,
                peer_name=name,
                target=target,
                check=sums(1e-4),
                warm=3,
                extra=OTHERS if peer is by_torchvision else {},
            )
        )
        per_second(rows[-1], 10_000)
    return rows


def per_second(row: dict, count: int) -> None:
    row["images_per_second"] = [count / row["ours"], count / row["peer"]]


def decode(arguments) -> float:
    """Reads pictures with Pillow; in a process of its own."""
    files, crop, mode = arguments
    total = 0.0
    for file in files:
        image = Image.open(file).convert(mode)
        side = crop or min(image.size)
        left, top = (image.width - side) // 2, (image.height - side) // 2
        image = image.crop((left, top, left + side, top + side))
        image = image.resize((64, 64), Image.BILINEAR)
        total += float((np.asarray(image, np.float32) / 255).sum())
    return total


def photos(folder: Path, count: int) -> Path:
    """JPEG files of CelebA's size with smooth content, as photographs have."""
    folder.mkdir()
    random = np.random.default_rng(1)
    for i in range(count):
        coarse = random.integers(0, 256, (14, 12, 3), dtype=np.uint8)
        image = Image.fromarray(coarse).resize((178, 218), Image.BICUBIC)
        image.save(folder / f"{i:05}.jpg", quality=90)
    return folder


def folders(java: common.Java, work: Path) -> list[dict]:
    rows = []
    faces = Path(os.environ.get("OT4J_DATA", "data")) / "faces"
    sets = [("1,000 JPEG photographs 178 x 218, crop 140, RGB", photos(work / "jpg", 1000), 140, "RGB")]
    if faces.is_dir():
        sets.append(("400 PNG faces 92 x 112, grey", faces, 0, "L"))
    pool = ProcessPoolExecutor(THREADS)
    for name, folder, crop, mode in sets:
        files = sorted(f for f in folder.iterdir() if f.suffix in (".jpg", ".png"))
        options = {"folder": folder}
        if crop:
            options["crop"] = crop
        if mode == "L":
            options["grey"] = 1

        def by_pillow():
            chunks = [files[k::THREADS] for k in range(THREADS)]
            return sum(pool.map(decode, [(chunk, crop, mode) for chunk in chunks]))

        peers = [(lambda: epoch(Files(files, crop, mode)), VISION), (by_pillow, PILLOW)]
        for peer, peer_name in peers:
            rows += common.run(
                common.Case(
                    name=f"{name}, to 64 x 64",
                    ours={"": lambda: java.run("folder", **options)},
                    peer=peer,
                    peer_name=peer_name,
                    target=1.0,
                    check=sums(0.005),
                    warm=3,
                    extra=OTHERS,
                )
            )
            per_second(rows[-1], len(files))
    pool.shutdown()
    return rows


def features(n: int, d: int, seed: int):
    """Features with a spectrum that falls, as a network's do."""
    random = np.random.default_rng(seed)
    mixing = random.normal(size=(d, d)) / np.sqrt(d) * (1 / np.sqrt(1 + np.arange(d)))
    return np.abs(random.normal(size=(n, d)) @ mixing + 0.1 * seed)


def frechet_by_scipy(x, y):
    """As pytorch-fid has it."""
    m, n = x.mean(0), y.mean(0)
    a, b = np.cov(x, rowvar=False), np.cov(y, rowvar=False)

    def call():
        root = scipy.linalg.sqrtm(a.dot(b))
        return float((m - n) @ (m - n) + np.trace(a) + np.trace(b) - 2 * np.trace(root).real)

    return call


def mmd_by_scipy(x, y, bandwidth):
    def kernel(a, b):
        return np.exp(cdist(a, b, "sqeuclidean") * (-1 / (2 * bandwidth**2)))

    n, m = len(x), len(y)
    value = -2 * kernel(x, y).mean()
    for points in (x, y):
        k = len(points)
        value += (kernel(points, points).sum() - k) / (k * (k - 1))
    return float(value)


def peak(java_case: str, options: dict, python: str) -> dict:
    """Peak resident MiB of a fresh process on either side, inputs included."""
    server = common.Java("org.ot4j.experiments.bench.EvaluationBench", "2g")
    ours = server.run(java_case, **options)["residentMib"]
    server.close()
    files = {k: str(v) for k, v in options.items()}
    code = (
        "import sys, resource; sys.path.insert(0, %r); import evaluation as e, numpy as np\n"
        "o = %r; read = lambda k: np.fromfile(o[k]).reshape(-1, int(o['d']))\n"
        "%s\nprint(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)"
        % (str(Path(__file__).parent), files, python)
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, encoding="utf-8", check=True)
    return {"peak_mib": [ours, float(done.stdout.split()[-1])]}


def metrics(java: common.Java, n: int, d: int) -> list[dict]:
    rows = []
    x, y = features(n, d, 1), features(n, d, 2)
    files = {"x": java.export("x", x), "y": java.export("y", y), "d": d}
    rows += common.run(
        common.Case(
            name=f"mean and covariance of {n} x {d} features",
            ours={"": lambda: java.run("statistics", **files)},
            peer=lambda: (x.mean(0), np.cov(x, rowvar=False))[1][0, 1],
            peer_name=f"{NUMPY} cov",
            target=1.0,
            check=close("covariance", 1e-9),
            rounds=3,
            warm=1,
        )
    )
    rows[-1].update(peak("statistics", files, "x = read('x'); x.mean(0); np.cov(x, rowvar=False)"))
    rows += common.run(
        common.Case(
            name=f"Fréchet distance, d = {d}",
            ours={"": lambda: java.run("frechet", **files)},
            peer=frechet_by_scipy(x, y),
            peer_name=f"{SCIPY} sqrtm",
            target=1.0,
            check=close("value", 1e-6),
            rounds=2,
            warm=0,
        )
    )
    x, y = (np.random.default_rng(k).normal(size=(n, 64)) + 0.05 * k for k in (1, 2))
    files = {"x": java.export("mx", x), "y": java.export("my", y), "d": 64, "bandwidth": 8.0}
    rows += common.run(
        common.Case(
            name=f"MMD of {n} x {n} points, d = 64, RBF",
            ours={"": lambda: java.run("mmd", **files)},
            peer=lambda: mmd_by_scipy(x, y, 8.0),
            peer_name=f"{SCIPY} cdist and {NUMPY}",
            target=1.0,
            check=close("value", 1e-6),
            rounds=3,
            warm=1,
        )
    )
    rows[-1].update(peak("mmd", files, "e.mmd_by_scipy(read('x'), read('y'), 8.0)"))
    return rows


def neighbours(java: common.Java, n: int, d: int) -> list[dict]:
    """Precision, recall, density and coverage, which both sides count in double precision."""
    x, y = features(n, d, 1), features(n, d, 2)
    files = {"x": java.export("nx", x), "y": java.export("ny", y), "d": d, "k": 5}

    def theirs():
        with contextlib.redirect_stdout(None):
            return compute_prdc(x, y, nearest_k=5)

    def same(answer, values):
        for name, value in values.items():
            if abs(answer[name] - value) > 1e-9 * abs(value):
                return f"{name} {answer[name]!r}, prdc says {value!r}"
        return None

    return common.run(
        common.Case(
            name=f"precision, recall, density, coverage of {n} x {n} points, d = {d}",
            ours={"": lambda: java.run("neighbours", **files)},
            peer=theirs,
            peer_name=f"prdc {version('prdc')}",
            target=1.0,
            check=same,
            rounds=5,
            warm=1,
        )
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--quick", action="store_true", help="small sizes; writes no file")
    quick = parser.parse_args().quick
    java = common.Java("org.ot4j.experiments.bench.EvaluationBench", "4g")
    common.print_header()
    with tempfile.TemporaryDirectory(prefix="ot4j-bench-") as folder:
        work = Path(folder)
        rows = loading(java, work)
        rows += folders(java, work)
        rows += metrics(java, *((1_000, 128) if quick else (10_000, 2_048)))
        rows += neighbours(java, *((1_000, 128) if quick else (5_000, 2_048)))
    rows.append(common.machine(java.version, f"{THREADS} on both sides"))
    java.close()
    if not quick:
        common.save("evaluation", rows)


if __name__ == "__main__":
    main()
