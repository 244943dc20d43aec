/**
 * docs/coverage.md: for each row of the case, facts of the main case as they stand in the record and in FHIR, the profile, the
 * rule of the maps that carried each, an example, and whether the maps back give the same again.
 */
import { readdirSync } from 'node:fs'
import { isObject } from '../../src/fhir/resource.ts'
import type { Resource } from '../../src/fhir/resource.ts'
import { compileContentMap } from '../../src/gateway/content-maps.ts'
import { createFhirMap } from '../../src/gateway/fhir-map.ts'
import { runMap } from '../../src/mapping/run.ts'
import type { Origin } from '../../src/mapping/loss.ts'
import {
  caseRecord,
  content,
  fhirpath,
  mapped,
  SYSTEM_OF_RECORDS,
  terminology,
} from './case-record-ground.ts'
import { ROWS } from './coverage-rows.ts'
import type { Fact, Row } from './coverage-rows.ts'

/** A fact as it was found, in both forms and back again. */
export type Shown = {
  readonly fact: Fact
  readonly stated: unknown
  readonly read: readonly unknown[]
  readonly profile: string | undefined
  readonly rule: string | undefined
  /** Undefined where there are no maps back. */
  readonly back: unknown
}

const record = caseRecord('main')
const run = runMap(compileContentMap(content, 'case-record', { fhirpath, terminology }), record, {
  newId: () => 'not-asked-for',
  parameters: { system: SYSTEM_OF_RECORDS, custodian: 'cedar-bridge' },
  fhirpath: {},
  tracksOrigins: true,
})
if (run.kind === 'refused') throw new Error(run.fault.message)
const entries = ((run.output[0] ?? {})['entry'] ?? []) as { fullUrl: string; resource: Resource }[]
/** What is added to a list is told by the path of the list, in order. */
const origins = Map.groupBy(run.origins, ({ path }) => path)
const createBack = createFhirMap(content, { fhirpath, terminology })
const { record: envelope, schemaVersion } = record as unknown as {
  record: Record<string, unknown>
  schemaVersion: string
}

const hasMapsBack = createBack !== undefined
const back = createBack?.(mapped(record).resources, {
  custodian: 'cedar-bridge',
  system: SYSTEM_OF_RECORDS,
  newId: () => 'not-asked-for',
  envelope: { schemaVersion, record: envelope },
}).record

export function shown({ facts }: Row): Shown[] {
  return facts.map((fact) => {
    const [type = '', id = ''] = fact.resource.split(' ')
    const index = entries.findIndex(
      ({ resource }) => resource.resourceType === type && sourceId(resource) === id,
    )
    const resource = entries[index]?.resource
    const read = resource
      ? [...fhirpath.compile(fact.path, { base: type }).evaluate(resource, {})].map(plain)
      : []
    return {
      fact,
      stated: at(record, fact.record),
      read,
      profile: resource?.meta?.profile?.[0]?.split('/').at(-1),
      rule: resource && ruleOf(resource, index, read[0]),
      back: back && at(back, fact.record),
    }
  })
}

/** Whether FHIR says what the record says; a reference says the id that it ends with. */
export function agrees({ fact, stated, read }: Shown): boolean {
  const [said] = read
  const wanted = fact.says ?? stated
  return (
    read.length > 0 && (said === wanted || (typeof said === 'string' && said.endsWith(`:${String(wanted)}`)))
  )
}

