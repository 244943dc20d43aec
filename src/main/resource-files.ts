/** Reads resources from files, as FHIR's JSON or XML, and folders of them. */
import { readdir, readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import type { Structure } from '../fhir/definitions.ts'
import { parseJsonBytes } from '../fhir/json.ts'
import { isObject, isResource, type Resource } from '../fhir/resource.ts'
import { readFhirXml } from './fhir-xml.ts'
import { CommandError } from './usage.ts'

/** What a file holds, or why it cannot be read as JSON or XML. */
export type FileContent =
  | { readonly kind: 'value'; readonly value: unknown }
  | { readonly kind: 'fault'; readonly fault: string }

export async function readContent(file: string, structures: readonly Structure[]): Promise<FileContent> {
  const bytes = await readFile(file).catch((cause: unknown) => {
    throw new CommandError(`${file} cannot be read.`, { cause })
  })
  if (file.endsWith('.xml')) {
    const value = readFhirXml(new TextDecoder().decode(bytes), structures)
    return value === undefined ? { kind: 'fault', fault: 'is no well-formed XML.' } : { kind: 'value', value }
  }
  const parsed = parseJsonBytes(bytes)
  return parsed.kind === 'fault' ? parsed : { kind: 'value', value: parsed.value }
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
    resources.push(...resourcesIn(content.value))
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
  const found = await stat(given).catch((cause: unknown) => {
    throw new CommandError(`${given} cannot be read.`, { cause })
  })
  if (!found.isDirectory()) return [given]
  const names = (await readdir(given)).filter((name) => /\.(json|xml)$/.test(name) && !name.startsWith('.'))
  return names
    .slice(0, DEFINITION_FILES_MAX)
    .sort()
    .map((name) => path.join(given, name))
}
