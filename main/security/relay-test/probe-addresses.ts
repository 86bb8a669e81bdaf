/**
 * The addresses that the open-relay test connects from while it runs. Being one of them grants nothing: the listeners decide as
 * for any stranger, and only leave no trace of it. Each run takes an address of 16 million by chance, so that nobody else on
 * this computer can borrow it.
 */
export class ProbeAddresses {
  readonly #inUse = new Set<string>();

  has(address: string): boolean {
    return this.#inUse.has(address);
  }

  async lend<Result>(address: string, work: () => Promise<Result>): Promise<Result> {
    this.#inUse.add(address);
    try {
      return await work();
    } finally {
      this.#inUse.delete(address);
    }
  }
}
