/** Loaded before each test file: no test leaves this machine, not even where the code under test hides that it tried; passwords are hashed cheaply. */
import { afterEach } from 'vitest';
import './cheap-hashes.ts';
import { takeBreaches } from './deny-network.ts';

afterEach(() => {
  const breaches = takeBreaches();
  if (breaches.length > 0) throw new Error(`this test reached out of the machine: ${breaches.join('; ')}`);
});
