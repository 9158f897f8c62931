package org.ot4j.transport.entropic;

import java.util.Arrays;
import org.ot4j.internal.Team;
import org.ot4j.internal.VectorExp;
import org.ot4j.internal.Vectors;
import org.ot4j.transport.cost.CoordinateCost;
import org.ot4j.transport.cost.CostMatrix;
import org.ot4j.transport.cost.SquaredEuclidean;
import org.ot4j.transport.internal.CellPotential;
import org.ot4j.transport.internal.PointTree;
import org.ot4j.transport.internal.SoftMinimum;

/**
 * The kernel between points in few dimensions, in the order of their trees, cell by cell. Pairs of
 * cells whose entries are all as good as 0 are left out (Schmitzer 2019, Stabilized sparse scaling
 * algorithms, §3.3), with a bound from the cells' {@linkplain CellPotential tilted potentials}. Of
 * the others, those with few entries are computed in full, and those with many are interpolated
 * between Chebyshev nodes in both cells (Fong and Darve 2009, The black-box fast multipole method):
 * with the potentials absorbed an entry is exp of a bilinear function of the places in the two
 * cells, as smooth as cells are small beside √ε.
 *
 * <p>What an entry is computed from, and in which order sums are added up, is decided by the points
 * and not by the number of threads.
 */
final class MultiscaleKernel extends AbsorbingKernel {
    /** Scalings beyond this are absorbed: entries left out are then still as good as 0. */
    private static final double DRIFT = 30;

    /** Cells are at most this many √ε wide, where entries are interpolated. */
    private static final double WIDTH = 2.4;

    /** What an exponential costs, in multiplications. */
    private static final double DEAR = 5;

    // Near the optimum, entries between two cells are on average at most 1 / mass of either. If the
    // bound's logarithm is above that by more than STEEP, and one cell has fewer than MANY points,
    // these fill it in part only: nodes without points near have entries that drown the others.
    private static final double STEEP = 8;
    private static final int MANY = 100;

    // Where a row sums to less, more is taken in: down by this logarithm where it has nothing.
    private static final double SMALL_SUM = 1e-3;
    private static final double LOWER = -40;

    private final CoordinateCost cost;
    private final CostMatrix costs;
    private final PointTree x;
    private final PointTree y;
    private final double[] a;
    private final double[] b;
    private final Team team;
    private final int d;
    private final double bend;
    private final double least;
    private CellTensor tensor;
    private double relativeWidth = WIDTH;

    private CellPotential rows;
    private CellPotential cols;
    // exp of what each potential is below its cell's bound.
    private double[] belowX;
    private double[] belowY;
    private double width;
    private CellPairs smooth;
    private CellPairs full;
    private double[][] stored;

    /**
     * @param costs between the sorted points
     * @param a weights of the sorted points, all above 0
     * @param least entries are left out if they are less, beside 1 / mass
     * @param order p, the number of nodes in a direction
     */
    MultiscaleKernel(
            CoordinateCost cost,
            CostMatrix costs,
            PointTree x,
            PointTree y,
            double[] a,
            double[] b,
            double least,
            int order,
            Team team) {
        this.cost = cost;
        this.costs = costs;
        this.x = x;
        this.y = y;
        this.a = a;
        this.b = b;
        this.team = team;
        this.d = x.d;
        this.bend = cost instanceof SquaredEuclidean ? 1 : 0;
        this.least = Math.log(least) - 2 * Math.log(DRIFT) - Math.log(Vectors.sum(a));
        this.tensor = new CellTensor(order, d);
    }

    @Override
    public int parts() {
        return team.parts();
    }

    @Override
    public double drift() {
        return DRIFT;
    }

    @Override
    public boolean truncate() {
        return true;
    }

    /** The number of nodes in a direction. */
    int order() {
        return tensor.p;
    }

    /** Interpolates between so many nodes in a direction, from the next {@link #absorb} on. */
    void setOrder(int order) {
        tensor = new CellTensor(order, d);
    }

    /** Makes cells half as wide, from the next {@link #absorb} on. */
    void halveCells() {
        relativeWidth /= 2;
    }

