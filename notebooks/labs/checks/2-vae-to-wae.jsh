//// 2a The VAE's penalty on one picture
//// needs double gaussianKl(double[], double[])
answer.of("gaussianKl for m = (0, 0), s = (1, 1), the prior itself", gaussianKl(new double[2], new double[] {1, 1}))
    .hint("every term is 0 + 1 − 1 − ln 1 = 0")
    .is(0);
answer.of("gaussianKl for m = (1, 2), s = (1, 1)", gaussianKl(new double[] {1, 2}, new double[] {1, 1}))
    .mistake(5, "the ½ in front of the sum is missing")
    .mistake(1.5, "m has to be squared")
    .mistake(0.5, "only the first dimension was counted")
    .is(2.5);
answer.of("gaussianKl for m = (0), s = (2)", gaussianKl(new double[] {0}, new double[] {2}))
    .mistake((3 - Math.log(2)) / 2, "the logarithm is of s²: 2 ln s")
    .mistake((1 - Math.log(4)) / 2, "s has to be squared: s² − 1 − ln s²")
    .mistake((3 + Math.log(4)) / 2, "the logarithm has to be subtracted")
    .hint("½ (m² + s² − 1 − ln s²), summed over the dimensions")
    .is((3 - Math.log(4)) / 2);

//// 2b All codes together
//// needs double aggregatedDensity(double, double[], double)
double peak = 1 / (0.5 * Math.sqrt(2 * Math.PI));
answer.of("aggregatedDensity at z = 0 for m = (0), s = 0.5", aggregatedDensity(0, new double[] {0}, 0.5))
    .mistake(1, "the factor 1 / (s √2π) is missing")
    .mistake(1 / (0.25 * Math.sqrt(2 * Math.PI)), "divide by s √2π, not by s² √2π")
    .mistake(1 / Math.sqrt(2 * Math.PI), "s is missing in the factor 1 / (s √2π)")
    .is(peak);
answer.of("aggregatedDensity at z = 0 for m = (−1, 1), s = 0.5", aggregatedDensity(0, new double[] {-1, 1}, 0.5))
    .mistake(2 * peak * Math.exp(-2), "this is the sum of the densities; q(z) is their mean")
    .mistake(peak * Math.exp(-4), "the exponent is −(z − m)² / (2 s²): the 2 is missing")
    .mistake(peak * Math.exp(-1), "the exponent is −(z − m)² / (2 s²): s has to be squared")
    .mistake(peak * Math.exp(2), "the exponent has to be negative")
    .is(peak * Math.exp(-2));
answer.of("aggregatedDensity at z = 1 for m = (1, 5, −4), s = 0.5", aggregatedDensity(1, new double[] {1, 5, -4}, 0.5))
    .hint("only the first of the three is near: the result is a third of its peak")
    .near(peak / 3, 1e-6);

//// 2c The kernel
//// needs double imq(double[], double[], double)
answer.of("imq of (0, 0) and (3, 4) with C = 25", imq(new double[] {0, 0}, new double[] {3, 4}, 25))
    .mistake(25.0 / 30, "the distance has to be squared")
    .mistake(0.02, "the numerator is C, not 1")
    .mistake(25.0 / 32, "the differences have to be squared before they are added")
    .hint("C / (C + ‖z − w‖²) = 25 / (25 + 25)")
    .is(0.5);
answer.of("imq of a point with itself", imq(new double[] {2, 1}, new double[] {2, 1}, 3)).hint("at distance 0 it is C / C").is(1);
answer.of("imq of (0, 0, 0) and (1, 1, 2) with C = 2", imq(new double[3], new double[] {1, 1, 2}, 2)).hint("codes may have any dimension").is(0.25);

//// 2d Squared MMD
//// needs double mmd(double[][], double[][], double)
double[][] z = {{0, 0}, {1, 0}};
double[][] w = {{0, 0}, {0, 2}};
double cross = (1 + 0.5 + 0.8 + 4.0 / 9) / 4;
answer.of("mmd of (0, 0), (1, 0) and (0, 0), (0, 2) with C = 4", mmd(z, w, 4))
    .mistake(0.9 + 0.75 - 2 * cross, "this is the biased form: points are compared with themselves. Leave i = j out, and divide by n (n − 1)")
    .mistake(2 * (0.9 + 0.75) - 2 * cross, "i = j has to be left out in the first two sums")
    .mistake(0.4 + 0.25 - 2 * cross, "divide the sums over all i ≠ j by n (n − 1); over i < j alone each pair counts twice")
    .mistake(1.3 - cross, "the sum of mixed pairs has the factor 2")
    .mistake(1.3 + 2 * cross, "the sum of mixed pairs has to be subtracted")
    .mistake(1.3 - 2 * (0.5 + 0.8) / 4, "in the mixed sum i = j counts, too: z_i and w_i are different points")
    .mistake(0, "in the mixed sum i = j counts, too, and it is divided by n²")
    .hint("0.8 + 0.5 − 2 · 0.686: the two inner means, less twice the mixed one")
    .is(1.3 - 2 * cross);
