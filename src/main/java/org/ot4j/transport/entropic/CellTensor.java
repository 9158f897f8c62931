package org.ot4j.transport.entropic;

/**
 * Functions on a cube by their values at p Chebyshev nodes in each of d ≤ 3 directions, and the
 * moments of weighted points in it against the Chebyshev polynomials. A tensor is an array of p^d
 * numbers, the last direction running fastest.
 */
final class CellTensor {
    static final int MOST_DIMENSIONS = 3;

    final int p;
    final int d;

    /** p^d. */
    final int size;

    /** The nodes in [-1, 1]. */
    final double[] nodes;

    // From moments to nodes, [p, p], and its transpose, from values at nodes to coefficients.
    private final double[] toNodes;
    private final double[] toCoefficients;

    CellTensor(int p, int d) {
        this.p = p;
        this.d = d;
        int size = 1;
        for (int k = 0; k < d; k++) {
            size *= p;
        }
        this.size = size;
        nodes = new double[p];
        toNodes = new double[p * p];
        toCoefficients = new double[p * p];
        for (int l = 0; l < p; l++) {
            double angle = Math.PI * (l + 0.5) / p;
            nodes[l] = Math.cos(angle);
            for (int k = 0; k < p; k++) {
                double t = (k == 0 ? 1.0 : 2.0) / p * Math.cos(k * angle);
                toNodes[l * p + k] = t;
                toCoefficients[k * p + l] = t;
            }
        }
    }

    /** T_0(t), ..., T_(p-1)(t). */
    private void polynomials(double t, double[] out, int at) {
        out[at] = 1;
        if (p > 1) {
            out[at + 1] = t;
        }
        for (int k = 2; k < p; k++) {
            out[at + k] = 2 * t * out[at + k - 1] - out[at + k - 2];
        }
    }

    /** The polynomials of a point in all directions: [3, p], and 1 in those that it has not. */
    private void polynomials(
            double[] points, int i, double[] centre, double[] radius, double[] out) {
        for (int k = 0; k < d; k++) {
            // All points may agree in a coordinate.
            double t = radius[k] > 0 ? (points[i * d + k] - centre[k]) / radius[k] : 0;
            polynomials(t, out, (MOST_DIMENSIONS - d + k) * p);
        }
    }

    /** Scratch of one thread. */
    final class Room {
        private final double[] polynomials = new double[MOST_DIMENSIONS * p];
        private final double[] column = new double[p];
        private double[] here = new double[size];
        private double[] there = new double[size];

        Room() {
            for (int k = 0; k < MOST_DIMENSIONS - d; k++) {
                polynomials[k * p] = 1;
            }
        }

        /** Adds w_i s_i times the polynomials of points [from, to) to moments. */
        void addMoments(
                double[] points,
                int from,
                int to,
                double[] w,
                double[] s,
                double[] centre,
                double[] radius,
                double[] moments) {
            int n0 = d > 2 ? p : 1;
            int n1 = d > 1 ? p : 1;
            for (int i = from; i < to; i++) {
                polynomials(points, i, centre, radius, polynomials);
                double weight = w[i] * s[i];
                int at = 0;
                for (int k0 = 0; k0 < n0; k0++) {
                    double w0 = weight * polynomials[k0];
                    for (int k1 = 0; k1 < n1; k1++) {
                        double w1 = w0 * polynomials[p + k1];
                        for (int k2 = 0; k2 < p; k2++) {
                            moments[at + k2] += w1 * polynomials[2 * p + k2];
                        }
                        at += p;
                    }
                }
            }
        }

        /** The function with these coefficients at points [from, to), times s_i. */
        void evaluate(
                double[] points,
                int from,
                int to,
                double[] s,
                double[] centre,
                double[] radius,
                double[] coefficients,
                double[] out) {
            int n0 = d > 2 ? p : 1;
            int n1 = d > 1 ? p : 1;
            for (int i = from; i < to; i++) {
                polynomials(points, i, centre, radius, polynomials);
                double sum = 0;
                int at = 0;
                for (int k0 = 0; k0 < n0; k0++) {
                    double sum0 = 0;
                    for (int k1 = 0; k1 < n1; k1++) {
                        double even = 0;
                        double odd = 0;
                        int k2 = 0;
                        for (; k2 < p - 1; k2 += 2) {
                            even += coefficients[at + k2] * polynomials[2 * p + k2];
                            odd += coefficients[at + k2 + 1] * polynomials[2 * p + k2 + 1];
                        }
                        if (k2 < p) {
                            even += coefficients[at + k2] * polynomials[2 * p + k2];
                        }
                        sum0 += (even + odd) * polynomials[p + k1];
                        at += p;
                    }
                    sum += sum0 * polynomials[k0];
                }
                out[i] = sum * s[i];
            }
        }

