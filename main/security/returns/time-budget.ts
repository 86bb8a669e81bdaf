/** Time for all that is asked about one message. What is known already needs none of it. */
export class TimeBudget {
  readonly #milliseconds: number;
  #over: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(milliseconds: number) {
    this.#milliseconds = milliseconds;
  }

  /** What the work comes to, or `late` once the time is over, counted from the first work: a slow name server must not keep a message waiting. */
  inTime<T>(work: T | Promise<T>, late: T): T | Promise<T> {
    if (!(work instanceof Promise)) return work;
    this.#over ??= new Promise((resolve) => {
      this.#timer = setTimeout(resolve, this.#milliseconds);
    });
    return Promise.race([work, this.#over.then(() => late)]);
  }

  /** Nothing more is asked. */
  clear(): void {
    clearTimeout(this.#timer);
  }
}
