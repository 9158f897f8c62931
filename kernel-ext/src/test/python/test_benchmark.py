"""The benchmark of the kernel times cells that users can run."""

import sys

from conftest import ROOT

sys.path.insert(0, str(ROOT / "experiments/bench"))
import kernel as benchmark  # noqa: E402


def test_its_cells_run(kernel):
    name, first = benchmark.OURS
    assert name == kernel.manager.kernel_name
    result = kernel.run(first)
    assert result.error is None and result.plain in ("SMOKE", "QUICK", "PAPER"), result.messages
