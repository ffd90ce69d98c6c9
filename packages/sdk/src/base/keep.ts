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
  const fields = Object.entries(now);
  const isSame =
    before &&
    Object.keys(before).length === fields.length &&
    fields.every(([key, value]) => before[key as keyof Value] === value);
  return isSame ? before : now;
}

/** `before`, where it reads the same as `now` to the last depth; else `now`. */
export const keepEqual = <Value>(before: Value | undefined, now: Value): Value =>
  before && JSON.stringify(before) === JSON.stringify(now) ? before : now;

type Defined<Fields> = {[Key in keyof Fields as undefined extends Fields[Key] ? never : Key]: Fields[Key]} & {
  [Key in keyof Fields as undefined extends Fields[Key] ? Key : never]?: Exclude<Fields[Key], undefined>;
};

/** The fields that have a value. */
export const defined = <Fields extends object>(fields: Fields): Defined<Fields> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Defined<Fields>;
