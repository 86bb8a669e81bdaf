/** A small company's server in the middle of its day: domains, accounts, aliases, and traffic over real sessions. */
import type { ServiceHost } from '../demo/host.ts';
import { Dialogue } from '../dialogues/dialogue.ts';

const PASSWORD = 'orchard-lantern-42';
const DOMAINS = ['meadowlane.example', 'riverside-clinic.example', 'verein-schoenberg.example'];
const PEOPLE: readonly (readonly [address: string, name: string, quota?: string])[] = [
  ['anna.berg@meadowlane.example', 'Anna Berg', '2G'],
  ['ben.okafor@meadowlane.example', 'Ben Okafor', '1M'],
  ['bookings@meadowlane.example', 'Booking desk', '500M'],
  ['camille.durand@meadowlane.example', 'Camille Durand'],
  ['printer.floor2@meadowlane.example', 'Printer, second floor', '50M'],
  ['dr.ito@riverside-clinic.example', 'Dr Haruka Ito', '5G'],
  ['frontdesk@riverside-clinic.example', 'Front desk', '1G'],
  ['jonas@verein-schoenberg.example', 'Jonas Lindqvist', '100M'],
  ['newsletter-archive-of-all-years@verein-schoenberg.example', 'Archive of the newsletters since the foundation of the society'],
];
const ALIASES: readonly (readonly string[])[] = [
  ['info@meadowlane.example', 'anna.berg@meadowlane.example', 'bookings@meadowlane.example'],
  ['postmaster@meadowlane.example', 'anna.berg@meadowlane.example'],
  ['board@verein-schoenberg.example', 'jonas@verein-schoenberg.example', 'anna.berg@meadowlane.example', 'chair@elsewhere.example'],
];

export async function fillDirectory(host: Pick<ServiceHost, 'command'>): Promise<void> {
  for (const domain of DOMAINS) await host.command(['domain', 'add', domain]);
  for (const [address, name, quota] of PEOPLE) {
    await host.command(['account', 'add', address, '--name', name, ...(quota === undefined ? [] : ['--quota', quota]), '--password-stdin'], `${PASSWORD}\n`);
  }
  await host.command(['account', 'disable', 'printer.floor2@meadowlane.example']);
  for (const alias of ALIASES) await host.command(['alias', 'add', ...alias]);
}

interface Delivery {
  readonly from: string;
  readonly to: string;
  readonly client: string;
  readonly ehlo: string;
  readonly bytes?: number;
  readonly subject?: string;
  /** The line that it is made of. */
  readonly text?: string;
}

const DELIVERIES: readonly Delivery[] = [
  {
    client: '127.24.18.7',
    ehlo: 'mail.elsewhere.example',
    from: 'orders@elsewhere.example',
    to: 'bookings@meadowlane.example',
    bytes: 40_000,
    subject: 'Order 4711 is on its way',
  },
  {
    client: '127.66.102.9',
    ehlo: 'mx3.parcels.example',
    from: 'tracking@parcels.example',
    to: 'anna.berg@meadowlane.example',
    bytes: 18_000,
    subject: 'Your parcel arrives tomorrow',
  },
  {
    client: '127.91.5.210',
    ehlo: 'relay.lab.example',
    from: 'results@lab.example',
    to: 'dr.ito@riverside-clinic.example',
    bytes: 900_000,
    subject: 'Laboratory results of November',
  },
  { client: '127.66.102.9', ehlo: 'mx3.parcels.example', from: 'tracking@parcels.example', to: 'nobody@meadowlane.example' },
  {
    client: '127.150.33.4',
    ehlo: 'list.choir.example',
    from: 'singers@choir.example',
    to: 'info@meadowlane.example',
    bytes: 25_000,
    subject: 'Rehearsal on Thursday',
  },
  { client: '127.203.7.88', ehlo: 'dsl-88.pool.example', from: 'winner@lottery.example', to: 'someone@faraway.example' },
  {
    client: '127.41.9.12',
    ehlo: 'mail.town.example',
    from: 'council@town.example',
    to: 'board@verein-schoenberg.example',
    bytes: 12_000,
    subject: 'Agenda of the council meeting',
  },
  {
    client: '127.24.18.7',
    ehlo: 'mail.elsewhere.example',
    from: 'orders@elsewhere.example',
    to: 'ben.okafor@meadowlane.example',
    bytes: 700_000,
    subject: 'Invoice 2026-1187',
  },
  {
    client: '127.150.33.4',
    ehlo: 'list.choir.example',
    from: 'singers@choir.example',
    to: 'anna.berg@meadowlane.example',
    subject: 'Seats for the concert',
    text: 'Feel free to bring friends, admission is free.',
  },
  ...['You have won a free trip', 'Claim your free trip today', 'Last chance: your free trip'].map((subject) => ({
    client: '127.203.7.89',
    ehlo: 'dsl-89.pool.example',
    from: 'winner@lottery.example',
    to: 'info@meadowlane.example',
    subject,
    text: 'Claim your free trip now, the offer ends today.',
  })),
];

