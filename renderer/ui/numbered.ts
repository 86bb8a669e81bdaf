/** Keys for the rows of a list in which the same may come twice. */
export interface Numbered<Item> {
  readonly key: string;
  readonly item: Item;
}

/** Each item with a key of its own: what it is about, and which of several such it is. */
export function numbered<Item>(items: readonly Item[], about: (item: Item) => string): Numbered<Item>[] {
  const seen = new Map<string, number>();
  return items.map((item) => {
    const name = about(item);
    const place = (seen.get(name) ?? 0) + 1;
    seen.set(name, place);
    return { key: `${name} ${place}`, item };
  });
}