var r = new Random(3);
double[][] p = new double[7][3];
double[][] q = new double[7][3];
for (double[] x : p) { Arrays.setAll(x, k -> r.nextGaussian()); }
for (double[] x : q) { Arrays.setAll(x, k -> 1 + r.nextGaussian()); }
answer.of("mmd of two random samples of 7 in three dimensions", mmd(p, q, 6)).is(Mmd.unbiased(Kernel.imq(6)).between(p, q));

//// 2e The objective
//// needs NDArray waeLoss(NDArray, NDArray, NDArray, NDArray, double, double)
try (var m = NDManager.newBaseManager()) {
    var x = m.create(new float[] {0, 1, 0, 1, 1, 1, 0, 0}, new Shape(2, 1, 2, 2));
    var y = m.create(new float[] {0, 0, 0, 1, 1, 1, 3, 0}, new Shape(2, 1, 2, 2));
    var z = m.create(new float[] {0, 0, 1, 0}, new Shape(2, 2));
    var w = m.create(new float[] {0, 0, 0, 2}, new Shape(2, 2));
    double penalty = Mmd.unbiased(Kernel.imq(4)).between(z, w).getFloat();
    var loss = waeLoss(x, y, z, w, 0, 4);
    answer.that(loss != null, "it returns null");
    answer.that(loss.size() == 1, "the loss has shape " + loss.getShape() + "; it must be one number: sum over all, divide by the batch size");
    answer.of("waeLoss with λ = 0, where one picture is off by 1 in one pixel, the other one by 3", loss.getFloat())
        .mistake(5 + penalty, "the penalty has to be multiplied by λ, which is 0 here")
        .mistake(10, "this is the sum over the batch; divide by `x.size(0)`")
        .mistake(1.25, "this is the mean over all pixels; the squared norm sums over the pixels, and only the batch is averaged")
        .mistake(2, "differences have to be squared")
        .mistake(-1, "differences have to be squared")
        .near(5.0, 1e-5);
    answer.of("the same with λ = 10 and C = 4", waeLoss(x, y, z, w, 10, 4).getFloat())
        .mistake(5, "the penalty is missing")
        .mistake(5 + penalty, "the penalty has to be multiplied by λ")
        .mistake(5 - 10 * penalty, "the penalty has to be added")
        .mistake(5 + 10 * Math.sqrt(Math.abs(penalty)), "`between` already gives MMD²: do not take a root")
        .hint("reconstruction + λ · `Mmd.unbiased(Kernel.imq(c)).between(z, w)`")
        .near(5 + 10 * penalty, 1e-5);
}

//// 2f A Wasserstein auto-encoder
//// needs Wae wae
//// needs DataSet fresh
answer.that(wae != null, "`wae` is null: build one with `Wae.mmd()` … `.build()`, and train it");
answer.of("the prior's dimension", wae.prior().dimension()).hint("`.prior(Prior.standardNormal(2))`").is(2);
answer.of("the posterior", wae.posteriorFamily()).hint("`.posterior(Posterior.deterministic())`").is(Posterior.deterministic());
answer.that(wae.recipe().toString().contains("lambda=100.0"), "λ is not 100: `.lambda(100)`");
double off;
try {
    off = Metrics.reconstruction(fresh.head(300), wae.reconstruct(fresh.head(300))).value();
} catch (IllegalStateException e) {
    off = Double.NaN;
}
answer.that(!Double.isNaN(off), "`wae` was built but not trained: `wae.train(digits).steps(steps)` … `.fit()`");
answer.of("squared error of reconstructions of fresh digits", off)
    .hint("it has learned too little: use the same number of steps, batch size and learning rate as for the VAE")
    .between(0, 45);

//// 2g The weight of the penalty
//// needs double[] lambdas
//// needs double[] errors
//// needs double[] mismatches
answer.of("lambdas", lambdas).hint("leave them at 1, 30 and 1000").is(1, 30, 1_000);
answer.of("errors", errors).hint("`errors[k] = error(model)` for each k, with a trained model").between(5, 60);
answer.that(mismatches.length == 3 && mismatches[0] != 0, "`mismatches` is not filled in: `mismatches[k] = mismatch(model)`");
answer.that(mismatches[0] > mismatches[2] + 0.005, "with λ = 1 the codes should match the prior worse than with λ = 1000; found " + mismatches[0] + " and " + mismatches[2] + ": does `.lambda(lambdas[k])` reach the builder?");
