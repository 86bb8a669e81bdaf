/** Looks through large messages, and compiles long lists of filters, off the event loop's thread. */
import { parentPort } from 'node:worker_threads';
import { compilePatterns } from '../filters/compile-patterns.ts';
import { compileFilterRules } from '../filters/filter-rules.ts';
import { ContentScan } from './content-scan.ts';
import type { FromWorker, ToWorker } from './scan-protocol.ts';

const port = parentPort;
if (port === null) throw new Error('this file runs as a worker');

const scans = new Map<number, ContentScan>();
const say = (message: FromWorker, transfer: ArrayBuffer[] = []): void => port.postMessage(message, transfer);

/** Runs a part of a scan; one that fails says so and is forgotten, the others go on. */
function part(scan: number, run: (content: ContentScan) => void): void {
  const content = scans.get(scan);
  if (content === undefined) return;
  try {
    run(content);
  } catch (error) {
    scans.delete(scan);
    say({ type: 'failed', scan, why: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
}

port.on('message', (message: ToWorker) => {
  switch (message.type) {
    case 'compile':
      try {
        say({ type: 'compiled', id: message.id, rules: compileFilterRules(message.entries) });
      } catch (error) {
        say({ type: 'not-compiled', id: message.id, why: error instanceof Error ? error.message : String(error) });
      }
      return;
    case 'compile-texts':
      try {
        say({ type: 'texts-compiled', id: message.id, automaton: compilePatterns(message.texts) });
      } catch (error) {
        say({ type: 'not-compiled', id: message.id, why: error instanceof Error ? error.message : String(error) });
      }
      return;
    case 'open':
      scans.set(message.scan, new ContentScan(message.rules, message.wishes));
      return;
    case 'write': {
      const { scan, buffer, length } = message;
      part(scan, (content) => content.write(Buffer.from(buffer, 0, length)));
      say({ type: 'taken', scan, buffer, length }, [buffer]);
      return;
    }
    case 'end':
      part(message.scan, (content) => {
        say({ type: 'found', scan: message.scan, content: content.end() });
        scans.delete(message.scan);
      });
      return;
    case 'abort':
      scans.delete(message.scan);
  }
});
