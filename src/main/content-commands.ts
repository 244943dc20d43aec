/** Commands that touch no store, by the content of this checkout: `validate` and `fhirpath`. */
import { compile, Primitive } from '../fhirpath/fhirpath.ts'
import { readJson } from './resource-files.ts'
import { print, UsageError } from './usage.ts'
import type { Given } from './usage.ts'
import { validate } from './validate.ts'

/** Checks files, lines or cases; validate.ts. */
export const checkFiles = validate

/** Prints each value that the expression finds, as JSON. */
export async function evaluateExpression({ words: [expression, file] }: Given): Promise<void> {
  if (expression === undefined || file === undefined)
    throw new UsageError('Give the expression and the file.')
  const resource = await readJson(file)
  const program = compile(expression)
  for (const value of program.evaluate(resource, { now: new Date().toISOString() }))
    print(JSON.stringify(value instanceof Primitive ? value.value : value))
}
