package org.ot4j.transport.stochastic;

import java.util.Random;
import java.util.stream.DoubleStream;
import org.ot4j.internal.Check;
import org.ot4j.transport.Measure;
import org.ot4j.transport.internal.RawMeasures;

/** A distribution known by its samples: the continuous side of a stochastic solver. */
@FunctionalInterface
public interface PointSampler {
    /** One point, drawn with the given source of randomness: [d]. */
    double[] sample(Random random);

    /** The distribution of a measure: its points, with their weights as probabilities. */
    static PointSampler of(Measure measure) {
        Check.notNull(measure, "measure");
        var pick = new WeightedPick(RawMeasures.weights(measure));
        return random -> measure.point(pick.next(random));
    }

    /** The Gaussian of mean 0 and covariance the identity in d dimensions. */
    static PointSampler standardNormal(int d) {
        Check.atLeast(d, 1, "d");
        return random -> DoubleStream.generate(random::nextGaussian).limit(d).toArray();
    }

    /** Uniform on the cube [0, 1]^d. */
    static PointSampler uniform(int d) {
        Check.atLeast(d, 1, "d");
        return random -> random.doubles(d).toArray();
    }
}
