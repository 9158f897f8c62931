//// 4a The distance on the line
//// needs double distance(double[], double[], double)
double[] x = {3, 1};
double[] y = {2, 6};
answer.of("distance((3, 1), (2, 6), 1)", distance(x, y, 1))
    .mistake(3.0, "these are the distances of the pairs as they come: (3, 2) and (1, 6). Sort first")
    .mistake(4, "this is the sum; all masses are 1/n, so divide by n")
    .hint("in order the pairs are 1, 2 and 3, 6: the mean of 1 and 3")
    .is(2);
answer.of("x[0] afterwards", x[0]).hint("the caller's array was sorted: sort copies, `x.clone()`").is(3);
answer.of("y afterwards", y).hint("the caller's array was sorted: sort copies, `y.clone()`").is(2, 6);
answer.of("distance((3, 1), (2, 6), 2)", distance(x, y, 2))
    .mistake(5, "the root is missing: the mean of the squares to the power 1/p")
    .mistake(2, "p is not used")
    .mistake(Math.sqrt(10), "the mean, not the sum, goes under the root")
    .is(Math.sqrt(5));
answer.of("distance((0, 0, −1), (2, 0, 0), 3)", distance(new double[] {0, 0, -1}, new double[] {2, 0, 0}, 3))
    .mistake(Math.cbrt(9), "the second sample was taken as it comes: sort both")
    .mistake(Double.NaN, "the sign of a difference must not count: take absolute values")
    .hint("in order the pairs are −1, 0 and 0, 0 and 0, 2")
    .is(Math.cbrt(3));

//// 4b A quantile
//// needs double quantile(double[], double[], double)
double[] values = {-1, 2, 5};
double[] masses = {0.25, 0.5, 0.25};
answer.of("the quantile at 0.5 of −1, 2, 5 with masses ¼, ½, ¼", quantile(values, masses, 0.5))
    .mistake(-1, "up to −1 there is only ¼ of the mass, which is less than ½")
    .mistake(5, "at 2 there is ¾ already, which is enough")
    .hint("add up masses until they reach q")
    .is(2);
answer.of("at 0.25", quantile(values, masses, 0.25))
    .mistake(2, "at least q: a sum that is exactly q is enough")
    .is(-1);
answer.of("at 0.76", quantile(values, masses, 0.76)).is(5);
answer.of("at 1", quantile(values, masses, 1)).is(5);
double[] tenths = new double[10];
Arrays.fill(tenths, 0.1);
double[] ten = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9};
answer.of("at 1, of ten masses of 0.1, whose sum is just below 1", quantile(ten, tenths, 1))
    .hint("if rounding keeps the sum below q, the last value is the answer")
    .is(9);

//// 4c The staircase
//// needs double[][] northWest(double[], double[])
answer.of("northWest((½, ½), (¼, ¾))", northWest(new double[] {0.5, 0.5}, new double[] {0.25, 0.75}))
    .mistake(new double[2][2], "the plan is empty: is something stored in plan[i][j]?")
    .mistake(new double[][] {{0.125, 0.375}, {0.125, 0.375}}, "this is the product a[i] · b[j], which transports everything everywhere")
    .hint("the first source gives ¼ to the first target, and its other ¼ to the second")
    .is(new double[][] {{0.25, 0.25}, {0, 0.5}});
double[] a = {0.2, 0.3, 0.5};
double[] b = {0.4, 0.1, 0.1, 0.4};
double[][] plan = northWest(a, b);
answer.of("northWest((0.2, 0.3, 0.5), (0.4, 0.1, 0.1, 0.4))", plan)
    .hint("go on with the next source when one is used up, and with the next target when one is full")
    .near(new double[][] {{0.2, 0, 0, 0}, {0.2, 0.1, 0, 0}, {0, 0, 0.1, 0.4}}, 1e-12);
answer.of("a afterwards", a).hint("the caller's masses were used up: work on a copy").is(0.2, 0.3, 0.5);
answer.of("b afterwards", b).hint("the caller's masses were used up: work on a copy").is(0.4, 0.1, 0.1, 0.4);

