/**
 * Who may import whom (ARCHITECTURE.md, "Rooms"). Imports go down the list and never up:
 *
 *   renderer → shared ← main
 *   desktop | service → host → admin → engine → smtp | pop3 | delivery → security | store | mime | log → settings → shared
 *
 * test/architecture/layers.test.ts runs this, holds it to every source file there is, and plants breaches to see each
 * rule bite: with a TypeScript that it cannot load, dependency-cruiser finds no modules and is content.
 */

/** The rooms of main/, from the top down. Rooms of one storey with `apart` do not know each other either. */
const STOREYS = [
  { rooms: ['desktop', 'service'], apart: true },
  { rooms: ['host'] },
  { rooms: ['admin'] },
  { rooms: ['engine\\.ts'] },
  { rooms: ['smtp', 'pop3', 'delivery'], apart: true },
  { rooms: ['security', 'store', 'mime', 'dns', 'log', 'accounts', 'tls', 'listener\\.ts', 'listener-set\\.ts'] },
  { rooms: ['settings'] },
  { rooms: ['clock\\.ts', 'ids\\.ts', 'client-address\\.ts', 'close-all\\.ts', 'connection-places\\.ts'] },
];

/** @param {readonly string[]} rooms */
const inMain = (rooms) => `^main/(${rooms.join('|')})(/|$)`;

const upward = STOREYS.slice(1).map((storey, index) => ({
  name: `main-${storey.rooms[0]?.replace('\\.ts', '')}-looks-up`,
  severity: 'error',
  comment: 'A lower storey of main/ knows nothing of the ones above it.',
  from: { path: inMain(storey.rooms) },
  to: { path: inMain(STOREYS.slice(0, index + 1).flatMap((above) => above.rooms)) },
}));

const sideways = STOREYS.filter((storey) => storey.apart).flatMap((storey) =>
  storey.rooms.map((room) => ({
    name: `main-${room}-looks-sideways`,
    severity: 'error',
    comment: 'These rooms stand side by side: what two of them need belongs a storey lower.',
    from: { path: inMain([room]) },
    to: { path: inMain(storey.rooms.filter((other) => other !== room)) },
  })),
);

export default {
  forbidden: [
    ...upward,
    ...sideways,
    {
      name: 'main-has-no-other-rooms',
      severity: 'error',
      comment: 'A new room of main/ gets its storey above, so that these rules hold for it too.',
      from: { path: '^main/', pathNot: [inMain(STOREYS.flatMap(({ rooms }) => rooms)), '^main/node24\\.cjs$'] },
      to: {},
    },
    {
      name: 'no-cycles',
      severity: 'error',
      comment: 'Two files that need each other are one file, or miss a third.',
      from: {},
      to: { circular: true },
    },
    {
      name: 'everything-resolves',
      severity: 'error',
      comment: 'An import that leads nowhere would hide what it imports from these rules.',
      from: {},
      to: { couldNotResolve: true, pathNot: '^(electron|node-sqlite3-wasm)$' },
    },
    {
      name: 'shared-stands-alone',
      severity: 'error',
      comment: 'shared/ is true everywhere: it knows no window, no engine, no test.',
      from: { path: '^shared/' },
      to: { path: '^(main|renderer|test)/' },
    },
    {
      name: 'shared-without-node',
      severity: 'error',
      comment: 'shared/ runs in the browser too.',
      from: { path: '^shared/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'renderer-knows-shared-alone',
      severity: 'error',
      comment: 'Windows talk to the engine through the admin API and through nothing else.',
      from: { path: '^renderer/' },
      to: { path: '^(main|test)/' },
    },
    {
      name: 'renderer-without-node',
      severity: 'error',
      comment: 'A window is sandboxed: no Node there.',
      from: { path: '^renderer/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'main-without-windows',
      severity: 'error',
      comment: 'The engine runs where there is no window.',
      from: { path: '^main/' },
      to: { path: '^renderer/' },
    },
    {
      name: 'electron-in-desktop-alone',
      severity: 'error',
      comment: 'One host of two is Electron; the rest runs without it.',
      from: { path: '^(main|shared|renderer)/', pathNot: '^main/desktop/' },
      to: { path: '(^|/)electron(/|$)' },
    },
    {
      name: 'nothing-imports-test',
      severity: 'error',
      comment: 'What ships does not lean on its tests.',
      from: { pathNot: '^test/' },
      to: { path: '^test/' },
    },
    {
      name: 'options-are-pure',
      severity: 'error',
      comment: 'A security option is a finding about facts: it knows no other option, no socket and no store.',
      from: { path: '^main/security/options/([^/]+)\\.ts$' },
      to: { path: '^(main/(security/options/(?!$1\\.ts$)|store/|listener\\.ts)|node:|net$|tls$|dns$|dgram$|http)' },
    },
    {
      name: 'ships-with-its-dependencies',
      severity: 'error',
      comment: 'main/ and shared/ run from their sources: what they import must be among the dependencies, not the devDependencies.',
      from: { path: '^(main|shared)/' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], pathNot: '(^|/)electron(/|$)' },
    },
  ],
  options: {
    // Types count as imports: a contract that names a type of an upper room leans on it.
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'node', 'default'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.json'],
    },
  },
};
