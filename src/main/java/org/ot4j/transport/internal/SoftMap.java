package org.ot4j.transport.internal;

import org.ot4j.internal.VectorExp;
import org.ot4j.transport.TransportMap;
import org.ot4j.transport.TransportProblem;

/**
 * The barycentric map of an entropic plan at any point: the mean of the targets y_j with weights
 * b_j exp((g_j - c(x, y_j)) / ε), which is the plan's own map at its sources (Seguy et al. 2018;
 * Pooladian and Niles-Weed 2021).
 */
public final class SoftMap extends TransportMap {
    private final TransportProblem problem;
    private final double[] f;
    private final double[] g;
    private final double epsilon;
    private final PointCosts costs;
    private final double[] targets;
    private final double[] weights;

    /** Of potentials; the problem has points. */
    public SoftMap(TransportProblem problem, double[] f, double[] g, double epsilon) {
        super(Kind.ENTROPIC, problem.source().orElseThrow().dimension());
        this.problem = problem;
        this.f = f;
        this.g = g;
        this.epsilon = epsilon;
        var target = problem.target().orElseThrow();
        costs = new PointCosts(problem.cost().orElseThrow(), target);
        targets = RawMeasures.points(target);
        weights = RawProblems.targetWeights(problem);
    }

    @Override
    protected double[] image(double[] x) {
        double[] share = costs.from(x);
        double greatest = Double.NEGATIVE_INFINITY;
        for (int j = 0; j < share.length; j++) {
            share[j] = weights[j] > 0 ? g[j] - share[j] : Double.NEGATIVE_INFINITY;
            greatest = Math.max(greatest, share[j]);
        }
        for (int j = 0; j < share.length; j++) {
            share[j] = (share[j] - greatest) / epsilon;
        }
        VectorExp.exp(share, 0, share.length, new double[share.length]);
        int d = targets.length / share.length;
        var image = new double[d];
        double sum = 0;
        for (int j = 0; j < share.length; j++) {
            double w = weights[j] * share[j];
            sum += w;
            for (int k = 0; k < d; k++) {
                image[k] += w * targets[j * d + k];
            }
        }
        for (int k = 0; k < d; k++) {
            image[k] /= sum;
        }
        return image;
    }

    @Override
    public TransportMap inverse() {
        return new SoftMap(problem.transposed(), g, f, epsilon);
    }
}
