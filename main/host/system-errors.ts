/** Errors of the operating system, in words that help. */

/** The code of a system error such as `EACCES`; for other errors their message. */
export function errorCode(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return 'code' in error && typeof error.code === 'string' && error.code !== 'ERR_SQLITE_ERROR' ? error.code : error.message;
}

/** Why listening on a port failed, and what to do. */
export function explainListenError(error: unknown, what: string, address: string, port: number): string {
  const place = `${what} cannot listen on ${address === '' ? 'all addresses' : address}, port ${port}`;
  switch (errorCode(error)) {
    case 'EADDRINUSE':
      return `${place}: the port is busy. Stop the program that uses it, or choose another port`;
    case 'EACCES':
      return `${place}: not permitted. Ports below 1024 need administrator rights (on Linux: root, or the capability CAP_NET_BIND_SERVICE)`;
    case 'EADDRNOTAVAIL':
      return `${place}: this computer does not have that address`;
    default:
      return `${place}: ${errorCode(error)}`;
  }
}
