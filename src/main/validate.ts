/**
 * `throughline validate`: resources and case records from files, NDJSON line by line, or the cases of a manifest. Its own
 * options are read here, after a `--` too. The exit code is 1 after an error.
 */
import { once } from 'node:events'
import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import { loadContent } from '../content/content.ts'
import { parseJson } from '../fhir/json.ts'
import { isObject, isResource } from '../fhir/resource.ts'
import type { Issue } from './validation-report.ts'
import { checkCase, readManifest } from './case-manifest.ts'
import { definitionSet } from './definition-set.ts'
import { publishContent, root } from './ground.ts'
import { readContent, readResources } from './resource-files.ts'
import { UsageError, type Given } from './usage.ts'
import { FORMATS, reportIn, verdictOf, type Verdict } from './validation-report.ts'

type Options = {
  readonly profile?: string | undefined
  readonly cases?: string | undefined
  readonly format?: string | undefined
  readonly definitions?: string[] | undefined
  readonly 'tool-policy'?: boolean | undefined
}

/** Lines of NDJSON between two words of progress. */
const PROGRESS_LINES = 1_000

export async function validate(given: Given): Promise<void> {
  const { files, options } = read(given)
  const { cases } = options
  const chosen = options.format ?? (cases === undefined ? 'text' : 'json')
  const format = FORMATS.find((each) => each === chosen)
  if (format === undefined) throw new UsageError(`There is no format '${chosen}'; use ${FORMATS.join(', ')}.`)
  if (cases === undefined && files.length === 0) throw new UsageError('Name the files to check.')
  const report = reportIn(format)
  const tell: Tell = async (verdict) => {
    if (!verdict.valid && cases === undefined) process.exitCode = 1
    // Who reads slowly is waited for, so that a long file does not pile up here.
    if (!process.stdout.write(report.one(verdict))) await once(process.stdout, 'drain')
  }
  process.stdout.write(report.begin)
  if (cases === undefined) await validateFiles(files, options, tell)
  else await validateCases(cases, options, tell)
  process.stdout.write(report.end)
}

function read({ words, options }: Given): { files: string[]; options: Options } {
  try {
    const { values, positionals } = parseArgs({
      args: [...words],
      allowPositionals: true,
      allowNegative: true,
      options: {
        profile: { type: 'string' },
        cases: { type: 'string' },
        format: { type: 'string' },
        definitions: { type: 'string', multiple: true },
        'tool-policy': { type: 'boolean' },
      },
    })
    return { files: positionals, options: { ...options, ...values } }
  } catch (error) {
    throw new UsageError(isObject(error) ? String(error['message']) : 'The arguments cannot be read.', {
      cause: error,
    })
  }
}

type Tell = (verdict: Verdict) => Promise<void>

/** The policies of HL7's validator are on with its cases. */
async function validateCases(manifest: string, options: Options, tell: Tell): Promise<void> {
  const { definitions } = await loadContent(root)
  const { cases, folder } = await readManifest(manifest)
  const now = new Date().toISOString()
  const toolPolicy = options['tool-policy'] ?? true
  for (const each of cases) await tell(await checkCase(each, folder, { definitions, now, toolPolicy }))
}

type CheckValue = (value: unknown) => Issue[]

async function validateFiles(files: readonly string[], options: Options, tell: Tell): Promise<void> {
  const { definitions } = await loadContent(root)
  const check = await checkBy(options)
  for (const file of files) {
    if (file.endsWith('.ndjson')) await validateLines(file, check, tell)
    else {
      const content = await readContent(file, definitions.structures)
      await tell(verdictOf(file, content.kind === 'fault' ? [unread(content.fault)] : check(content.value)))
    }
  }
}

async function validateLines(file: string, check: CheckValue, tell: Tell): Promise<void> {
  let line = 0
  for await (const text of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) {
    line += 1
    if (line % PROGRESS_LINES === 0) process.stderr.write(`${file}: ${String(line)} lines\n`)
    if (text.trim() === '') continue
    const parsed = parseJson(text)
    const place = `${file}:${String(line)}`
    if (parsed.kind === 'ok') await tell(verdictOf(place, check(parsed.value)))
    else
      await tell(verdictOf(place, [unread(`is no JSON: at column ${String(parsed.column)}: ${parsed.text}`)]))
  }
}

function unread(fault: string): Issue {
  return {
    severity: 'error',
    code: 'structure',
    expression: '',
    rule: 'json',
    text: `The text ${fault.replace(/\.$/, '')}.`,
  }
}

/** The check by our own content, or, with further definitions, by these and FHIR's own. */
async function checkBy(options: Options): Promise<CheckValue> {
  const content = await publishContent()
  const now = new Date().toISOString()
  const { profile, definitions: paths = [] } = options
  const checkRecord: CheckValue = (value) => {
    const checked = content.checkRecord(value)
    if (checked.kind === 'ok') return []
    return checked.faults.map(({ pointer, rule, text }) => ({
      severity: 'error',
      code: 'structure',
      expression: pointer || '/',
      rule,
      text,
    }))
  }
  const toolPolicy = options['tool-policy'] === true
  if (paths.length === 0 && !toolPolicy) {
    const asked = { at: now, ...(profile !== undefined && { profile }) }
    return (value) => (isResource(value) ? content.check(value, asked) : checkRecord(value))
  }
  const { definitions, structureDefinitions, codeSystems, valueSets } = await loadContent(root)
  const further = await readResources(paths, definitions.structures)
  const own = [...structureDefinitions, ...codeSystems, ...valueSets].filter(isResource)
  const { validator, resolve } = definitionSet(definitions, [...own, ...further])
  const asked = { now, resolve, toolPolicy, targets: true }
  const program = profile === undefined ? undefined : validator.compile(profile)
  return (value) =>
    isResource(value)
      ? [...validator.check(value, asked), ...(program?.(value, asked) ?? [])]
      : checkRecord(value)
}
