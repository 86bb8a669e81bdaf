/**
 * Which domain's mail comes next. Domains with new mail come first, those of all senders in turn, so that whoever sends
 * ten thousand messages does not stand before whoever sends one; but every fourth turn belongs to what has waited longest.
 * It knows domains and times, and no messages: its size grows with the destinations, not with the mail.
 */

/** When a domain is due. */
interface Item {
  /** In milliseconds since 1970. */
  readonly at: number;
  /** Of what is due at one time, what was put first comes first: neighbours in the queue are changed together then, and the pages of the database that they share are written once. */
  readonly order: number;
  readonly domain: string;
}

export class Agenda {
  /** When each domain is due, in milliseconds since 1970. */
  readonly #due = new Map<string, number>();
  /** A heap of domains by due time and order. What is no longer true in it is passed over. */
  readonly #heap: Item[] = [];
  #lastOrder = 0;
  /** Domains with new mail, by sender; the sender whose turn is next stands first. */
  readonly #fresh = new Map<string, Set<string>>();
  #turn = 0;

  /** Domains that wait. */
  get size(): number {
    return this.#due.size;
  }

  has(domain: string): boolean {
    return this.#due.has(domain);
  }

  /** A domain has mail that is due then, if not earlier. */
  put(domain: string, at: number): void {
    const known = this.#due.get(domain);
    if (known !== undefined && known <= at) return;
    this.#due.set(domain, at);
    this.#lastOrder += 1;
    this.#push({ at, order: this.#lastOrder, domain });
  }

  /** A sender has new mail for a domain. */
  addFresh(sender: string, domain: string): void {
    const domains = this.#fresh.get(sender);
    if (domains === undefined) this.#fresh.set(sender, new Set([domain]));
    else domains.add(domain);
  }

  /** Takes the next domain off the agenda; undefined if none is due. */
  take(now: number): string | undefined {
    this.#turn = (this.#turn + 1) % 4;
    return this.#turn === 0 ? (this.#takeDue(now) ?? this.#takeFresh()) : (this.#takeFresh() ?? this.#takeDue(now));
  }

  /** When something is due; undefined if nothing waits. */
  nextAt(): number | undefined {
    if (this.#fresh.size > 0) return 0;
    return this.#peek()?.at;
  }

  clear(): void {
    this.#due.clear();
    this.#heap.length = 0;
    this.#fresh.clear();
  }

  #takeFresh(): string | undefined {
    for (const [sender, domains] of this.#fresh) {
      const [domain] = domains;
      // To the end of the line.
      this.#fresh.delete(sender);
      if (domain === undefined) continue;
      domains.delete(domain);
      if (domains.size > 0) this.#fresh.set(sender, domains);
      return domain;
    }
    return undefined;
  }

  #takeDue(now: number): string | undefined {
    const first = this.#peek();
    if (first === undefined || first.at > now) return undefined;
    this.#pop();
    this.#due.delete(first.domain);
    return first.domain;
  }

  /** The first that is still true. */
  #peek(): Item | undefined {
    for (let first = this.#heap[0]; first !== undefined; first = this.#heap[0]) {
      if (this.#due.get(first.domain) === first.at) return first;
      this.#pop();
    }
    return undefined;
  }

  #push(item: Item): void {
    let place = this.#heap.length;
    this.#heap.push(item);
    for (let parent = (place - 1) >> 1; place > 0 && isBefore(item, this.#heap[parent]); parent = (place - 1) >> 1) {
      this.#swap(place, parent);
      place = parent;
    }
  }

  #pop(): void {
    const last = this.#heap.pop();
    if (last === undefined || this.#heap.length === 0) return;
    this.#heap[0] = last;
    for (let place = 0; ; ) {
      const left = 2 * place + 1;
      const right = left + 1;
      const smaller = isBefore(this.#heap[right], this.#heap[left]) ? right : left;
      if (!isBefore(this.#heap[smaller], last)) return;
      this.#swap(place, smaller);
      place = smaller;
    }
  }

  #swap(one: number, other: number): void {
    const [first, second] = [this.#heap[one], this.#heap[other]];
    if (first === undefined || second === undefined) return;
    this.#heap[one] = second;
    this.#heap[other] = first;
  }
}

/** Nothing comes before nothing, and everything else does. */
function isBefore(one: Item | undefined, other: Item | undefined): boolean {
  if (one === undefined || other === undefined) return one !== undefined;
  return one.at < other.at || (one.at === other.at && one.order < other.order);
}
