//// 3a The nearest code
//// needs double nearest(double[], double[][])
answer.of("nearest((0, 0), ((3, 4), (1, 0), (0, −2)))", nearest(new double[] {0, 0}, new double[][] {{3, 4}, {1, 0}, {0, -2}}))
    .mistake(5, "this is the first code, or the farthest; take the smallest distance")
    .mistake(2, "this is the last code; take the smallest of all distances")
    .mistake(0, "the search for the minimum must not start at 0: start at infinity")
    .is(1);
answer.of("nearest((1, 1), ((4, 5)))", nearest(new double[] {1, 1}, new double[][] {{4, 5}}))
    .mistake(25, "this is the squared distance; take its root")
    .mistake(Math.sqrt(41), "subtract z from the code")
    .mistake(7, "this is the sum of the differences; square them, add, and take the root")
    .is(5);

//// 3b The share of holes
//// needs double holeShare(double[][], double[][], double)
double[][] codes = {{0, 0}, {1, 0}};
answer.of("holeShare of (0, 0.05), (0.5, 0), (1, 1), (2, 2) with codes (0, 0), (1, 0) and radius 0.2", holeShare(new double[][] {{0, 0.05}, {0.5, 0}, {1, 1}, {2, 2}}, codes, 0.2))
    .mistake(0.25, "this is the share that is NOT in a hole")
    .mistake(3, "this is the number; divide by the number of draws")
    .mistake(1.5, "divide by the number of draws, not of codes")
    .mistake(0, "three of the four are farther than 0.2 from both codes. Is there an integer division? Write 1.0 * count / n")
    .hint("three of the four draws have no code within 0.2")
    .is(0.75);
answer.of("holeShare where every draw is a code", holeShare(codes, codes, 0.2)).is(0);

//// 3c The share of good samples
//// needs double goodShare(double[][], double[][], double)
answer.of("goodShare of (0, 0.05), (0.5, 0), (1.1, 0) with centres (0, 0), (1, 0) and radius 0.2", goodShare(new double[][] {{0, 0.05}, {0.5, 0}, {1.1, 0}}, new double[][] {{0, 0}, {1, 0}}, 0.2))
    .mistake(1.0 / 3, "this is the share of bad ones, or of those near the first centre: near any centre is good")
    .mistake(2, "this is the number; divide by the number of samples")
    .mistake(0, "is there an integer division? Write 1.0 * count / n")
    .hint("the first and the last are good: use 1 − holeShare")
    .is(2.0 / 3);

//// 3d The posterior of a plan
//// needs double[][] posterior(double[][])
double[][] plan = {{0.1, 0.3}, {0.3, 0}, {0.15, 0.15}};
double[][] before = {{0.1, 0.3}, {0.3, 0}, {0.15, 0.15}};
answer.of("posterior of ((0.1, 0.3), (0.3, 0), (0.15, 0.15))", posterior(plan))
    .mistake(before, "each row has to be divided by its sum")
    .mistake(new double[][] {{0.1 / 0.55, 0.3 / 0.45}, {0.3 / 0.55, 0}, {0.15 / 0.55, 0.15 / 0.45}}, "these are the columns divided by their sums, q(x | z); we want q(z | x): rows")
    .hint("q[i][j] = P[i][j] / (sum of row i); every row then sums to 1")
    .is(new double[][] {{0.25, 0.75}, {1, 0}, {0.5, 0.5}});
answer.of("the plan afterwards", plan).hint("the method modifies its argument: make a new array for the result").is(before);

//// 3e The aggregated posterior
//// needs double[] aggregate(double[][], double[])
answer.of("aggregate of ((¼, ¾), (1, 0), (½, ½)) with a = (0.4, 0.3, 0.3)", aggregate(new double[][] {{0.25, 0.75}, {1, 0}, {0.5, 0.5}}, new double[] {0.4, 0.3, 0.3}))
    .mistake(new double[] {1.75, 1.25}, "the masses a[i] are missing")
    .mistake(new double[] {1.75 / 3, 1.25 / 3}, "this is the plain mean; weight each row by its mass a[i]")
    .hint("for each code j the sum over i of a[i] · q[i][j]; one number for each column")
    .is(0.55, 0.45);

//// 3f The semi-dual
//// needs double semiDual(double[], double[][], double)
double[][] c = {{0, 1}, {2, 1}};
double none = 0.5 * (-Math.log(0.5 + 0.5 * Math.exp(-2)) + 1);
answer.of("semiDual for u = (0, 0), c = ((0, 1), (2, 1)), ε = 1", semiDual(new double[] {0, 0}, c, 1))
    .mistake(2 * none, "take the mean over the codes: divide by m")
    .mistake(none - Math.log(2), "inside the logarithm there is also a mean over the data: 1/n")
    .mistake(-none, "the logarithm has to be subtracted")
    .mistake(0.5 * (-Math.log(0.5 + 0.5 * Math.exp(-1)) - Math.log(0.5 * Math.exp(-2) + 0.5 * Math.exp(-1))), "the sum inside the logarithm runs over the data, the rows of c; j stays fixed")
    .hint("for each column j: mean of u, minus ε · log of the mean over i of exp((u[i] − c[i][j]) / ε); then the mean over j")
    .is(none);
