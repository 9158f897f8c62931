package org.ot4j.model.flow;

import org.ot4j.data.DataSource;
import org.ot4j.distribution.Prior;
import org.ot4j.internal.Check;
import org.ot4j.model.internal.Laguerre;
import org.ot4j.transport.Measure;
import org.ot4j.transport.stochastic.SemiDiscrete;

/**
 * The cells of the whole data.
 *
 * @param steps of ascent for their potentials
 */
record LaguerreCoupling(long steps) implements Coupler {
    /** Points of the source in each step of ascent. */
    static final int BATCH = Laguerre.BATCH;

    LaguerreCoupling {
        Check.that(steps >= 1, "steps", steps, "at least 1");
    }

    @Override
    public String name() {
        return "semi-discrete";
    }

    @Override
    public Matcher matcher(Prior source, DataSource data) {
        double[][] targets = data.toArray();
        SemiDiscrete.Cells cells = cells(source, Measure.of(targets));
        return (noise, batch, n, random) -> {
            int d = targets[0].length;
            var to = new float[noise.length];
            var x = new double[d];
            for (int i = 0; i < n; i++) {
                for (int k = 0; k < d; k++) {
                    x[k] = noise[i * d + k];
                }
                double[] y = targets[cells.cell(x)];
                for (int k = 0; k < d; k++) {
                    to[i * d + k] = (float) y[k];
                }
            }
            return new Pairs(noise, to);
        };
    }

    SemiDiscrete.Cells cells(Prior source, Measure targets) {
        return Laguerre.cells(source, targets, steps);
    }
}
