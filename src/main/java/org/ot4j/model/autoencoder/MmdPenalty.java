package org.ot4j.model.autoencoder;

import java.util.Arrays;
import java.util.List;
import org.ot4j.distribution.Prior;
import org.ot4j.divergence.Kernel;
import org.ot4j.divergence.Mmd;
import org.ot4j.internal.Check;

/**
 * Squared MMD of codes and prior in the unbiased form of WAE Algorithm 2; made by {@link
 * LatentPenalty}.
 *
 * @param family the kernel
 * @param constant C of the inverse multiquadratic, σ_k² of the Gaussian kernel; 0 for E |z - z'|²
 *     under the prior
 * @param factors the kernel is the sum of those with the constant times each
 */
public record MmdPenalty(Family family, double constant, List<Double> factors)
        implements LatentPenalty {
    /** Kernels. */
    public enum Family {
        /** C / (C + |z - z'|²). */
        IMQ,
        /** exp(-|z - z'|² / σ_k²). */
        RBF,
        /** -|z - z'|. */
        ENERGY
    }

    /** Checks the arguments. */
    public MmdPenalty {
        Check.notNull(family, "family");
        Check.notNegative(constant, "constant");
        factors = List.copyOf(factors);
        Check.atLeast(factors.size(), 1, "factors.size");
        factors.forEach(factor -> Check.positive(factor, "factor"));
    }

    /**
     * With the sum of the kernels whose constants are so many times this one's. None means those of
     * the code published with the paper: 0.1, 0.2, 0.5, 1, 2, 5 and 10.
     */
    public MmdPenalty scales(double... own) {
        double[] used = own.length > 0 ? own : new double[] {0.1, 0.2, 0.5, 1, 2, 5, 10};
        return new MmdPenalty(family, constant, Arrays.stream(used).boxed().toList());
    }

    @Override
    public String name() {
        return family == Family.ENERGY ? "energy distance" : "MMD";
    }

    Mmd estimate(Prior prior) {
        double c = constant > 0 ? constant : prior.spread();
        return Mmd.unbiased(
                Kernel.sum(
                        factors.stream().map(factor -> kernel(c * factor)).toArray(Kernel[]::new)));
    }

    private Kernel kernel(double c) {
        return switch (family) {
            case IMQ -> Kernel.imq(c);
            case RBF -> Kernel.rbf(Math.sqrt(c / 2));
            case ENERGY -> Kernel.energy();
        };
    }
}
