/** Unit and contract suites sit beside the code or in test/; end-to-end suites drive the build in dist/. */
export default {
  testEnvironment: '<rootDir>/test/suite-environment.js',
  // No test depends on how fast the machine is; this only ends one that hangs.
  testTimeout: 60_000,
  roots: [
    '<rootDir>/adapters',
    '<rootDir>/app',
    '<rootDir>/command-api',
    '<rootDir>/domain',
    '<rootDir>/engine',
    '<rootDir>/http',
    '<rootDir>/notifications',
    '<rootDir>/process-managers',
    '<rootDir>/projectors',
    '<rootDir>/query-api',
    '<rootDir>/test',
  ],
  // Beside what it is made from, not in the temporary folder of the system.
  cacheDirectory: '<rootDir>/node_modules/.cache/jest',
  testMatch: ['**/*.spec.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  setupFiles: ['reflect-metadata'],
  transform: { '^.+\\.ts$': '@swc/jest' },
};
