/**
 * Properties of the pure rules, tried on random sequences. `--times N` of `npm test` (PARLOR_TIMES) tries N times as many,
 * PARLOR_SEED those of one seed. What fails tells its seed, its path and the shortest sequence that shows it.
 */
import fc from 'fast-check';

function whole(name: string): number | undefined {
  const text = process.env[name];
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!Number.isInteger(value)) throw new Error(`${name} is a whole number, not ${text}`);
  return value;
}

export function holds<Sequence>(property: fc.IProperty<Sequence>, runs: number): void {
  const seed = whole('PARLOR_SEED');
  fc.assert(property, {
    numRuns: runs * (whole('PARLOR_TIMES') ?? 1),
    includeErrorInReport: true,
    ...(seed !== undefined && {seed}),
  });
}

/** Up to `most` of them; without `size` the library would try few beyond a dozen. */
export const sequence = <Step>(step: fc.Arbitrary<Step>, most: number): fc.Arbitrary<Step[]> =>
  fc.array(step, {maxLength: most, size: 'max'});
