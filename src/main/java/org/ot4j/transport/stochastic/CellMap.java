package org.ot4j.transport.stochastic;

import java.util.Random;
import org.ot4j.transport.TransportMap;
import org.ot4j.transport.internal.NeighbourMap;

/** The map to the cells' targets. */
final class CellMap extends TransportMap {
    /** Samples for each target of the inverse. */
    private static final int DRAWS = 100;

    private final SemiDiscrete.Cells cells;
    private final double[][] targets;
    private final PointSampler source;
    private final long seed;

    CellMap(SemiDiscrete.Cells cells, PointSampler source, long seed) {
        super(Kind.SEMI_DISCRETE, cells.target().dimension());
        this.cells = cells;
        this.targets = cells.target().points();
        this.source = source;
        this.seed = seed;
    }

    @Override
    protected double[] image(double[] x) {
        if (cells.isHard()) {
            return targets[cells.cell(x)].clone();
        }
        double[] share = cells.share(x);
        var image = new double[x.length];
        for (int j = 0; j < share.length; j++) {
            for (int k = 0; k < image.length && share[j] > 0; k++) {
                image[k] += share[j] * targets[j][k];
            }
        }
        return image;
    }

    @Override
    public TransportMap inverse() {
        int m = targets.length;
        var sums = new double[m][dimension()];
        var masses = new double[m];
        var random = new Random(seed);
        long draws = (long) DRAWS * m;
        for (long s = 0; s < draws; s++) {
            double[] x = source.sample(random);
            if (cells.isHard()) {
                int j = cells.cell(x);
                masses[j]++;
                for (int k = 0; k < x.length; k++) {
                    sums[j][k] += x[k];
                }
                continue;
            }
            double[] share = cells.share(x);
            for (int j = 0; j < m; j++) {
                masses[j] += share[j];
                for (int k = 0; k < x.length && share[j] > 0; k++) {
                    sums[j][k] += share[j] * x[k];
                }
            }
        }
        for (int j = 0; j < m; j++) {
            for (int k = 0; k < sums[j].length; k++) {
                sums[j][k] /= masses[j];
            }
        }
        return new NeighbourMap(
                Kind.SEMI_DISCRETE,
                NeighbourMap.withMass(targets, masses),
                NeighbourMap.withMass(sums, masses),
                back -> this);
    }
}
