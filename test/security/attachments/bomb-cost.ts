/**
 * What looking through an archive costs: processor time of this thread, and memory at its highest. Runs as a worker with little
 * room for young objects, so that what is counted is what is held and not what waits to be collected.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { parentPort } from 'node:worker_threads';
import { AttachmentPatterns } from '../../../main/security/attachments/attachment-patterns.ts';
import { AttachmentScan } from '../../../main/security/attachments/attachment-scan.ts';
import { defaultSettings } from '../../../shared/settings/settings.ts';

export interface BombCost {
  readonly milliseconds: number;
  readonly bytes: number;
}

export interface BombRequest {
  readonly name: string;
  readonly content: Uint8Array;
  /** It comes in pieces of so many bytes. */
  readonly piece: number;
  /** What it may cost: once a count stays below, no more are made. */
  readonly allowed: BombCost;
}

/** The best of at most so many counts: whatever else the machine does makes the others dearer, never cheaper. */
const TRIES = 40;
/** Milliseconds that the yardstick takes on a machine of two usual cores that does nothing else. */
const YARDSTICK = 12;

const patterns = new AttachmentPatterns(defaultSettings().security['attachment-filters'].entries.map(({ pattern }) => pattern));

function processorMilliseconds(work: () => void): number {
  const before = process.threadCpuUsage();
  work();
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1000;
}

setFlagsFromString('--expose-gc');

/** What is in use, and nothing else. */
function settledMemory(): number {
  runInNewContext('gc()');
  return memory();
}

function memory(): number {
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

function scan({ name, piece }: BombRequest, content: Buffer, seen: () => void): void {
  const files = new AttachmentScan();
  const sink = files.leaf({ path: '1', headers: [], mediaType: '', charset: '', names: [name], attachment: true });
  for (let at = 0; at < content.length; at += piece) {
    sink.write(content.subarray(at, at + piece));
    seen();
  }
  sink.end();
  seen();
  patterns.find(files.result(), true);
  seen();
}

const yard = Buffer.alloc(1024 * 1024, 'yardstick');

/** FNV-1a of some megabytes: what a scan does most, looking at bytes one by one. */
function measureOnce(): number {
  let hash = 0x811c9dc5;
  for (let round = 0; round < 8; round += 1) for (let at = 0; at < yard.length; at += 1) hash = Math.imul(hash ^ (yard[at] ?? 0), 0x01000193);
  return hash;
}

/** A slower machine, or a busier one, is no more expensive bomb. */
function slowness(): number {
  return Math.max(1, processorMilliseconds(measureOnce) / YARDSTICK);
}

function costOf(request: BombRequest): BombCost {
  const { content, allowed } = request;
  const whole = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
  let milliseconds = Infinity;
  let bytes = Infinity;
  for (let attempt = 0; attempt < TRIES && (milliseconds >= allowed.milliseconds || bytes >= allowed.bytes); attempt += 1) {
    const slow = slowness();
    milliseconds = Math.min(milliseconds, processorMilliseconds(() => scan(request, whole, () => undefined)) / Math.max(slow, slowness()));
    const before = settledMemory();
    let highest = before;
    scan(request, whole, () => (highest = Math.max(highest, memory())));
    bytes = Math.min(bytes, highest - before);
  }
  return { milliseconds, bytes };
}

parentPort?.on('message', (request: BombRequest) => parentPort?.postMessage(costOf(request)));
