package org.ot4j.divergence;

import ai.djl.ndarray.NDArray;
import org.ot4j.tensor.Scope;
import org.ot4j.tensor.Script;

/** Σ_k c_k / (c_k + d): inverse multiquadratic kernels, two passes over the distances for each. */
final class ImqSum {
    private static final Script SUM =
            new Script(
                    """
                    d: Tensor,
                        constants: Tensor) -> Tensor:
                        sum = torch.zeros_like(d)
                        each = torch.unbind(torch.clone(constants))
                        for k in range(torch.len(each)):
                          c = each[k]
                          sum0 = torch.addcdiv(sum, c, torch.add(d, c))
                          sum = sum0
                        return sum
                    """);

    private ImqSum() {}

    /** The sum at squared distances of any shape, differentiable. */
    static NDArray of(NDArray squaredDistances, double... constants) {
        return Scope.of(squaredDistances, d -> SUM.call(d, d.getManager().create(constants)));
    }
}
