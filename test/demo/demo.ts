/**
 * `npm run demo`: real mail through a real server, with mail clients that know nothing of it. swaks, msmtp and curl send
 * over STARTTLS and implicit TLS; mpop, fetchmail and curl fetch over POP3S; and each message has to arrive byte for
 * byte, but for the trace fields at its top.
 */
import { provideMailClients } from '../setup/mail-clients.ts';
import { corpusMessages, oddMessages, type TestMessage } from './messages.ts';
import { roundTrip, type RoundTrip, type Trip } from './round-trip.ts';

/** Every so many-th message of the corpus: the test of the whole corpus uses one quick client instead. */
const CORPUS_STEP = 600;

export function demoMessages(): TestMessage[] {
  return [...oddMessages(), ...corpusMessages().filter((_message, index) => index % CORPUS_STEP === 0)];
}

/** All that went wrong, one line each. */
export function faultsOf({ trips, strays }: RoundTrip): string[] {
  const lines = trips.flatMap(({ message, sender, route, faults }) =>
    [...faults].map(([client, fault]) => `${message.name}, sent by ${sender} (${route}), fetched by ${client}: ${fault}`),
  );
  return [...lines, ...strays];
}

const ROUTES: Readonly<Record<Trip['route'], string>> = { relay: 'port 25', starttls: 'STARTTLS', implicit: 'implicit' };

function table({ trips }: RoundTrip): string {
  const clients = [...new Set(trips.map(({ sender }) => sender))];
  const messages = [...new Set(trips.map(({ message }) => message))];
  const width = Math.max(...messages.map(({ name }) => name.length));
  const rows = messages.map((message) => {
    const cells = clients.map((client) => {
      const trip = trips.find((one) => one.message === message && one.sender === client);
      return `${trip === undefined ? '-' : ROUTES[trip.route]} ${trip?.faults.size === 0 ? 'same' : 'DIFFERS'}`.padEnd(16);
    });
    return `${message.name.padEnd(width)} ${String(message.content.length).padStart(9)}  ${cells.join('  ')}`.trimEnd();
  });
  return [`${'message'.padEnd(width)}     bytes  ${clients.map((client) => `sent by ${client}`.padEnd(16)).join('  ')}`.trimEnd(), ...rows].join('\n');
}

/** Which copies were not compared, and why. */
function spoiledNotes({ trips }: RoundTrip): string[] {
  const notes = trips.flatMap(({ message, spoiled }) =>
    [...spoiled].map(([client, what]) => `Not compared: ${message.name} as fetched by ${client}, which itself ${what}.`),
  );
  return [...new Set(notes)];
}

async function main(): Promise<number> {
  const tell = (line: string): void => console.log(line);
  const { missing, why } = provideMailClients();
  if (missing.length > 0) {
    tell(`The demo needs swaks, msmtp, mpop, fetchmail and curl (${why}).`);
    return 1;
  }
  const result = await roundTrip(demoMessages(), tell);
  tell(`\n${table(result)}\n`);
  const faults = faultsOf(result);
  for (const fault of faults) tell(fault);
  const { trips, fetchedBy } = result;
  const same = trips.filter((trip) => trip.faults.size === 0).length;
  tell(`${same} of ${trips.length} messages arrived byte for byte, each fetched by ${fetchedBy.join(', ')}, but for the Return-Path and Received fields`);
  tell('that the server puts at the top. The clients were told to change nothing; line ends that they keep as LF on disk were made CRLF again.');
  for (const note of spoiledNotes(result)) tell(note);
  return faults.length === 0 ? 0 : 1;
}

if (import.meta.main) process.exitCode = await main();
