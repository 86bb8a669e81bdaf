/** The sign-in page: plain HTML made here, so that whoever is not signed in gets no file of the console. */

export type SignInNotice = 'welcome' | 'bad-token' | 'wrong-password' | 'too-many';

const NOTICES: Record<SignInNotice, string> = {
  welcome: '',
  'bad-token': 'This sign-in address has been used already, or is older than 10 minutes.',
  'wrong-password': 'The password is wrong.',
  'too-many': 'There were too many failed attempts from this address. Wait a few minutes, then try again.',
};

const STYLE = `
  :root { color-scheme: light dark; }
  body { font: 16px/1.5 "Segoe UI", system-ui, sans-serif; margin: 0; display: grid; place-items: center; min-height: 100vh; }
  main { max-width: 26rem; padding: 2rem; }
  h1 { font-size: 1.5rem; font-weight: 600; margin: 0 0 1rem; }
  form { display: flex; flex-direction: column; gap: 0.5rem; margin-bottom: 1.5rem; }
  input, button { font: inherit; padding: 0.4rem 0.6rem; }
  code { white-space: nowrap; }
  [role="alert"] { font-weight: 600; }
`;

const PASSWORD_FORM = `
  <form method="post" action="/sign-in">
    <label for="password">Administrator password</label>
    <input id="password" name="password" type="password" autocomplete="current-password" maxlength="512" required autofocus>
    <button type="submit">Sign in</button>
  </form>`;

/** @param nonce for the style, as in the page's content security policy */
export function signInPage(notice: SignInNotice, hasPassword: boolean, nonce: string): string {
  const text = NOTICES[notice];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Gatepost: sign in</title>
<style nonce="${nonce}">${STYLE}</style>
</head>
<body>
<main>
  <h1>Sign in to Gatepost</h1>${text === '' ? '' : `\n  <p role="alert">${text}</p>`}${hasPassword ? PASSWORD_FORM : ''}
  <p>For a one-time sign-in address run <code>gatepost admin-url</code> on the computer of the server, and open it in this browser.</p>
</main>
</body>
</html>
`;
}
