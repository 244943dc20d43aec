/** Writes docs/coverage.md from the rows and facts of test/mapping/coverage-rows.ts. Usage: node scripts/coverage-page.ts */
import { writeFileSync } from 'node:fs'
import { coveragePage } from '../test/mapping/coverage-page.ts'

writeFileSync(new URL('../docs/coverage.md', import.meta.url), coveragePage())
