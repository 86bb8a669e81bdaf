/**
 * docs/security-options.md is made from the catalogue, the settings and the reasons, and this test holds it to that. After a
 * change of any of them: `npm run test:architecture -- -u`, and look at the difference.
 */
import { expect, it } from 'vitest';
import { REASONS, type ReasonId } from '../../shared/decisions/reasons.ts';
import { SECURITY_OPTIONS } from '../../shared/security-options.ts';
import { cell, rowsUnder } from './setting-rows.ts';
import { filesUnder, read } from './sources.ts';

const STAGE_WORDS = {
  connect: 'when a client connects',
  helo: 'on the name a client gives itself',
  auth: 'when a client logs in',
  mail: 'on the sender',
  rcpt: 'on each recipient',
  data: 'on the message',
} as const;

function section(option: (typeof SECURITY_OPTIONS)[number]): string[] {
  const { id, title, summary, stages, differs, reasons } = option;
  const elsewhere = 'elsewhere' in option ? option.elsewhere : undefined;
  return [
    `## ${title}`,
    '',
    `\`${id}\`. ${summary} It acts ${[...(elsewhere === undefined ? [] : [elsewhere]), ...stages.map((stage) => STAGE_WORDS[stage])].join(', ')}.`,
    '',
    '| setting | default | |',
    '|---|---|---|',
    ...rowsUnder(`security.${id}`).map(({ path, label, help, standard }) => `| \`${path}\` | ${cell(standard)} | **${cell(label)}.** ${cell(help)} |`),
    '',
    '| the sender is told | the log says |',
    '|---|---|',
    ...reasons.map(
      (reason: ReasonId) =>
        `| \`${REASONS[reason].code} ${REASONS[reason].enhanced}\` ${cell(REASONS[reason].reply)} | ${cell(REASONS[reason].explanation)} (\`${reason}\`) |`,
    ),
    '',
    `**Unlike the original:** ${differs}`,
    '',
  ];
}

it('docs/security-options.md says what the declarations say', async () => {
  const page = [
    '# The Security menu',
    '',
    'Every option, what can be set, what somebody who is refused is told, and what the log says about it. What a client is told names no text of a filter and no entry',
    'of a list; the log, `gatepost message trace ID` and `gatepost check` name them. A client with a banned address is told nothing at all.',
    '',
    ...SECURITY_OPTIONS.flatMap(section),
    '## Who may send to other domains',
    '',
    '1. A client with a trusted address may; sender rules do not apply to it, filters and attachment filters do.',
    '2. Else a client that has logged in, while SMTP authentication is on.',
    '3. Else a client whose address holds a live grant of SMTP after POP, while that is on.',
    `4. Else nobody: \`${REASONS['relaying-denied'].code} ${REASONS['relaying-denied'].enhanced}\` ${REASONS['relaying-denied'].reply}.`,
    '',
    'Sender rules then narrow what 2 and 3 have opened. No combination of switches opens the server to everybody.',
    '',
  ].join('\n');
  await expect(page).toMatchFileSnapshot('../../docs/security-options.md');
});

it('every reason that an option gives is listed with it', () => {
  const listed = new Map<string, readonly string[]>(SECURITY_OPTIONS.map(({ id, reasons }) => [id, reasons]));
  const passes = new Set(['nothing-wrong', 'address-trusted', 'logged-in', 'popped-before']);
  const missing = filesUnder('main/security/options', /\.ts$/).flatMap((file) => {
    const id = file.replace(/^.*\/|\.ts$/g, '');
    const given = [...read(file).matchAll(/'([a-z-]+)'/g)].map(([, word]) => word ?? '').filter((word) => Object.hasOwn(REASONS, word) && !passes.has(word));
    return given.filter((reason) => listed.get(id)?.includes(reason) !== true).map((reason) => `${id}: ${reason}`);
  });
  expect(missing).toEqual([]);
});
