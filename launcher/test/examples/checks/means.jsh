//// 1a The mean
//// needs double mean(double[])
answer.of("mean of 1, 2 and 6", mean(new double[] {1, 2, 6}))
    .mistake(9, "this is the sum; divide it by their number")
    .mistake(2, "this is the median")
    .hint("the sum of the numbers, divided by how many there are")
    .is(3);
answer.of("mean of 4 alone", mean(new double[] {4})).near(4, 1e-12);
