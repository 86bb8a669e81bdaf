/** Lists of entries: filters, file types, addresses. */
export const lists = {};