/** The page. */
export function coveragePage(): string {
  const rows = ROWS.flatMap((row) => {
    const all = shown(row)
    return all.map((each, index) =>
      [
        index === 0 ? `${row.number}` : '',
        index === 0 ? row.concept : '',
        `\`${each.fact.record.replace(/^(\S+) \S+ /, '$1.')}\``,
        `\`${each.fact.resource.split(' ')[0] ?? ''}.${short(each.fact.path)}\``,
        each.profile === undefined ? '' : `[${each.profile}](profiles/${each.profile}.md)`,
        each.rule ?? '',
        exampleOf(each.profile),
        each.back === undefined && !hasMapsBack ? 'no maps back' : isSame(each) ? 'yes' : 'no',
      ].join(' | '),
    )
  })
  return [
    '# What a case holds, row by row',
    '',
    'Each row is a concept of case management; each line a fact of the main case (`test/cases/main`), where it stands in the record and in',
    'FHIR, and whether the maps back give it again. Made by `node scripts/coverage-page.ts`; `test/mapping/coverage.test.ts` reads',
    'every fact in both places, and `test/clients/fhir-kit-client.test.ts`, a stock client over HTTP, 52 facts of all rows with plain',
    'FHIRPath. All fields: [mapping.md](mapping.md). `x(name)` is the extension of ours with that name.',
    '',
    '| # | Concept | In the record | In FHIR | Profile | Rule | Example | Round trip |',
    '|---|---|---|---|---|---|---|---|',
    ...rows.map((row) => `| ${row} |`),
    '',
  ].join('\n')
}

function isSame({ stated, back: again }: Shown): boolean {
  return JSON.stringify(stated) === JSON.stringify(again)
}

function short(path: string): string {
  return path
    .replaceAll(
      /extension\.where\(url = 'https:\/\/throughline\.example\/fhir\/StructureDefinition\/([a-z-]+)'\)/g,
      'x($1)',
    )
    .replaceAll(/extension\.where\(url = '(\w+)'\)/g, 'x($1)')
    .replaceAll('|', String.raw`\|`)
}

const examples = readdirSync(new URL('../../profiles/examples', import.meta.url)).sort()

/** The first example of the profile, which is a valid one: a file is named by its profile. */
function exampleOf(profile: string | undefined): string {
  if (profile === undefined) return ''
  const name = `Throughline${profile.replaceAll(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase())}`
  return `${examples.filter((file) => file.startsWith(`${name}-`)).length} in \`${name}-*\``
}

function sourceId(resource: Resource): string | undefined {
  const identifier = [resource['identifier']].flat()[0] as { value?: string } | undefined
  return identifier?.value
}

/** `section id field.field`, with numbers for items of lists. */
function at(whole: unknown, place: string): unknown {
  const [section = '', id = '', field = ''] = place.split(' ')
  const items = isObject(whole) ? whole[section] : undefined
  const item = Array.isArray(items) ? items.find((each) => isObject(each) && each['id'] === id) : items
  return field.split('.').reduce<unknown>((value, name) => {
    if (Array.isArray(value)) return (value as unknown[])[Number(name)]
    return isObject(value) ? value[name] : undefined
  }, item)
}

function plain(value: unknown): unknown {
  if (!isObject(value)) return value
  const inner = value['value'] ?? value['asStr']
  return inner ?? value
}

/** The rule that wrote the element in which the value stands, by file and name. */
function ruleOf(resource: Resource, index: number, value: unknown): string | undefined {
  const paths = pathsTo(resource, value, `Bundle.entry[${index}].resource`)
  for (const path of paths) {
    const origin = originOf(path)
    if (origin)
      return `${origin.rule.map.split('/').at(-1)?.replace('case-record-', '') ?? ''}: ${origin.rule.rule}`
  }
  return undefined
}

function originOf(path: string): Origin | undefined {
  for (let place = path; place.includes('.resource.'); place = place.replace(/(?:\.[^.[]+|\[\d+\])$/, '')) {
    const [, list = place, index = '0'] = /^(.*)\[(\d+)\]$/.exec(place) ?? []
    const written = origins.get(list)
    const origin = written?.[Number(index)] ?? written?.[0]
    if (origin) return origin
  }
  return undefined
}

function pathsTo(value: unknown, wanted: unknown, path: string): string[] {
  if (value === wanted) return [path]
  if (Array.isArray(value)) return value.flatMap((item, index) => pathsTo(item, wanted, `${path}[${index}]`))
  return isObject(value)
    ? Object.entries(value).flatMap(([name, child]) => pathsTo(child, wanted, `${path}.${name}`))
    : []
}
