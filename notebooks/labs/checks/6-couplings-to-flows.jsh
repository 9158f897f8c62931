//// 6a Where everybody is
//// needs double[][] underway(double[][], double[][], double)
double[][] x0 = {{0, 2}, {1, 1}};
double[][] x1 = {{4, 0}, {1, 5}};
answer.of("underway(((0, 2), (1, 1)), ((4, 0), (1, 5)), ¼)", underway(x0, x1, 0.25))
    .mistake(new double[][] {{3, 0.5}, {1, 4}}, "t and 1 − t are exchanged: at t = 0 everybody is at x0")
    .mistake(new double[][] {{1, 2}, {1.25, 2.25}}, "x0 has to be weighted with 1 − t")
    .hint("(1 − t) · x0 + t · x1, coordinate by coordinate")
    .is(new double[][] {{1, 1.5}, {1, 2}});
answer.of("x0[0] afterwards", x0[0]).hint("the caller's points were moved: return new ones").is(0, 2);
answer.of("in three dimensions", underway(new double[1][3], new double[][] {{2, 4, 6}}, 0.5))
    .hint("points may have any dimension: x0[0].length")
    .is(new double[][] {{1, 2, 3}});

//// 6b The velocity field
//// needs double[] velocity(double[], double, double[][], double[][], double)
double[][] x0 = {{0, 0}, {2, 0}};
double[][] x1 = {{2, 2}, {0, 2}};
answer.of("velocity at (1, 1), t = ½, where two ways cross", velocity(new double[] {1, 1}, 0.5, x0, x1, 0.3))
    .mistake(new double[] {0, 4}, "this is the sum; divide by the sum of the weights")
    .mistake(new double[] {1, 1}, "this is a mean of places; the velocity of a pair is x1 − x0")
    .hint("both are there, with velocities (2, 2) and (−2, 2): their mean")
    .is(0, 2);
double w = Math.exp(-4 / (2 * 1.0));
answer.of("velocity at (0, 0), t = 0, h = 1", velocity(new double[] {0, 0}, 0, x0, x1, 1))
    .mistake(new double[] {0, 2}, "the weights do not depend on the distance yet")
    .mistake(new double[] {2 * (1 - w * w) / (1 + w * w), 2}, "the exponent is −|x − x_t|² / (2 h²): the 2 is missing")
    .mistake(new double[] {2 * (1 - 1 / w) / (1 + 1 / w), 2}, "the sign of the exponent is wrong: who is near counts most")
    .hint("the first pair is here, the second 2 away: weights 1 and exp(−2)")
    .is(2 * (1 - w) / (1 + w), 2);
double v = Math.exp(-4 / (2 * 0.25));
answer.of("the same for h = ½", velocity(new double[] {0, 0}, 0, x0, x1, 0.5))
    .hint("divide by 2 h²: h has to be squared")
    .is(2 * (1 - v) / (1 + v), 2);
double[] far = velocity(new double[] {-50, 0}, 0, x0, x1, 0.1);
answer.that(far != null && far.length == 2 && Double.isFinite(far[0]), "at (−50, 0) with h = 0.1 it gives " + Arrays.toString(far) + ": all weights underflowed to 0. Factor out the largest exponent first");
answer.of("velocity at (−50, 0) with h = 0.1", far).hint("the nearest pair decides: its velocity").is(2, 2);

//// 6c The way of a point
//// needs double[][] way(double[], Field, int)
double[] start = {1, 0};
double[][] straight = way(start, (x, t) -> new double[] {2, -4}, 4);
answer.that(straight != null, "it returns null; return the places");
answer.of("the number of places for 4 steps", (double) straight.length)
    .mistake(4.0, "the start is a place, too: steps + 1 in all")
    .is(5);
answer.of("the way of (1, 0) along the constant velocity (2, −4)", straight)
    .mistake(new double[][] {{1, 0}, {3, -4}, {5, -8}, {7, -12}, {9, -16}}, "a step takes the time 1/N: divide by the number of steps")
    .hint("each of 4 steps adds (0.5, −1)")
    .is(new double[][] {{1, 0}, {1.5, -1}, {2, -2}, {2.5, -3}, {3, -4}});