        /** Moments as weights of the nodes, in place. */
        void momentsToNodes(double[] tensor) {
            System.arraycopy(along(toNodes, tensor), 0, tensor, 0, size);
        }

        /** Values at the nodes as coefficients of the polynomials, in place. */
        void nodesToCoefficients(double[] tensor) {
            System.arraycopy(along(toCoefficients, tensor), 0, tensor, 0, size);
        }

        /** Multiplies by a matrix [p, p] along each direction; the result is overwritten next. */
        private double[] along(double[] matrix, double[] tensor) {
            return along(matrix, 0, tensor);
        }

        /** Multiplies by matrices [d, p, p], one along each direction; overwritten next. */
        double[] alongEach(double[] matrices, double[] tensor) {
            return along(matrices, p * p, tensor);
        }

        private double[] along(double[] matrices, int step, double[] tensor) {
            double[] from = tensor;
            int inner = size / p;
            for (int k = 0; k < d; k++) {
                // The first direction comes last; after d turns all are where they were.
                double[] to = from == here ? there : here;
                for (int t = 0; t < inner; t++) {
                    for (int l = 0; l < p; l++) {
                        column[l] = from[l * inner + t];
                    }
                    for (int r = 0; r < p; r++) {
                        int row = k * step + r * p;
                        double even = 0;
                        double odd = 0;
                        int l = 0;
                        for (; l < p - 1; l += 2) {
                            even += matrices[row + l] * column[l];
                            odd += matrices[row + l + 1] * column[l + 1];
                        }
                        to[t * p + r] =
                                l < p ? even + odd + matrices[row + l] * column[l] : even + odd;
                    }
                }
                from = to;
            }
            return from;
        }
    }

    /** tensor · u ⊗ u' ⊗ u'', for vectors that follow each other in {@code factors}, [d, p]. */
    void multiply(double[] tensor, double[] factors, int at, double[] out) {
        int n0 = d > 2 ? p : 1;
        int n1 = d > 1 ? p : 1;
        int f0 = at + (d - 3) * p;
        int f1 = at + (d - 2) * p;
        int f2 = at + (d - 1) * p;
        int t = 0;
        for (int k0 = 0; k0 < n0; k0++) {
            double w0 = d > 2 ? factors[f0 + k0] : 1;
            for (int k1 = 0; k1 < n1; k1++) {
                double w1 = d > 1 ? w0 * factors[f1 + k1] : w0;
                for (int k2 = 0; k2 < p; k2++) {
                    out[t + k2] = tensor[t + k2] * (w1 * factors[f2 + k2]);
                }
                t += p;
            }
        }
    }

    /** Adds tensor · u ⊗ u' ⊗ u'' to {@code out}. */
    void addMultiplied(double[] tensor, double[] factors, int at, double[] out) {
        int n0 = d > 2 ? p : 1;
        int n1 = d > 1 ? p : 1;
        int f0 = at + (d - 3) * p;
        int f1 = at + (d - 2) * p;
        int f2 = at + (d - 1) * p;
        int t = 0;
        for (int k0 = 0; k0 < n0; k0++) {
            double w0 = d > 2 ? factors[f0 + k0] : 1;
            for (int k1 = 0; k1 < n1; k1++) {
                double w1 = d > 1 ? w0 * factors[f1 + k1] : w0;
                for (int k2 = 0; k2 < p; k2++) {
                    out[t + k2] += tensor[t + k2] * (w1 * factors[f2 + k2]);
                }
                t += p;
            }
        }
    }

    /** The node of entry t in direction k. */
    double node(int t, int k) {
        int below = 1;
        for (int l = k + 1; l < d; l++) {
            below *= p;
        }
        return nodes[t / below % p];
    }
}
