/** Which domain's mail comes next: new mail before old, senders in turn, and nothing before its time. */
import { describe, expect, test } from 'vitest';
import { Agenda } from '../../main/delivery/runner/agenda.ts';

/** Takes all that is due. */
function takeAll(agenda: Agenda, now: number): string[] {
  const taken: string[] = [];
  for (let domain = agenda.take(now); domain !== undefined; domain = agenda.take(now)) taken.push(domain);
  return taken;
}

describe('what waits', () => {
  test('comes in the order of its time, and not before it', () => {
    const agenda = new Agenda();
    const times = [50, 10, 40, 20, 30, 60];
    for (const at of times) agenda.put(`d${at}.test`, at);
    expect([agenda.size, agenda.nextAt()]).toEqual([6, 10]);
    expect(agenda.take(9)).toBeUndefined();
    expect(takeAll(agenda, 45)).toEqual(['d10.test', 'd20.test', 'd30.test', 'd40.test']);
    expect([agenda.size, agenda.nextAt()]).toEqual([2, 50]);
  });

  test('of one time comes in the order in which it was put, so that neighbours in the queue are written together', () => {
    const agenda = new Agenda();
    const domains = Array.from({ length: 20 }, (_, number) => `d${number}.test`);
    for (const domain of domains) agenda.put(domain, 10);
    expect(takeAll(agenda, 10)).toEqual(domains);
  });

  test('stands on it once, at the earliest of its times', () => {
    const agenda = new Agenda();
    agenda.put('a.test', 30);
    agenda.put('a.test', 10);
    agenda.put('a.test', 20);
    expect(agenda.size).toBe(1);
    expect(takeAll(agenda, 100)).toEqual(['a.test']);
    // Gone, and back again: what is left of the old times says nothing.
    agenda.put('a.test', 50);
    expect([agenda.take(40), agenda.nextAt()]).toEqual([undefined, 50]);
    expect(takeAll(agenda, 50)).toEqual(['a.test']);
  });

  test('of ten thousand domains comes in order, whatever the order it was put there', () => {
    const agenda = new Agenda();
    const times = Array.from({ length: 10_000 }, (_, number) => (number * 7919) % 10_007);
    for (const at of times) agenda.put(`d${at}`, at);
    expect(takeAll(agenda, Infinity)).toEqual([...new Set(times)].toSorted((one, other) => one - other).map((at) => `d${at}`));
    expect([agenda.size, agenda.nextAt()]).toEqual([0, undefined]);
  });
});

describe('new mail', () => {
  test('comes before what waits, but every fourth turn is for that', () => {
    const agenda = new Agenda();
    for (const number of [1, 2, 3, 4]) agenda.put(`old${number}`, number);
    for (const number of [1, 2, 3, 4, 5, 6]) agenda.addFresh('anna', `new${number}`);
    expect(agenda.nextAt()).toBe(0);
    expect(takeAll(agenda, 10)).toEqual(['new1', 'new2', 'new3', 'old1', 'new4', 'new5', 'new6', 'old2', 'old3', 'old4']);
  });

  test('of all senders comes in turn: whoever sends much does not stand before whoever sends little', () => {
    const agenda = new Agenda();
    for (let number = 0; number < 1000; number += 1) agenda.addFresh('bulk', `b${number}`);
    agenda.addFresh('anna', 'a1');
    agenda.addFresh('', 'report');
    expect([agenda.take(0), agenda.take(0), agenda.take(0), agenda.take(0)]).toEqual(['b0', 'a1', 'report', 'b1']);
    expect(takeAll(agenda, 0)).toHaveLength(998);
  });

  test('for one domain stands there once for each sender', () => {
    const agenda = new Agenda();
    for (let time = 0; time < 3; time += 1) agenda.addFresh('anna', 'a.test');
    expect(takeAll(agenda, 0)).toEqual(['a.test']);
  });
});

test('nothing is left after a clear', () => {
  const agenda = new Agenda();
  agenda.put('a.test', 1);
  agenda.addFresh('anna', 'b.test');
  agenda.clear();
  expect([agenda.size, agenda.nextAt(), agenda.take(10)]).toEqual([0, undefined, undefined]);
});
