//// 1a The cost of every pair
//// needs double[][] costMatrix(double[][], double[][])
double[][] x = {{0, 0}, {1, 2}};
double[][] y = {{3, 4}, {1, 0}, {0, 0}};
answer.of("costMatrix(x, y) for x = (0, 0), (1, 2) and y = (3, 4), (1, 0), (0, 0)", costMatrix(x, y))
    .mistake(new double[2][3], "all entries are 0: is the sum ever stored in c[i][j]?")
    .mistake(new double[][] {{5, 1, 0}, {Math.sqrt(8), 2, Math.sqrt(5)}}, "these are distances; the cost is the squared distance, so do not take the root")
    .hint("c[i][j] is the sum over k of (x[i][k] − y[j][k])², with a row for each x and a column for each y")
    .is(new double[][] {{25, 1, 0}, {8, 4, 5}});
answer.of("costMatrix for x = (1, 2, 3) and y = (0, 0, 0)", costMatrix(new double[][] {{1, 2, 3}}, new double[1][3]))
    .mistake(new double[][] {{5}}, "only two coordinates were added up; points may have more")
    .is(new double[][] {{14}});

//// 1b The cost of a plan
//// needs double planCost(double[][], double[][])
double[][] plan = {{0.5, 0}, {0.25, 0.25}};
double[][] c = {{1, 2}, {3, 4}};
answer.of("planCost(P, c) for P = ((0.5, 0), (0.25, 0.25)), c = ((1, 2), (3, 4))", planCost(plan, c))
    .mistake(0, "the sum never grows: is something added to it?")
    .mistake(10, "this is the sum of the costs alone; weight each cost by P[i][j], the amount of bread")
    .mistake(2.25 / 4, "this is a mean; the masses in P are the only weights")
    .mistake(0.5 * 1 + 0.25 * 4, "only the diagonal was added up; the sum goes over all i and all j")
    .hint("the sum over all i and j of P[i][j] · c[i][j]")
    .is(2.25);
answer.of("planCost of 1 row and 3 columns", planCost(new double[][] {{0.2, 0.3, 0.5}}, new double[][] {{1, 1, 2}}))
    .hint("the numbers of rows and columns may differ: use plan.length and plan[i].length")
    .is(1.5);

//// 1c How far a matrix is from being a plan
//// needs double violation(double[][], double[], double[])
double[][] plan = {{0.5, 0.1}, {0.2, 0.2}};
answer.of("violation where all masses are right", violation(plan, new double[] {0.6, 0.4}, new double[] {0.7, 0.3}))
    .hint("row sums are 0.6 and 0.4, column sums 0.7 and 0.3: nothing differs from a and b")
    .is(0);
answer.of("violation where columns miss by 0.2 and rows by 0.1", violation(plan, new double[] {0.5, 0.5}, new double[] {0.5, 0.5}))
    .mistake(0.1, "only rows were checked; columns also have to sum to b")
    .mistake(0.3, "the two differences were added; take the largest")
    .mistake(0.6, "all differences were added; take the largest")
    .is(0.2);
answer.of("violation where a row has 0.3 too little, two others 0.15 too much", violation(new double[][] {{0.6}, {0.2}, {0.2}}, new double[] {0.9, 0.05, 0.05}, new double[] {1}))
    .mistake(0, "only columns were checked; rows also have to sum to a")
    .hint("too little is just as wrong as too much: take absolute values")
    .is(0.3);
answer.of("violation where a column has 0.3 too little, two others 0.15 too much", violation(new double[][] {{0.6, 0.2, 0.2}}, new double[] {1}, new double[] {0.9, 0.05, 0.05}))
    .mistake(0, "only rows were checked; columns also have to sum to b")
    .hint("too little is just as wrong as too much: take absolute values")
    .is(0.3);

//// 1d The cheapest assignment
//// needs double cheapestAssignment(double[][])
answer.of("cheapestAssignment(((1, 2), (1, 10)))", cheapestAssignment(new double[][] {{1, 2}, {1, 10}}))
    .mistake(5.5, "this is greedy: the first row took its favourite column, and the second had to take what was left. Try all permutations")
    .mistake(1, "both rows use column 0, which is no permutation")
    .mistake(3, "this is the sum; the masses are 1/n each, so divide by n")
    .mistake(11, "this is the sum of the greedy choice; try all permutations, and divide by n")
    .hint("there are two permutations: (1 + 10) / 2 and (2 + 1) / 2")
    .is(1.5);
answer.of("cheapestAssignment(((4, 1, 3), (2, 0, 5), (3, 2, 2)))", cheapestAssignment(new double[][] {{4, 1, 3}, {2, 0, 5}, {3, 2, 2}}))
    .mistake(5, "this is the sum; divide by n")
    .is(5.0 / 3);
