package org.ot4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ot4j.base.Points;
import org.ot4j.base.Rows;
import org.ot4j.data.DataSet;
import org.ot4j.data.GaussianMixture;
import org.ot4j.divergence.Kernel;
import org.ot4j.divergence.Mmd;
import org.ot4j.divergence.SlicedWasserstein;
import org.ot4j.evaluation.Features;
import org.ot4j.evaluation.Fid;
import org.ot4j.evaluation.GaussianFit;
import org.ot4j.evaluation.Kid;
import org.ot4j.evaluation.Metrics;
import org.ot4j.evaluation.ModeQuality;
import org.ot4j.evaluation.Neighbours;
import org.ot4j.evaluation.TwoSampleTest;
import org.ot4j.network.Tensors;
import org.ot4j.plot.Chart;
import org.ot4j.plot.Plots;
import org.ot4j.transport.Measure;
import org.ot4j.transport.Plan;
import org.ot4j.transport.Transport;
import org.ot4j.transport.TransportProblem;
import org.ot4j.transport.TransportResult;
import org.ot4j.transport.Wasserstein;
import org.ot4j.transport.barycenter.FixedSupportBarycenter;
import org.ot4j.transport.barycenter.FreeSupportBarycenter;
import org.ot4j.transport.cost.Cost;
import org.ot4j.transport.entropic.SinkhornDivergence;
import org.ot4j.transport.map.GaussianTransport;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * What takes points takes rows, arrays, data sets, measures and tables, and says of each the same.
 * Overloads are found by reflection, so that none is left out.
 */
class PointsOfAnyKindTest {
    /** Whole numbers, which every type of number holds. */
    private static final double[][] X = {
        {0, 0}, {1, 0}, {0, 2}, {3, 1}, {2, 2}, {1, 3}, {4, 0}, {2, 1}
    };

    private static final double[][] Y = {
        {1, 1}, {2, 0}, {0, 3}, {3, 3}, {1, 2}, {4, 1}, {5, 0}, {2, 3}
    };

    private static NDManager manager;

    @BeforeAll
    static void open() {
        manager = Tensors.newManager();
    }

    @AfterAll
    static void close() {
        manager.close();
    }

    private static NDArray array(double[][] rows, DataType type) {
        return manager.create(rows).toType(type, false);
    }

    private static Table table(double[][] rows) {
        Table table = Table.create("points");
        table.addColumns(
                StringColumn.create("name", Stream.generate(() -> "p").limit(rows.length)),
                DoubleColumn.create("a", Arrays.stream(rows).mapToDouble(r -> r[0]).toArray()),
                DoubleColumn.create("b", Arrays.stream(rows).mapToDouble(r -> r[1]).toArray()));
        return table;
    }

    private static Map<String, Object> kinds(double[][] rows) {
        var kinds = new LinkedHashMap<String, Object>();
        kinds.put("rows", rows);
        kinds.put("float32", array(rows, DataType.FLOAT32));
        kinds.put("float64", array(rows, DataType.FLOAT64));
        kinds.put("int32", array(rows, DataType.INT32));
        kinds.put("int64", array(rows, DataType.INT64));
        kinds.put("transposed", array(transposed(rows), DataType.FLOAT32).transpose());
        kinds.put("data set", DataSet.of(rows));
        kinds.put("measure", Measure.of(rows));
        kinds.put("points", (Points) () -> rows);
        kinds.put("table", table(rows));
        return kinds;
    }

    private static double[][] transposed(double[][] rows) {
        var turned = new double[rows[0].length][rows.length];
        for (int i = 0; i < rows.length; i++) {
            for (int k = 0; k < turned.length; k++) {
                turned[k][i] = rows[i][k];
            }
        }
        return turned;
    }

    /**
     * A method of one or two sets of points and of other arguments.
     *
     * @param on whose method it is, or its class where it is static
     * @param first where the points stand among the arguments
     * @param two whether there are two sets
     * @param others the other arguments, in their order
     */
    private record Call(Object on, String name, int first, boolean two, Object... others) {
        Class<?> type() {
            return on instanceof Class<?> given ? given : on.getClass();
        }

        List<Method> overloads() {
            var all =
                    Arrays.stream(type().getMethods())
                            .filter(m -> m.getName().equals(name))
                            .filter(m -> Modifier.isStatic(m.getModifiers()) == on instanceof Class)
                            .filter(m -> m.getParameterCount() == others.length + (two ? 2 : 1))
                            .filter(this::othersFit)
                            // Of two arrays some give an array that the engine differentiates.
                            .filter(m -> m.getReturnType() != NDArray.class)
                            .toList();
            assertTrue(!all.isEmpty(), this::toString);
            return all;
        }

