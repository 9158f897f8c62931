//// 5a The best discriminator
//// needs double[] bestDiscriminator(double[], double[])
double[] p = {0.5, 0.5, 0, 0};
double[] q = {0, 0.25, 0.75, 0};
answer.of("bestDiscriminator for p = (½, ½, 0, 0), q = (0, ¼, ¾, 0)", bestDiscriminator(p, q))
    .mistake(new double[] {1, 2.0 / 3, 0, Double.NaN}, "where neither has mass, 0 / 0 is no number: say ½")
    .mistake(new double[] {0, 1.0 / 3, 1, 0.5}, "this is the probability of being a sample; data have mass p")
    .mistake(new double[] {1, 2.0 / 3, 0, 0}, "where neither has mass, say ½")
    .hint("p/D − q/(1 − D) = 0, so D = p / (p + q)")
    .is(1, 2.0 / 3, 0, 0.5);

//// 5b The value of the game
//// needs double ganValue(double[], double[], double[])
double[] even = {0.5, 0.5};
answer.of("ganValue for D = (½, ½), p = q = (½, ½)", ganValue(even, even, even))
    .mistake(Math.log(0.5), "only one of the two sums was taken")
    .mistake(Math.log(4), "the sign is wrong: logarithms of probabilities are negative")
    .hint("both sums are log ½, so −log 4")
    .is(-Math.log(4));
answer.of("ganValue for D = (1, 0), p = (1, 0), q = (0, 1)", ganValue(new double[] {1, 0}, new double[] {1, 0}, new double[] {0, 1}))
    .mistake(Double.NaN, "0 · log 0 is no number for Java: leave out terms whose mass is 0")
    .hint("a perfect discriminator: both sums are 0")
    .is(0);
answer.of("ganValue for D = (0.8, 0.3), p = (0.6, 0.4), q = (0.1, 0.9)", ganValue(new double[] {0.8, 0.3}, new double[] {0.6, 0.4}, new double[] {0.1, 0.9}))
    .hint("the sum of p log D and of q log(1 − D)")
    .is(0.6 * Math.log(0.8) + 0.4 * Math.log(0.3) + 0.1 * Math.log(0.2) + 0.9 * Math.log(0.7));

//// 5c How steep a critic is
//// needs double steepness(double[], double[])
answer.of("steepness of f = (0, 1, 5) at (0, 2, 4)", steepness(new double[] {0, 1, 5}, new double[] {0, 2, 4}))
    .mistake(0.5, "the largest of all pairs, not the first")
    .mistake(5, "divide by the distance of the places")
    .mistake(1.25, "compare all pairs, not only the ends")
    .is(2);
answer.of("steepness of f = (0, −3) at (1, 0)", steepness(new double[] {0, -3}, new double[] {1, 0}))
    .mistake(0, "is the largest kept when differences are negative? Take absolute values")
    .is(3);
answer.of("steepness of f = (0, 0, 4) at (0, 3, 1)", steepness(new double[] {0, 0, 4}, new double[] {0, 3, 1}))
    .mistake(2, "places need not be in order: compare all pairs, not only neighbours")
    .is(4);

//// 5d The gain of a legal critic
//// needs double gain(double[], double[], double[], double[])
double[] places = {0, 1, 2};
double[] p = {1, 0, 0};
double[] q = {0, 0, 1};
answer.of("gain of f = (2, 1, 0), which is legal, for data at 0 and samples at 2", gain(new double[] {2, 1, 0}, p, q, places))
    .mistake(-2, "data count positive, samples negative: p − q")
    .hint("1 · 2 − 1 · 0")
    .is(2);
answer.of("gain of f = (8, 4, 0), which is 4 too steep", gain(new double[] {8, 4, 0}, p, q, places))
    .mistake(8, "this critic is too steep: divide it by its steepness first")
    .is(2);
answer.of("gain of f = (0.5, 0, 0), which is flatter than it might be", gain(new double[] {0.5, 0, 0}, p, q, places))
    .mistake(1, "a legal critic stays as it is: divide only if the steepness is above 1")
    .is(0.5);