    @Override
    public void absorb(double epsilon, double[] f, double[] g) {
        this.epsilon = epsilon;
        this.f = f;
        this.g = g;
        width = bend == 0 ? 0 : relativeWidth * Math.sqrt(epsilon);
        // Between smaller cells, entries are computed in full.
        int few = (int) Math.sqrt(dear());
        rows = new CellPotential(x, width, few, bend);
        cols = new CellPotential(y, width, few, bend);
        belowX = exponentials(rows.fit(f, epsilon));
        belowY = exponentials(cols.fit(g, epsilon));
        findPairs(least);
        // Far from the optimum a row or a column may have small entries only: less is left out.
        double low = least;
        for (double sum = leastSum(); sum < SMALL_SUM; sum = leastSum()) {
            double wanted = sum > 0 ? least + Math.log(sum) : low + LOWER;
            if (wanted > low - 1 || low < VectorExp.LEAST / 2) {
                break;
            }
            low = wanted;
            findPairs(low);
        }
    }

    private static double[] exponentials(double[] x) {
        VectorExp.exp(x, 0, x.length, new double[x.length]);
        return x;
    }

    /** The least sum of a row or a column of the plan, beside its weight. */
    private double leastSum() {
        var least = new double[team.parts()];
        Arrays.fill(least, Double.POSITIVE_INFINITY);
        var sums = new double[b.length];
        pass(
                b,
                (part, i, sum) -> {
                    least[part] = Math.min(least[part], sum);
                    return a[i];
                },
                sums);
        double rows = Arrays.stream(least).min().orElseThrow();
        return Math.min(rows, Arrays.stream(sums).min().orElseThrow());
    }

    private void findPairs(double least) {
        var smooth = new CellPairs.Builder();
        var full = new CellPairs.Builder();
        int[] cellOfX = numbers(rows);
        int[] cellOfY = numbers(cols);
        double[] massX = masses(rows, a);
        double[] massY = masses(cols, b);
        var bound = new PairBound(cost, rows, cols, epsilon);
        double dear = dear();
        var stack = new long[64];
        int height = 1;
        while (height > 0) {
            long pair = stack[--height];
            int p = (int) (pair >>> 32);
            int q = (int) pair;
            double most = bound.of(p, q);
            if (most < least) {
                continue;
            }
            boolean endX = rows.isCell(p);
            boolean endY = cols.isCell(q);
            if (endX && endY) {
                int cx = cellOfX[p];
                int cy = cellOfY[q];
                double entries = (double) x.count(p) * y.count(q);
                boolean isSmooth =
                        bend > 0
                                && entries > dear
                                && x.width(p) <= width
                                && y.width(q) <= width
                                && (Math.min(x.count(p), y.count(q)) >= MANY
                                        || most + Math.log(Math.max(massX[cx], massY[cy]))
                                                <= STEEP);
                (isSmooth ? smooth : full).add(cx, cy);
                continue;
            }
            if (height + 2 > stack.length) {
                stack = Arrays.copyOf(stack, 2 * stack.length);
            }
            // The wider one is cut.
            if (endY || (!endX && x.width(p) >= y.width(q))) {
                stack[height++] = (long) x.left(p) << 32 | q;
                stack[height++] = (long) x.right(p) << 32 | q;
            } else {
                stack[height++] = (long) p << 32 | y.left(q);
                stack[height++] = (long) p << 32 | y.right(q);
            }
        }
        this.smooth = smooth.build(rows.cells.length, cols.cells.length);
        this.full = full.build(rows.cells.length, cols.cells.length);
        double bytes = 8.0 * this.full.entries(rows, cols);
        stored = bytes <= Runtime.getRuntime().maxMemory() / 4.0 ? new double[a.length][] : null;
    }

    /** Interpolating a pair of cells costs as much as so many entries in full. */
    private double dear() {
        return d * tensor.p * (2 * tensor.size / DEAR + tensor.p);
    }

    /** The mass of each cell. */
    private static double[] masses(CellPotential potential, double[] weights) {
        var masses = new double[potential.cells.length];
        for (int c = 0; c < masses.length; c++) {
            int box = potential.cells[c];
            for (int i = potential.tree.from(box); i < potential.tree.to(box); i++) {
                masses[c] += weights[i];
            }
        }
        return masses;
    }

