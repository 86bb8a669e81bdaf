/** Names that people and scripts rely on, and documents that must stay true. */
import { existsSync } from 'node:fs';
import * as path from 'node:path';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { SETTABLE_LIMITS } from '../../shared/limits.ts';
import { strictOptionalPackages } from '../setup/relax-lock.ts';
import { filesUnder, read, ROOT } from './sources.ts';

const exists = (file: string): boolean => existsSync(path.join(ROOT, file));

const DOCUMENTS = ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'SECURITY.md', 'DECISIONS.md', 'CHANGELOG.md', ...filesUnder('docs', /\.md$/)];

const TOP_LEVEL = ['main', 'renderer', 'shared', 'resources', 'test', 'package.json', 'tsconfig.json', 'LICENSE', '.ci/run'];

describe('the layout', () => {
  it.each([...TOP_LEVEL, ...DOCUMENTS])('%s is there', (name) => {
    expect(exists(name)).toBe(true);
  });

  it('keeps each layer of its own type checking: shared knows neither Node nor the DOM, and only windows know the DOM', () => {
    const layer = z.object({ compilerOptions: z.object({ types: z.array(z.string()).optional(), lib: z.array(z.string()).optional() }).default({}) });
    const optionsOf = (file: string) => layer.parse(JSON.parse(read(file))).compilerOptions;
    expect(optionsOf('tsconfig.json')).toMatchObject({ types: [], lib: ['ES2024'] });
    expect(optionsOf('shared/tsconfig.json')).toEqual({});
    expect(optionsOf('main/tsconfig.json')).toEqual({ types: ['node'] });
    expect(optionsOf('renderer/tsconfig.json').types).not.toContain('node');
  });
});

describe('the documents', () => {
  const scripts = Object.keys(z.object({ scripts: z.record(z.string(), z.string()) }).parse(JSON.parse(read('package.json'))).scripts);

  it.each(DOCUMENTS)('%s names only npm scripts that exist', (document) => {
    const named = [...read(document).matchAll(/\bnpm (?:run (?:-s )?([\w:-]+)|(start|test)\b)/g)].map((match) => match[1] ?? match[2]);
    expect(named.filter((name) => name !== undefined && !scripts.includes(name))).toEqual([]);
  });

  it.each(DOCUMENTS)('%s links only to files that exist', (document) => {
    const links = [...read(document).matchAll(/\]\((?!https?:|mailto:|#)([^)#]+)/g)].map((match) => match[1] ?? '');
    expect(links.filter((link) => !exists(path.join(path.dirname(document), link)))).toEqual([]);
  });

  it.each(DOCUMENTS)('%s names only sources and tests that exist', (document) => {
    const named = [...read(document).matchAll(/`((?:main|shared|renderer|test|resources|docs|\.ci)\/[\w./-]*)`/g)].map((match) => match[1] ?? '');
    expect(named.filter((name) => !exists(name))).toEqual([]);
  });

  it('README.md gives the two commands', () => {
    expect(read('README.md')).toContain('npm install && npm start');
    expect(read('README.md')).toContain('npm install && npm test');
  });

  it('SECURITY.md names a test for each threat', () => {
    const rows = read('SECURITY.md')
      .split('\n')
      .filter((line) => line.startsWith('| '))
      .slice(2);
    expect(rows.length).toBeGreaterThan(10);
    expect(rows.filter((row) => !/`test\/[^`]+`/.test(row))).toEqual([]);
  });
});

describe('the lock file', () => {
  it('lets an old Node install what Node 24 will run (if not: node test/setup/relax-lock.ts)', () => {
    expect(strictOptionalPackages()).toBe(0);
  });

  it('names no registry', () => {
    expect(read('package-lock.json')).not.toContain('"resolved"');
  });
});

describe('every limit', () => {
  it.each(Object.entries(SETTABLE_LIMITS))('%s has a reason and a default within its bounds', (_name, limit) => {
    expect(limit.reason.length).toBeGreaterThan(20);
    expect(limit.default).toBeGreaterThanOrEqual(limit.min);
    expect(limit.default).toBeLessThanOrEqual(limit.max);
  });

  it('that is fixed has its reason written above it', () => {
    const fixed = read('shared/limits.ts').split('export const FIXED_LIMITS')[1]?.split('\n').slice(1) ?? [];
    const entries = fixed.flatMap((line, index) => (/^ {2}\w+:/.test(line) ? [{ line: line.trim(), above: fixed[index - 1] ?? '' }] : []));
    expect(entries.length).toBeGreaterThan(10);
    expect(entries.filter(({ above }) => !above.includes('*/')).map(({ line }) => line)).toEqual([]);
  });
});
