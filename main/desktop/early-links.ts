/**
 * Links that the system hands over. macOS does so as an event, at the very start too, long before there is anything to show them: until
 * then they wait here.
 */
export class EarlyLinks {
  #waiting: string[] = [];
  #open: ((link: string) => void) | undefined;

  arrived(link: string): void {
    if (this.#open === undefined) this.#waiting.push(link);
    else this.#open(link);
  }

  /** Those that the application was started with. They wait no more. */
  takeWaiting(): string[] {
    const links = this.#waiting;
    this.#waiting = [];
    return links;
  }

  /** From here on each is opened as it comes. */
  follow(open: (link: string) => void): void {
    this.#open = open;
    for (const link of this.takeWaiting()) open(link);
  }
}
