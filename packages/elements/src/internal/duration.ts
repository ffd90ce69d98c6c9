/** Lengths of time in words, as a language writes them: "30 seconds", "2 hours". */
const units = [
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
] as const;

/** Whole seconds in the largest unit that fits them exactly. */
export function duration(seconds: number, locale: string): string {
  const [unit, size] = units.find(([, size]) => seconds >= size && seconds % size === 0) ?? ['second', 1];
  return new Intl.NumberFormat(locale, {style: 'unit', unit, unitDisplay: 'long'}).format(seconds / size);
}

/** What is left of a wait: second by second in the last two minutes, in whole minutes and hours before, never less than it is. */
export function timeLeft(seconds: number, locale: string): string {
  const step = seconds > 7_200 ? 3600 : seconds > 120 ? 60 : 1;
  return duration(Math.ceil(seconds / step) * step, locale);
}
