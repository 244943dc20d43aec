/**
 * Compiles terminology/ and profiles/ (FSH) into the committed package profiles/package and src/fhir/codes.ts. The same
 * sources give the same bytes. Usage: node scripts/build-profiles.ts
 */
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { renderCodes } from './profiles/codes.ts'
import type { UsedCodes } from './profiles/codes.ts'
import { compile } from './profiles/compile.ts'
import { packageFiles } from './profiles/package.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const folder = join(root, 'profiles/package')

const compiled = await compile(root)
const used = JSON.parse(readFileSync(join(root, 'terminology/used-codes.json'), 'utf8')) as UsedCodes
const files = packageFiles(compiled)
for (const old of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
  if (old.endsWith('.json') && !files.has(old)) rmSync(join(folder, old))
}
for (const [name, text] of files) {
  mkdirSync(dirname(join(folder, name)), { recursive: true })
  writeFileSync(join(folder, name), text)
}
writeFileSync(join(root, 'src/fhir/codes.ts'), renderCodes(compiled, used))
console.log(`profiles/package: ${files.size} files; src/fhir/codes.ts`)