var r = new Random(7);
double[][] c = new double[6][6];
for (double[] row : c) { Arrays.setAll(row, j -> r.nextDouble()); }
double[] sixth = new double[6];
Arrays.fill(sixth, 1.0 / 6);
answer.of("cheapestAssignment of a random 6 × 6 matrix", cheapestAssignment(c))
    .hint("the result is not the cheapest of all 720: does the search release a column when it backtracks?")
    .is(Transport.exact(c, sixth, sixth).value());

//// 1e The c-transform
//// needs double[] cTransform(double[], double[][])
double[][] c = {{1, 4}, {3, 2}};
answer.of("cTransform((0, 0), ((1, 4), (3, 2)))", cTransform(new double[] {0, 0}, c))
    .mistake(new double[] {4, 3}, "these are the largest; the constraint f_i + g_j ≤ c_ij must hold for all j, so the smallest decides")
    .mistake(new double[] {1, 4}, "this is the first row; take the smallest of each row")
    .mistake(new double[] {1, 1}, "this is the smallest of all; each row has its own")
    .mistake(new double[] {0, 0}, "nothing was stored, or the minimum started at 0: start at infinity")
    .hint("f[i] is the smallest over j of c[i][j] − g[j]")
    .is(1, 2);
answer.of("cTransform((1, −1), ((1, 4), (3, 2)))", cTransform(new double[] {1, -1}, c))
    .mistake(new double[] {2, 1}, "g was added; it has to be subtracted")
    .mistake(new double[] {1, 2}, "g is not used")
    .is(0, 2);
answer.of("cTransform for 2 rows and 3 columns", cTransform(new double[] {0, 0, 5}, new double[][] {{1, 2, 3}, {4, 5, 20}}))
    .hint("there is one f for each row of c, and one g for each column")
    .is(-2, 4);

//// 1f What a price list earns
//// needs double dualValue(double[], double[][], double[], double[])
double[][] c = {{1, 4}, {3, 2}};
answer.of("dualValue for g = (1, −1), c = ((1, 4), (3, 2)), a = (½, ½), b = (¼, ¾)", dualValue(new double[] {1, -1}, c, new double[] {0.5, 0.5}, new double[] {0.25, 0.75}))
    .mistake(2, "prices were added without the masses a and b")
    .mistake(1, "this is the bakeries' part; the cafés' prices also count")
    .mistake(-0.5, "this is the cafés' part; the bakeries' prices also count")
    .hint("with f = cTransform(g, c) = (0, 2): the sum of a[i] · f[i], and the sum of b[j] · g[j]")
    .is(0.5);
answer.of("dualValue for 1 bakery and 2 cafés", dualValue(new double[] {1, 3}, new double[][] {{2, 2}}, new double[] {1}, new double[] {0.5, 0.5}))
    .hint("f has one entry and g has two: each sum needs its own loop")
    .is(1);

//// 1g The soft minimum
//// needs double[] softTransform(double[], double[][], double[], double)
double[] half = {0.5, 0.5};
double e = Math.exp(-1);
answer.of("softTransform for g = (0, 0), c = ((0, 1)), b = (½, ½), ε = 1", softTransform(new double[] {0, 0}, new double[][] {{0, 1}}, half, 1))
    .mistake(new double[] {-Math.log(1 + e)}, "the weights b[j] are missing in the sum")
    .mistake(new double[] {Math.log(0.5 + 0.5 * e)}, "the sign is wrong: a minimum needs −ε log …")
    .mistake(new double[] {-Math.log(0.5 + 0.5 * Math.E)}, "the exponent is g − c, not c − g")
    .mistake(new double[] {0.5 + 0.5 * e}, "the logarithm is missing")
    .hint("−ε · log of the sum over j of b[j] · exp((g[j] − c[i][j]) / ε)")
    .is(new double[] {-Math.log(0.5 + 0.5 * e)});
answer.of("the same for ε = 0.5", softTransform(new double[] {0, 0}, new double[][] {{0, 1}}, half, 0.5))
    .mistake(new double[] {-Math.log(0.5 + 0.5 * e * e)}, "the logarithm has to be multiplied by ε")
    .mistake(new double[] {-0.5 * Math.log(0.5 + 0.5 * e)}, "the exponent has to be divided by ε")
    .is(new double[] {-0.5 * Math.log(0.5 + 0.5 * e * e)});
answer.of("for g = (1, 0), b = (0.2, 0.8), ε = 1", softTransform(new double[] {1, 0}, new double[][] {{0, 1}, {2, 0}}, new double[] {0.2, 0.8}, 1))
    .is(-Math.log(0.2 * Math.E + 0.8 * e), -Math.log(0.2 * e + 0.8));
