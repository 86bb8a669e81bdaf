/** The scan worker as the engine sees it: started when it is first needed, and again after it has died. */
import { Worker } from 'node:worker_threads';
import { FIXED_LIMITS } from '../../../shared/limits.ts';
import type { FilterEntry } from '../../../shared/settings/security/filters.ts';
import type { CompiledAutomaton } from '../filters/automaton-tables.ts';
import type { FilterRules } from '../filters/filter-rules.ts';
import type { FromWorker, ScanWishes, ToWorker } from './scan-protocol.ts';
import type { ScannedContent } from './scanned-content.ts';

/** A scan in the worker, seen from here. */
interface OpenScan {
  /** Bytes on their way. */
  pending: number;
  /** All bytes are there, and the answer is waited for. */
  ended: boolean;
  /** Whoever waits for room. */
  room: (() => void) | undefined;
  readonly found: PromiseWithResolvers<ScannedContent>;
}

/** Bytes that go to the worker in one piece: as many as come from the network in one. */
const PIECE = 64 * 1024;
/** Bytes of one scan that may be on their way when more come: one piece with the worker, and then there is one for it to go on with. */
const PENDING_BYTES = PIECE;
/** Buffers that are kept for the next pieces: of as many large messages as come at once on a busy server. Garbage outside the heap is collected late. */
const SPARE_BUFFERS = 128;
/** MB for new objects in the worker. It makes many, and keeps none: left to itself V8 takes several times as much, and is no quicker (measured). */
const YOUNG_MB = 8;

export class ScanThread {
  readonly #onFault: (error: Error) => void;
  readonly #scans = new Map<number, OpenScan>();
  readonly #compilations = new Map<number, PromiseWithResolvers<FilterRules>>();
  readonly #textCompilations = new Map<number, PromiseWithResolvers<CompiledAutomaton>>();
  readonly #spare: ArrayBuffer[] = [];
  readonly #silenceMs: number;
  /** Runs while the worker may owe an answer. */
  #watch: NodeJS.Timeout | undefined;
  #lastHeard = 0;
  #worker: Worker | undefined;
  #lastId = 0;

  /** @param silenceMs how long the worker may be silent while it has work; then it hangs, and another takes its place */
  constructor(onFault: (error: Error) => void, silenceMs: number = FIXED_LIMITS.scanSilenceSeconds * 1000) {
    this.#onFault = onFault;
    this.#silenceMs = silenceMs;
  }

  /** Compiles a list of filters. Rejects if the worker dies over it. */
  async compile(entries: readonly FilterEntry[]): Promise<FilterRules> {
    const id = (this.#lastId += 1);
    const compiled = Promise.withResolvers<FilterRules>();
    this.#compilations.set(id, compiled);
    this.#say({ type: 'compile', id, entries });
    return await compiled.promise;
  }

  /** Compiles texts to be searched for. Rejects as `compile` does. */
  async compileTexts(texts: readonly string[]): Promise<CompiledAutomaton> {
    const id = (this.#lastId += 1);
    const compiled = Promise.withResolvers<CompiledAutomaton>();
    this.#textCompilations.set(id, compiled);
    this.#say({ type: 'compile-texts', id, texts });
    return await compiled.promise;
  }

  open(rules: FilterRules, wishes: ScanWishes): number {
    const scan = (this.#lastId += 1);
    const found = Promise.withResolvers<ScannedContent>();
    // Whoever asks for the end gets the failure; until then nobody does.
    found.promise.catch(() => undefined);
    this.#scans.set(scan, { pending: 0, ended: false, room: undefined, found });
    this.#say({ type: 'open', scan, rules, wishes });
    return scan;
  }

  /** Takes bytes, by copying them. @returns a promise when the caller must wait */
  write(scan: number, bytes: Uint8Array): Promise<void> | undefined {
    const open = this.#scans.get(scan);
    if (open === undefined) return undefined;
    open.pending += bytes.length;
    for (let from = 0; from < bytes.length; from += PIECE) this.#send(scan, bytes.subarray(from, from + PIECE));
    if (open.pending <= PENDING_BYTES) return undefined;
    return new Promise((resolve) => {
      open.room = resolve;
    });
  }

  #send(scan: number, bytes: Uint8Array): void {
    const buffer = this.#spare.pop() ?? new ArrayBuffer(PIECE);
    new Uint8Array(buffer).set(bytes);
    this.#say({ type: 'write', scan, buffer, length: bytes.length }, [buffer]);
  }

  async end(scan: number): Promise<ScannedContent> {
    const open = this.#scans.get(scan);
    if (open === undefined) throw new Error('the worker that looked through the message has died');
    open.ended = true;
    this.#say({ type: 'end', scan });
    return await open.found.promise;
  }

  abort(scan: number): void {
    const open = this.#scans.get(scan);
    if (open === undefined) return;
    this.#forget(scan, open);
    this.#say({ type: 'abort', scan });
  }

  async close(): Promise<void> {
    clearTimeout(this.#watch);
    await this.#worker?.terminate();
  }

  #say(message: ToWorker, transfer: ArrayBuffer[] = []): void {
    this.#worker ??= this.#start();
    this.#worker.postMessage(message, transfer);
    if (this.#watch !== undefined) return;
    this.#lastHeard = performance.now();
    this.#watchFor(this.#silenceMs);
  }

  /** One message that keeps the worker busy for ever must not keep all others, and their sessions, waiting. */
  #watchFor(milliseconds: number): void {
    this.#watch = setTimeout(() => {
      this.#watch = undefined;
      const worker = this.#worker;
      if (worker === undefined || !this.#owesAnswer) return;
      const left = this.#silenceMs - (performance.now() - this.#lastHeard);
      if (left > 0) {
        this.#watchFor(left);
        return;
      }
      this.#died(worker, new Error(`the scan worker has been silent for ${this.#silenceMs / 1000} seconds, and was ended`));
      void worker.terminate();
    }, milliseconds).unref();
  }

  get #owesAnswer(): boolean {
    return this.#compiles || [...this.#scans.values()].some(({ pending, ended }) => pending > 0 || ended);
  }