answer.of("start afterwards", start).hint("start was moved: work on a copy").is(1, 0);
double[][] growing = way(new double[] {1}, (x, t) -> new double[] {x[0]}, 10);
answer.of("the end of x' = x from 1 in 10 steps", growing[10][0])
    .mistake(2.0, "ask the field at the place where the point is now, not where it began")
    .hint("each step multiplies by 1.1")
    .near(Math.pow(1.1, 10), 1e-9);
double[][] timed = way(new double[] {0}, (x, t) -> new double[] {t}, 4);
answer.of("the end of x' = t in 4 steps", timed[4][0])
    .mistake(0.625, "the times of the steps are 0, ¼, ½, ¾: the beginning of each, not its end")
    .mistake(0.0, "the time stays 0: it is k / N, and k / steps of two ints is a whole number")
    .hint("(0 + ¼ + ½ + ¾) / 4")
    .is(0.375);

//// 6d Partners
//// needs int[] partners(double[][], double[][])
double[][] x0 = {{0, 0}, {1, 0}, {2, 0}};
double[][] x1 = {{2, 1}, {0, 1}, {1, 1}};
int[] found = partners(x0, x1);
answer.that(found != null && found.length == 3, "there is a partner for each row of x0");
answer.of("partners of (0, 0), (1, 0), (2, 0) in (2, 1), (0, 1), (1, 1)", new double[] {found[0], found[1], found[2]})
    .mistake(new double[] {0, 1, 2}, "everybody kept the own number; look for the plan's largest entry in each row")
    .mistake(new double[] {2, 0, 1}, "rows and columns are exchanged: plan.at(i, j) is from x0[i] to x1[j]")
    .is(1, 2, 0);
var random = new Random(2);
double[][] a = new double[40][];
double[][] b = new double[40][];
for (int i = 0; i < 40; i++) {
    a[i] = new double[] {random.nextGaussian(), random.nextGaussian()};
    b[i] = new double[] {3 + random.nextGaussian(), random.nextGaussian()};
}
int[] partner = partners(a, b);
answer.of("how many of 40 have a partner of their own", (double) Arrays.stream(partner).distinct().count())
    .hint("these are nearest neighbours, which several may share; the plan gives each its own")
    .is(40);
double cost = 0;
for (int i = 0; i < 40; i++) {
    cost += (Math.pow(a[i][0] - b[partner[i]][0], 2) + Math.pow(a[i][1] - b[partner[i]][1], 2)) / 40;
}
double least = Transport.wasserstein(a, b, 2);
answer.of("the mean squared distance of partners", cost).hint("it should be the least possible: W₂²").near(least * least, 1e-9);

//// 6e A detour
//// needs double detour(double[][])
answer.of("detour of (0, 0), (3, 0), (3, 4)", detour(new double[][] {{0, 0}, {3, 0}, {3, 4}}))
    .mistake(7, "divide by the distance of the ends")
    .mistake(5.0 / 7, "the length over the distance, not the other way round")
    .mistake(25.0 / 25, "lengths of steps are roots: √(3²) + √(4²)")
    .hint("3 + 4 over 5")
    .is(1.4);
answer.of("detour of a straight way in 3 dimensions", detour(new double[][] {{0, 0, 0}, {1, 2, 2}, {2, 4, 4}})).is(1);
answer.of("detour of a point that never moved", detour(new double[][] {{1, 1}, {1, 1}}))
    .mistake(Double.NaN, "0 / 0: return 1 if start and end are the same place")
    .is(1);

//// 6f A flow
//// needs FlowMatching flow
//// needs double[][] data
answer.that(flow != null, "`flow` is null: build one with `FlowMatching.builder()` … `.build()`, and train it");
double[][] samples;
try {
    samples = flow.sampleRows(300, 5);
} catch (IllegalStateException e) {
    samples = null;
}
answer.that(samples != null, "`flow` was built but not trained: `flow.train(data).steps(steps)` … `.fit()`");
answer.of("numbers in a sample", (double) samples[0].length).hint("`.source(Prior.standardNormal(2))`").is(2);
answer.of("W₂ of 300 samples to the data", Transport.wasserstein(samples, data, 2))
    .hint("is it trained with all `steps`, batches of 128 and a learning rate of 3e-3?")
    .between(0, 0.9);
