import { describe, expect, it } from 'vitest';
import { takeOffTrace } from './trace-headers.ts';

const trace = (bytes: string) => {
  const { returnPath, received, content } = takeOffTrace(Buffer.from(bytes, 'latin1'));
  return { returnPath, received, content: content.toString('latin1') };
};

describe('taking off the trace fields', () => {
  it('takes one Return-Path and one Received field, folded lines included', () => {
    expect(trace('Return-Path: <a@b>\r\nReceived: from x\r\n\tby y with ESMTP\r\n id 1; now\r\nReceived: from z\r\n\r\nbody\r\n')).toEqual({
      returnPath: 'a@b',
      received: 'from x by y with ESMTP id 1; now',
      content: 'Received: from z\r\n\r\nbody\r\n',
    });
  });

  it('leaves alone what is not at the top or in another order', () => {
    expect(trace('Subject: x\r\nReturn-Path: <a@b>\r\n')).toEqual({
      returnPath: undefined,
      received: undefined,
      content: 'Subject: x\r\nReturn-Path: <a@b>\r\n',
    });
    expect(trace('Received: from x\r\nReturn-Path: <a@b>\r\n')).toEqual({ returnPath: undefined, received: 'from x', content: 'Return-Path: <a@b>\r\n' });
    expect(trace('Return-Path: <>\r\nReceived: from x\r\n\r\n \r\n')).toEqual({ returnPath: '', received: 'from x', content: '\r\n \r\n' });
  });
});
