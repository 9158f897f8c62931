"""Times a training step of the library's loop beside PyTorch's, in eager mode and compiled.

Same architecture, initialisation, batch, optimiser, number of threads and dtype on both sides; both
sides draw their batches and noise in the step. Ours is the whole loop that a user gets: history,
checks for NaN in losses and gradients, a reproducible stream of noise.
"""

import argparse
import math
import os
import statistics
import time

import _common as common

THREADS = int(os.environ.get("OT4J_THREADS", os.cpu_count()))
common.limit_threads(THREADS)

import torch  # noqa: E402
from torch import nn  # noqa: E402

torch.set_num_threads(THREADS)
NAME = f"PyTorch {torch.__version__}"


def mlp(inputs: int, outputs: int) -> nn.Module:
    layers = []
    for _ in range(4):
        layers += [nn.Linear(inputs, 256), nn.BatchNorm1d(256), nn.ReLU()]
        inputs = 256
    return nn.Sequential(*layers, nn.Linear(inputs, outputs))


def conv_encoder(channels: int, side: int, widths: list[int], outputs: int) -> nn.Module:
    layers = []
    for width in widths:
        layers += [nn.Conv2d(channels, width, 4, 2, 1 if side % 2 == 0 else 2),
                   nn.BatchNorm2d(width), nn.ReLU()]
        channels, side = width, (side + 1) // 2
    return nn.Sequential(*layers, nn.Flatten(), nn.Linear(channels * side * side, outputs))


class Same(nn.ConvTranspose2d):
    """Of stride 1 and as high and wide as its input."""

    def __init__(self, inputs: int, outputs: int):
        super().__init__(inputs, outputs, 4, 1, 1)

    def forward(self, x):
        return super().forward(x)[..., :-1, :-1]


def conv_decoder(inputs: int, widths: list[int], channels: int, side: int, upsampling: bool) -> nn.Module:
    small = side // 2 ** (len(widths) - 1)
    layers = [nn.Linear(inputs, widths[0] * small * small),
              nn.Unflatten(1, (widths[0], small, small)), nn.BatchNorm2d(widths[0]), nn.ReLU()]
    for width, last in zip(widths[1:], widths):
        if upsampling:
            layers += [nn.Upsample(scale_factor=2), nn.Conv2d(last, width, 3, 1, 1)]
        else:
            layers += [nn.ConvTranspose2d(last, width, 4, 2, 1)]
        layers += [nn.BatchNorm2d(width), nn.ReLU()]
    last = nn.Conv2d(widths[-1], channels, 3, 1, 1) if upsampling else Same(widths[-1], channels)
    return nn.Sequential(*layers, last, nn.Sigmoid())


def kernel(x, y, c):
    squared = (x * x).sum(1, keepdim=True) + (y * y).sum(1)[None, :] - 2 * x @ y.T
    return c / (c + squared)


