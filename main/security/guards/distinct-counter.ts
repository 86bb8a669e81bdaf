/**
 * Counts how many different things each key has brought within a sliding window of time: different wrong passwords of an
 * address, different recipients. Bounded: whoever floods it pushes out what is oldest, and never fills the memory.
 */
export interface Counted<T> {
  /** Milliseconds since 1970. */
  readonly first: number;
  readonly last: number;
  readonly detail: T;
}

export class DistinctCounter<T> {
  /** The key that brought something longest ago comes first; so does the item within a key. */
  readonly #keys = new Map<string, Map<string, Counted<T>>>();
  readonly #maxKeys: number;
  readonly #maxItems: number;
  #items = 0;

  /** @param maxItems of all keys together */
  constructor(maxKeys: number, maxItems: number) {
    this.#maxKeys = maxKeys;
    this.#maxItems = maxItems;
  }

  /** Notes an item; one that is known already counts from now again, and once. */
  note(key: string, item: string, detail: T, now: number, windowMs: number): number {
    this.#prune(key, now, windowMs);
    const items = this.#keys.get(key) ?? new Map<string, Counted<T>>();
    const before = items.get(item);
    if (before === undefined) this.#items += 1;
    items.delete(item);
    items.set(item, { first: before?.first ?? now, last: now, detail });
    this.#keys.delete(key);
    this.#keys.set(key, items);
    this.#makeRoom();
    return items.size;
  }

  /** How many different items of the key there are within the window. */
  count(key: string, now: number, windowMs: number): number {
    this.#prune(key, now, windowMs);
    return this.#keys.get(key)?.size ?? 0;
  }

  /** What is kept of the key, oldest first. */
  items(key: string): readonly Counted<T>[] {
    return [...(this.#keys.get(key)?.values() ?? [])];
  }

  forget(key: string): void {
    this.#items -= this.#keys.get(key)?.size ?? 0;
    this.#keys.delete(key);
  }

  #prune(key: string, now: number, windowMs: number): void {
    const items = this.#keys.get(key);
    if (items === undefined) return;
    for (const [item, { last }] of items) {
      if (last > now - windowMs) break;
      items.delete(item);
      this.#items -= 1;
    }
    if (items.size === 0) this.#keys.delete(key);
  }

  /** Takes from the key that has been quiet for longest; a key that alone has too much loses its oldest items. */
  #makeRoom(): void {
    while (this.#keys.size > this.#maxKeys || (this.#items > this.#maxItems && this.#keys.size > 1)) {
      const [oldest = ''] = this.#keys.keys();
      this.forget(oldest);
    }
    for (const items of this.#items > this.#maxItems ? this.#keys.values() : []) {
      const [oldest = ''] = items.keys();
      items.delete(oldest);
      this.#items -= 1;
    }
  }
}
