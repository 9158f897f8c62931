"""Times a step of flow matching beside the same in PyTorch, with and without optimal couplings.

Same layers, batch, optimiser and number of threads on both sides; both draw batches, noise and times
in the step. The peer is written as torchcfm's trainings are: the plan between noise and batch by
POT's `emd`, and pairs drawn from it. Ours is the whole loop that a user gets. Besides wall-clock
time there is processor time, of all threads, which other programs on the machine disturb less.
"""

import argparse
import os
import time

import _common as common

THREADS = int(os.environ.get("OT4J_THREADS", os.cpu_count()))
common.limit_threads(THREADS)

import numpy as np  # noqa: E402
import ot  # noqa: E402
import torch  # noqa: E402
from torch import nn  # noqa: E402

torch.set_num_threads(THREADS)
NAME = f"PyTorch {torch.__version__}, eager"
WAVES = 4


class Velocity(nn.Module):
    """Of points and times, of which it sees waves."""

    def __init__(self, width: int):
        super().__init__()
        self.frequencies = torch.pi * torch.arange(1, WAVES + 1)
        layers, inputs = [], 3 + 2 * WAVES
        for _ in range(3):
            layers += [nn.Linear(inputs, width), nn.ELU()]
            inputs = width
        self.layers = nn.Sequential(*layers, nn.Linear(inputs, 2))

    def forward(self, t, x):
        angles = t * self.frequencies
        return self.layers(torch.cat([x, t, angles.cos(), angles.sin()], 1))


class Peer:
    """A plain PyTorch training loop."""

    def __init__(self, width: int, batch: int, coupling: str):
        self.batch, self.coupling = batch, coupling
        angles = torch.arange(4096) % 8 * torch.pi / 4
        self.data = 4 * torch.stack([angles.cos(), angles.sin()], 1) + 0.1 * torch.randn(4096, 2)
        self.model = Velocity(width)
        self.optimizer = torch.optim.Adam(self.model.parameters(), lr=1e-3)

    def parameters(self) -> int:
        return sum(p.numel() for p in self.model.parameters())

    def coupled(self, x0, x1):
        if self.coupling == "independent":
            return x0, x1
        n = len(x0)
        costs = torch.cdist(x0, x1).square().numpy()
        plan = ot.emd(ot.unif(n), ot.unif(n), costs)
        if self.coupling == "sorted":  # each point once; a plan of equal weights is a permutation
            return x0, x1[torch.from_numpy(plan.argmax(1))]
        shares = plan.flatten()
        pairs = np.random.choice(n * n, p=shares / shares.sum(), size=n)
        i, j = np.divmod(pairs, n)
        return x0[i], x1[j]

    def steps(self, count: int) -> tuple[float, float]:
        """Takes steps, with the loss read in each for the history; seconds of both kinds a step."""
        start, before = time.perf_counter(), time.process_time()
        seen = 0
        for i in range(count):
            if i % (len(self.data) // self.batch) == 0:
                order = torch.randperm(len(self.data))
                at = 0
            x1 = self.data[order[at : at + self.batch]]
            at += self.batch
            x0, x1 = self.coupled(torch.randn(self.batch, 2), x1)
            t = torch.rand(self.batch, 1)
            self.optimizer.zero_grad()
            velocity = self.model(t, (1 - t) * x0 + t * x1)
            loss = (velocity - (x1 - x0)).square().sum(1).mean()
            loss.backward()
            self.optimizer.step()
            seen += loss.item()
        return (time.perf_counter() - start) / count, (time.process_time() - before) / count


def compare(java, width: int, batch: int, coupling: str, steps: int, rounds: int) -> list[dict]:
    kinds = ["drawn", "sorted"] if coupling == "exact" else [coupling]
    peers = {kind: Peer(width, batch, kind) for kind in kinds}

    def trained(count=steps):
        return java.run("train", width=width, batch=batch, coupling=coupling, steps=count, threads=THREADS)

    def ours(count=steps):
        answer = trained(count)
        assert answer["parameters"] == peers[kinds[0]].parameters(), answer
        return answer["seconds"], answer["processorSeconds"] / count

    ours(3 * steps)  # Java compiles what it has run often
    calls = {"ours": ours, **{kind: lambda peer=peer: peer.steps(steps) for kind, peer in peers.items()}}
    times = {name: [] for name in calls}
    for round_ in range(rounds + 1):
        for name, run in calls.items():
            seconds = run()
            if round_ > 0:
                times[name].append(seconds)
    memory = common.memory_of_ours(trained)
    peer_memory = {kind: common.memory_of(calls[kind]) for kind in kinds}
    rows = []
    said = {"drawn": ", pairs drawn", "sorted": ", each point once", "independent": ""}
    for kind in kinds:
        for k, (measure, target) in enumerate((("wall-clock", 0.8), ("processor", None))):
            mine, low, high = common.spread([1000 * t[k] for t in times["ours"]])
            peer, peer_low, peer_high = common.spread([1000 * t[k] for t in times[kind]])
            ratio = mine / peer
            rows.append({
                "case": f"{coupling}, batch {batch}, 3 layers of {width}{said[kind]}"
                        + (", processor" if k else ""),
                "measure": f"median {measure} time of a step", "unit": "ms", "ours": mine,
                "ours_spread": [low, high], "peer": peer, "peer_spread": [peer_low, peer_high],
                "peer_name": NAME + (f", POT {ot.__version__}" if coupling == "exact" else ""),
                "ratio": ratio, "target": target, "holds": None if target is None else ratio <= target,
                "rounds": rounds, "steps_a_round": steps,
                "ours_memory_mib": memory, "peer_memory_mib": peer_memory[kind]})
            common.print_row(rows[-1])
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="few steps, nothing written")
    options = parser.parse_args()
    java = common.Java("org.ot4j.experiments.bench.FlowBench")
    common.print_header()
    rows = [common.machine(java.version, f"{THREADS} on either side")]
    few, rounds = (10, 2) if options.quick else (1, 7)
    for coupling, batch, width in (("exact", 128, 64), ("exact", 256, 64), ("exact", 256, 256),
                                   ("independent", 256, 64)):
        rows += compare(java, width, batch, coupling, 300 // few, rounds)
    java.close()
    if not options.quick:
        common.save("flow", rows)


if __name__ == "__main__":
    main()
