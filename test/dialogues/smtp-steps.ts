/** Steps that most SMTP dialogues begin with. */
import type { Decision } from '../../shared/decisions/verdicts.ts';
import type { RunningEngine } from '../fakes/running-engine.ts';
import { Dialogue } from './dialogue.ts';

export const base64 = (text: string): string => Buffer.from(text).toString('base64');

/** A connection to the SMTP port of a server, nothing said on it yet. */
export const smtp = (server: RunningEngine, localAddress?: string): Promise<Dialogue> =>
  Dialogue.open(server.port('smtp'), localAddress === undefined ? {} : { localAddress });

/** Says EHLO. @returns the lines of the answer */
export async function ehlo(dialogue: Dialogue): Promise<string[]> {
  dialogue.say('EHLO client.example');
  return await dialogue.hearReply();
}

/** A connection with greeting and EHLO done. */
export async function greeted(server: RunningEngine, localAddress?: string): Promise<Dialogue> {
  const dialogue = await smtp(server, localAddress);
  await dialogue.play('S: 220 mail.local.test ESMTP…');
  await ehlo(dialogue);
  return dialogue;
}

/** What was decided last, with its steps. */
export async function lastDecision(server: RunningEngine): Promise<Decision> {
  const { decisions } = await server.engine.events.decisions.get({}, { limit: 1 });
  const [decision] = decisions;
  if (decision === undefined) throw new Error('nothing was decided');
  return decision;
}
