/** From what is said on a command line, or in a setting, to how old messages and notifications may become. */
import type {Ages} from '../domain/ages.js';

const day = 24 * 60 * 60 * 1000;
const types = ['direct', 'group', 'announcement', 'notifications'] as const satisfies readonly (keyof Ages)[];
const mostDays = 36_500;

/** `365` for all, `direct=30` for one type, `direct=0` for ever. Answers a sentence where one of them is neither; nothing where there are none. */
export function readAges(rules: readonly string[]): Ages | string | undefined {
  if (rules.length === 0) return undefined;
  const ages: {-readonly [Type in keyof Ages]: Ages[Type]} = {};
  // what is said of one type goes before what is said of all
  for (const rule of rules.toSorted((a, b) => Number(a.includes('=')) - Number(b.includes('=')))) {
    const [, name, days = ''] = /^(?:([a-z]+)=)?(\d{1,5})$/.exec(rule) ?? [];
    const type = types.find((known) => known === name);
    if (days === '' || Number(days) > mostDays || (name !== undefined && type === undefined))
      return `How long messages are kept is a number of days up to ${mostDays}, such as 365, or of one type direct=30, group=0 (for ever), announcement=90 or notifications=90, not "${rule}".`;
    const age = Number(days) === 0 ? undefined : Number(days) * day;
    for (const each of type === undefined ? types : [type]) ages[each] = age;
  }
  return ages;
}