    private static int[] numbers(CellPotential potential) {
        var numbers = new int[potential.tree.boxes()];
        for (int c = 0; c < potential.cells.length; c++) {
            numbers[potential.cells[c]] = c;
        }
        return numbers;
    }

    @Override
    public void absorbFeasible(double epsilon) {
        transformRowsAndAbsorb(epsilon, columnTransform(epsilon, new double[a.length]), 1, 0);
    }

    @Override
    public double[] columnTransform(double epsilon, double[] f) {
        return SoftMinimum.rows(costs.transposed(), a, f, epsilon);
    }

    @Override
    public void transformRowsAndAbsorb(double epsilon, double[] g, double factor, double offset) {
        double[] f = SoftMinimum.rows(costs, b, g, epsilon);
        for (int i = 0; i < f.length; i++) {
            f[i] = factor * f[i] + offset;
        }
        absorb(epsilon, f, g);
    }

    /** One thread's room for smooth pairs. */
    private final class Work {
        private final CellTensor.Room room = tensor.new Room();
        private final int order = tensor.p;
        private final double[] centre = new double[d];
        private final double[] radius = new double[d];
        private final double[] sum = new double[tensor.size];
        private final double[] scratch = new double[tensor.size];
        private final double[] tilts = new double[2 * d * order];
        // For each direction exp(2 r r' s t / ε) at nodes s and t, [d, p, p].
        private final double[] coupling = new double[d * order * order];
        private final double[] buffer = new double[Math.max(tilts.length, coupling.length)];
        private double constant;

        double[] moments(PointTree tree, int box, double[] w, double[] below) {
            var moments = new double[tensor.size];
            enter(tree, box);
            room.addMoments(
                    tree.points, tree.from(box), tree.to(box), w, below, centre, radius, moments);
            room.momentsToNodes(moments);
            return moments;
        }

        /** K w of the rows of a cell, as far as it is interpolated. */
        void rows(int c, double[][] momentsY, double[] out) {
            int box = rows.cells[c];
            if (!smooth.hasX(c)) {
                Arrays.fill(out, x.from(box), x.to(box), 0);
                return;
            }
            Arrays.fill(sum, 0);
            for (int t = smooth.startX[c]; t < smooth.startX[c + 1]; t++) {
                int other = smooth.yOf[t];
                tilt(box, cols.cells[other]);
                tensor.multiply(momentsY[other], tilts, d * order, scratch);
                tensor.addMultiplied(room.alongEach(coupling, scratch), tilts, 0, sum);
            }
            values(x, box, belowX, out);
        }

        /** Kᵀ x of the columns of a cell, as far as it is interpolated. */
        void columns(int c, double[][] momentsX, double[] out) {
            int box = cols.cells[c];
            if (!smooth.hasY(c)) {
                Arrays.fill(out, y.from(box), y.to(box), 0);
                return;
            }
            Arrays.fill(sum, 0);
            for (int t = smooth.startY[c]; t < smooth.startY[c + 1]; t++) {
                int other = smooth.xOf[t];
                tilt(rows.cells[other], box);
                tensor.multiply(momentsX[other], tilts, 0, scratch);
                tensor.addMultiplied(room.alongEach(coupling, scratch), tilts, d * order, sum);
            }
            values(y, box, belowY, out);
        }

        private void values(PointTree tree, int box, double[] below, double[] out) {
            room.nodesToCoefficients(sum);
            enter(tree, box);
            room.evaluate(
                    tree.points, tree.from(box), tree.to(box), below, centre, radius, sum, out);
        }

        private void enter(PointTree tree, int box) {
            for (int k = 0; k < d; k++) {
                centre[k] = tree.centre(box, k);
                radius[k] = tree.radius(box, k);
            }
        }