double some = 0.5 * (0.5 * (1 - 1) - 0.5 * Math.log(0.5 * Math.exp(2) + 0.5 * Math.exp(-6))) + 0.5 * (-0.5 * Math.log(0.5 + 0.5 * Math.exp(-4)));
answer.of("semiDual for u = (1, −1), ε = 0.5", semiDual(new double[] {1, -1}, c, 0.5)).hint("ε multiplies the logarithm and divides the exponent").is(some);
answer.of("semiDual for u = (4, 2), ε = 0.5", semiDual(new double[] {4, 2}, c, 0.5))
    .hint("adding 3 to every u[i] must change nothing: the mean of u is missing, or has the wrong sign")
    .is(some);
answer.of("semiDual for 2 data points and 3 codes", semiDual(new double[] {0, 0}, new double[][] {{1, 1, 1}, {1, 1, 1}}, 1)).hint("n = c.length rows, m = c[0].length columns").is(1);
double far = semiDual(new double[] {0, 0}, new double[][] {{5_000}, {5_001}}, 1);
answer.that(Double.isFinite(far), "with costs of 5,000 it gives " + far + ": `Math.exp` underflowed to 0. Factor out the largest exponent first");
answer.of("semiDual for c = ((5000), (5001)), ε = 1", far).is(5_000 - Math.log(0.5 + 0.5 * Math.exp(-1)));

//// 3g Its slope
//// needs double[] slope(double[], double[][], double)
double[][] c = {{0, 1}, {2, 1}};
double w = 1 / (1 + Math.exp(-2));
double expected = 0.5 - 0.5 * (w + 0.5);
answer.of("slope for u = (0, 0), c = ((0, 1), (2, 1)), ε = 1", slope(new double[] {0, 0}, c, 1))
    .mistake(new double[] {-expected, expected}, "the sign is wrong: 1/n minus the mean of the weights")
    .mistake(new double[] {0.5 - w - 0.5, 0.5 - (1 - w) - 0.5}, "the weights have to be averaged over the codes: 1/m")
    .mistake(new double[] {-(w + 0.5) / 2, -(1.5 - w) / 2}, "1/n is missing")
    .mistake(new double[] {(w + 0.5) / 2, (1.5 - w) / 2}, "this is the mean of the weights; the slope is 1/n minus that")
    .hint("for each code j the weights over i are a softmax of (u[i] − c[i][j]) / ε; they sum to 1")
    .is(expected, -expected);
var r = new Random(5);
double[] u = new double[4];
double[][] d = new double[4][6];
Arrays.setAll(u, i -> r.nextGaussian());
for (double[] row : d) { Arrays.setAll(row, j -> 3 * r.nextDouble()); }
java.util.function.ToDoubleFunction<double[]> value = at -> {
    double sum = 0;
    for (int j = 0; j < 6; j++) {
        double inner = 0;
        for (int i = 0; i < 4; i++) { inner += Math.exp((at[i] - d[i][j]) / 0.3) / 4; }
        sum += Arrays.stream(at).average().getAsDouble() - 0.3 * Math.log(inner);
    }
    return sum / 6;
};
double[] numeric = new double[4];
for (int i = 0; i < 4; i++) {
    double[] up = u.clone();
    double[] down = u.clone();
    up[i] += 1e-5;
    down[i] -= 1e-5;
    numeric[i] = (value.applyAsDouble(up) - value.applyAsDouble(down)) / 2e-5;
}
answer.of("slope for a random problem with ε = 0.3, against finite differences", slope(u, d, 0.3)).near(numeric, 1e-6);
double[] far = slope(new double[] {0, 0}, new double[][] {{5_000}, {5_001}}, 1);
answer.that(Double.isFinite(far[0]), "with costs of 5,000 the weights are 0/0. Factor out the largest exponent first");

//// 3h A coupled VAE
//// needs CoupledVae coupled
//// needs double[][] centres
//// needs double[][] draws
answer.that(coupled != null, "`coupled` is null: build one with `CoupledVae.builder()` … `.build()`, and train it");
answer.of("the prior's dimension", coupled.prior().dimension()).hint("`.prior(Prior.standardNormal(2))`").is(2);
double[][] samples;
try {
    samples = coupled.sampleRows(1_000, 3);
} catch (IllegalStateException e) {
    samples = null;
}
answer.that(samples != null, "`coupled` was built but not trained: `coupled.train(x).steps(2 * steps)` … `.fit()`");
int good = 0;
for (double[] s : samples) {
    for (double[] centre : centres) {
        if (Math.hypot(s[0] - centre[0], s[1] - centre[1]) < 0.2) { good++; }
    }
}
answer.of("good samples of 1,000", good)
    .hint("that is too few: likelihood `.fixed(0.03)`, `.anneal(1_500, 0.8)`, twice the steps, a learning rate of 3e-3, and `settleBatchNorm(0.1)`")
    .between(700, 1_000);
