package org.ot4j.model.internal;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.function.UnaryOperator;
import org.ot4j.base.PyTorch;
import org.ot4j.base.Rows;
import org.ot4j.data.DataSet;
import org.ot4j.data.DataSource;
import org.ot4j.internal.Check;
import org.ot4j.network.Tensors;
import org.ot4j.network.Unowned;

/** Arrays that users give to a model, and what they get for them. */
public final class Given {
    private Given() {}

    /**
     * What a function makes of an array: it need not be closed, and nothing else is left.
     *
     * @param x [n, ...] of any number type, each row of as many numbers as {@code row}
     * @param name what messages call it
     * @param row the shape that the function takes a row in
     * @param home the manager of what is computed from the result where that of x is closed, as it
     *     is of a sample that outlives its model; or null, and then that is an error
     * @throws IllegalArgumentException if x is null, closed, empty, of another shape, or has a
     *     number that is not finite
     */
    public static NDArray of(
            NDArray x, String name, Shape row, NDManager home, UnaryOperator<NDArray> function) {
        check(x, name, row);
        NDManager given = x.getManager();
        NDManager owner = given.isOpen() ? given : home;
        Check.that(owner != null, name, "an array of a closed model", "DataSet.of(" + name + ")");
        try (NDManager scope = owner.newSubManager()) {
            NDArray mine;
            if (given.isOpen()) {
                mine = x.reshape(new Shape(x.size(0)).addAll(row));
                mine.attach(scope);
            } else {
                mine = Tensors.of(scope, Rows.floats(x), x.size(0), row.size());
                mine = mine.reshape(new Shape(x.size(0)).addAll(row));
            }
            NDArray floats = mine.toType(DataType.FLOAT32, false);
            finite(floats, name);
            try (NDArray made = function.apply(floats)) {
                return Unowned.copy(made, owner);
            }
        }
    }

    /**
     * What a function makes of samples of any kind, as rows.
     *
     * @param x what {@link DataSet#checked} takes
     * @param name what messages call it
     * @param row the shape that the function takes a row in
     * @return [n, ...], flattened
     * @throws IllegalArgumentException if x has no points, or rows of another size
     */
    public static double[][] rows(
            Object x, String name, Shape row, UnaryOperator<NDArray> function) {
        try (NDManager scope = Tensors.newManager()) {
            NDArray batch = batch(scope, x, name, row);
            NDArray made = function.apply(batch);
            return Rows.split(Tensors.doubles(made), Math.toIntExact(batch.size(0)));
        }
    }

    /** Samples of any kind as one array [n, row...], owned by {@code scope}. */
    public static NDArray batch(NDManager scope, Object x, String name, Shape row) {
        DataSource data = DataSet.checked(x, name);
        Shape shape = data.sampleShape();
        Check.that(shape.size() == row.size(), "sample shape of " + name, shape, "" + row);
        NDArray batch = data.batch(scope, Chunks.rows(data));
        return batch.reshape(new Shape(data.size()).addAll(row));
    }

    private static void check(NDArray x, String name, Shape row) {
        Shape shape = Rows.shape(x, name);
        Check.that(
                shape.dimension() >= 2
                        && shape.get(0) > 0
                        && shape.size() == shape.get(0) * row.size(),
                name + ".shape",
                shape,
                new Shape(-1).addAll(row).toString().replace("-1", "n") + " with n above 0");
    }

    private static void finite(NDArray x, String name) {
        // A sum is finite only if all numbers are.
        try (NDArray sum = x.sum()) {
            if (PyTorch.read(sum, s -> Float.isFinite(s.toFloatArray()[0]))) {
                return;
            }
        }
        var values = new float[Math.toIntExact(x.size())];
        Tensors.read(x, values);
        Rows.finite(values, Math.toIntExact(x.size() / x.size(0)), name);
    }
}
