/**
 * Compiles terminology/ and profiles/ (FSH) into the committed package profiles/package and src/fhir/codes.ts. The same
 * sources give the same bytes. Usage: node scripts/build-profiles.ts [--check]; with --check nothing is written, and what
 * differs from the committed files is named (exit code 1).
 */
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { renderCodes, type UsedCodes } from './profiles/codes.ts'
import { compile } from './profiles/compile.ts'
import { packageFiles } from './profiles/package.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const folder = 'profiles/package'

const compiled = await compile(root)
const used = JSON.parse(readFileSync(join(root, 'terminology/used-codes.json'), 'utf8')) as UsedCodes
const files = new Map([...packageFiles(compiled)].map(([name, text]) => [`${folder}/${name}`, text]))
files.set('src/fhir/codes.ts', renderCodes(compiled, used))

if (process.argv.includes('--check')) report([...staleFiles(), ...differentFiles()])
else write()

/** Files of the package that no source makes any more. */
function staleFiles(): string[] {
  if (!existsSync(join(root, folder))) return []
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.json'))
    .map((name) => `${folder}/${name.replaceAll('\\', '/')}`)
    .filter((file) => !files.has(file))
}

function differentFiles(): string[] {
  return [...files].flatMap(([file, text]) => {
    const path = join(root, file)
    return existsSync(path) && readFileSync(path, 'utf8') === text ? [] : [file]
  })
}

function report(different: readonly string[]): void {
  for (const file of different) console.error(`differs from its sources: ${file}`)
  console.log(`${files.size} files compiled, ${different.length} differ`)
  if (different.length > 0) process.exitCode = 1
}

function write(): void {
  const different = differentFiles()
  const stale = staleFiles()
  for (const file of stale) rmSync(join(root, file))
  for (const file of different) {
    mkdirSync(dirname(join(root, file)), { recursive: true })
    writeFileSync(join(root, file), files.get(file) ?? '')
  }
  console.log(`${files.size} files compiled, ${different.length} written, ${stale.length} removed`)
}
