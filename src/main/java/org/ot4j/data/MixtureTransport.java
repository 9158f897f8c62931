package org.ot4j.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ot4j.internal.Check;
import org.ot4j.transport.Plan;
import org.ot4j.transport.TransportMap;
import org.ot4j.transport.TransportProblem;
import org.ot4j.transport.cost.CostMatrix;
import org.ot4j.transport.exact.NetworkSimplex;
import org.ot4j.transport.map.GaussianTransport;

/**
 * Transport between two mixtures of Gaussians by couplings that are mixtures of Gaussians, MW₂ of
 * Delon and Desolneux 2020: exact transport between the modes, where the cost of a pair is W₂² of
 * its Gaussians. It takes the modes and no samples, whatever the dimension.
 *
 * <pre>{@code
 * var from = GaussianMixture.fit(x, 5);
 * var transport = from.transport(GaussianMixture.fit(y, 5));
 * double apart = transport.distance();
 * double[][] moved = transport.map().at(x);
 * GaussianMixture halfway = transport.interpolate(0.5);
 * }</pre>
 */
public final class MixtureTransport {
    private final GaussianMixture source;
    private final GaussianMixture target;
    private final Plan plan;
    private final double value;
    private final GaussianTransport[][] pairs;

    private MixtureTransport(
            GaussianMixture source,
            GaussianMixture target,
            Plan plan,
            double value,
            GaussianTransport[][] pairs) {
        this.source = source;
        this.target = target;
        this.plan = plan;
        this.value = value;
        this.pairs = pairs;
    }

    static MixtureTransport between(GaussianMixture source, GaussianMixture target) {
        Check.that(
                target.dimension() == source.dimension(),
                "dimension of the other mixture",
                target.dimension(),
                "" + source.dimension());
        int n = source.modes();
        int m = target.modes();
        var pairs = new GaussianTransport[n][m];
        var costs = new double[n * m];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < m; j++) {
                pairs[i][j] =
                        GaussianTransport.between(
                                source.mean(i),
                                source.covariance(i),
                                target.mean(j),
                                target.covariance(j));
                costs[i * m + j] = pairs[i][j].value();
            }
        }
        var problem =
                TransportProblem.of(
                        CostMatrix.flat(costs, n, m), source.weights(), target.weights());
        var result = NetworkSimplex.builder().build().solve(problem);
        return new MixtureTransport(source, target, result.plan(), result.cost(), pairs);
    }

    /** MW₂, in units of the points. */
    public double distance() {
        return Math.sqrt(Math.max(0, value));
    }

    /** MW₂², the mean squared distance. */
    public double value() {
        return value;
    }

    /** The mass that goes from each mode to each: [k, l]. */
    public Plan plan() {
        return plan;
    }

    /** The mixture that is moved. */
    public GaussianMixture source() {
        return source;
    }

    /** The mixture to which it is moved. */
    public GaussianMixture target() {
        return target;
    }

    /**
     * The mean target of a point, Σ_kl P_kl g_k(x) T_kl(x) / Σ_k π_k g_k(x), where g_k are the
     * densities of the source's modes and T_kl the maps between Gaussians. Where a mode is split
     * among several, that is between their images.
     */
    public TransportMap map() {
        return new MeanMap(this);
    }

    /**
     * The mixture on the way: each pair of modes between which mass goes is a mode that moves along
     * the geodesic of Gaussians. At 0 and 1 it is the source and the target, some of their modes
     * several times.
     *
     * @param t in [0, 1]
     */
    public GaussianMixture interpolate(double t) {
        Check.inRange(t, 0, 1, "t");
        List<GaussianMode> modes = new ArrayList<>();
        List<Double> weights = new ArrayList<>();
        plan.forEach(
                (i, j, mass) -> {
                    modes.add(between(source.mode(i), pairs[i][j], t));
                    weights.add(mass);
                });
        double total = weights.stream().mapToDouble(w -> w).sum();
        return new GaussianMixture(
                "Gaussian mixture",
                modes.toArray(GaussianMode[]::new),
                weights.stream().mapToDouble(w -> w / total).toArray());
    }

    private static GaussianMode between(GaussianMode mode, GaussianTransport pair, double t) {
        int d = mode.mean.length;
        var mean = new double[d];
        Arrays.setAll(mean, k -> (1 - t) * pair.sourceMean()[k] + t * pair.targetMean()[k]);
        double[][] map = pair.matrix();
        var step = new double[d][d];
        for (int k = 0; k < d; k++) {
            for (int l = 0; l < d; l++) {
                step[k][l] = t * map[k][l] + (k == l ? 1 - t : 0);
            }
        }
        return GaussianMode.of(
                mean, Symmetric.conjugated(step, mode.covariance()), "covariance on the way");
    }

    /** Transport between two of the modes. */
    GaussianTransport pair(int i, int j) {
        return pairs[i][j];
    }

    /** The other way round. */
    private MixtureTransport inverse() {
        return between(target, source);
    }

    private static final class MeanMap extends TransportMap {
        private final MixtureTransport transport;
        private final TransportMap[][] maps;
        private final double[][] shares;

        MeanMap(MixtureTransport transport) {
            super(Kind.MIXTURE, transport.source.dimension());
            this.transport = transport;
            int n = transport.source.modes();
            int m = transport.target.modes();
            this.maps = new TransportMap[n][m];
            this.shares = new double[n][m];
            double[] weights = transport.source.weights();
            transport.plan.forEach(
                    (i, j, mass) -> {
                        maps[i][j] = transport.pairs[i][j].map();
                        shares[i][j] = mass / weights[i];
                    });
        }

        @Override
        protected double[] image(double[] x) {
            double[] modes = transport.source.responsibilities(x);
            var image = new double[x.length];
            for (int i = 0; i < modes.length; i++) {
                for (int j = 0; j < maps[i].length; j++) {
                    double share = modes[i] * shares[i][j];
                    if (share > 0) {
                        double[] to = maps[i][j].at(x);
                        for (int k = 0; k < image.length; k++) {
                            image[k] += share * to[k];
                        }
                    }
                }
            }
            return image;
        }

        @Override
        public TransportMap inverse() {
            return new MeanMap(transport.inverse());
        }
    }

    @Override
    public String toString() {
        return "MixtureTransport["
                + source.modes()
                + " x "
                + target.modes()
                + " modes, distance "
                + distance()
                + "]";
    }
}
