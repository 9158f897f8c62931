package org.ot4j.model.autoencoder;

import org.ot4j.internal.Check;
import org.ot4j.transport.TransportLoss;
import org.ot4j.transport.entropic.Sinkhorn;

/**
 * The Sinkhorn divergence of codes and prior; see {@link LatentPenalty#sinkhorn}.
 *
 * @param epsilon regularisation, in units of |z - z'|²
 */
record SinkhornPenalty(double epsilon) implements LatentPenalty {
    /** A batch is itself a sample, so that more digits would tell nothing. */
    private static final double TOLERANCE = 1e-4;

    SinkhornPenalty {
        Check.positive(epsilon, "epsilon");
    }

    @Override
    public String name() {
        return "Sinkhorn divergence";
    }

    TransportLoss loss() {
        return TransportLoss.divergence(
                Sinkhorn.builder().epsilon(epsilon).tolerance(TOLERANCE).build());
    }
}
