/** The commands that touch no store: `validate`, `map` and `fhirpath`, by the content of this checkout. */
import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { parseJsonBytes } from '../fhir/json.ts'
import { isResource } from '../fhir/resource.ts'
import { compile, Primitive } from '../fhirpath/fhirpath.ts'
import type { Published } from '../gateway/publish.ts'
import { publishContent } from './ground.ts'
import { CommandError, configFor, print, UsageError } from './usage.ts'
import type { Given } from './usage.ts'

/** Checks each file: a resource against FHIR and its profiles, anything else as a case record. Exit code 1 after an error. */
export async function checkFiles({ words: files, options }: Given): Promise<void> {
  if (files.length === 0) throw new UsageError('Name the files to check.')
  const content = await publishContent()
  for (const file of files) {
    const faults = faultsOf(content, await readJson(file), options.profile)
    for (const { text } of faults) print(`${file}: ${text}`)
    if (faults.some(({ isError }) => isError)) process.exitCode = 1
    else print(`${file}: no errors`)
  }
}

type Told = { readonly isError: boolean; readonly text: string }

function faultsOf(content: Published, value: unknown, profile: string | undefined): Told[] {
  if (!isResource(value)) {
    const checked = content.checkRecord(value)
    if (checked.kind === 'ok') return []
    return checked.faults.map(({ pointer, rule, text }) => ({
      isError: true,
      text: `${pointer || '/'}: ${text} (${rule})`,
    }))
  }
  const at = new Date().toISOString()
  return content
    .check(value, { at, ...(profile !== undefined && { profile }) })
    .map(({ severity, expression, rule, text }) => ({
      isError: severity === 'error' || severity === 'fatal',
      text: `${severity}: ${expression}: ${text} (${rule})`,
    }))
}

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

async function readJson(file: string): Promise<unknown> {
  const bytes = await readFile(file).catch((cause: unknown) => {
    throw new CommandError(`${file} cannot be read.`, { cause })
  })
  const parsed = parseJsonBytes(bytes)
  if (parsed.kind === 'fault') throw new CommandError(`${file} ${parsed.fault}.`)
  return parsed.value
}