double[] far = softTransform(new double[] {0, 0}, new double[][] {{1_000, 1_001}}, half, 0.1);
answer.that(far != null && far.length == 1 && Double.isFinite(far[0]), "with c = ((1000, 1001)) and ε = 0.1 it gives " + Arrays.toString(far) + ": `Math.exp` underflowed to 0. Factor out the largest exponent first");
answer.of("softTransform for c = ((1000, 1001)), ε = 0.1", far).is(new double[] {1_000 - 0.1 * Math.log(0.5 + 0.5 * Math.exp(-10))});
answer.of("softTransform for g = (500, 0), c = ((0, 0)), ε = 0.1", softTransform(new double[] {500, 0}, new double[][] {{0, 0}}, half, 0.1))
    .hint("`Math.exp` overflowed to infinity: factor out the largest exponent first")
    .is(new double[] {-500 - 0.1 * Math.log(0.5)});

//// 1h Sinkhorn's algorithm
//// needs double[][] sinkhorn(double[][], double[], double[], double, int)
double[][] c = {{0, 2, 1}, {1, 0.5, 3}};
double[] a = {0.4, 0.6};
double[] b = {0.5, 0.3, 0.2};
double[][] plan = sinkhorn(c, a, b, 0.5, 300);
answer.that(plan != null, "it returns null; return the plan");
answer.of("the shape of the plan", new double[] {plan.length, plan[0].length}).hint("a row for each bakery, a column for each café, as in c").is(2, 3);
double ratio = plan[0][0] * plan[1][1] / (plan[0][1] * plan[1][0]);
double sharp = Math.exp(-(c[0][0] + c[1][1] - c[0][1] - c[1][0]) / 0.5);
answer.of("P[0][0] P[1][1] / (P[0][1] P[1][0]), which ε determines", ratio)
    .mistake(1.0, "this is the product plan: does the plan contain exp(…)?")
    .mistake(Math.exp(-(c[0][0] + c[1][1] - c[0][1] - c[1][0])), "ε is missing in the plan's exponent")
    .mistake(1 / sharp, "the sign of c in the plan's exponent is wrong")
    .hint("the exponent is (f[i] + g[j] − c[i][j]) / ε")
    .near(sharp, 1e-6);
double total = 0;
for (double[] row : plan) { for (double v : row) { total += v; } }
answer.of("the total mass after 300 rounds", total)
    .hint("P[i][j] = a[i] · b[j] · exp((f[i] + g[j] − c[i][j]) / ε), and all of them sum to 1 once the rounds have settled")
    .near(1.0, 1e-6);
double[] rows = {0, 0};
double[] columns = {0, 0, 0};
for (int i = 0; i < 2; i++) { for (int j = 0; j < 3; j++) { rows[i] += plan[i][j]; columns[j] += plan[i][j]; } }
answer.of("row sums after 300 rounds", rows).hint("they should be a: f belongs to the rows, with the weights b in its sum").near(a, 1e-6);
answer.of("column sums after 300 rounds", columns).hint("they should be b: g comes from the transposed cost, with the weights a in its sum").near(b, 1e-6);
double[][] once = sinkhorn(c, a, b, 0.5, 1);
double[] after = {0, 0, 0};
for (double[] row : once) { for (int j = 0; j < 3; j++) { after[j] += row[j]; } }
answer.of("column sums after 1 round", after).hint("a round is f first, then g; after it the columns are exact").near(b, 1e-9);
double[] f = softTransform(new double[3], c, b, 0.5);
double[] g = softTransform(f, transpose(c), a, 0.5);
answer.of("P[0][0] after 1 round", once[0][0]).hint("start with g = 0, then f, then g: one round computes each once").near(a[0] * b[0] * Math.exp((f[0] + g[0] - c[0][0]) / 0.5), 1e-9);

//// 1i From plan to map
//// needs double[][] barycentric(double[][], double[][])
double[][] plan = {{0.25, 0.25}, {0, 0.5}};
double[][] y = {{0, 0}, {4, 2}};
answer.of("barycentric(((0.25, 0.25), (0, 0.5)), ((0, 0), (4, 2)))", barycentric(plan, y))
    .mistake(new double[][] {{1, 0.5}, {2, 1}}, "the sum has to be divided by the row's mass")
    .mistake(new double[][] {{0.5, 0.25}, {1, 0.5}}, "divide by the row's mass, not by the number of columns")
    .hint("for each row the mean of the points y[j], weighted by P[i][j]")
    .is(new double[][] {{2, 1}, {4, 2}});
answer.of("barycentric for one point and three targets in 1-D", barycentric(new double[][] {{0.1, 0.1, 0.2}}, new double[][] {{1}, {2}, {4}}))
    .hint("points may have any dimension: y[0].length")
    .is(new double[][] {{2.75}});
