/** Importing accounts, and what a mail program should be set to. */
import { formatNumber, plural } from '../plural.ts';

export const accountTools = {
  importCommand: 'Import…',
  mailProgramCommand: 'Mail program',
  mailProgram: {
    title: (address: string) => `Mail program of ${address}`,
    incoming: 'Fetching mail',
    outgoing: 'Sending mail',
    kind: 'Kind',
    pop3: 'POP3',
    smtp: 'SMTP',
    server: 'Server',
    port: 'Port',
    security: 'Encryption',
    securities: { tls: 'SSL/TLS', starttls: 'STARTTLS', none: 'none' },
    user: 'User name',
    authentication: 'Authentication',
    normalPassword: 'normal password',
    copy: (what: string, of: string) => `Copy: ${what} (${of})`,
    copyAll: 'Copy all',
    appleProfile: 'Save Apple profile',
    autoconfig: 'Save autoconfig file',
    filesHelp: (domain: string) =>
      `The Apple profile sets up Mail on a Mac, iPhone or iPad; the password is asked for there. The autoconfig file is found by Thunderbird and others when a web server offers it as https://autoconfig.${domain}/mail/config-v1.1.xml.`,
    selfSigned: 'The certificate is self-signed: the mail program warns at the first connection. Compare and confirm it, or set a real certificate.',
    noListener: 'No such listener is running.',
  },
  import: {
    title: 'Import accounts',
    list: 'Accounts, one a line',
    hint: 'Address, name, password, space in MB: with commas, semicolons or tabs between them, with or without headings. Only the address must be there; a password that is missing is made up.',
    preview: 'Preview',
    progress: 'Accounts created',
    counted: (good: number, bad: number) =>
      bad === 0
        ? `${plural(good, 'account', 'accounts')}.`
        : `${plural(good, 'account', 'accounts')}; ${plural(bad, 'line', 'lines')} with a mistake, left out.`,
    submit: (count: number) => (count === 0 ? 'Import' : `Import ${plural(count, 'account', 'accounts')}`),
    unlimited: 'no limit',
    madeUp: 'Password is made up',
    given: 'Password is given',
    column: { line: 'Line', address: 'Address', name: 'Name', quota: 'Space', remark: 'Remark', password: 'Password' },
    problems: {
      tooFewColumns: 'has no address',
      twice: (line: number) => `is in line ${formatNumber(line)} already`,
      exists: 'there is such an account already',
      foreignDomain: (domain: string) => `${domain} is not a domain of this server`,
      nameTooLong: 'the name has more than 200 characters',
      quotaWrong: 'the space must be a number of MB from 1, or empty for no limit',
    },
    done: (count: number) => `${plural(count, 'account', 'accounts')} created`,
    result: 'Result',
    created: 'Created, with the password of the list',
    once: 'Passwords that were made up are shown this once. Save them, hand each to its owner, and delete the file.',
    savePasswords: 'Save passwords (CSV)',
    passwordColumns: ['address', 'name', 'password'],
  },
};
