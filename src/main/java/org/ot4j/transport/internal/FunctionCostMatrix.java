package org.ot4j.transport.internal;

import java.util.function.ToDoubleBiFunction;
import org.ot4j.transport.Measure;
import org.ot4j.transport.cost.CostMatrix;

/** Costs of any function of two points, computed on demand. */
public final class FunctionCostMatrix extends CostMatrix {
    private final ToDoubleBiFunction<double[], double[]> cost;
    private final Measure x;
    private final Measure y;
    private final double[][] xs;
    private final double[][] ys;

    /**
     * @param cost of two points, [d] each
     */
    public FunctionCostMatrix(ToDoubleBiFunction<double[], double[]> cost, Measure x, Measure y) {
        super(x.size(), y.size());
        this.cost = cost;
        this.x = x;
        this.y = y;
        this.xs = x.points();
        this.ys = y.points();
    }

    @Override
    public double at(int i, int j) {
        return cost.applyAsDouble(xs[i], ys[j]);
    }

    @Override
    public void row(int i, int from, int to, double[] out, int offset) {
        double[] xi = xs[i];
        for (int j = from; j < to; j++) {
            out[offset + j - from] = cost.applyAsDouble(xi, ys[j]);
        }
    }

    @Override
    public CostMatrix transposed() {
        return new FunctionCostMatrix((b, a) -> cost.applyAsDouble(a, b), y, x);
    }

    @Override
    public boolean isSlow() {
        return true;
    }

    @Override
    public CostMatrix select(int[] rows, int[] cols) {
        return new FunctionCostMatrix(
                cost, RawMeasures.select(x, rows), RawMeasures.select(y, cols));
    }

    public Measure source() {
        return x;
    }

    public Measure target() {
        return y;
    }
}
