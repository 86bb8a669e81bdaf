/** mailparser as the second opinion: what it names as attached, the walk has found too. On every fifth message of the corpus. */
import { simpleParser } from 'mailparser';
import { expect, it } from 'vitest';
import { fileNameReadings } from '../../main/security/attachments/file-name.ts';
import { ContentScan } from '../../main/security/content/content-scan.ts';
import { compileFilterRules } from '../../main/security/filters/filter-rules.ts';
import { corpusMessages } from '../demo/messages.ts';

const rules = compileFilterRules([]);

it('finds every attachment name that mailparser finds', async () => {
  const missing: string[] = [];
  let names = 0;
  for (const [index, { content }] of corpusMessages().entries()) {
    if (index % 5 !== 0) continue;
    const { attachments } = await simpleParser(content, { skipTextToHtml: true, skipImageLinks: true });
    const scan = new ContentScan(rules, { attachments: true });
    scan.write(content);
    const found = new Set(scan.end().attachments.flatMap((attachment) => attachment.names));
    for (const { filename } of attachments) {
      if (filename === undefined) continue;
      names += 1;
      if (!fileNameReadings(filename).some((name) => found.has(name))) missing.push(filename);
    }
  }
  expect(missing).toEqual([]);
  expect(names).toBeGreaterThan(10);
}, 60_000);
