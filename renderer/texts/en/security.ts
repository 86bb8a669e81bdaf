/** The windows of the security options. */
export const security = {
  rules: 'Rules',
  senderIsClaimed:
    'A sender address is whatever the client says: these rules narrow what a login, a trusted address or a POP3 login has opened, and open nothing themselves.',
};