//// 4d Matching ranks
//// needs double[] matched(double[], double[])
double[] x = {5, 1, 3};
double[] y = {10, 30, 20};
answer.of("matched((5, 1, 3), (10, 30, 20))", matched(x, y))
    .mistake(new double[] {10, 20, 30}, "this is y in order; x[0] is the largest of x, so it gets the largest of y, and it stays first")
    .mistake(new double[] {10, 30, 20}, "this is y itself")
    .hint("sort the indices of x by their values; the index of rank r gets the value of y of rank r")
    .is(30, 10, 20);
answer.of("x afterwards", x).hint("the caller's array was changed").is(5, 1, 3);
answer.of("y afterwards", y).hint("the caller's array was sorted: sort a copy").is(10, 30, 20);
double[] many = new Random(3).doubles(100).toArray();
answer.of("matched(x, x) for 100 random numbers", matched(many, many))
    .hint("every number has its own rank in itself, so nothing moves")
    .is(many);
double[] equal = matched(new double[] {2, 2}, new double[] {7, 4});
answer.of("matched((2, 2), (7, 4)), in order", Arrays.stream(equal).sorted().toArray())
    .hint("equal values have different ranks: each value of y is used once")
    .is(4, 7);

//// 4e Between two distributions
//// needs double[] between(double[], double[], double)
answer.of("between((3, 1), (2, 6), 0.5)", between(new double[] {3, 1}, new double[] {2, 6}, 0.5))
    .mistake(new double[] {2.5, 3.5}, "these are means of the pairs as they come; sort first")
    .hint("in order the pairs are 1, 2 and 3, 6")
    .is(1.5, 4.5);
answer.of("between((3, 1), (2, 6), 0), which is x in order", between(new double[] {3, 1}, new double[] {2, 6}, 0))
    .mistake(new double[] {2, 6}, "t = 0 is x, and t = 1 is y")
    .is(1, 3);
answer.of("between((3, 1), (2, 6), 0.25)", between(new double[] {3, 1}, new double[] {2, 6}, 0.25)).is(1.25, 3.75);

//// 4f The sliced distance
//// needs double sliced(double[][], double[][], double[][])
double[][] x = {{0, 0}, {2, 0}};
double[][] y = {{0, 3}, {2, 3}};
answer.of("along (0, 1), of (0, 0), (2, 0) and the same points 3 higher", sliced(x, y, new double[][] {{0, 1}}))
    .mistake(3, "the square is missing: this is W₂, not W₂²")
    .mistake(0, "is the direction used? Project each point: the sum over k of x[i][k] · direction[k]")
    .is(9);
answer.of("along (1, 0) and (0, 1)", sliced(x, y, new double[][] {{1, 0}, {0, 1}}))
    .mistake(9, "this is the sum over the directions; take the mean")
    .hint("0 along the first, 9 along the second")
    .is(4.5);
answer.of("in three dimensions along (0.6, 0, 0.8)", sliced(new double[][] {{1, 9, 0}}, new double[][] {{0, -4, 2}}, new double[][] {{0.6, 0, 0.8}}))
    .hint("points and directions may have any dimension")
    .is(1);

//// 4g A step along a direction
//// needs double[][] step(double[][], double[][], double[])
double[][] x = {{0, 0}, {2, 1}};
double[][] y = {{5, 7}, {4, 9}};
double[][] moved = step(x, y, new double[] {1, 0});
answer.that(moved != x, "the caller's points were moved: return new ones");
answer.of("a step along (1, 0) from (0, 0), (2, 1) to (5, 7), (4, 9)", moved)
    .mistake(new double[][] {{5, 0}, {4, 1}}, "the projections were matched as they come; match them by rank: 0 goes to 4, 2 to 5")
    .mistake(new double[][] {{4, 9}, {5, 7}}, "only the part along the direction moves; what lies across it stays")
    .hint("the projections 0 and 2 become 4 and 5; the second coordinates stay")
    .is(new double[][] {{4, 0}, {5, 1}});
answer.of("the first point of x afterwards", x[0]).hint("the caller's points were moved: return new ones").is(0, 0);
double[][] slanted = step(new double[][] {{1, 1}}, new double[][] {{3, 1}}, new double[] {0.6, 0.8});
answer.of("a step along (0.6, 0.8) from (1, 1) to (3, 1)", slanted)
    .mistake(new double[][] {{2.2, 2.2}}, "multiply the move, 1.2, by the direction's coordinates")
    .hint("the projections are 1.4 and 2.6, so the point moves by 1.2 along the direction")
    .is(new double[][] {{1.72, 1.96}});
