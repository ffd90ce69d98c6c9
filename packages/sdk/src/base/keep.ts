/** Objects that stay the same: what did not change is neither made nor told anew. */

type Book<Key, Value> = {get(key: Key): Value | undefined; set(key: Key, value: Value): unknown};

/** The value of a key, made when it is asked for the first time. */
export function ensure<Key, Value>(book: Book<Key, Value>, key: Key, make: () => Value): Value {
  const there = book.get(key);
  if (there !== undefined) return there;
  const made = make();
  book.set(key, made);
  return made;
}

/** `before`, where it has the same fields or items as `now`; else `now`. */
export function keepSame<Value extends object>(before: Value | undefined, now: Value): Value {
  const keys = Object.keys(now) as (keyof Value)[];
  const isSame = before && Object.keys(before).length === keys.length && keys.every((key) => before[key] === now[key]);
  return isSame ? before : now;
}

/** Whether two values of plain data read the same; a field without a value is as good as none. */
const isEqual = (a: unknown, b: unknown): boolean =>
  a === b ||
  (a instanceof Object &&
    b instanceof Object &&
    Object.keys({...a, ...b}).every((key) => isEqual(a[key as keyof object], b[key as keyof object])));

/** `before`, where it reads the same as `now` to the last depth; else `now`. */
export const keepEqual = <Value>(before: Value | undefined, now: Value): Value =>
  isEqual(before, now) ? (before as Value) : now;

type Defined<Fields> = {[Key in keyof Fields as undefined extends Fields[Key] ? never : Key]: Fields[Key]} & {
  [Key in keyof Fields as undefined extends Fields[Key] ? Key : never]?: Exclude<Fields[Key], undefined>;
};

/** The fields that have a value. */
export const defined = <Fields extends object>(fields: Fields): Defined<Fields> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Defined<Fields>;
