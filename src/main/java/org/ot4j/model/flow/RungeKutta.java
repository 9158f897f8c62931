package org.ot4j.model.flow;

/** Explicit methods, each by its tableau. */
enum RungeKutta {
    EULER(new double[][] {{}}, new double[] {1}, new double[0]),
    MIDPOINT(new double[][] {{}, {0.5}}, new double[] {0, 1}, new double[0]),
    /** Of order 5, with an estimate of the error of the method of order 4 that it contains. */
    DORMAND_PRINCE(
            new double[][] {
                {},
                {1 / 5.0},
                {3 / 40.0, 9 / 40.0},
                {44 / 45.0, -56 / 15.0, 32 / 9.0},
                {19372 / 6561.0, -25360 / 2187.0, 64448 / 6561.0, -212 / 729.0},
                {9017 / 3168.0, -355 / 33.0, 46732 / 5247.0, 49 / 176.0, -5103 / 18656.0},
                {35 / 384.0, 0, 500 / 1113.0, 125 / 192.0, -2187 / 6784.0, 11 / 84.0}
            },
            new double[] {35 / 384.0, 0, 500 / 1113.0, 125 / 192.0, -2187 / 6784.0, 11 / 84.0, 0},
            new double[] {
                71 / 57600.0,
                0,
                -71 / 16695.0,
                71 / 1920.0,
                -17253 / 339200.0,
                22 / 525.0,
                -1 / 40.0
            });

    private final double[][] stages;
    private final double[] nodes;
    private final double[] weights;
    private final double[] errors;

    RungeKutta(double[][] stages, double[] weights, double[] errors) {
        this.stages = stages;
        this.weights = weights;
        this.errors = errors;
        nodes = new double[stages.length];
        for (int s = 0; s < nodes.length; s++) {
            for (double a : stages[s]) {
                nodes[s] += a;
            }
        }
    }

    /** Evaluations in a step whose first slope is known. */
    int fresh() {
        return stages.length - 1;
    }

    /**
     * One step.
     *
     * @param slopes the slopes of all stages; only the first need be set, and all are after it
     * @return where the points arrive
     */
    double[][] step(VectorField field, double t, double[][] x, double h, double[][][] slopes) {
        for (int s = 1; s < stages.length; s++) {
            slopes[s] = field.at(t + nodes[s] * h, moved(x, h, stages[s], slopes));
        }
        return moved(x, h, weights, slopes);
    }

    /** x + h Σ a_s k_s. */
    private static double[][] moved(double[][] x, double h, double[] a, double[][][] slopes) {
        var moved = new double[x.length][];
        for (int i = 0; i < x.length; i++) {
            moved[i] = x[i].clone();
            for (int s = 0; s < a.length; s++) {
                if (a[s] != 0) {
                    double[] slope = slopes[s][i];
                    double by = h * a[s];
                    for (int k = 0; k < slope.length; k++) {
                        moved[i][k] += by * slope[k];
                    }
                }
            }
        }
        return moved;
    }

    /** The estimated error of a step at the point where it is greatest, in tolerances. */
    double error(double[][] x, double[][] end, double h, double[][][] slopes, double tolerance) {
        double greatest = 0;
        for (int i = 0; i < x.length; i++) {
            double squares = 0;
            int d = x[i].length;
            for (int k = 0; k < d; k++) {
                double e = 0;
                for (int s = 0; s < errors.length; s++) {
                    e += errors[s] * slopes[s][i][k];
                }
                e *=
                        h
                                / (tolerance
                                        * Math.max(
                                                1,
                                                Math.max(Math.abs(x[i][k]), Math.abs(end[i][k]))));
                squares += e * e / d;
            }
            // Not Math.max, which would also be NaN, but only by chance in this place.
            if (!(squares <= greatest)) {
                greatest = squares;
            }
            if (Double.isNaN(greatest)) {
                return Double.NaN;
            }
        }
        return Math.sqrt(greatest);
    }

    /** Room for the slopes of a step. */
    double[][][] slopes() {
        return new double[stages.length][][];
    }
}