//// 5e The semi-dual
//// needs double semiDual(double[], double[][], double[], double[])
double[][] c = {{1, 4, 2}, {3, 2, 2}};
double[] p = {0.25, 0.75};
double[] q = {0.5, 0.25, 0.25};
answer.of("semiDual for f = (0, 0), c = ((1, 4, 2), (3, 2, 2)), p = (¼, ¾), q = (½, ¼, ¼)", semiDual(new double[] {0, 0}, c, p, q))
    .mistake(1 * 0.25 + 2 * 0.75, "the minimum is over the rows i, for each column j; this is the other way round")
    .mistake(3 * 0.5 + 4 * 0.25 + 2 * 0.25, "these are the largest; take the smallest")
    .mistake(5, "weight each minimum with q[j]")
    .hint("the columns' smallest are 1, 2, 2")
    .is(1.5);
answer.of("the same for f = (1, −1)", semiDual(new double[] {1, -1}, c, p, q))
    .mistake(2, "the first sum, of p[i] · f[i], is missing or f is not subtracted in the minimum")
    .hint("the minima are 0, 3 and 1, and the first sum is −½")
    .is(0.5);

//// 5f Its slope
//// needs double[] slope(double[], double[][], double[], double[])
double[][] c = {{1, 4, 2}, {3, 2, 2}};
double[] p = {0.25, 0.75};
double[] q = {0.5, 0.25, 0.25};
answer.of("slope for f = (0, 0), c as in 5e", slope(new double[] {0, 0}, c, p, q))
    .mistake(new double[] {0.25, 0.75}, "only the first sum was differentiated; subtract q[j] where j chooses i")
    .mistake(new double[] {1, 1}, "subtract: who is chosen by more than its share has a negative slope")
    .mistake(new double[] {-0.25, 0.25}, "in column 3 both rows are equal: take the first")
    .hint("columns 1 and 3 choose row 1, column 2 chooses row 2")
    .is(-0.5, 0.5);
answer.of("p afterwards", p).hint("p was changed: work on a copy").is(0.25, 0.75);
double[] f = {0.3, -0.2, 0.1};
double[][] wide = {{2, 1, 4}, {1, 3, 0.5}, {2, 2, 2}};
double[] third = {0.2, 0.3, 0.5};
double[] found = slope(f, wide, third, third);
answer.of("the sum of the slopes", found[0] + found[1] + found[2]).hint("both sides have mass 1, so raising all of f changes nothing").near(0.0, 1e-12);
answer.of("slope for f = (0.3, −0.2, 0.1)", found).hint("the smallest c[i][j] − f[i] of each column: is f subtracted?").near(new double[] {-0.1, -0.4, 0.5}, 1e-12);

//// 5g A move of the generator
//// needs double[][] move(double[][], double[][], double[], double)
double[][] x = {{0, 0}, {4, 0}};
double[][] y = {{1, 0}, {1, 2}};
answer.of("a move of half the way for f = (0, 0)", move(y, x, new double[2], 0.5))
    .mistake(new double[][] {{0, 0}, {0, 0}}, "this is the whole way; go the share rate of it")
    .mistake(new double[][] {{1.5, 0}, {1.5, 3}}, "this goes away from the data: the sign is wrong")
    .hint("both choose (0, 0), and go half of the way there")
    .is(new double[][] {{0.5, 0}, {0.5, 1}});
answer.of("y[0] afterwards", y[0]).hint("the caller's points were moved: return new ones").is(1, 0);
answer.of("for f = (0, 20), which makes the second point attractive", move(y, x, new double[] {0, 20}, 0.5))
    .mistake(new double[][] {{0.5, 0}, {0.5, 1}}, "f is not used: choose the smallest of ½|x − y|² − f")
    .hint("the costs of the first sample are ½ and 4½, less 0 and 20")
    .is(new double[][] {{2.5, 0}, {2.5, 1}});
answer.of("for f = (0, 4.2)", move(y, x, new double[] {0, 4.2}, 0.5))
    .mistake(new double[][] {{0.5, 0}, {0.5, 1}}, "the cost is half of the squared distance")
    .hint("the costs of the first sample, less f, are 0.5 and 0.3")
    .is(new double[][] {{2.5, 0}, {2.5, 1}});
