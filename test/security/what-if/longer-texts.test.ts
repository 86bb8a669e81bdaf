/** What a longer filter may be made of. */
import { describe, expect, test } from 'vitest';
import { longerTexts, placesOf } from '../../../main/security/what-if/longer-texts.ts';

const message = (subject: string, body: string): Buffer => Buffer.from(`Subject: ${subject}\r\nFrom: a@b.test\r\n\r\n${body}\r\n`);

describe('the places of a text', () => {
  test('in its scope, in normal form', () => {
    const bytes = message('The Offer', 'An  OFFER\r\nfor you');
    expect(placesOf(bytes, 'offer', 'subject')).toEqual(['subject: the offer']);
    expect(placesOf(bytes, 'offer', 'body')[0]?.trim()).toBe('an offer for you');
    expect(placesOf(bytes, 'offer', 'urls')).toEqual([]);
  });

  test('are cut between words', () => {
    const [place = ''] = placesOf(message('x', `${'long '.repeat(100)}offer${' text'.repeat(100)}`), 'offer', 'body');
    expect(place.length).toBeLessThan(300);
    expect(place).toMatch(/^long .* offer .* text$/);
  });
});

describe('longer texts', () => {
  test('begin and end between words, on both sides', () => {
    const texts = longerTexts('take the secret offer today', 'offer');
    expect(texts).toEqual(expect.arrayContaining(['secret offer', 'offer today', 'secret offer today', 'the secret offer']));
    expect(texts.filter((text) => !/^(?:take|the|secret|offer)\b.*\b(?:offer|today)$/.test(text))).toEqual([]);
  });

  test('complete the words that the text stands in', () => {
    expect(longerTexts('these offers', 'offer')).toContain('offers');
    expect(longerTexts('prе-offer', 'offer')).toContain('prе-offer');
  });

  test('of a text without words around there are none', () => {
    expect(longerTexts('offer', 'offer')).toEqual([]);
  });
});
