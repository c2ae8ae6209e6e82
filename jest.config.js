/** The kinds of suites by what they cost, and where they are: a suite is of the first kind that it fits. */
const kinds = {
  // The built product, in processes of its own.
  e2e: ['test/e2e/**', 'test/docs/readme-tour.spec.ts'],
  // What stands behind the ports, the real thing: files, threads, now and then a process of the build.
  contracts: ['adapters/**', 'test/contracts/**', 'test/fixtures/**', 'test/shop-views-replay.spec.ts'],
  // Pure parts: nothing is started, nothing built.
  rules: [
    ...['domain/**', 'projectors/**', 'process-managers/order-saga/**', 'notifications/templates/**'],
    ...['query-api/sales/period.spec.ts', 'bench/**', 'test/docs/**', 'test/*.spec.ts'],
  ],
  // The engine and the services on it, in this process, on doubles in memory.
  engine: ['**'],
};

const names = Object.keys(kinds);

/** Folders and files as Jest's other patterns want them. */
const asExpression = (place) => `<rootDir>/${place.replaceAll('.', '\\.').replace(/\*\*$/, '').replace('*', '[^/]*')}`;

const projectOf = (name) => ({
  displayName: name,
  testEnvironment: '<rootDir>/test/suite-environment.js',
  testMatch: kinds[name].map((place) =>
    place.endsWith('.ts') ? `<rootDir>/${place}` : `<rootDir>/${place}/*.spec.ts`,
  ),
  testPathIgnorePatterns: [
    '<rootDir>/node_modules/',
    ...names.slice(0, names.indexOf(name)).flatMap((earlier) => kinds[earlier].map(asExpression)),
  ],
  // Beside what it is made from, not in the temporary folder of the system.
  cacheDirectory: '<rootDir>/node_modules/.cache/jest',
  extensionsToTreatAsEsm: ['.ts'],
  setupFiles: ['reflect-metadata'],
  transform: { '^.+\\.ts$': '@swc/jest' },
});

export default {
  // No test depends on how fast the machine is; this only ends one that hangs.
  testTimeout: 60_000,
  maxWorkers: '100%',
  // Jest keeps what a suite of ES modules loaded; in a heap of a gigabyte the collector takes half of the time.
  workerIdleMemoryLimit: '300MB',
  projects: names.map(projectOf),
};
