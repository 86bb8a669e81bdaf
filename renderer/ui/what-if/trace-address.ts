/** The address of the window that shows everything about a message. */

export function traceAddress(traceId: string): string {
  return `#/messages/${encodeURIComponent(traceId)}`;
}