/** Mail from other servers: most of it is taken, some refused. */
export async function receiveMail(host: Pick<ServiceHost, 'ports'>): Promise<void> {
  for (const { client, ehlo, from, to, subject = 'Hello', text = 'A line of a message of usual length, as they come.', bytes = 2000 } of DELIVERIES) {
    const session = await Dialogue.open(host.ports.smtp, { localAddress: client });
    await session.hearReply();
    session.say(`EHLO ${ehlo}`);
    await session.hearReply();
    session.say('STARTTLS');
    await session.hearReply();
    await session.startTls();
    for (const command of [`EHLO ${ehlo}`, `MAIL FROM:<${from}>`]) {
      session.say(command);
      await session.hearReply();
    }
    session.say(`RCPT TO:<${to}>`);
    const [answer = ''] = await session.hearReply();
    if (answer.startsWith('250')) {
      session.say('DATA');
      await session.hearReply();
      session.raw(`From: <${from}>\r\nTo: <${to}>\r\nSubject: ${subject}\r\n\r\n${`${text}\r\n`.repeat(Math.ceil(bytes / 52))}.\r\n`);
      await session.hearReply();
    }
    session.say('QUIT');
    await session.closed();
  }
}

/** A person fetches mail, another has forgotten the password. */
export async function fetchMail(host: ServiceHost): Promise<void> {
  const anna = await Dialogue.open(host.ports.pop3s, { implicitTls: true, localAddress: '127.0.0.31' });
  await anna.play(`
    S: +OK…
    C: USER anna.berg@meadowlane.example
    S: +OK…
    C: PASS ${PASSWORD}
    S: +OK…
    C: STAT
    S: +OK…
    C: RETR 1
    S: +OK…
  `);
  await anna.hearMultiline();
  await anna.play(`
    C: QUIT
    S: +OK…
  `);
  await anna.closed();
  const guest = await Dialogue.open(host.ports.pop3s, { implicitTls: true, localAddress: '127.0.0.44' });
  await guest.play(`
    S: +OK…
    C: USER jonas@verein-schoenberg.example
    S: +OK…
    C: PASS not-the-password
    S: -ERR…
    C: QUIT
    S: +OK…
  `);
  await guest.closed();
}

/** Mailing lists, a forward, automatic replies, and keys that sign. */
export async function fillServices(host: ServiceHost): Promise<void> {
  await host.command(['list', 'add', 'choir@verein-schoenberg.example', '--name', 'Choir rehearsals', '--owner', 'jonas@verein-schoenberg.example']);
  await host.command([
    'list',
    'add',
    'news@meadowlane.example',
    '--name',
    'News of Meadow Lane',
    '--posting',
    'named',
    '--poster',
    'anna.berg@meadowlane.example',
  ]);
  const singers = ['alma', 'bruno', 'carla', 'dmitri', 'elif', 'farid', 'greta'].map((name) => `${name}@choir.example`);
  await host.command(['list', 'join', 'choir@verein-schoenberg.example', 'jonas@verein-schoenberg.example', ...singers]);
  await host.command(['list', 'join', 'news@meadowlane.example', 'orders@elsewhere.example', 'council@town.example']);
  await host.command(['account', 'forward', 'dr.ito@riverside-clinic.example', 'haruka@lab.example']);
  await host.command(['account', 'forward', 'printer.floor2@meadowlane.example', 'anna.berg@meadowlane.example', '--no-copy']);
  await host.command(
    ['account', 'vacation', 'ben.okafor@meadowlane.example', '--subject', 'Away until Monday', '--text-stdin'],
    'I am away until Monday. In urgent cases please write to bookings@meadowlane.example.\n',
  );
  await host.command(['dkim', 'add', 'meadowlane.example', '--selector', 'mail2025']);
  await host.command(['dkim', 'use', 'meadowlane.example', 'mail2025', '--yes']);
  await host.command(['dkim', 'add', 'meadowlane.example', '--selector', 'mail2026']);
  await host.command(['dkim', 'add', 'riverside-clinic.example', '--algorithm', 'ed25519', '--selector', 'ed2026']);
}

/** Somebody sends more to elsewhere than the limits allow: the rest is held. */
export async function sendTooMuch(host: ServiceHost): Promise<void> {
  await host.command(['settings', 'set', 'outbound.messagesPerHour', '3']);
  const login = Buffer.from(`\0camille.durand@meadowlane.example\0${PASSWORD}`).toString('base64');
  const session = await Dialogue.open(host.ports.submissions, { implicitTls: true, localAddress: '127.0.0.77' });
  await session.hearReply();
  for (const command of ['EHLO laptop.example', `AUTH PLAIN ${login}`]) {
    session.say(command);
    await session.hearReply();
  }
  for (let number = 1; number <= 6; number += 1) {
    for (const command of ['MAIL FROM:<camille.durand@meadowlane.example>', `RCPT TO:<customer${number}@faraway.example>`, 'DATA']) {
      session.say(command);
      await session.hearReply();
    }
    session.raw(
      `From: Camille <camille.durand@meadowlane.example>\r\nTo: <customer${number}@faraway.example>\r\nSubject: You have been chosen, customer ${number}\r\n\r\nClick here.\r\n.\r\n`,
    );
    await session.hearReply();
  }
  session.say('QUIT');
  await session.closed();
}

/** Clients that stay connected; each is let go by whoever asked for them. */
export async function stayConnected(host: ServiceHost): Promise<readonly Dialogue[]> {
  return await Promise.all(
    ['127.24.18.7', '127.66.102.9', '127.150.33.4'].map(async (localAddress) => {
      const session = await Dialogue.open(host.ports.smtp, { localAddress });
      await session.hearReply();
      for (const command of ['EHLO mx.client.example', 'NOOP']) {
        session.say(command);
        await session.hearReply();
      }
      return session;
    }),
  );
}
