/** A process that ends without closing its store, with a message begun: `node exit-child.ts DATA_FOLDER`. */
import { systemClock } from '../../main/clock.ts';
import { openStore } from '../../main/store/open-store.ts';
import { bytes } from './sample-messages.ts';

const [dataFolder = ''] = process.argv.slice(2);
const store = await openStore({ dataFolder, clock: systemClock });
const unfinished = store.messages.writer();
for (let count = 0; count < 20; count += 1) await unfinished.write(bytes(60_000, 'begun'));
process.exit();
