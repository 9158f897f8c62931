package org.ot4j.transport.entropic;

import java.util.Arrays;
import org.ot4j.transport.Measure;
import org.ot4j.transport.cost.CoordinateCost;
import org.ot4j.transport.cost.CostMatrix;
import org.ot4j.transport.cost.SquaredEuclidean;
import org.ot4j.transport.internal.PointTree;
import org.ot4j.transport.internal.RawMeasures;
import org.ot4j.transport.internal.SoftMinimum;

/**
 * The means of the boxes of a tree with the boxes' masses.
 *
 * @param most no box is wider, unless it holds few points
 * @param width the root of the mean square of the boxes' widths, by mass
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record CoarseMeasure(PointTree tree, int[] boxes, Measure means, double most, double width) {
    /** The finest measure of boxes of about equal width that has at most so many points. */
    static CoarseMeasure of(PointTree tree, double[] weights, int points) {
        double most = tree.width(0);
        int[] boxes = tree.cut(most);
        while (most > 0 && !Arrays.stream(boxes).allMatch(box -> isLeaf(tree, box))) {
            int[] finer = tree.cut(most / 2);
            if (finer.length > points) {
                break;
            }
            boxes = finer;
            most /= 2;
        }
        Measure means = means(tree, boxes, weights);
        double[] masses = RawMeasures.weights(means);
        double squares = 0;
        for (int c = 0; c < boxes.length; c++) {
            double width = tree.width(boxes[c]);
            squares += masses[c] * width * width;
        }
        return new CoarseMeasure(tree, boxes, means, most, Math.sqrt(squares / means.mass()));
    }

    private static boolean isLeaf(PointTree tree, int box) {
        return tree.left(box) == PointTree.NONE;
    }

    private static Measure means(PointTree tree, int[] boxes, double[] weights) {
        int d = tree.d;
        var points = new double[boxes.length * d];
        var masses = new double[boxes.length];
        for (int c = 0; c < boxes.length; c++) {
            int from = tree.from(boxes[c]);
            int to = tree.to(boxes[c]);
            for (int i = from; i < to; i++) {
                masses[c] += weights[i];
            }
            for (int k = 0; k < d; k++) {
                double centre = tree.centre(boxes[c], k);
                double sum = 0;
                for (int i = from; i < to; i++) {
                    sum += weights[i] / masses[c] * (tree.points[i * d + k] - centre);
                }
                points[c * d + k] = centre + sum;
            }
        }
        return Measure.flat(points, d, masses);
    }

    /**
     * The c,ε-transform of a potential of another coarse measure, at all points of the tree: its
     * Taylor polynomial about the mean of each box, of second order for the squared distance and of
     * first order for other costs; computed in full in boxes that are wider than the others.
     */
    double[] transform(CoordinateCost cost, CoarseMeasure other, double[] g, double epsilon) {
        int d = tree.d;
        CostMatrix costs = cost.between(means, other.means);
        double[] p = RawMeasures.points(means);
        double[] q = RawMeasures.points(other.means);
        double[] w = RawMeasures.weights(other.means);
        double bend = cost instanceof SquaredEuclidean ? 1 : 0;
        var row = new double[g.length];
        var f = new double[tree.size()];
        var slope = new double[p.length];
        var unused = new double[q.length];
        for (int c = 0; c < boxes.length; c++) {
            if (tree.width(boxes[c]) > most) {
                inFull(boxes[c], cost, other, g, epsilon, f);
                continue;
            }
            costs.row(c, row);
            double greatest = Double.NEGATIVE_INFINITY;
            for (int j = 0; j < row.length; j++) {
                row[j] = g[j] - row[j];
                greatest = Math.max(greatest, row[j]);
            }
            double sum = 0;
            for (int j = 0; j < row.length; j++) {
                row[j] = w[j] * Math.exp((row[j] - greatest) / epsilon);
                sum += row[j];
            }
            var mean = new double[d];
            for (int j = 0; j < row.length; j++) {
                row[j] /= sum;
                cost.addSlope(row[j], p, c * d, q, j * d, d, slope, unused);
                for (int k = 0; k < d; k++) {
                    mean[k] += row[j] * q[j * d + k];
                }
            }
            var curvature = new double[d][d];
            for (int k = 0; k < d; k++) {
                for (int l = 0; l < d; l++) {
                    double covariance = 0;
                    for (int j = 0; j < row.length; j++) {
                        covariance += row[j] * (q[j * d + k] - mean[k]) * (q[j * d + l] - mean[l]);
                    }
                    curvature[k][l] = bend * ((k == l ? 1 : 0) - 2 / epsilon * covariance);
                }
            }
            double at = -greatest - epsilon * Math.log(sum);
            for (int i = tree.from(boxes[c]); i < tree.to(boxes[c]); i++) {
                f[i] = at;
                for (int k = 0; k < d; k++) {
                    double s = tree.points[i * d + k] - p[c * d + k];
                    f[i] += slope[c * d + k] * s;
                    for (int l = 0; l < d; l++) {
                        double t = tree.points[i * d + l] - p[c * d + l];
                        f[i] += curvature[k][l] * s * t;
                    }
                }
            }
        }
        return f;
    }

    private void inFull(
            int box,
            CoordinateCost cost,
            CoarseMeasure other,
            double[] g,
            double epsilon,
            double[] f) {
        int from = tree.from(box);
        int d = tree.d;
        Measure points =
                RawMeasures.measure(Arrays.copyOfRange(tree.points, from * d, tree.to(box) * d), d);
        double[] w = RawMeasures.weights(other.means);
        double[] own = SoftMinimum.rows(cost.between(points, other.means), w, g, epsilon);
        System.arraycopy(own, 0, f, from, own.length);
    }
}
