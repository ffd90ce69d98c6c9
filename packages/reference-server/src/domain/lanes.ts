/** Items of one name in one lane, each in the order they came: lanes may go beside each other, what is in one may not. */
export function lanesOf<Item>(items: readonly Item[], nameOf: (item: Item) => string): Item[][] {
  const lanes = new Map<string, Item[]>();
  for (const item of items) {
    const name = nameOf(item);
    const lane = lanes.get(name);
    if (lane) lane.push(item);
    else lanes.set(name, [item]);
  }
  return [...lanes.values()];
}