  get #compiles(): boolean {
    return this.#compilations.size + this.#textCompilations.size > 0;
  }

  #start(): Worker {
    const worker = new Worker(new URL('./scan-worker.ts', import.meta.url), { resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB } });
    // A server that has stopped is not kept alive by it.
    worker.unref();
    worker.on('message', (message: FromWorker) => this.#heard(message));
    worker.on('error', (error: Error) => this.#died(worker, error));
    worker.on('exit', () => this.#died(worker, new Error('the scan worker has ended')));
    return worker;
  }

  #heard(message: FromWorker): void {
    this.#lastHeard = performance.now();
    switch (message.type) {
      case 'compiled':
        this.#compilations.get(message.id)?.resolve(message.rules);
        this.#compilations.delete(message.id);
        return;
      case 'texts-compiled':
        this.#textCompilations.get(message.id)?.resolve(message.automaton);
        this.#textCompilations.delete(message.id);
        return;
      case 'not-compiled':
        for (const compilations of [this.#compilations, this.#textCompilations]) {
          compilations.get(message.id)?.reject(new Error(message.why));
          compilations.delete(message.id);
        }
        return;
      case 'taken':
        if (this.#spare.length < SPARE_BUFFERS) this.#spare.push(message.buffer);
        this.#taken(message.scan, message.length);
        return;
      case 'found':
        this.#settle(message.scan, ({ found }) => found.resolve(message.content));
        return;
      case 'failed':
        this.#settle(message.scan, ({ found }) => found.reject(new Error(message.why)));
    }
  }

  #taken(scan: number, bytes: number): void {
    const open = this.#scans.get(scan);
    if (open === undefined) return;
    open.pending -= bytes;
    if (open.pending > PENDING_BYTES) return;
    open.room?.();
    open.room = undefined;
  }

  #settle(scan: number, settle: (open: OpenScan) => void): void {
    const open = this.#scans.get(scan);
    if (open === undefined) return;
    settle(open);
    this.#forget(scan, open);
  }

  #forget(scan: number, open: OpenScan): void {
    this.#scans.delete(scan);
    open.room?.();
  }

  #died(worker: Worker, error: Error): void {
    if (this.#worker !== worker) return;
    this.#worker = undefined;
    if (this.#scans.size > 0 || this.#compiles) this.#onFault(error);
    for (const [scan, open] of this.#scans) {
      open.found.reject(error);
      this.#forget(scan, open);
    }
    for (const compilations of [this.#compilations, this.#textCompilations]) {
      for (const { reject } of compilations.values()) reject(error);
      compilations.clear();
    }
  }
}
