export const median = (values) => percentile(values, 0.5);

/** The value below which `part` (0 … 1) of them lie. */
export function percentile(values, part) {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))];
}
