package org.ot4j.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.ot4j.base.Check;
import org.ot4j.base.Scalars;
import org.ot4j.data.DataSource;
import org.ot4j.network.Tensors;
import org.ot4j.transport.CostMatrix;
import org.ot4j.transport.Sinkhorn;
import org.ot4j.transport.TransportProblem;

/**
 * The posterior of a {@link CoupledVae}: q(z | x) = p(z) exp((u(x) + v(z) - c(x, z)) / ε) (003 Eq.
 * 20, without its factor e^-1), as a density and as weights on a set of codes drawn evenly from the
 * prior, between which and all data the coupling was solved.
 */
public final class CoupledPosterior {
    private final CoupledVae model;
    private final double epsilon;
    private final double error;
    private final float[] codes;
    private final double[] v;
    private final float[] points;
    private final long[] shape;
    private final double[] u;

    private CoupledPosterior(
            CoupledVae model,
            double epsilon,
            double error,
            float[] codes,
            double[] v,
            float[] points,
            long[] shape,
            double[] u) {
        this.model = model;
        this.epsilon = epsilon;
        this.error = error;
        this.codes = codes;
        this.v = v;
        this.points = points;
        this.shape = shape;
        this.u = u;
    }

    /** Solves the coupling between all data and {@code m} codes, from the potentials given. */
    static CoupledPosterior of(
            CoupledVae model,
            float[] points,
            DataSource data,
            float[] start,
            double epsilon,
            int m) {
        try (NDManager scope = Tensors.newManager()) {
            NDArray z = model.prior().sampleEvenly(scope, m, new SplittableRandom(0));
            long[] shape = new Shape(data.size()).addAll(data.sampleShape()).getShape();
            NDArray x = Tensors.of(scope, points, shape);
            NDArray cost = model.observation().pairwise(x, model.decoder().forward(z));
            var from = new double[start.length];
            for (int i = 0; i < from.length; i++) {
                from[i] = start[i];
            }
            var a = new double[data.size()];
            Arrays.fill(a, 1.0 / a.length);
            var b = new double[m];
            Arrays.fill(b, 1.0 / m);
            var solution =
                    Sinkhorn.builder()
                            .epsilon(epsilon)
                            .tolerance(1e-3)
                            .maxIterations(300)
                            .scaling(false)
                            .build()
                            .solve(TransportProblem.of(CostMatrix.of(cost), a, b), from);
            var codes = new float[Math.toIntExact(z.size())];
            Tensors.read(z, codes);
            return new CoupledPosterior(
                    model,
                    epsilon,
                    solution.error(),
                    codes,
                    solution.g(),
                    points,
                    shape,
                    solution.f());
        }
    }

    /** L1 error of the marginals of the coupling that these weights come from. */
    public double error() {
        return error;
    }

    /**
     * q(z_j | x) of each sample on the reference codes, [n, m]; each row sums to 1.
     *
     * @param x [n, sample shape...]
     */
    public NDArray weights(NDArray x) {
        return LatentModel.inChunks(x, part -> exponents(part).softmax(1));
    }

    /** The reference codes, [m, latent dimension], owned by {@code manager}. */
    public NDArray codes(NDManager manager) {
        return Tensors.of(manager, codes, v.length, model.prior().dimension());
    }

    /** E[z | x] for each sample, [n, latent dimension]. */
    public NDArray mean(NDArray x) {
        return LatentModel.inChunks(
                x, part -> exponents(part).softmax(1).matMul(codes(part.getManager())));
    }

    /** The reference code under which each sample is most likely, [n, latent dimension]. */
    public NDArray likeliest(NDArray x) {
        return LatentModel.inChunks(
                x,
                part -> {
                    NDArray z = codes(part.getManager());
                    NDArray cost = model.observation().pairwise(part, model.decoder().forward(z));
                    return z.get(cost.argMin(1));
                });
    }

    /** A reference code drawn from q(z | x) for each sample, [n, latent dimension]. */
    public NDArray sample(NDArray x, long seed) {
        var random = new SplittableRandom(seed);
        return LatentModel.inChunks(
                x,
                part -> {
                    int n = Math.toIntExact(part.size(0));
                    int m = v.length;
                    int d = model.prior().dimension();
                    var cumulative = new float[n * m];
                    Tensors.read(exponents(part).softmax(1).cumSum(1), cumulative);
                    var drawn = new float[n * d];
                    for (int i = 0; i < n; i++) {
                        float mark = random.nextFloat() * cumulative[i * m + m - 1];
                        int at = Arrays.binarySearch(cumulative, i * m, (i + 1) * m, mark);
                        int j = Math.min(at < 0 ? -at - 1 : at + 1, (i + 1) * m - 1) - i * m;
                        System.arraycopy(codes, j * d, drawn, i * d, d);
                    }
                    return Tensors.of(part.getManager(), drawn, n, d);
                });
    }

    /**
     * log q(z_k | x_i) for all pairs, at any codes.
     *
     * @param x [n, sample shape...]
     * @param z [k, latent dimension]
     * @return [n, k], owned by the manager of {@code x}
     */
    public NDArray logDensity(NDArray x, NDArray z) {
        Check.that(
                z.getShape().dimension() == 2 && z.size(1) == model.prior().dimension(),
                "z shape",
                z.getShape(),
                "[k, " + model.prior().dimension() + "]");
        NDArray ofCodes = LatentModel.inChunks(z, this::codePotential);
        return LatentModel.inChunks(
                x,
                part -> {
                    NDManager scope = part.getManager();
                    NDArray mine = z.duplicate();
                    mine.attach(scope);
                    NDArray ofSamples =
                            CoupledVae.logSumExp(exponents(part).transpose())
                                    .sub((float) Math.log(v.length))
                                    .reshape(-1, 1)
                                    .neg();
                    NDArray cost =
                            model.observation().pairwise(part, model.decoder().forward(mine));
                    return Scalars.div(cost, -epsilon)
                            .add(ofSamples)
                            .add(ofCodes.reshape(1, -1))
                            .add(model.prior().logDensity(mine).reshape(1, -1));
                });
    }

    /** v(z) / ε by the c,ε-transform of u over all data (003 Eq. 11), [k]. */
    private NDArray codePotential(NDArray z) {
        NDManager scope = z.getManager();
        NDArray x = Tensors.of(scope, points, shape);
        var scaled = new double[u.length];
        for (int i = 0; i < u.length; i++) {
            scaled[i] = u[i] / epsilon - Math.log(u.length);
        }
        NDArray cost = model.observation().pairwise(x, model.decoder().forward(z));
        return CoupledVae.logSumExp(
                        Tensors.of(scope, scaled, scaled.length, 1).sub(Scalars.div(cost, epsilon)))
                .squeeze(0)
                .neg();
    }

    /** (v_j - c(x, z_j)) / ε, [n, m]. */
    private NDArray exponents(NDArray x) {
        NDManager scope = x.getManager();
        var scaled = new double[v.length];
        for (int j = 0; j < v.length; j++) {
            scaled[j] = v[j] / epsilon;
        }
        NDArray cost = model.observation().pairwise(x, model.decoder().forward(codes(scope)));
        return Tensors.of(scope, scaled, 1, v.length).sub(Scalars.div(cost, epsilon));
    }
}
