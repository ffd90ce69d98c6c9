/**
 * The x that makes rows · x come nearest to `values`, none of it below 0: what something costs cannot be. Few unknowns, so every choice of those that
 * are not 0 is tried.
 */
export function leastSquares(rows, values) {
  const count = rows[0].length;
  let best;
  for (let chosen = 1; chosen < 2 ** count; chosen++) {
    const columns = Array.from({length: count}, (_, at) => at).filter((at) => (chosen >> at) & 1);
    const some = solve(
      columns.map((i) => columns.map((j) => dot(rows, i, j))),
      columns.map((i) => rows.reduce((sum, row, at) => sum + row[i] * values[at], 0)),
    );
    if (some === undefined || some.some((value) => value < 0)) continue;
    const found = Array(count).fill(0);
    for (const [at, column] of columns.entries()) found[column] = some[at];
    const error = rows.reduce(
      (sum, row, at) => sum + (row.reduce((all, value, i) => all + value * found[i], 0) - values[at]) ** 2,
      0,
    );
    if (best === undefined || error < best.error) best = {found, error};
  }
  return best.found;
}

const dot = (rows, i, j) => rows.reduce((sum, row) => sum + row[i] * row[j], 0);

/** Gauss with the largest pivot; nothing where there is no single solution. */
function solve(matrix, values) {
  const rows = matrix.map((row, at) => [...row, values[at]]);
  for (let column = 0; column < rows.length; column++) {
    const pivot = rows
      .slice(column)
      .reduce((most, row) => (Math.abs(row[column]) > Math.abs(most[column]) ? row : most));
    if (Math.abs(pivot[column]) < 1e-15) return undefined;
    rows.splice(rows.indexOf(pivot), 1);
    rows.splice(column, 0, pivot);
    for (const row of rows) {
      if (row === pivot) continue;
      const factor = row[column] / pivot[column];
      for (let at = column; at <= rows.length; at++) row[at] -= factor * pivot[at];
    }
  }
  return rows.map((row, at) => row.at(-1) / row[at]);
}
