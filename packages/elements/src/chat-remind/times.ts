/** When one may be reminded, by a press; of this device's zone. */
const [minute, hour] = [60_000, 3_600_000];
/** By the clock on the wall, in hours: when the next day begins for most people. */
const morning = 9;

export function choicesAt(now: number): {soon: number; hour: number; tomorrow: number} {
  const tomorrow = new Date(now);
  tomorrow.setDate(tomorrow.getDate() + 1);
  tomorrow.setHours(morning, 0, 0, 0);
  return {soon: now + 20 * minute, hour: now + hour, tomorrow: tomorrow.getTime()};
}

/** A time as the field has it: of this device's zone, to the minute. */
export const toField = (at: number): string =>
  new Date(at - new Date(at).getTimezoneOffset() * minute).toISOString().slice(0, 16);
export const fromField = (value: string): number => new Date(value).getTime();
