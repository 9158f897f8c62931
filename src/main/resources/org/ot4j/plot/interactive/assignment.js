/**
 * The cheapest assignment of rows to columns, by shortest augmenting paths: each row in turn takes the path
 * of least reduced cost to a free column, and prices keep all reduced costs at 0 or above.
 *
 * @param costs n rows of n numbers
 * @returns the column of each row
 */
function assignment(costs) {
  const n = costs.length;
  const rowPrice = new Array(n).fill(0);
  const columnPrice = new Array(n).fill(0);
  const rowOf = new Array(n).fill(-1);
  for (let start = 0; start < n; start++) {
    const distance = new Array(n).fill(Infinity);
    const from = new Array(n).fill(-1); // the column before, on the way
    const done = new Array(n).fill(false);
    let row = start, last = -1, length = 0;
    while (true) {
      let next = -1;
      for (let j = 0; j < n; j++) {
        if (done[j]) continue;
        const through = length + costs[row][j] - rowPrice[row] - columnPrice[j];
        if (through < distance[j]) {
          distance[j] = through;
          from[j] = last;
        }
        if (next < 0 || distance[j] < distance[next]) next = j;
      }
      length = distance[next];
      last = next;
      if (rowOf[next] < 0) break;
      done[next] = true;
      row = rowOf[next];
    }
    rowPrice[start] += length;
    for (let j = 0; j < n; j++) {
      if (!done[j]) continue;
      columnPrice[j] -= length - distance[j];
      rowPrice[rowOf[j]] += length - distance[j];
    }
    for (let j = last; j >= 0; j = from[j]) rowOf[j] = from[j] < 0 ? start : rowOf[from[j]];
  }
  const columnOf = new Array(n);
  rowOf.forEach((i, j) => { columnOf[i] = j; });
  return columnOf;
}