        /**
         * exp of the linear parts of the exponent at the nodes, first of p and then of q, and of
         * the part that depends on both.
         */
        private void tilt(int p, int q) {
            constant = rows.offset(p) + cols.offset(q);
            for (int k = 0; k < d; k++) {
                double off = x.centre(p, k) - y.centre(q, k);
                constant -= off * off;
                double tiltX = (rows.slope(p, k) - 2 * off) * x.radius(p, k) / epsilon;
                double tiltY = (cols.slope(q, k) + 2 * off) * y.radius(q, k) / epsilon;
                double both = 2 * x.radius(p, k) * y.radius(q, k) / epsilon;
                for (int t = 0; t < order; t++) {
                    tilts[k * order + t] = tiltX * tensor.nodes[t];
                    tilts[(d + k) * order + t] = tiltY * tensor.nodes[t];
                    int at = (k * order + t) * order;
                    for (int s = 0; s < order; s++) {
                        coupling[at + s] = both * tensor.nodes[t] * tensor.nodes[s];
                    }
                }
            }
            constant /= epsilon;
            for (int t = 0; t < order; t++) {
                tilts[t] += constant;
            }
            VectorExp.exp(tilts, 0, tilts.length, buffer);
            VectorExp.exp(coupling, 0, coupling.length, buffer);
        }

        /** Σ x_i K_ij y_j log K_ij over the smooth pairs of a cell, the parts below left out. */
        double exponents(int c, double[][] momentsX, double[][] momentsY) {
            int p = rows.cells[c];
            double sum = 0;
            var weighted = new double[tensor.size];
            for (int t = smooth.startX[c]; t < smooth.startX[c + 1]; t++) {
                int other = smooth.yOf[t];
                int q = cols.cells[other];
                tilt(p, q);
                tensor.multiply(momentsX[c], tilts, 0, weighted);
                // The exponent is constant + A·s + (B + 2 r r' s / ε)·t at nodes s and t.
                sum += dot(weighted, -1, coupled(other, momentsY, -1, q), p, q);
                for (int k = 0; k < d; k++) {
                    sum += dot(weighted, k, coupled(other, momentsY, k, q), p, q);
                }
            }
            return sum;
        }

        // The targets' side of a term: all nodes alike, or with their place in direction k.
        private double[] coupled(int other, double[][] momentsY, int k, int q) {
            tensor.multiply(momentsY[other], tilts, d * order, scratch);
            for (int t = 0; k >= 0 && t < scratch.length; t++) {
                scratch[t] *= tensor.node(t, k);
            }
            return room.alongEach(coupling, scratch);
        }

        private double dot(double[] weighted, int direction, double[] coupled, int p, int q) {
            double sum = 0;
            for (int t = 0; t < weighted.length; t++) {
                double factor = 0;
                if (direction < 0) {
                    factor = constant;
                    for (int k = 0; k < d; k++) {
                        double off = x.centre(p, k) - y.centre(q, k);
                        double tilt = (rows.slope(p, k) - 2 * off) * x.radius(p, k) / epsilon;
                        factor += tilt * tensor.node(t, k);
                    }
                } else {
                    double off = x.centre(p, direction) - y.centre(q, direction);
                    double r = y.radius(q, direction);
                    double tilt = (cols.slope(q, direction) + 2 * off) * r / epsilon;
                    double both = 2 * x.radius(p, direction) * r / epsilon;
                    factor = tilt + both * tensor.node(t, direction);
                }
                sum += weighted[t] * factor * coupled[t];
            }
            return sum;
        }
    }

    /** The weights of the nodes of each cell that has smooth pairs. */
    private double[][] moments(boolean ofRows, double[] w) {
        CellPotential side = ofRows ? rows : cols;
        PointTree tree = side.tree;
        double[] below = ofRows ? belowX : belowY;
        var moments = new double[side.cells.length][];
        team.run(
                part -> {
                    var work = new Work();
                    int to = team.from(part + 1, moments.length);
                    for (int c = team.from(part, moments.length); c < to; c++) {
                        if (ofRows ? smooth.hasX(c) : smooth.hasY(c)) {
                            moments[c] = work.moments(tree, side.cells[c], w, below);
                        }
                    }
                });
        return moments;
    }

    @Override
    public void pass(double[] w, RowStep step, double[] out) {
        double[][] momentsY = moments(false, w);
        var xs = new double[a.length];
        var sums = new double[full.size() > 0 ? team.parts() : 0][];
        team.run(
                part -> {
                    var work = new Work();
                    var direct = new Direct(sums.length > 0 ? w.length : 0);
                    int to = team.from(part + 1, rows.cells.length);
                    for (int c = team.from(part, rows.cells.length); c < to; c++) {
                        work.rows(c, momentsY, xs);
                        direct.cell(part, c, w, step, xs);
                    }
                    if (sums.length > 0) {
                        sums[part] = direct.sums;
                    }
                });
        double[][] momentsX = moments(true, xs);
        team.run(
                part -> {
                    var work = new Work();
                    int to = team.from(part + 1, cols.cells.length);
                    for (int c = team.from(part, cols.cells.length); c < to; c++) {
                        work.columns(c, momentsX, out);
                        int q = cols.cells[c];
                        for (double[] own : sums) {
                            for (int j = y.from(q); j < y.to(q); j++) {
                                out[j] += own[j];
                            }
                        }
                    }
                });
    }

