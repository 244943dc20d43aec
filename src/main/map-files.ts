/** Reads maps for the command line, one a file: FHIR Mapping Language, or a StructureMap in JSON. */
import { readFile } from 'node:fs/promises'
import { parseMap } from '../mapping/parse.ts'
import type { MapError, ParsedMap } from '../mapping/parse.ts'
import { readStructureMap } from '../mapping/resource/read.ts'
import { CommandError } from './usage.ts'

/** A file's map; throws CommandError with line and column of what is wrong in it. */
export async function readMapFile(file: string): Promise<ParsedMap> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new CommandError(`${file} cannot be read.`, { cause })
  })
  const parsed = file.endsWith('.json') ? readStructureMap(jsonOf(text, file)) : parseMap(text)
  if (parsed.kind === 'parsed') return parsed.map
  throw new CommandError(faultLines(parsed.errors, new Map(), file).join('\n'))
}

function jsonOf(text: string, file: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new CommandError(`${file} is not JSON.`, { cause })
  }
}

/** `file:line:column what`, with the file of the map where it is known. */
export function faultLines(
  errors: readonly MapError[],
  files: ReadonlyMap<string, string>,
  otherwise: string,
): string[] {
  return errors.map(
    ({ map, line, column, message }) => `${files.get(map ?? '') ?? otherwise}:${line}:${column} ${message}`,
  )
}
