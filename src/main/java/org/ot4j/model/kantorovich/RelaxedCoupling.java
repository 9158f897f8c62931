package org.ot4j.model.kantorovich;

import ai.djl.ndarray.NDArray;
import org.ot4j.distribution.Distortion;
import org.ot4j.internal.Check;
import org.ot4j.network.Recipe;
import org.ot4j.transport.Marginal;
import org.ot4j.transport.Penalty;
import org.ot4j.transport.TransportLoss;
import org.ot4j.transport.unbalanced.UnbalancedTransport;

/**
 * Couplings without entropy whose marginals are exact or pay a penalty.
 *
 * @param codes the marginal of the codes
 * @param data the marginal of the data
 */
record RelaxedCoupling(Stored codes, Stored data) implements BatchCoupling {
    /** The gap to the least value, relative to it: a batch differs from the whole by far more. */
    private static final double TOLERANCE = 1e-5;

    static RelaxedCoupling of(Penalty codes, Penalty data) {
        return new RelaxedCoupling(Stored.of(codes), Stored.of(data));
    }

    @Override
    public String name() {
        return "MKE, relaxed";
    }

    @Override
    public NDArray between(Distortion cost, NDArray x, NDArray y) {
        var solver =
                UnbalancedTransport.builder()
                        .sourceMarginal(codes.penalty())
                        .targetMarginal(data.penalty())
                        .tolerance(TOLERANCE)
                        .build();
        return TransportLoss.ofCosts(cost.pairwise(x, y), solver);
    }

    /** The kinds of {@link Penalty}, by the names that they have in files. */
    enum Kind {
        EXACT,
        KL,
        TOTAL_VARIATION,
        SQUARED_DISTANCE
    }

    /**
     * A {@link Penalty} in a file.
     *
     * @param rho its weight; null for an exact marginal
     */
    record Stored(Kind kind, Double rho) implements Recipe {
        Stored {
            Check.notNull(kind, "kind");
            Check.that(
                    (kind == Kind.EXACT) == (rho == null),
                    "rho",
                    rho,
                    "a number, and none for an exact marginal");
        }

        static Stored of(Penalty penalty) {
            if (penalty.isExact()) {
                return new Stored(Kind.EXACT, null);
            }
            Kind kind =
                    penalty instanceof Marginal
                            ? Kind.KL
                            : penalty instanceof Penalty.TotalVariation
                                    ? Kind.TOTAL_VARIATION
                                    : Kind.SQUARED_DISTANCE;
            return new Stored(kind, penalty.rho());
        }

        Penalty penalty() {
            return switch (kind) {
                case EXACT -> Marginal.exact();
                case KL -> Marginal.relaxed(rho);
                case TOTAL_VARIATION -> Penalty.totalVariation(rho);
                case SQUARED_DISTANCE -> Penalty.squaredDistance(rho);
            };
        }
    }
}