    /** Takes an entry of a row. */
    @FunctionalInterface
    interface EntryConsumer {
        void accept(int j, double entry);
    }

    /** Visits the entries of a row that are not left out, each computed in full. */
    void forEach(int i, EntryConsumer consumer) {
        int cell = cellOf(rows, i);
        visit(i, smooth.runs(cell, cols), consumer);
        visit(i, full.runs(cell, cols), consumer);
    }

    private void visit(int i, int[] runs, EntryConsumer consumer) {
        var row = new double[length(runs)];
        compute(i, runs, row, new double[row.length]);
        for (int r = 0, at = 0; r < runs.length; r += 2) {
            for (int j = runs[r]; j < runs[r + 1]; j++) {
                consumer.accept(j, row[at++]);
            }
        }
    }

    /** An entry, computed in full; 0 if it is left out. */
    double at(int i, int j) {
        int p = cellOf(rows, i);
        int q = cellOf(cols, j);
        return smooth.contains(p, q) || full.contains(p, q)
                ? Math.exp(((g[j] - costs.at(i, j)) + f[i]) / epsilon)
                : 0;
    }

    private static int cellOf(CellPotential potential, int point) {
        int low = 0;
        int high = potential.cells.length - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (potential.tree.from(potential.cells[middle]) <= point) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    /** Frees what can be computed again. */
    void trim() {
        stored = null;
    }

    private void compute(int i, int[] runs, double[] row, double[] scratch) {
        costs(i, runs, row);
        double scale = 1 / epsilon;
        int at = 0;
        for (int r = 0; r < runs.length; r += 2) {
            arguments(row, at, g, runs[r], runs[r + 1], f[i], scale);
            at += runs[r + 1] - runs[r];
        }
        VectorExp.exp(row, 0, at, scratch);
    }

    private void costs(int i, int[] runs, double[] out) {
        for (int r = 0, at = 0; r < runs.length; r += 2) {
            costs.row(i, runs[r], runs[r + 1], out, at);
            at += runs[r + 1] - runs[r];
        }
    }

    /** The rows of a cell as far as they are computed in full. */
    private final class Direct {
        final double[] sums;
        private double[] buffer = new double[0];
        private double[] scratch = new double[0];

        Direct(int m) {
            sums = new double[m];
        }

        /** Adds to the sums in xs, and replaces them by what the step makes of them. */
        void cell(int part, int c, double[] w, RowStep step, double[] xs) {
            int[] runs = full.runs(c, cols);
            int length = length(runs);
            int box = rows.cells[c];
            for (int i = x.from(box); i < x.to(box); i++) {
                double[] row = row(i, runs, length);
                double sum = xs[i];
                for (int r = 0, at = 0; r < runs.length; r += 2) {
                    sum += dot(row, at, w, runs[r], runs[r + 1]);
                    at += runs[r + 1] - runs[r];
                }
                xs[i] = step.apply(part, i, sum);
                for (int r = 0, at = 0; r < runs.length; r += 2) {
                    add(xs[i], row, at, sums, runs[r], runs[r + 1]);
                    at += runs[r + 1] - runs[r];
                }
            }
        }

        /** Σ_j K_ij y_j c_ij. */
        double cost(int i, int[] runs, int length, double[] ys) {
            double[] row = row(i, runs, length);
            var c = new double[length];
            costs(i, runs, c);
            double sum = 0;
            for (int r = 0, at = 0; r < runs.length; r += 2) {
                for (int j = runs[r]; j < runs[r + 1]; j++, at++) {
                    sum += row[at] * c[at] * ys[j];
                }
            }
            return sum;
        }

        private double[] row(int i, int[] runs, int length) {
            if (stored != null && stored[i] != null) {
                return stored[i];
            }
            if (scratch.length < length) {
                scratch = new double[length];
                buffer = new double[length];
            }
            double[] row = stored != null ? new double[length] : buffer;
            compute(i, runs, row, scratch);
            if (stored != null) {
                stored[i] = row;
            }
            return row;
        }
    }

    private static int length(int[] runs) {
        int length = 0;
        for (int r = 0; r < runs.length; r += 2) {
            length += runs[r + 1] - runs[r];
        }
        return length;
    }

    private static void arguments(
            double[] row, int at, double[] g, int from, int to, double f, double scale) {
        for (int j = from; j < to; j++) {
            row[at + j - from] = ((g[j] - row[at + j - from]) + f) * scale;
        }
    }

    private static double dot(double[] row, int at, double[] w, int from, int to) {
        int shift = at - from;
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int j = from;
        for (; j < to - 3; j += 4) {
            s0 += row[j + shift] * w[j];
            s1 += row[j + shift + 1] * w[j + 1];
            s2 += row[j + shift + 2] * w[j + 2];
            s3 += row[j + shift + 3] * w[j + 3];
        }
        for (; j < to; j++) {
            s0 += row[j + shift] * w[j];
        }
        return (s0 + s1) + (s2 + s3);
    }

    private static void add(double x, double[] row, int at, double[] sums, int from, int to) {
        for (int j = from; j < to; j++) {
            sums[j] += x * row[at + j - from];
        }
    }

    @Override
    public double linearCost(double[] xs, double[] ys) {
        double[][] momentsX = moments(true, xs);
        double[][] momentsY = moments(false, ys);
        var ofRows = new double[rows.cells.length];
        var ofCols = new double[cols.cells.length];
        team.run(
                part -> {
                    var work = new Work();
                    var direct = new Direct(0);
                    var sums = new double[Math.max(a.length, b.length)];
                    for (int c = team.from(part, ofRows.length);
                            c < team.from(part + 1, ofRows.length);
                            c++) {
                        work.rows(c, momentsY, sums);
                        int box = rows.cells[c];
                        int[] runs = full.runs(c, cols);
                        int length = length(runs);
                        double sum = -epsilon * work.exponents(c, momentsX, momentsY);
                        for (int i = x.from(box); i < x.to(box); i++) {
                            double own = sums[i] * rows.bound(box, i);
                            sum += xs[i] * (own + direct.cost(i, runs, length, ys));
                        }
                        ofRows[c] = sum;
                    }
                    for (int c = team.from(part, ofCols.length);
                            c < team.from(part + 1, ofCols.length);
                            c++) {
                        work.columns(c, momentsX, sums);
                        int box = cols.cells[c];
                        for (int j = y.from(box); j < y.to(box); j++) {
                            ofCols[c] += ys[j] * sums[j] * cols.bound(box, j);
                        }
                    }
                });
        return Vectors.sum(ofRows) + Vectors.sum(ofCols);
    }

    /**
     * How far the sums of rows and columns are from those of the kernel without anything left out
     * or interpolated, as a part of the plan's mass: measured on a sample of so many of both.
     */
    double deviation(int sample, double[] xs, double[] ys, double[] rowSums, double[] colSums) {
        return deviation(sample, costs, f, g, xs, ys, rowSums)
                + deviation(sample, costs.transposed(), g, f, ys, xs, colSums);
    }

    private double deviation(
            int sample,
            CostMatrix costs,
            double[] f,
            double[] g,
            double[] xs,
            double[] ys,
            double[] sums) {
        int count = Math.min(sample, f.length);
        var off = new double[count];
        var mass = new double[count];
        team.run(
                part -> {
                    var row = new double[g.length];
                    var scratch = new double[g.length];
                    for (int s = team.from(part, count); s < team.from(part + 1, count); s++) {
                        int i = (int) ((s + 0.5) * f.length / count);
                        costs.row(i, row);
                        arguments(row, 0, g, 0, g.length, f[i], 1 / epsilon);
                        VectorExp.exp(row, 0, row.length, scratch);
                        double sum = dot(row, 0, ys, 0, ys.length);
                        off[s] = xs[i] * Math.abs(sum - sums[i]);
                        mass[s] = xs[i] * sum;
                    }
                });
        return Vectors.sum(off) / Vectors.sum(mass);
    }
}
