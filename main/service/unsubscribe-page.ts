/**
 * The public end of one-click unsubscribing (RFC 8058): `POST /unsubscribe/…` ends a membership. It needs no sign-in, since
 * the address itself is the proof; a GET, as mail scanners send them to every link, changes nothing and shows a button.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AdminContext } from '../admin/context.ts';

/** @returns false if the request is for something else */
export async function answerUnsubscribe(request: IncomingMessage, response: ServerResponse, lists: AdminContext['listMemberships']): Promise<boolean> {
  const path = (request.url ?? '').split('?')[0]?.slice(1) ?? '';
  if (!path.startsWith('unsubscribe/')) return false;
  const membership = lists.of(path);
  if (membership === undefined) return page(response, 404, 'This address is not valid', '<p>Use the link of the message as it is.</p>');
  if (request.method === 'POST') {
    request.resume();
    await lists.end(membership);
    return page(response, 200, 'You have left the list', '<p>You will get no more messages of it.</p>');
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') return page(response, 405, 'Not here', '');
  return page(response, 200, 'Leave the mailing list?', '<form method="post"><button>Leave the list</button></form>');
}

/** Nothing that came with the request is shown. */
function page(response: ServerResponse, status: number, title: string, body: string): true {
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'content-security-policy': "default-src 'none'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  });
  response.end(
    `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title><h1>${title}</h1>${body}</html>`,
  );
  return true;
}
