/** The files that `throughline validate` is given: a file as it is, of a folder all that can be checked. */
import { readdir, stat } from 'node:fs/promises'
import path from 'node:path'
import { unreadable } from './resource-files.ts'
import { CommandError } from './usage.ts'

/** The standard input, as commands name it. */
export const STANDARD_INPUT = '-'

/** Files of one folder and its folders. */
const FILES_MAX = 100_000
const CHECKED = /\.(?:json|ndjson|xml)$/

/** The files of a path, in order; throws CommandError where there is none. */
export async function findFiles(given: string): Promise<string[]> {
  if (given === STANDARD_INPUT) return [given]
  const found = await stat(given).catch((cause: unknown) => unreadable(given, cause))
  if (!found.isDirectory()) return [given]
  const entries = await readdir(given, { recursive: true, withFileTypes: true })
  const files = entries
    .filter((entry) => entry.isFile() && CHECKED.test(entry.name) && !entry.name.startsWith('.'))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort()
  if (files.length === 0) throw new CommandError(`${given} is a folder without .json, .ndjson or .xml files.`)
  if (files.length > FILES_MAX)
    throw new CommandError(`${given} holds more than ${FILES_MAX} files; name its folders one by one.`)
  return files
}
