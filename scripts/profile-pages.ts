/**
 * Writes docs/profiles: a page for each profile of profiles/package, and the list of them. The same package gives the same
 * bytes. Usage: node scripts/profile-pages.ts
 */
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { profilePages } from './profiles/pages.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const folder = join(root, 'docs/profiles')
const pages = profilePages(join(root, 'profiles/package'))

mkdirSync(folder, { recursive: true })
for (const file of readdirSync(folder)) if (!pages.has(file)) rmSync(join(folder, file))
const written = [...pages].filter(([file, text]) => !isThere(join(folder, file), text))
for (const [file, text] of written) writeFileSync(join(folder, file), text)
console.log(`${pages.size} pages, ${written.length} written`)

function isThere(path: string, text: string): boolean {
  try {
    return readFileSync(path, 'utf8') === text
  } catch {
    return false
  }
}