        private boolean othersFit(Method m) {
            Object[] given = arguments(null, null);
            for (int k = 0; k < given.length; k++) {
                boolean points = k == first || two && k == first + 1;
                Class<?> wanted = m.getParameterTypes()[k];
                if (points ? wanted.isPrimitive() : !fits(wanted, given[k])) {
                    return false;
                }
            }
            return true;
        }

        Object[] arguments(Object x, Object y) {
            var all = new Object[others.length + (two ? 2 : 1)];
            int next = 0;
            for (int k = 0; k < all.length; k++) {
                all[k] = k == first ? x : two && k == first + 1 ? y : others[next++];
            }
            return all;
        }

        Object of(Method m, Object x, Object y) throws Throwable {
            try {
                return told(m.invoke(on instanceof Class ? null : on, arguments(x, y)));
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }

        /** What every pair of kinds gives. */
        Object expected() throws Throwable {
            for (Method m : overloads()) {
                if (fits(m, X, Y)) {
                    return of(m, X, Y);
                }
            }
            throw new AssertionError(this + " takes no rows");
        }

        boolean fits(Method m, Object x, Object y) {
            return fits(m.getParameterTypes()[first], x)
                    && (!two || fits(m.getParameterTypes()[first + 1], y));
        }

        private static boolean fits(Class<?> type, Object value) {
            if (type == double.class) {
                return value instanceof Double;
            }
            if (type == int.class) {
                return value instanceof Integer;
            }
            if (type == long.class) {
                return value instanceof Long;
            }
            return type.isInstance(value);
        }

        @Override
        public String toString() {
            return type().getSimpleName() + "." + name + Arrays.toString(others);
        }
    }

    /** All that there is in a result. */
    private static Object told(Object result) {
        if (result instanceof TransportResult r) {
            return told(r.plan()) + " " + r.value() + Arrays.toString(r.f());
        }
        if (result instanceof TransportProblem p) {
            return told(Transport.exact(p));
        }
        if (result instanceof Plan plan) {
            return Arrays.deepToString(plan.toDense());
        }
        if (result instanceof Chart chart) {
            return Arrays.hashCode(chart.title("").png());
        }
        if (result instanceof Wasserstein w) {
            return w.distance();
        }
        if (result instanceof SlicedWasserstein.Slice s) {
            return s.distance() + Arrays.toString(s.direction());
        }
        if (result instanceof GaussianTransport g) {
            return g.value() + Arrays.deepToString(g.matrix());
        }
        if (result instanceof GaussianFit g) {
            return Arrays.toString(g.mean()) + Arrays.toString(g.covariance());
        }
        if (result instanceof double[][] rows) {
            return Arrays.deepToString(rows);
        }
        return String.valueOf(result);
    }

    static Stream<Call> pairs() {
        return Stream.of(
                new Call(Transport.class, "exact", 0, true),
                new Call(Transport.class, "exact", 0, true, Cost.euclidean()),
                new Call(Transport.class, "wasserstein", 0, true, 2.0),
                new Call(Transport.class, "sinkhorn", 0, true, 0.5),
                new Call(Transport.class, "unbalanced", 0, true, 0.5, 2.0),
                new Call(Transport.class, "partial", 0, true, 0.5),
                new Call(Transport.class, "sinkhornDivergence", 0, true, 0.5),
                new Call(TransportProblem.class, "between", 0, true),
                new Call(Wasserstein.class, "between", 0, true, 1.5),
                new Call(GaussianTransport.class, "between", 0, true),
                new Call(SinkhornDivergence.of(0.5), "between", 0, true),
                new Call(SlicedWasserstein.of(2).projections(20), "between", 0, true),
                new Call(SlicedWasserstein.of(2).projections(20), "max", 0, true),
                new Call(Mmd.unbiased(Kernel.rbf(1)), "between", 0, true),
                new Call(Mmd.unbiased(Kernel.rbf(1)), "detail", 0, true),
                new Call(Mmd.class, "medianDistance", 0, true),
                new Call(Metrics.class, "mmd", 0, true, Kernel.imq(1)),
                new Call(Metrics.class, "aggregatedPosterior", 0, true),
                new Call(Metrics.class, "wasserstein", 0, true, 2.0),
                new Call(Metrics.class, "reconstruction", 0, true),
                new Call(Neighbours.class, "of", 0, true),
                new Call(Neighbours.class, "of", 0, true, 3),
                new Call(new Fid(Features.raw(), 0), "between", 0, true),
                new Call(Kid.of(Features.raw()), "between", 0, true),
                new Call(TwoSampleTest.energy().permutations(99), "between", 0, true, 1L),
                new Call(Plots.class, "plan", 1, true, Transport.exact(X, Y)),
                new Call(Plots.class, "plan", 1, true, Transport.exact(X, Y).plan()));
    }

