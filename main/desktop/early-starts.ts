/**
 * Starts of the application while it runs: somebody starts it once more, or follows a link, which macOS hands over as an event. Both may
 * come long before there is anything to show, as while the database is opened or a question is open: until then they wait here.
 */
import { addressOfLink } from './start-arguments.ts';

type Arguments = readonly string[];

export class EarlyStarts {
  #waiting: Arguments[] = [];
  #show: ((args: Arguments) => void) | undefined;

  arrived(args: Arguments): void {
    if (this.#show === undefined) this.#waiting.push(args);
    else this.#show(args);
  }

  /** Links come from anywhere: what leads nowhere is none. */
  linkArrived(link: string): void {
    if (addressOfLink(link) !== undefined) this.arrived([link]);
  }

  /** Those that came meanwhile, the oldest first. They wait no more. */
  takeWaiting(): Arguments[] {
    const starts = this.#waiting;
    this.#waiting = [];
    return starts;
  }

  /** From here on each is shown as it comes. */
  follow(show: (args: Arguments) => void): void {
    this.#show = show;
    for (const args of this.takeWaiting()) show(args);
  }
}
