/** Settings for servers of tests, which have no name server: tests that are about one bring it. */
export const WITHOUT_DNS = {
  server: { authenticationResults: false },
  security: { 'address-verification': { verifySenderDomain: false } },
  // What is for elsewhere stays in the queue.
  delivery: { paused: true },
};
