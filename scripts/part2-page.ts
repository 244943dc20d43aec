/** Writes docs/part2.md from the table of rules. Usage: npm run part2-page */
import { writeFileSync } from 'node:fs'
import { part2Page } from './part2/page.ts'

writeFileSync(new URL('../docs/part2.md', import.meta.url), part2Page())
