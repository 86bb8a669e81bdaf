import { expect, test } from 'vitest';
import { inputText } from '../../renderer/windows/messages/step-input.ts';

test.each([
  ['data', '2014 bytes', '2,014 bytes'],
  ['data', '1 bytes', '1 byte'],
  ['data', '<anna@example.com>: 1234567 bytes', '<anna@example.com>: 1,234,567 bytes'],
  // What a client has said stands for itself.
  ['helo', '2014 bytes', '2014 bytes'],
  ['data', 'a subject of 2014 bytes', 'a subject of 2014 bytes'],
] as const)('at %s, %s', (stage, input, shown) => {
  expect(inputText({ stage, input })).toBe(shown);
});
