/** Reads resources from files, as FHIR's JSON or XML, and folders of them. */
import { readdir, readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import type { Structure } from '../fhir/definitions.ts'
import { JSON_CHARACTERS_MAX, parseJsonBytes } from '../fhir/json.ts'
import { isObject, isResource, type Resource } from '../fhir/resource.ts'
import { readFhirXml } from './fhir-xml.ts'
import { CommandError } from './usage.ts'

/** What a file holds, or why it cannot be read as JSON or XML; `text` where it is JSON, in which findings have places. */
export type FileContent =
  | { readonly kind: 'value'; readonly value: unknown; readonly text?: string }
  | { readonly kind: 'fault'; readonly fault: string; readonly at?: { line: number; column: number } }

/** Bytes of one document: what JSON may have in characters, if each took four. */
export const DOCUMENT_BYTES_MAX = 4 * JSON_CHARACTERS_MAX

/** Throws CommandError where the file cannot be read. */
export async function readContent(file: string, structures: readonly Structure[]): Promise<FileContent> {
  return contentOf(file, await readBytes(file), structures)
}

/** What the bytes of a file hold, by its name. */
export function contentOf(name: string, bytes: Uint8Array, structures: readonly Structure[]): FileContent {
  if (bytes.length === 0) return { kind: 'fault', fault: 'is empty.', at: { line: 1, column: 1 } }
  if (name.endsWith('.xml')) {
    const value = readFhirXml(new TextDecoder().decode(bytes), structures)
    return value === undefined ? { kind: 'fault', fault: 'is no well-formed XML.' } : { kind: 'value', value }
  }
  const parsed = parseJsonBytes(bytes)
  return parsed.kind === 'fault' ? parsed : { kind: 'value', value: parsed.value, text: parsed.text }
}

async function readBytes(file: string): Promise<Uint8Array> {
  const { size } = await stat(file).catch((cause: unknown) => unreadable(file, cause))
  if (size > DOCUMENT_BYTES_MAX)
    throw new CommandError(
      `${file} is larger than ${DOCUMENT_BYTES_MAX} bytes; divide it, or make it NDJSON.`,
    )
  return await readFile(file).catch((cause: unknown) => unreadable(file, cause))
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a folder',
  EACCES: 'this user may not read it',
  ENOTDIR: 'a part of its path is no folder',
}

/** Throws CommandError, with the reason where it is a known one. */
export function unreadable(file: string, cause: unknown): never {
  const code = isObject(cause) ? String(cause['code']) : ''
  throw new CommandError(`${file} cannot be read: ${REASONS[code] ?? code}.`, { cause })
}

/** The value of a JSON file; throws CommandError where there is none. */
export async function readJson(file: string): Promise<unknown> {
  const content = await readContent(file, [])
  if (content.kind === 'value') return content.value
  throw new CommandError(`${file} ${content.fault}`)
}

/** Files of one folder of definitions. */
const DEFINITION_FILES_MAX = 20_000

/** The resources of files and of the folders' files; those of a Bundle one by one. */
export async function readResources(
  paths: readonly string[],
  structures: readonly Structure[],
): Promise<Resource[]> {
  const files: string[] = []
  for (const each of paths) files.push(...(await filesOf(each)))
  const resources: Resource[] = []
  for (const file of files) {
    const content = await readContent(file, structures)
    if (content.kind === 'fault') throw new CommandError(`${file} ${content.fault}`)
    const found = resourcesIn(content.value)
    // Folders of packages hold other files too; a file that is named is meant to hold something.
    if (found.length === 0 && paths.includes(file)) throw new CommandError(`${file} holds no FHIR resource.`)
    resources.push(...found)
  }
  return resources
}

export function resourcesIn(value: unknown): Resource[] {
  if (!isResource(value)) return []
  const entries: unknown = value.resourceType === 'Bundle' ? value['entry'] : undefined
  if (!Array.isArray(entries)) return [value]
  return entries.flatMap((entry: unknown) => (isObject(entry) ? resourcesIn(entry['resource']) : []))
}

async function filesOf(given: string): Promise<string[]> {
  const found = await stat(given).catch((cause: unknown) => unreadable(given, cause))
  if (!found.isDirectory()) return [given]
  const names = (await readdir(given)).filter((name) => /\.(json|xml)$/.test(name) && !name.startsWith('.'))
  if (names.length === 0) throw new CommandError(`${given} is a folder without .json or .xml files.`)
  if (names.length > DEFINITION_FILES_MAX)
    throw new CommandError(`${given} holds more than ${DEFINITION_FILES_MAX} files.`)
  return names.sort().map((name) => path.join(given, name))
}
