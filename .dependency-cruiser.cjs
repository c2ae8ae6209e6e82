/**
 * The allowed arrows between rooms (docs/architecture.md). A room may import itself and the rooms named here; nothing
 * else, and no circles.
 */
const arrows = {
  domain: [],
  engine: [],
  adapters: ['engine'],
  http: ['engine'],
  projectors: ['domain', 'engine'],
  'process-managers': ['domain', 'engine'],
  'command-api': ['domain', 'engine', 'http'],
  'query-api': ['projectors', 'domain', 'engine', 'http'],
  notifications: ['domain', 'engine'],
};
const rooms = [...Object.keys(arrows), 'app', 'test', 'bench', 'dashboard'];
const spec = '\\.spec\\.ts$';

/** The rooms of engine/ and what each may import besides itself; no file of engine/ lies outside a room. */
const engineArrows = {
  tools: [],
  outside: [],
  log: ['tools'],
  transfer: ['log'],
  stores: ['log', 'tools'],
  feed: ['stores', 'log', 'tools'],
  commands: ['stores', 'log', 'tools'],
  projections: ['feed', 'stores', 'log', 'tools'],
  reactions: ['commands', 'feed', 'stores', 'log', 'tools'],
  audit: ['feed', 'stores', 'log', 'tools'],
};
const engineRules = [
  ...Object.entries(engineArrows).map(([room, allowed]) => ({
    name: `engine-${room}-arrows`,
    comment: `engine/${room}/ may import only itself${allowed.length > 0 ? ` and ${allowed.join(', ')}` : ''}.`,
    severity: 'error',
    from: { path: `^engine/${room}/`, pathNot: spec },
    to: { path: '^engine/', pathNot: `^engine/(${[room, ...allowed].join('|')})/` },
  })),
  {
    name: 'engine-has-rooms',
    comment: 'Every file of engine/ lies in one of its rooms.',
    severity: 'error',
    from: { path: '^engine/', pathNot: `^engine/(${Object.keys(engineArrows).join('|')})/` },
    to: {},
  },
  {
    name: 'engine-has-rooms-imported',
    severity: 'error',
    from: {},
    to: { path: '^engine/', pathNot: `^engine/(${Object.keys(engineArrows).join('|')})/` },
  },
  {
    name: 'engine-has-rooms-alone',
    severity: 'error',
    from: { orphan: true, path: '^engine/', pathNot: `^engine/(${Object.keys(engineArrows).join('|')})/` },
    to: {},
  },
];

const roomRules = Object.entries(arrows).map(([room, allowed]) => ({
  name: `${room}-arrows`,
  comment: `${room}/ may import only itself${allowed.length > 0 ? ` and ${allowed.join(', ')}` : ''}.`,
  severity: 'error',
  from: { path: `^${room}/`, pathNot: spec },
  to: { path: `^(${rooms.filter((other) => other !== room && !allowed.includes(other)).join('|')})/` },
}));

/** Each package that does something outside the language, and the folders that may import it. */
const vendors = {
  '@photostructure/sqlite': 'adapters/embedded',
  '@node-rs/argon2': 'adapters/argon2',
  nodemailer: 'adapters/mail',
  '@eventstore/db-client': 'adapters/eventstoredb',
  mongodb: 'adapters/mongodb',
  ioredis: 'adapters/redis',
  amqplib: 'adapters/rabbitmq',
  pino: 'app',
  '(jsonwebtoken|rxjs|helmet|swagger-ui-dist)': 'http',
  '(@nestjs/[^/]+|express|class-validator|class-transformer)': '(http|command-api|query-api|app)',
};
const vendorRules = [
  ...Object.entries(vendors).map(([packages, allowedIn]) => ({
    name: `vendor-${packages.replace(/[^a-z]+/gi, '-')}`,
    comment: `${packages} is imported in ${allowedIn} only.`,
    severity: 'error',
    from: { pathNot: [`^${allowedIn}/`, spec, '^test/'] },
    to: { path: `node_modules/${packages}/` },
  })),
  {
    name: 'sqlite-behind-one-driver',
    comment: 'SQLite is spoken to through adapters/embedded/sqlite.ts.',
    severity: 'error',
    from: { pathNot: ['^adapters/embedded/', spec, '^test/'] },
    to: { path: '^(node:)?sqlite$' },
  },
];

module.exports = {
  forbidden: [
    ...roomRules,
    ...engineRules,
    ...vendorRules,
    {
      name: 'embedded-stands-alone',
      comment: 'What other adapters keep in the embedded store they keep behind a port.',
      severity: 'error',
      from: { path: '^adapters/(?!embedded/)', pathNot: spec },
      to: { path: '^adapters/embedded/' },
    },
    {
      name: 'domain-is-pure',
      comment: 'The rules of the shop import nothing but themselves: no package, no node: built-in.',
      severity: 'error',
      from: { path: '^domain/', pathNot: spec },
      to: { pathNot: '^domain/' },
    },
    {
      name: 'engine-without-vendors',
      severity: 'error',
      from: { path: '^engine/', pathNot: spec },
      to: { path: 'node_modules/(?!canonicalize)' },
    },
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'no-specs-imported', severity: 'error', from: { pathNot: spec }, to: { path: spec } },
    {
      name: 'no-tests-in-the-product',
      severity: 'error',
      from: { pathNot: ['^test/', '^bench/', spec] },
      to: { path: '^test/' },
    },
  ],
  options: {
    parser: 'swc',
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|data|coverage)/' },
    tsConfig: { fileName: 'tsconfig.json' },
  },
};
