/** The commands that touch no store: `validate`, `map` and `fhirpath`, by the content of this checkout. */
import { randomUUID } from 'node:crypto'
import { compile, Primitive } from '../fhirpath/fhirpath.ts'
import { publishContent } from './ground.ts'
import { readJson } from './resource-files.ts'
import { CommandError, configFor, print, UsageError } from './usage.ts'
import type { Given } from './usage.ts'
import { validate } from './validate.ts'

/** Checks files, lines or cases; validate.ts. */
export const checkFiles = validate

/** Prints the Bundle that the map makes of a case record; what no rule carried goes to the error output. */
export async function mapRecordFile(given: Given): Promise<void> {
  const [file, more] = given.words
  if (file === undefined || more !== undefined) throw new UsageError('Name the one file to map.')
  const { partners } = await configFor(given)
  const id = given.options.as ?? partners[0]?.id
  const partner = partners.find((each) => each.id === id)
  if (!partner) throw new UsageError(`There is no partner '${id ?? ''}'.`)
  const content = await publishContent()
  const checked = content.checkRecord(await readJson(file))
  if (checked.kind === 'faults') {
    const lines = checked.faults.map(({ pointer, text }) => `${file}: ${pointer || '/'}: ${text}`)
    throw new CommandError(['The case record breaks its schema:', ...lines].join('\n'))
  }
  const { resources, unmapped } = content.mapRecord(checked.record, {
    custodian: partner.id,
    system: partner.recordSystem,
    newId: randomUUID,
  })
  const entry = resources.map(({ fullUrl, resource }) => ({ fullUrl, resource }))
  print(JSON.stringify({ resourceType: 'Bundle', type: 'collection', entry }, undefined, 2))
  for (const { pointer, reason } of unmapped) process.stderr.write(`not mapped: ${pointer}: ${reason}\n`)
}

/** Prints each value that the expression finds, as JSON. */
export async function evaluateExpression({ words: [expression, file] }: Given): Promise<void> {
  if (expression === undefined || file === undefined)
    throw new UsageError('Give the expression and the file.')
  const resource = await readJson(file)
  const program = compile(expression)
  for (const value of program.evaluate(resource, { now: new Date().toISOString() }))
    print(JSON.stringify(value instanceof Primitive ? value.value : value))
}
