/** A mail server under load, ours or another's. */
export interface Peer {
  readonly name: string;
  readonly port: number;
  /** Its first process; all others are descendants. */
  readonly pid: number;
  stop(): Promise<void>;
}
