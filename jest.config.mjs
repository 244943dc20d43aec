// Jest runs the TypeScript as Node does: native modules, types stripped, nothing transformed.
export default {
  testEnvironment: 'node',
  transform: {},
  extensionsToTreatAsEsm: ['.ts'],
  moduleFileExtensions: ['ts', 'mjs', 'js', 'cjs', 'json', 'node'],
  roots: ['<rootDir>/src', '<rootDir>/test'],
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  watchman: false,
  globalSetup: '<rootDir>/test/support/global-setup.ts',
  globalTeardown: '<rootDir>/test/support/global-teardown.ts',
  // The first test of a run that needs the database waits for its start, on a machine that may be busy.
  testTimeout: 30_000,
  maxWorkers: 2,
  // Each test file imports everything anew, and V8 frees modules late: a worker that has grown is replaced.
  workerIdleMemoryLimit: '1GB',
}
