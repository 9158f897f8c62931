package org.ot4j.transport.unbalanced;

import org.ot4j.transport.Marginal;
import org.ot4j.transport.Penalty;

/** Where the central path starts: one potential for each side, whose sum is below all costs. */
final class Start {
    /** How far below, in units of cost. */
    private static final double BELOW = 0.25;

    private Start() {}

    /**
     * The two potentials.
     *
     * @param a the mass of the sources, relative to what will move, by and large
     * @param b the mass of the targets, relative to that
     * @param least the least cost, or 0 if that is less
     */
    static double[] potentials(Penalty source, Penalty target, double a, double b, double least) {
        if (isDivergent(source) && isDivergent(target)) {
            // Both by the same factor of mass, exp(-f / ρ), the least that is enough.
            double both = source.rho() + target.rho();
            double below = least - Math.min(BELOW, both / 2);
            double log = (source.rho() * Math.log(a) + target.rho() * Math.log(b) - below) / both;
            return new double[] {
                source.rho() * (Math.log(a) - log), target.rho() * (Math.log(b) - log)
            };
        }
        if (isDivergent(source)) {
            return divergent(source, target, a, least);
        }
        if (isDivergent(target)) {
            double[] turned = divergent(target, source, b, least);
            return new double[] {turned[1], turned[0]};
        }
        // Only one of the two can be bounded here: both is the simplex's.
        double[] start = {-part(source), -part(target)};
        start[isBounded(source) ? 1 : 0] += least;
        return start;
    }

    /** The potential of mass a at which 1 is asked for, if the other side leaves it to this one. */
    private static double[] divergent(Penalty penalty, Penalty other, double a, double least) {
        double f = penalty.rho() * Math.log(a);
        if (isBounded(other)) {
            double g = -part(other);
            return new double[] {Math.min(f, least - BELOW - g), g};
        }
        return new double[] {f, least - BELOW - f};
    }

    private static double part(Penalty penalty) {
        return isBounded(penalty) ? Math.min(BELOW, penalty.rho() / 2) : BELOW;
    }

    private static boolean isBounded(Penalty penalty) {
        return penalty instanceof Penalty.TotalVariation;
    }

    private static boolean isDivergent(Penalty penalty) {
        return penalty instanceof Marginal && !penalty.isExact();
    }
}
