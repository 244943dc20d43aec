/** Commands that touch no store, by the content of this checkout: `validate` and `fhirpath`. */
import { buffer } from 'node:stream/consumers'
import { loadContent } from '../content/content.ts'
import { compile, Primitive } from '../fhirpath/fhirpath.ts'
import { root } from './ground.ts'
import { contentOf, readContent } from './resource-files.ts'
import { CommandError, onlyOptions, print, UsageError } from './usage.ts'
import type { Given } from './usage.ts'
import { STANDARD_INPUT } from './validate-files.ts'
import { validate } from './validate.ts'

/** Checks files, lines or cases; validate.ts. */
export const checkFiles = validate

/** Prints each value that the expression finds, as a line of JSON. */
export async function evaluateExpression(given: Given): Promise<void> {
  const [expression, file, more] = given.words
  onlyOptions(given, [])
  if (expression === undefined || file === undefined || more !== undefined)
    throw new UsageError('Give the expression and the file, the expression in quotes.')
  // The expression first: its fault is told without a file being read.
  const program = compile(expression)
  const resource = await readDocument(file)
  for (const value of program.evaluate(resource, { now: new Date().toISOString() }))
    print(JSON.stringify(value instanceof Primitive ? value.value : value))
}

/** The value of a file or of the standard input, in JSON or XML. */
async function readDocument(file: string): Promise<unknown> {
  const isXml = file.endsWith('.xml')
  const structures = isXml ? (await loadContent(root)).definitions.structures : []
  const content =
    file === STANDARD_INPUT
      ? contentOf('stdin', await buffer(process.stdin), structures)
      : await readContent(file, structures)
  if (content.kind === 'value') return content.value
  throw new CommandError(`${file} ${content.fault}`)
}
