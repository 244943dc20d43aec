/** Laws of the case-record schema itself: described, strict, flat, and true to the terminology. */
import { globSync, readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { ANNOTATIONS } from '../../src/intake/case-record.ts'
import { check, schema } from './record.ts'

const sorted = (names: Iterable<string>) => [...new Set(names)].toSorted((a, b) => a.localeCompare(b))

type Schema = {
  [keyword: string]: unknown
  properties?: Record<string, Schema>
  items?: Schema
  enum?: string[]
}

const definitions = schema['$defs'] as Record<string, Schema>
const root = schema as Schema
const named: [string, Schema][] = [['CaseRecord', root], ...Object.entries(definitions)]
const target = (field: Schema): Schema | undefined =>
  typeof field['$ref'] === 'string' ? definitions[field['$ref'].replace('#/$defs/', '')] : undefined
const fields = named.flatMap(([name, { properties }]) =>
  Object.entries(properties ?? {}).map(([field, fragment]): [string, Schema] => [
    `${name}.${field}`,
    fragment,
  ]),
)

test('its dialect, its address and its sections are the published ones', () => {
  expect(root['$schema']).toBe('https://json-schema.org/draft/2020-12/schema')
  expect(root['$id']).toBe('https://throughline.example/schema/case-record.json')
  expect(Object.keys(root.properties ?? {}).slice(0, 3)).toEqual(['schemaVersion', 'record', 'client'])
  expect(root['required']).toEqual(['schemaVersion', 'record', 'client'])
})

test('every definition and every field is described', () => {
  const described = (fragment: Schema) =>
    typeof (fragment['description'] ?? target(fragment)?.['description']) === 'string'
  expect(named.filter(([, definition]) => !described(definition)).map(([name]) => name)).toEqual([])
  expect(fields.filter(([, field]) => !described(field)).map(([name]) => name)).toEqual([])
  expect(fields.length).toBeGreaterThan(400)
})

test('every object is strict, and every list and text bounded', () => {
  for (const [name, definition] of named) {
    if (definition['type'] === 'object')
      expect([name, definition['additionalProperties']]).toEqual([name, false])
  }
  for (const [name, field] of fields) {
    const fragment = { ...target(field), ...field }
    if (fragment['type'] === 'array') expect([name, typeof fragment['maxItems']]).toEqual([name, 'number'])
    const isBounded = ['maxLength', 'enum', 'pattern', 'format'].some((keyword) => keyword in fragment)
    if (fragment['type'] === 'string') expect([name, isBounded]).toEqual([name, true])
  }
})

test('a field has one type of JSON, and nothing is combined or conditional', () => {
  const combined = /"(oneOf|anyOf|allOf|not|if|then|else|patternProperties|dependentSchemas)":/g
  expect([...JSON.stringify(schema).matchAll(combined)].map((match) => match[1])).toEqual([])
  for (const [name, field] of fields) {
    const type = { ...target(field), ...field }['type']
    expect([name, typeof type]).toEqual([name, 'string'])
  }
})

test('it refers to nothing that is not there, and defines nothing unused', () => {
  const used = [...JSON.stringify(schema).matchAll(/"\$ref":"#\/\$defs\/(\w+)"/g)].map(
    (match) => match[1] ?? '',
  )
  expect(sorted(used)).toEqual(sorted(Object.keys(definitions)))
})

test('its annotations are those that intake reads', () => {
  const used = [...JSON.stringify(schema).matchAll(/"(x-\w+)":/g)].map((match) => match[1] ?? '')
  expect(sorted(used)).toEqual(sorted(ANNOTATIONS))
})

test('references name sections whose items have ids', () => {
  const sections = Object.entries(root.properties ?? {}).flatMap(([section, { items }]) => {
    const nested = Object.entries(target(items ?? {})?.properties ?? {})
    const own = nested.some(([name, field]) => name === 'id' && field['x-declaresId'] === true)
      ? [section]
      : []
    const within = nested.filter(
      ([, field]) => target(field.items ?? {})?.properties?.['id']?.['x-declaresId'] === true,
    )
    return [...own, ...within.map(([name]) => `${section}.${name}`)]
  })
  const referred = [...JSON.stringify(schema).matchAll(/"x-refersTo":\["([^\]]*)"\]/g)].flatMap((match) =>
    (match[1] ?? '').split('","'),
  )
  expect(referred.length).toBeGreaterThan(60)
  expect([...new Set(referred)].filter((section) => !sections.includes(section))).toEqual([])
})

test('rules about fields name fields of their own object', () => {
  for (const [name, definition] of named) {
    const own = Object.keys(definition.properties ?? {})
    const used = [
      ...['x-exactlyOneOf', 'x-atLeastOneOf', 'x-atMostOneOf'].flatMap(
        (keyword) => (definition[keyword] ?? []) as string[],
      ),
      ...((definition['x-dateOrder'] ?? []) as string[][]).flat(),
      ...((definition['x-requiredWhen'] ?? []) as { field: string; needs: string[] }[]).flatMap((rule) => [
        rule.field,
        ...rule.needs,
      ]),
      ...((definition['x-onlyWhen'] ?? []) as { field: string; codes: string }[]).flatMap((rule) => [
        rule.field,
        rule.codes,
      ]),
    ]
    expect([name, used.filter((field) => !own.includes(field))]).toEqual([name, []])
  }
})

describe('codes', () => {
  const base = 'https://throughline.example/fhir/CodeSystem/'
  const published = new Map(
    globSync('terminology/code-systems/*.fsh').map((file): [string, string[]] => {
      const text = readFileSync(file, 'utf8')
      const codes = [...text.matchAll(/^\* #(?:"([^"]+)"|(\S+))/gm)].map(
        (match) => match[1] ?? match[2] ?? '',
      )
      return [/^Id: (\S+)/m.exec(text)?.[1] ?? file, codes]
    }),
  )
  const own = Object.entries(definitions).filter(
    ([, { 'x-codeSystem': system }]) => typeof system === 'string' && system.startsWith(base),
  )

  test('are closed enumerations', () => {
    for (const [name, definition] of Object.entries(definitions)) {
      if ('x-codeSystem' in definition)
        expect([name, (definition.enum ?? []).length > 0]).toEqual([name, true])
    }
    expect(own.length).toBeGreaterThan(25)
  })

  test.each(own)('of %s are in the code system that it names, where that is published', (_, definition) => {
    const codes = published.get(String(definition['x-codeSystem']).slice(base.length))
    expect((definition.enum ?? []).filter((code) => codes !== undefined && !codes.includes(code))).toEqual([])
  })

  test('of the code systems that the case record shares with the profiles, are all published', () => {
    const shared = [
      'information-category',
      'service-type',
      'need-domain',
      'care-team-role',
      'court-role',
      'drug-test-result',
      'asam-4',
      'asam-3',
      'discharge-reason',
      'credential',
      'mandate-condition',
      'referral-reason',
    ]
    expect(shared.filter((system) => !published.has(system))).toEqual([])
  })

  test('of the referral states are those of the exchange policy', () => {
    const policy = readFileSync('policies/referral-states.json', 'utf8')
    const states = definitions['ReferralStatus']?.enum ?? []
    expect(states.filter((state) => !policy.includes(`"${state}"`))).toEqual([])
  })
})

describe('docs/case-record.md', () => {
  const guide = readFileSync('docs/case-record.md', 'utf8')

  test('names every section with the required fields of its items', () => {
    for (const [section, { items }] of Object.entries(root.properties ?? {}).slice(3)) {
      const required = (target(items ?? {})?.['required'] ?? []) as string[]
      const row = guide.split('\n').find((line) => line.startsWith(`| \`${section}\` |`))
      expect([section, row?.split('|').at(-2)?.trim()]).toEqual([
        section,
        required.map((field) => `\`${field}\``).join(', '),
      ])
    }
  })

  test('explains every rule of ours, and every annotation but the name of a code system', () => {
    const sources = globSync('src/intake/*.ts')
      .map((file) => readFileSync(file, 'utf8'))
      .join('\n')
    const rules = [...sources.matchAll(/(?:rule: |found\(|: )'([a-z]+(?:-[a-z]+)+)'/g)].map(
      (match) => match[1] ?? '',
    )
    expect(rules.length).toBeGreaterThan(10)
    expect(rules.filter((rule) => !guide.includes(`\`${rule}\``) && !ISSUE_CODES.includes(rule))).toEqual([])
    expect(ANNOTATIONS.filter((name) => !guide.includes(`\`${name}\``))).toEqual([])
  })

  test('shows a smallest record that is valid', () => {
    const example = /```json\n([^`]+)```/.exec(guide)?.[1] ?? ''
    expect(check(JSON.parse(example)).kind).toBe('ok')
  })
})

/** FHIR issue types that look like names of rules. */
const ISSUE_CODES = ['code-invalid', 'too-long', 'not-found', 'business-rule', 'not-supported', 'too-costly']
