package org.ot4j.model.coupled;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import org.ot4j.network.Tensors;
import org.ot4j.network.Weights;

/**
 * The data distribution p_D = (1/n) Σ δ(x_i), seen at a resolution: points in the same cell of a
 * grid count as one atom at their mean, with their mass. With cells of side 0 each point is an
 * atom.
 */
final class Atoms {
    private final int[] atomOf;
    private final float[] points;
    private final double[] weights;
    private final long[] shape;
    // The same points in the engine's memory, or null where there are none.
    private final Weights rows;

    /** Groups n points, given row by row, by cells of the side given. */
    Atoms(float[] data, int n, Shape sampleShape, double side) {
        this(data, n, sampleShape, side, null);
    }

    private Atoms(float[] data, int n, Shape sampleShape, double side, Weights rows) {
        this.rows = rows;
        int d = data.length / n;
        atomOf = new int[n];
        var cells = new HashMap<List<Integer>, Integer>();
        for (int i = 0; i < n; i++) {
            atomOf[i] =
                    side > 0 ? cells.computeIfAbsent(cell(data, i, d, side), c -> cells.size()) : i;
        }
        int count = side > 0 ? cells.size() : n;
        var sums = new double[count * d];
        weights = new double[count];
        for (int i = 0; i < n; i++) {
            weights[atomOf[i]] += 1;
            for (int k = 0; k < d; k++) {
                sums[atomOf[i] * d + k] += data[i * d + k];
            }
        }
        points = new float[count * d];
        for (int a = 0; a < count; a++) {
            for (int k = 0; k < d; k++) {
                points[a * d + k] = (float) (sums[a * d + k] / weights[a]);
            }
            weights[a] /= n;
        }
        shape = new long[sampleShape.dimension() + 1];
        shape[0] = count;
        System.arraycopy(sampleShape.getShape(), 0, shape, 1, sampleShape.dimension());
    }

    /** Groups all data, [n, sample shape...]. */
    static Atoms of(Weights data, double side) {
        Shape shape = data.value().getShape();
        int n = Math.toIntExact(shape.get(0));
        return new Atoms(data.values(), n, shape.slice(1), side, side > 0 ? null : data);
    }

    /** Rows of data as they are, with equal weights. */
    static Atoms of(NDArray batch) {
        var values = new float[Math.toIntExact(batch.size())];
        Tensors.read(batch, values);
        return new Atoms(values, Math.toIntExact(batch.size(0)), batch.getShape().slice(1), 0);
    }

    int size() {
        return weights.length;
    }

    /** Row after row. */
    float[] points() {
        return points;
    }

    /** [atoms, sample shape...]. */
    long[] shape() {
        return shape;
    }

    /** The atoms [from, to), [to - from, sample shape...]; not to be written to. */
    NDArray block(NDManager manager, int from, int to) {
        if (rows != null) {
            NDArray block = rows.value().get(new NDIndex("{}:{}", from, to));
            block.attach(manager);
            return block;
        }
        int width = points.length / size();
        long[] part = shape.clone();
        part[0] = to - from;
        return Tensors.of(
                manager,
                from == 0 && to == size()
                        ? points
                        : Arrays.copyOfRange(points, from * width, to * width),
                part);
    }

    /** Mass of each atom; they sum to 1. */
    double[] weights() {
        return weights;
    }

    /** One value for each atom, the mean over its points, from one value for each point. */
    double[] gather(float[] ofPoints) {
        var ofAtoms = new double[size()];
        for (int i = 0; i < atomOf.length; i++) {
            ofAtoms[atomOf[i]] += ofPoints[i] / (weights[atomOf[i]] * atomOf.length);
        }
        return ofAtoms;
    }

    /** One value for each point, that of its atom. */
    float[] scatter(double[] ofAtoms) {
        var ofPoints = new float[atomOf.length];
        for (int i = 0; i < ofPoints.length; i++) {
            ofPoints[i] = (float) ofAtoms[atomOf[i]];
        }
        return ofPoints;
    }

    private static List<Integer> cell(float[] data, int i, int d, double side) {
        var cell = new ArrayList<Integer>(d);
        for (int k = 0; k < d; k++) {
            cell.add((int) Math.floor(data[i * d + k] / side));
        }
        return cell;
    }
}
