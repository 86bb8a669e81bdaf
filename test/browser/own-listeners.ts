/** A server for tests whose listeners are those of its settings, as administrators have it, and its console wherever there is room. */
import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { startServiceHost } from '../../main/service/host.ts';
import { readyLine } from '../../main/service/host-log.ts';

const [data = '', settings = ''] = process.argv.slice(2);
const document = z.json().parse(JSON.parse(readFileSync(settings, 'utf8')));
const host = await startServiceHost({
  dataFolder: data,
  settings: document,
  listen: { listeners: undefined, admin: { address: '127.0.0.1', port: 0 } },
  keepGoing: true,
});
process.once('SIGTERM', () => void host.stop(0).then(() => process.exit(0)));
process.stdout.write(readyLine(host));
