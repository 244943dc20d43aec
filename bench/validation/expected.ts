/** What our own examples are meant to be. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { folderOf } from './ground.ts'

/** Errors by file: none, or one for an example that is there to break a rule. */
export function readExpected(): Record<string, number> {
  const text = readFileSync(join(folderOf('own') ?? '', 'index.json'), 'utf8')
  const index = JSON.parse(text) as { readonly file: string; readonly valid: boolean }[]
  return Object.fromEntries(index.map(({ file, valid }) => [file, valid ? 0 : 1]))
}
