/** The windows of the security options. */
export const security = {};