    static Stream<Call> singles() {
        return Stream.of(
                new Call(Rows.class, "checked", 0, false, "x"),
                new Call(Transport.exact(X, Y).plan(), "barycentricMap", 0, false),
                new Call(GaussianFit.class, "of", 0, false),
                new Call(ModeQuality.class, "of", 1, false, GaussianMixture.grid(3, 0.5)),
                new Call(Features.class, "rows", 1, false, Features.raw()),
                new Call(Plots.class, "scatter", 0, false),
                new Call(Plots.class, "scatter", 0, false, new int[X.length]),
                new Call(Plots.class, "density", 0, false),
                new Call(Plots.class, "contours", 0, false),
                new Call(Plots.class, "aggregatedPosterior", 0, false, new int[X.length]));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("pairs")
    void pairsOfAnyKindsSayTheSame(Call call) throws Throwable {
        Object expected = call.expected();
        int calls = 0;
        for (var x : kinds(X).entrySet()) {
            for (var y : kinds(Y).entrySet()) {
                for (Method m : call.overloads()) {
                    if (call.fits(m, x.getValue(), y.getValue())) {
                        Object found = call.of(m, x.getValue(), y.getValue());
                        assertEquals(expected, found, () -> m + " of " + x + " and " + y);
                        calls++;
                    }
                }
            }
        }
        int pairs = kinds(X).size() * kinds(Y).size();
        assertTrue(calls >= pairs, "each pair has an overload: " + calls + " of " + pairs);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("singles")
    void pointsOfAnyKindSayTheSame(Call call) throws Throwable {
        Object expected = call.expected();
        var taken = new LinkedHashMap<String, Object>();
        for (var x : kinds(X).entrySet()) {
            for (Method m : call.overloads()) {
                if (call.fits(m, x.getValue(), null)) {
                    Object found = call.of(m, x.getValue(), null);
                    assertEquals(expected, found, () -> m + " of " + x);
                    taken.put(x.getKey(), found);
                }
            }
        }
        assertTrue(taken.keySet().containsAll(Set.of("rows", "int64", "data set")), "" + taken);
    }

    private record Bad(Object points, String message) {}

    private static List<Bad> bad() {
        double[][] nan = {{0, 1}, {2, Double.NaN}};
        NDArray closed = array(X, DataType.FLOAT32);
        closed.close();
        Table missing = table(X);
        missing.doubleColumn("b").setMissing(1);
        return List.of(
                new Bad(nan, "NAME[1][1] = NaN: expected a finite number"),
                new Bad(new double[][] {{0, 1}, {2}}, "NAME[1].length = 1: expected 2"),
                new Bad(new double[0][], "NAME.length = 0: expected at least one row"),
                new Bad(new double[][] {{}}, "NAME[0].length = 0: expected at least one column"),
                new Bad(new double[][] {{1, 2}, null}, "NAME[1] = null: expected a value"),
                new Bad(array(nan, DataType.FLOAT32), "NAME[1][1] = NaN: expected a finite number"),
                new Bad(manager.create(1f), "NAME.shape = (): expected (n, d)"),
                new Bad(closed, "NAME = a closed array: expected an array that is open"),
                new Bad((Points) () -> nan, "NAME[1][1] = NaN: expected a finite number"),
                new Bad(missing, "column b[1] = NaN: expected a finite number"),
                new Bad("a word", "NAME = a String: expected points: double[][], NDArray"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"pairs", "singles"})
    void whatIsWrongIsSaidBeforeWorkStarts(Call call) {
        boolean drawn =
                call.on() == Plots.class
                        && Set.of("scatter", "aggregatedPosterior").contains(call.name());
        for (Method m : call.overloads()) {
            for (Bad bad : bad()) {
                if (drawn && bad.message().matches(".*(NaN|one column).*")) {
                    continue; // what is not finite is not drawn, and a plane has two columns
                }
                for (Object good : call.two() ? kinds(Y).values() : List.of(Y)) {
                    if (call.fits(m, bad.points(), good)) {
                        refused(call, m, bad.points(), good, bad.message());
                    }
                    if (call.two() && call.fits(m, good, bad.points())) {
                        refused(call, m, good, bad.points(), bad.message());
                    }
                }
            }
        }
    }

    private static void refused(Call call, Method m, Object x, Object y, String message) {
        var e = assertThrows(IllegalArgumentException.class, () -> call.of(m, x, y), m::toString);
        String pattern = "(?s)\\Q" + message.replace("NAME", "\\E[a-z]+(\\[\\d+\\])?\\Q") + "\\E.*";
        assertTrue(
                e.getMessage().matches(pattern), m + ": " + e.getMessage() + " is not " + message);
    }

    /** Weights count where there is a use for them, and are never forgotten. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("pairs")
    void weightsCountOrAreRefused(Call call) throws Throwable {
        double[] weights = {0.3, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1};
        var weighted = Measure.of(X, weights);
        boolean usesWeights =
                !Set.of("Mmd", "Metrics", "Neighbours", "Fid", "Kid", "TwoSampleTest")
                        .contains(call.type().getSimpleName());
        for (Method m : call.overloads()) {
            if (!call.fits(m, weighted, Measure.of(Y))) {
                continue;
            }
            if (!usesWeights) {
                refused(call, m, weighted, Measure.of(Y), "NAME = Measure[8 points, dimension 2");
            } else if (!call.type().equals(Plots.class)) {
                Object equal = call.expected();
                assertTrue(!equal.equals(call.of(m, weighted, Measure.of(Y))), m::toString);
            }
        }
    }

    @Test
    void numbersOnALineArePoints() {
        double[] x = {3, 0, 1};
        double[] y = {5, 6, 8};
        for (Supplier<Object> a :
                List.<Supplier<Object>>of(
                        () -> x,
                        () -> manager.create(x),
                        () -> IntColumn.create("a", 3, 0, 1),
                        () -> Measure.onLine(x))) {
            for (Object b : List.of(y, manager.create(y), DoubleColumn.create("b", y))) {
                assertEquals(5, Transport.wasserstein(a.get(), b, 1));
                assertEquals(5, Metrics.wasserstein(a.get(), b, 1).value());
                assertEquals(5, SlicedWasserstein.of(1).between(a.get(), b), 1e-12);
            }
        }
    }

    @Test
    void barycentersAreOfAnyKinds() {
        var start = Measure.of(X);
        List<Measure> measures = List.of(Measure.of(X), Measure.of(Y));
        var free = FreeSupportBarycenter.exact().solve(start, measures).measure().points();
        List<Object> mixed = List.of(DataSet.of(X), array(Y, DataType.FLOAT32));
        var again = FreeSupportBarycenter.exact().solve(X, mixed).measure().points();
        assertEquals(told(free), told(again));
        var fixed = FixedSupportBarycenter.builder().epsilon(0.5).build();
        assertEquals(
                Arrays.toString(fixed.solve(start, measures).measure().weights()),
                Arrays.toString(fixed.solve(table(X), mixed).measure().weights()));
        var e =
                assertThrows(
                        IllegalArgumentException.class, () -> fixed.solve(X, List.of(X, "words")));
        assertTrue(e.getMessage().startsWith("measures[1] = a String: expected"), e.getMessage());
    }

    @Test
    void picturesKeepTheirShape() {
        NDArray pictures = manager.arange(2f * 3 * 4 * 5).reshape(2, 3, 4, 5).div(120);
        DataSet data = DataSet.of(pictures);
        assertEquals(Metrics.sharpness(data), Metrics.sharpness(pictures));
        assertEquals(Metrics.reconstruction(data, data), Metrics.reconstruction(data, pictures));
        assertEquals(
                Metrics.wasserstein(data, data, 2),
                Metrics.wasserstein(pictures, data.toArray(), 2));
        var convolutions = Features.randomConvolutions(1);
        assertEquals(
                told(Features.rows(convolutions, data)),
                told(Features.rows(convolutions, pictures)));
        assertEquals(told(data.toArray()), told(Rows.of(pictures)));
        assertEquals(data.sampleShape(), DataSet.checked(pictures, "x").sampleShape());
    }

    @Test
    void severalSamplesInOnePictureNeedNotBeOfOneKind() {
        var rows = new LinkedHashMap<String, double[][]>();
        rows.put("a", X);
        rows.put("b", Y);
        Object expected = told(Plots.scatter(rows));
        var mixed = new LinkedHashMap<String, Object>();
        mixed.put("a", array(X, DataType.INT32));
        mixed.put("b", DataSet.of(Y));
        assertEquals(expected, told(Plots.scatter(mixed)));
    }

    @Test
    void rowsOfColumnsAreThoseNamed() {
        assertEquals(told(X), told(Rows.of(table(X))));
        double[][] turned = {{1, 0}, {0, 2}};
        assertEquals(told(turned), told(Rows.of(table(new double[][] {{0, 1}, {2, 0}}), "b", "a")));
        assertThrows(IllegalArgumentException.class, () -> Rows.of(table(X), "name"));
        assertThrows(IllegalArgumentException.class, () -> Rows.of(table(X), "c"));
    }

    @Test
    void dataSetsComeFromWhatHasPoints() {
        assertInstanceOf(DataSet.class, DataSet.of(Measure.of(X)));
        assertEquals(told(X), told(DataSet.of(Measure.of(X)).toArray()));
        var data = DataSet.of(X);
        assertTrue(DataSet.of((Points) data) == data, "a data set as it is");
    }
}
