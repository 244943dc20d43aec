// Branch coverage of src/consent by its own tests: `npm run coverage`. Nothing is left out but the file of types, which has no code.
import base from './jest.config.mjs'

export default {
  ...base,
  transform: { '/src/consent/[^/]+\\.ts$': '<rootDir>/test/support/global-instrument.ts' },
  testMatch: ['<rootDir>/test/consent/**/*.test.ts'],
  collectCoverage: true,
  coverageProvider: 'babel',
  collectCoverageFrom: ['src/consent/**', '!src/consent/consent.ts'],
  coverageReporters: ['text'],
  coverageThreshold: { global: { branches: 100, functions: 100, lines: 100, statements: 100 } },
}
