/** How long to wait for a host, in milliseconds. */
export interface Patience {
  /** For the connection, and again for the greeting, and for TLS. */
  readonly connect: number;
  /** For any other reply. */
  readonly reply: number;
  /** For the answer to QUIT, which nothing depends on. */
  readonly quit: number;
  /** From MAIL to the answer to DATA; the fixed limit unless told. */
  readonly envelope?: number;
  /** Bytes a second at which the content has to be taken, after the time for one reply; the fixed limit unless told. */
  readonly slowestBytes?: number;
  /** For a place at a host that has as many connections as it may, in memory; the fixed limit unless told. */
  readonly place?: number;
}
