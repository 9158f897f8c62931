package org.ot4j.transport.internal;

import org.ot4j.internal.Check;
import org.ot4j.transport.Measure;
import org.ot4j.transport.TransportProblem;

/**
 * The arrays of measures and problems themselves, for the solvers: users get copies. None of them
 * is to be changed.
 */
public final class Raw {
    private static Measures measures;
    private static Problems problems;

    private Raw() {}

    /** What {@link Measure} lets the solvers do. */
    public interface Measures {
        double[] points(Measure measure);

        double[] weights(Measure measure);

        Measure of(double[] points, int dimension);
    }

    /** What {@link TransportProblem} lets the solvers do. */
    public interface Problems {
        double[] sourceWeights(TransportProblem problem);

        double[] targetWeights(TransportProblem problem);

        TransportProblem scaled(TransportProblem problem, int mass, int cost);
    }

    /** Called once, by {@link Measure}. */
    public static void grantMeasures(Measures access) {
        Check.that(measures == null, "access", access, "the only one");
        measures = access;
    }

    /** Called once, by {@link TransportProblem}. */
    public static void grantProblems(Problems access) {
        Check.that(problems == null, "access", access, "the only one");
        problems = access;
    }

    /** Coordinate k of point i at i * dimension + k. */
    public static double[] points(Measure measure) {
        return measures.points(measure);
    }

    /** [n]. */
    public static double[] weights(Measure measure) {
        return measures.weights(measure);
    }

    /** Points that need no checks, row after row, with weights of 0. */
    public static Measure measure(double[] points, int dimension) {
        if (measures == null) {
            // Measure grants access when it is initialised, which nothing may have asked for yet.
            Measure.onLine(0);
        }
        return measures.of(points, dimension);
    }

    /** Some of the points, with weights of 0. */
    public static Measure select(Measure measure, int[] indices) {
        int d = measure.dimension();
        double[] points = points(measure);
        double[] some = new double[indices.length * d];
        for (int k = 0; k < indices.length; k++) {
            System.arraycopy(points, indices[k] * d, some, k * d, d);
        }
        return measure(some, d);
    }

    /** [n]. */
    public static double[] sourceWeights(TransportProblem problem) {
        return problems.sourceWeights(problem);
    }

    /** [m]. */
    public static double[] targetWeights(TransportProblem problem) {
        return problems.targetWeights(problem);
    }

    /** Weights and costs times powers of two; the points stay as they are. */
    public static TransportProblem scaled(TransportProblem problem, int mass, int cost) {
        return problems.scaled(problem, mass, cost);
    }
}
