/** Mailing lists and their members. */
import { formatNumber, plural } from '../plural.ts';

const members = (count: number) => plural(count, 'member', 'members');

export const mailingLists = {
  one: 'mailing list',
  many: 'mailing lists',
  add: 'New mailing list',
  edit: 'Edit',
  remove: 'Remove…',
  import: 'Import…',
  showLog: 'Show in log',
  column: { address: 'Address', name: 'Name', members: 'Members', posting: 'May post', replyTo: 'Replies go to', owner: 'Owner', created: 'Added' },
  posting: { anyone: 'Anyone', members: 'Members', named: 'Those named alone' },
  andNamed: (posting: string, count: number) => `${posting} and ${formatNumber(count)} named`,
  replyTo: { sender: 'The author', list: 'The list' },
  postmaster: 'postmaster',
  empty: {
    title: 'No mailing list yet',
    text: 'Mail to the address of a list goes on to all of its members. Each copy has a link to leave the list, and what comes back goes to the owner.',
  },
  emptyNoDomain: 'A list belongs to a domain, and there is none yet.',
  form: {
    createTitle: 'New mailing list',
    editTitle: (address: string) => `Edit ${address}`,
    address: 'Address',
    addressHint: 'An address in one of the domains of this server, which no account and no alias has.',
    addressStays:
      'The address stays: members write to it, and their filters know the list by it. For another one, make a new list, and an alias from the old address once this list is removed.',
    name: 'Name',
    nameHint: 'Stands in the header of each post, where mail programs show it.',
    nameLong: 'can have at most 200 characters',
    posting: 'Who may post',
    postingHelp: {
      anyone: 'Whoever writes to the address. Spammers, too.',
      members: 'Mail of others is refused.',
      named: 'A newsletter: members only read.',
    },
    posters: 'May always post',
    postersHint: 'One address per line, such as that of an office which is no member.',
    replyTo: 'Replies go to',
    owner: 'Owner',
    ownerHint: 'Gets what cannot be delivered, and mail for LIST+owner. Empty: the postmaster.',
    ownerWrong: 'must be a mail address, or empty for the postmaster',
    create: 'Create list',
    save: 'Save',
  },
  changed: (address: string) => `Changed ${address}`,
  removal: {
    title: (count: number, first: string) => (count === 1 ? `Remove ${first}?` : `Remove ${plural(count, 'mailing list', 'mailing lists')}?`),
    text: (count: number) =>
      `The list of ${members(count)} goes, too, and posts that have not been handed out yet. Mail to the address is refused from then on. This cannot be undone.`,
    confirm: 'Remove list',
  },
  members: {
    title: (list: string) => `Members of ${list}`,
    none: 'Select one mailing list to see its members.',
    one: 'member',
    many: 'members',
    add: 'Add members',
    remove: 'Remove',
    export: 'Export…',
    find: 'Find members',
    column: { address: 'Member', joined: 'Since' },
    empty: { title: 'Nobody is on the list', text: 'Add members here, or import them from a file. They are not asked.' },
    form: {
      title: (list: string) => `Add members to ${list}`,
      addresses: 'Addresses',
      hint: 'One address per line. Addresses elsewhere are allowed.',
      submit: 'Add',
    },
    added: (count: number, list: string) => `${members(count)} added to ${list}`,
    alreadyThere: 'All of them are members already',
    removed: (count: number, list: string) => `${members(count)} removed from ${list}`,
    csvColumns: ['list', 'member', 'since'],
  },
  importing: {
    title: 'Import mailing lists and members',
    list: 'List and member, one pair a line',
    hint: 'Address of the list, address of the member, name of the list: with commas, semicolons or tabs between them, with or without headings. A list that is not there yet is created.',
    hintMember: (list: string) => `A line with one address is a member of ${list}.`,
    preview: 'Preview',
    counted: (count: number, lists: number, bad: number) =>
      `${members(count)}${lists === 0 ? '' : `, ${plural(lists, 'new list', 'new lists')}`}${bad === 0 ? '.' : `; ${plural(bad, 'line', 'lines')} with a mistake, left out.`}`,
    submit: (count: number) => (count === 0 ? 'Import' : `Import ${members(count)}`),
    done: (count: number, lists: number) =>
      lists === 0 ? `${members(count)} imported` : `${members(count)} imported, ${plural(lists, 'list', 'lists')} created`,
    column: { line: 'Line', list: 'List', member: 'Member', remark: 'Remark' },
    newList: 'New list',
    problems: {
      noList: 'names no list',
      twice: (line: number) => `is in line ${formatNumber(line)} already`,
      taken: 'there is an account or alias of that address',
      foreignDomain: (domain: string) => `${domain} is not a domain of this server`,
      itself: 'a list cannot be a member of itself',
    },
  },
};
