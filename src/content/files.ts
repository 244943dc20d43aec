/** Files of the content: listed, read within limits, hashed. Paths are relative to the root and written with `/`. */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseJson as locateFault } from '../fhir/json.ts'
import { isObject } from '../fhir/resource.ts'
import { ContentError } from './content-error.ts'

/** Bytes of one file. */
const contentFileBytesMax = 32 * 1024 * 1024
/** Files of one folder. */
const contentFolderFilesMax = 2000
/** Hexadecimal digits of a version: enough that two contents never share one. */
const versionDigits = 16

export type ContentFile = { readonly path: string; readonly text: string }

/** The chosen files of a folder, sorted by name; a folder that is missing or has none of them is an error. */
export async function listFolder(
  root: string,
  folder: string,
  isChosen: (name: string) => boolean,
): Promise<string[]> {
  const names = await readdir(join(root, folder)).catch((cause: unknown) => fail(folder, cause))
  return chosenOf(names, folder, isChosen)
}

/** The same without waiting, for who loads content in the midst of other work. */
export function listFolderNow(root: string, folder: string, isChosen: (name: string) => boolean): string[] {
  return chosenOf(
    attempt(folder, () => readdirSync(join(root, folder))),
    folder,
    isChosen,
  )
}

function chosenOf(names: readonly string[], folder: string, isChosen: (name: string) => boolean): string[] {
  const chosen = names.filter(isChosen).sort()
  if (chosen.length === 0)
    throw new ContentError('content-missing', folder, 'holds none of the files it must')
  if (chosen.length > contentFolderFilesMax) {
    throw new ContentError('content-unreadable', folder, `holds more than ${contentFolderFilesMax} files`)
  }
  return chosen.map((name) => `${folder}/${name}`)
}

/** The files by path. */
export async function readFiles(root: string, paths: readonly string[]): Promise<Map<string, ContentFile>> {
  const read = await Promise.all(paths.map((path) => readContentFile(root, path)))
  return new Map(read.map((file) => [file.path, file]))
}

async function readContentFile(root: string, path: string): Promise<ContentFile> {
  const text = await readFile(join(root, path), 'utf8').catch((cause: unknown) => fail(path, cause))
  return bounded(path, text)
}

export function readFileNow(root: string, path: string): ContentFile {
  return bounded(
    path,
    attempt(path, () => readFileSync(join(root, path), 'utf8')),
  )
}

function attempt<T>(path: string, read: () => T): T {
  try {
    return read()
  } catch (cause) {
    return fail(path, cause)
  }
}

function bounded(path: string, text: string): ContentFile {
  if (Buffer.byteLength(text) > contentFileBytesMax) {
    throw new ContentError('content-unreadable', path, `is larger than ${contentFileBytesMax} bytes`)
  }
  return { path, text }
}

function fail(path: string, cause: unknown): never {
  const isMissing = isObject(cause) && cause['code'] === 'ENOENT'
  if (isMissing) throw new ContentError('content-missing', path, 'is missing', cause)
  throw new ContentError('content-unreadable', path, 'cannot be read', cause)
}

/** The parsed JSON of a file. */
export function parseJson({ path, text }: ContentFile): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    const fault = locateFault(text)
    const where = fault.kind === 'fault' ? `: line ${fault.line}, column ${fault.column}: ${fault.text}` : ''
    throw new ContentError('content-invalid', path, `is not JSON${where.replace(/\.$/, '')}`, cause)
  }
}

/** A short hash over paths and texts, whatever the order in which they were read. */
export function versionOf(files: ReadonlyMap<string, ContentFile>): string {
  const hash = createHash('sha256')
  for (const [path, { text }] of [...files].sort(([a], [b]) => (a < b ? -1 : 1))) {
    hash.update(`${path}\0${Buffer.byteLength(text)}\0${text}`)
  }
  return hash.digest('hex').slice(0, versionDigits)
}
