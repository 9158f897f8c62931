/**
 * The entropic plan between equal weights, min ⟨C, P⟩ + ε KL(P | a ⊗ b), by Sinkhorn's algorithm on
 * logarithms. It goes from a large ε down to the wanted one, each time from the last potentials.
 *
 * @param costs n rows of m numbers
 * @returns n rows of m masses, whose sum is 1
 */
function sinkhorn(costs, epsilon) {
  const n = costs.length, m = costs[0].length;
  const turned = costs[0].map((_, j) => costs.map((row) => row[j]));
  const f = new Float64Array(n), g = new Float64Array(m);

  /** Puts the soft minimum of each row of c - other into own; returns the greatest change. */
  function update(own, other, c, e) {
    let change = 0;
    for (let i = 0; i < own.length; i++) {
      const row = c[i];
      let least = Infinity, sum = 0;
      for (let j = 0; j < row.length; j++) least = Math.min(least, row[j] - other[j]);
      for (let j = 0; j < row.length; j++) sum += Math.exp((least - row[j] + other[j]) / e);
      const next = least - e * Math.log(sum / row.length);
      change = Math.max(change, Math.abs(next - own[i]));
      own[i] = next;
    }
    return change;
  }

  for (let e = Math.max(epsilon, ...costs.flat()); ; e = Math.max(epsilon, e / 4)) {
    for (let left = e > epsilon ? 20 : 600; left > 0; left--) {
      const change = update(f, g, costs, e);
      update(g, f, turned, e);
      if (change < 1e-5 * e) break;
    }
    if (e === epsilon) break;
  }
  return costs.map((row, i) => row.map((c, j) => Math.exp((f[i] + g[j] - c) / epsilon) / (n * m)));
}