class Peer:
    """A plain PyTorch training loop."""

    def __init__(self, model: str, batch: int, compiled: bool):
        self.batch = batch
        if model == "mlp":
            self.latent, self.data = 2, torch.rand(2000, 2)
            encoder, decoder = mlp(2, 4), mlp(2, 2)
        elif model.startswith("conv28"):
            self.latent, self.data = 8, torch.rand(2000, 1, 28, 28)
            encoder = conv_encoder(1, 28, [32, 64, 128, 256], 8)
            decoder = conv_decoder(8, [256, 128, 64], 1, 28, model.endswith("upsampling"))
        else:
            self.latent, self.data = 64, torch.rand(2000, 3, 64, 64)
            encoder = conv_encoder(3, 64, [32, 64, 128, 256], 64)
            decoder = conv_decoder(64, [256, 128, 64, 32], 3, 64, model.endswith("upsampling"))
        self.networks = nn.ModuleList([encoder, decoder])
        self.optimizer = torch.optim.Adam(self.networks.parameters(), lr=1e-3)
        loss = self.vae if model == "mlp" else self.wae
        self.loss = torch.compile(loss) if compiled else loss

    def parameters(self) -> int:
        return sum(p.numel() for p in self.networks.parameters())

    def vae(self, x, noise):
        encoder, decoder = self.networks
        mean, log_variance = encoder(x).chunk(2, 1)
        y = decoder(mean + (0.5 * log_variance).exp() * noise)
        kl = 0.5 * (mean**2 + log_variance.exp() - log_variance - 1).sum(1).mean()
        return 10 * ((x - y) ** 2).sum(1).mean() + kl

    def wae(self, x, noise):
        encoder, decoder = self.networks
        z = encoder(x)
        fit = ((x - decoder(z)) ** 2).mean() * x[0].numel()
        c = 2.0 * self.latent
        mmd = kernel(z, z, c).mean() + kernel(noise, noise, c).mean()
        return fit + 10 * (mmd - 2 * kernel(noise, z, c).mean())

    def steps(self, count: int) -> float:
        """Takes steps, with the loss read in each for the history; seconds a step."""
        start = time.perf_counter()
        seen = 0
        for i in range(count):
            if i % (len(self.data) // self.batch) == 0:
                order = torch.randperm(len(self.data))
                at = 0
            x = self.data[order[at : at + self.batch]]
            at += self.batch
            self.optimizer.zero_grad()
            loss = self.loss(x, torch.randn(self.batch, self.latent))
            loss.backward()
            self.optimizer.step()
            seen += loss.item()
        return (time.perf_counter() - start) / count


PICTURES, SIDE, LATENT, SIGMA = 2000, 28, 8, 1.0
DENSITY = SIDE * SIDE / 2 * math.log(2 * math.pi * SIGMA**2)  # in every cost
EPSILON, ERROR, MOST = 1.0, 0.02, 100  # the C-VAE's defaults


def spots() -> torch.Tensor:
    """Pictures of a spot, somewhere and of some width."""
    generator = torch.Generator().manual_seed(1)
    x, y, width = (torch.rand(3, PICTURES, 1, 1, generator=generator).mul(12) + 8).unbind()
    at = torch.arange(SIDE)
    squares = (at[:, None] - x) ** 2 + (at[None] - y) ** 2
    return torch.exp(-squares / (width - 5)).flatten(1)


class Coupled:
    """A plain PyTorch training loop of the C-VAE with Sinkhorn's algorithm inside: it goes on from the last
    potentials of the data, on codes spread evenly, and the decoder lowers the semi-dual (C-VAE Eq. 18).

    Either in the log domain, as most have it, or on the kernel at the last potentials, in double precision.
    """

    def __init__(self, data, batch: int, on_kernel: bool, compiled: bool):
        self.data, self.batch = data, batch
        self.decoder = mlp(LATENT, SIDE * SIDE)
        self.optimizer = torch.optim.Adam(self.decoder.parameters(), lr=1e-3)
        self.u = torch.zeros(len(data))
        phi = 2.0
        for _ in range(60):
            phi = (1 + phi) ** (1 / (LATENT + 1))
        self.lattice = torch.arange(1, batch + 1)[:, None] * phi ** -torch.arange(1.0, LATENT + 1)
        prepare = torch.compile if compiled else lambda f: f
        self.round_, self.costs, self.loss = (prepare(f) for f in (self.round_, self.costs, self.loss))
        self.kernel, self.product = prepare(self.kernel), prepare(self.product)
        self.solve = self.by_kernel if on_kernel else self.by_logarithms

    def parameters(self) -> int:
        return sum(p.numel() for p in self.decoder.parameters())

    def codes(self):
        return torch.special.ndtri(((self.lattice + torch.rand(LATENT)) % 1).clamp(1e-7, 1 - 1e-7))

    def costs(self, z):
        x, output = self.data, self.decoder(z)
        squares = (x * x).sum(1, keepdim=True) + (output * output).sum(1)[None] - 2 * x @ output.T
        return squares.clamp(min=0) / (2 * SIGMA**2) + DENSITY

    def transform(self, u, costs):
        return -EPSILON * (torch.logsumexp((u[:, None] - costs) / EPSILON, 0) - math.log(len(u)))

    def round_(self, u, costs):
        """Potentials after a round, and the error of those before it."""
        v = self.transform(u, costs)
        after = self.transform(v, costs.T)
        return after, (torch.exp((u - after) / EPSILON) - 1).abs().mean()

    def by_logarithms(self, costs):
        u = self.u
        for _ in range(MOST):
            u, error = self.round_(u, costs)
            if error < ERROR:
                break
        return u

    def kernel(self, u, costs):
        v = self.transform(u, costs)
        return torch.exp((u[:, None] + v[None] - costs).double() / EPSILON)

    def product(self, kernel, p):
        """p after a round, and the error of that before it."""
        n, m = kernel.shape
        sums = kernel @ (n / (p @ kernel)) / m
        return 1 / sums, (p * sums - 1).abs().mean()

    def by_kernel(self, costs):
        kernel, p = self.kernel(self.u, costs), torch.ones(len(costs), dtype=torch.float64)
        for _ in range(MOST):
            p, error = self.product(kernel, p)
            if error < ERROR:
                break
        return self.u + EPSILON * p.log().float()

    def loss(self, z):
        return self.u.mean() + self.transform(self.u, self.costs(z)).mean()

    def steps(self, count: int) -> float:
        """Takes steps; seconds a step."""
        start = time.perf_counter()
        self.losses = []
        for _ in range(count):
            z = self.codes()
            with torch.no_grad():
                u = self.solve(self.costs(z))
            self.u = u - u.mean()
            self.optimizer.zero_grad()
            loss = self.loss(z)
            loss.backward()
            self.optimizer.step()
            self.losses.append(loss.item())
        return (time.perf_counter() - start) / count


def compare(java, model: str, batch: int, steps: int, rounds: int) -> list[dict]:
    eager, compiled = Peer(model, batch, False), Peer(model, batch, True)
    options = dict(model=model, batch=batch, steps=steps, threads=THREADS)
    call = {"ours": lambda: java.run("train", **options)["seconds"],
            "eager": lambda: eager.steps(steps), "compiled": lambda: compiled.steps(steps)}
    answer = java.run("train", **options)
    assert answer["parameters"] == eager.parameters(), (answer, eager.parameters())
    times = {name: [] for name in call}
    for round_ in range(rounds + 1):
        for name, run in call.items():
            seconds = run()
            if round_ > 0:
                times[name].append(1000 * seconds)
    needed = {"ours": common.memory_of_ours(lambda: java.run("train", **options)),
              "eager": common.memory_of(call["eager"]), "compiled": common.memory_of(call["compiled"])}
    named = f"{model}, batch {batch}, {eager.parameters()} weights, against"
    return [beside(f"{named} {name}", f"{NAME}, {name}", times["ours"], times[name], target, needed["ours"], needed[name],
                   steps) for name, target in (("eager", 0.8), ("compiled", 1.0))]


def beside(case: str, peer_name: str, mine, others, target, memory, peer_memory, steps: int) -> dict:
    """A row of milliseconds a step."""
    (ours, low, high), (peer, peer_low, peer_high) = common.spread(mine), common.spread(others)
    row = {
        "case": case, "measure": "median time of a step", "unit": "ms", "ours": ours, "ours_spread": [low, high],
        "peer": peer, "peer_spread": [peer_low, peer_high], "peer_name": peer_name, "ratio": ours / peer,
        "target": target, "holds": ours / peer <= target, "rounds": len(mine), "steps_a_round": steps,
        "ours_memory_mib": memory, "peer_memory_mib": peer_memory}
    common.print_row(row)
    return row


def coupled(java, batch: int, steps: int, rounds: int, length: int) -> list[dict]:
    """A C-VAE's step with the defaults of the library, on all pictures and a batch of codes. After some steps from
    a fresh start all have come to about the same loss."""
    data = spots()
    options = dict(data=java.export("spots", data.double().numpy()), latent=LATENT, sigma=SIGMA, width=SIDE * SIDE,
                   threads=THREADS, batch=batch)
    ours = lambda count, run: java.run("coupled", run=run, steps=count, **options)
    peers = {f"{domain}, {'compiled' if compiled else 'eager'}": Coupled(data, batch, domain == "kernel", compiled)
             for domain in ("log domain", "kernel") for compiled in (False, True)}
    answer = ours(length, "timed")
    losses = {"ours": answer["loss"] - DENSITY}
    times = {"ours": [], **{name: [] for name in peers}}
    for name, peer in peers.items():
        assert answer["parameters"] == peer.parameters(), (answer, peer.parameters())
        peer.steps(length)
        losses[name] = statistics.mean(peer.losses[-(len(data) // batch):]) - DENSITY
    for _ in range(rounds):
        times["ours"].append(1000 * ours(steps, "timed")["seconds"])
        for name, peer in peers.items():
            times[name].append(1000 * peer.steps(steps))
    memory = common.memory_of_ours(lambda: ours(2, "timed"))
    rows = []
    for name, peer in peers.items():
        row = beside(f"C-VAE, batch {batch}, {peer.parameters()} weights, against {name}", f"{NAME}, {name}", times["ours"],
                     times[name], 0.8 if name.endswith("eager") else 1.0, memory,
                     common.memory_of(lambda: peer.steps(2)), steps)
        row["losses"] = [losses["ours"], losses[name]]
        if abs(losses["ours"] - losses[name]) > 0.1 * losses[name]:
            row.update(holds=False, problems=[f"after {length} steps the losses are {row['losses']}"])
            common.print_row(row)
        rows.append(row)
    return rows


def memory(java, steps: int) -> dict:
    answer = java.run("memory", steps=steps)
    growth = answer["afterMib"] - answer["beforeMib"]
    row = {"case": f"memory, {steps} steps with a gradient penalty",
           "measure": "resident size after, and before in place of a peer", "unit": "MiB",
           "ours": answer["afterMib"], "peer": answer["beforeMib"], "peer_name": "before",
           "ratio": answer["afterMib"] / answer["beforeMib"], "target": 1.05,
           "holds": growth <= 0.05 * answer["beforeMib"]}
    common.print_row(row)
    return row


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="few steps, nothing written")
    parser.add_argument("--only", help="one of mlp, conv28, conv64, these with -upsampling, coupled, memory; nothing written")
    options = parser.parse_args()
    java = common.Java("org.ot4j.experiments.bench.TrainingBench")
    common.print_header()
    rows = [common.machine(java.version, f"{THREADS} on either side")]
    few = 10 if options.quick else 1
    for model, batch, steps, rounds in (("mlp", 100, 300, 7), ("mlp", 500, 150, 7),
                                        ("conv28", 100, 15, 5), ("conv64", 64, 6, 5),
                                        ("conv28-upsampling", 100, 15, 5),
                                        ("conv64-upsampling", 64, 6, 5)):
        if options.only in (None, model):
            rows += compare(java, model, batch, max(2, steps // few), rounds)
    if options.only in (None, "coupled"):
        rows += coupled(java, 100, max(2, 30 // few), 7, 200 // few)
    if options.only in (None, "memory"):
        rows.append(memory(java, 10_000 // few))
    java.close()
    if not options.quick and not options.only:
        common.save("training", rows)


if __name__ == "__main__":
    main()
