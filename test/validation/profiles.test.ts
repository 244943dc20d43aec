/** What profiles can ask for beyond FHIR's own rules: each rule kind with a resource that satisfies it and faults that do not. */
import { describe, expect, test } from '@jest/globals'
import type { Structure } from '../../src/fhir/definitions.ts'
import { coded, observation, profile, reference, slicing, typeUrl, URL } from './observation.ts'
import { changed, lines, profileOf, SYSTEM, UNHELD_VALUE_SET, validatorWith, VALUE_SET } from './world.ts'

profile(
  'cardinality of a profile',
  {
    'Observation.identifier': { min: 1, max: '2' },
    'Observation.method': { max: '0' },
    'Observation.component': { min: 2 },
  },
  [
    ['', undefined, ''],
    ['identifier', undefined, 'error cardinality-min Observation.identifier'],
    [
      'identifier',
      [1, 2, 3].map((value) => ({ value: String(value) })),
      'error cardinality-max Observation.identifier',
    ],
    ['method', { text: 'x' }, 'error cardinality-max Observation.method'],
    ['component', [observation.component[0]], 'error cardinality-min Observation.component'],
  ],
)

profile(
  'fixed, pattern, length and range',
  {
    'Observation.status': { fixed: { type: 'Code', value: 'final' } },
    'Observation.code': { pattern: { type: 'CodeableConcept', value: coded('a') } },
    'Observation.identifier.value': { maxLength: 3 },
    'Observation.component.value[x]': {
      types: [{ code: 'integer' }, { code: 'string' }],
      maxValue: { type: 'Integer', value: 5 },
      minValue: { type: 'Integer', value: 1 },
    },
    'Observation.effective[x]': {
      types: [{ code: 'dateTime' }],
      minValue: { type: 'DateTime', value: '2026-01-01' },
    },
  },
  [
    ['', undefined, ''],
    ['status', 'amended', 'error fixed Observation.status'],
    ['code', coded('z'), 'error pattern Observation.code'],
    [
      'code',
      {
        coding: [
          { system: SYSTEM, code: 'z' },
          { system: SYSTEM, code: 'a', display: 'A' },
        ],
        text: 'x',
      },
      '',
    ],
    ['identifier[0].value', 'long', 'error max-length Observation.identifier[0].value'],
    ['component[0].valueInteger', 6, 'error max-value Observation.component[0].value.ofType(integer)'],
    ['component[0].valueInteger', 0, 'error min-value Observation.component[0].value.ofType(integer)'],
    ['effectiveDateTime', '2025-12-31T23:00:00Z', 'error min-value Observation.effective.ofType(dateTime)'],
    ['effectiveDateTime', '2026', ''],
  ],
)

profile(
  'types',
  {
    'Observation.value[x]': { types: [{ code: 'Quantity' }, { code: 'CodeableConcept' }] },
    'Observation.subject': { types: reference('Patient') },
    'Observation.focus': {
      types: [{ code: 'Reference', aggregation: ['contained'], versioning: 'independent' }],
    },
  },
  [
    ['', undefined, ''],
    ['valueQuantity', undefined, ''],
    ['valueString', 'x', 'error choice-type Observation.value'],
    ['subject', { reference: 'Group/g1' }, 'error reference-target Observation.subject'],
    ['focus', [{ reference: 'Patient/p' }], 'error reference-aggregation Observation.focus[0]'],
    [
      'focus',
      [{ reference: 'Patient/p/_history/1' }],
      'error reference-aggregation Observation.focus[0]; error reference-versioning Observation.focus[0]',
    ],
  ],
)

profile(
  'bindings',
  {
    'Observation.code': { binding: { strength: 'required', valueSet: VALUE_SET } },
    'Observation.category': { binding: { strength: 'extensible', valueSet: VALUE_SET } },
    'Observation.method': { binding: { strength: 'required', valueSet: UNHELD_VALUE_SET } },
    'Observation.value[x]': { binding: { strength: 'required', valueSet: VALUE_SET } },
    'Observation.bodySite': { binding: { strength: 'preferred', valueSet: VALUE_SET } },
  },
  [
    ['', undefined, ''],
    ['code', coded('z'), 'error binding-required Observation.code'],
    ['code', { coding: [{ code: 'a' }] }, 'error binding-required Observation.code'],
    [
      'code',
      { coding: [{ system: 'https://example.test/other', code: 'a' }] },
      'error binding-required Observation.code',
    ],
    ['code', { text: 'x' }, 'error binding-required Observation.code'],
    ['code', { coding: [...coded('z').coding, { system: SYSTEM, code: 'b', display: 'B' }] }, ''],
    ['category', [coded('z')], 'warning binding-extensible Observation.category[0]'],
    ['category', [{ text: 'x' }], ''],
    ['method', coded('a'), 'warning binding-unknown Observation.method'],
    ['bodySite', coded('z'), ''],
    [
      'valueQuantity',
      { value: 1, system: SYSTEM, code: 'z' },
      'error binding-required Observation.value.ofType(Quantity)',
    ],
  ],
)

profile(
  'invariants, in their own words',
  {
    Observation: {
      constraints: [
        {
          key: 'ex-1',
          severity: 'error',
          human: 'A final observation has a date.',
          expression: "status = 'final' implies effective.exists()",
        },
        {
          key: 'ex-2',
          severity: 'warning',
          human: 'It should be recent.',
          expression: 'effective.exists() implies effective <= today()',
        },
      ],
    },
    'Observation.component': {
      constraints: [
        { key: 'ex-3', severity: 'error', human: 'Once.', expression: 'code.coding.single().exists()' },
      ],
    },
  },
  [
    ['', undefined, ''],
    ['effectiveDateTime', undefined, 'error ex-1 Observation'],
    ['effectiveDateTime', '2027-01-01', 'warning ex-2 Observation'],
    ['component[1].code.coding', [{ code: 'a' }, { code: 'b' }], 'error ex-3 Observation.component[1]'],
  ],
)

test('an invariant that cannot be evaluated is a finding that says so', () => {
  const constraints = [
    { key: 'ex-1', severity: 'error', human: 'Recent.', expression: 'effective <= today()' } as const,
  ]
  const check = validatorWith(profileOf('Observation', URL, { Observation: { constraints } })).compile(URL)
  const [finding] = check(observation)
  expect(finding).toMatchObject({
    severity: 'error',
    code: 'processing',
    rule: 'ex-1',
    expression: 'Observation',
  })
  expect(finding?.text).toMatch(/could not be evaluated here \(now\(\) and today\(\) need the time/)
})

const quantityProfile = profileOf('Quantity', 'https://example.test/StructureDefinition/quantity', {
  'Quantity.unit': { min: 1 },
})

profile(
  'profiles of datatypes',
  { 'Observation.value[x]': { types: [{ code: 'Quantity', profile: [quantityProfile.url] }] } },
  [
    ['', undefined, ''],
    ['valueQuantity', { value: 3 }, 'error cardinality-min Observation.value.ofType(Quantity).unit'],
  ],
  [quantityProfile],
)

const extension: Structure = {
  ...profileOf('Extension', 'https://example.test/StructureDefinition/extension', {
    'Extension.url': { fixed: { type: 'Uri', value: 'https://example.test/StructureDefinition/extension' } },
    'Extension.extension': { max: '0' },
    'Extension.value[x]': {
      types: [{ code: 'code' }],
      min: 1,
      binding: { strength: 'required', valueSet: VALUE_SET },
    },
  }),
  context: [{ type: 'element', expression: 'Observation' }],
}

profile(
  'slices of extensions, by the definition of each',
  {
    'Observation.extension:kind': {
      types: [{ code: 'Extension', profile: [extension.url] }],
      min: 1,
      max: '1',
      sliceName: 'kind',
    },
  },
  [
    ['', undefined, 'error slice-min Observation.extension'],
    ['extension', [{ url: extension.url, valueCode: 'a' }], ''],
    [
      'extension',
      [{ url: extension.url, valueCode: 'z' }],
      'error binding-required Observation.extension[0].value.ofType(code)',
    ],
    [
      'extension',
      [
        { url: extension.url, valueCode: 'a' },
        { url: extension.url, valueCode: 'b' },
      ],
      'error slice-max Observation.extension',
    ],
    [
      'component[0].extension',
      [{ url: extension.url, valueCode: 'a' }],
      'error extension-context Observation.component[0].extension[0]; error slice-min Observation.extension',
    ],
  ],
  [extension],
)

describe('content references', () => {
  const questionnaire = profileOf('Questionnaire', URL, { 'Questionnaire.item': { min: 1 } })
  const check = validatorWith(questionnaire).compile(URL)
  const item = (linkId: string, ...items: unknown[]): Record<string, unknown> => ({
    linkId,
    type: 'group',
    ...(items.length > 0 && { item: items }),
  })
  test('are followed at every depth', () => {
    const of = (deepest: unknown): unknown => ({
      resourceType: 'Questionnaire',
      name: 'Example',
      status: 'draft',
      item: [item('1', item('2', item('3', deepest)))],
    })
    expect(lines(check(of({ linkId: '4', type: 'display' })))).toEqual([])
    expect(lines(check(of({ linkId: '4', type: 'nothing', colour: 'red' })))).toEqual([
      'error unknown-element Questionnaire.item[0].item[0].item[0].item[0].colour',
      'error binding-required Questionnaire.item[0].item[0].item[0].item[0].type',
    ])
  })
})

test("a profile that is claimed is checked by the resource's own type too, each fault once", () => {
  const validator = validatorWith(profileOf('Observation', URL, { 'Observation.identifier': { min: 1 } }))
  const { identifier: _, ...bare } = observation
  const claiming = { ...bare, status: 'x', meta: { profile: [URL] } }
  const findings = validator.check(claiming)
  expect(lines(findings)).toEqual([
    'error binding-required Observation.status',
    'error cardinality-min Observation.identifier',
  ])
  expect(findings.filter(({ severity }) => severity === 'error').map(({ profile: of }) => of)).toEqual([
    typeUrl('Observation'),
    URL,
  ])
})

test('a profile of another type is refused', () => {
  const check = validatorWith(profileOf('Observation', URL, {})).compile(URL)
  expect(lines(check({ resourceType: 'Patient' }), 'error')).toEqual(['error resource-type Patient'])
})

describe('profiles of resources within resources', () => {
  const final = profileOf('Observation', URL, {
    'Observation.status': { fixed: { type: 'Code', value: 'final' } },
  })
  const bundleUrl = 'https://example.test/StructureDefinition/bundle'
  const bundleProfile = profileOf('Bundle', bundleUrl, {
    'Bundle.entry': slicing('profile', 'resource'),
    'Bundle.entry:final': { min: 1, max: '1' },
    'Bundle.entry:final.resource': { types: [{ code: 'Observation', profile: [URL] }], min: 1 },
  })
  const validator = validatorWith(final, bundleProfile)
  const bundleOf = (...resources: object[]): object => ({
    resourceType: 'Bundle',
    type: 'collection',
    entry: resources.map((resource) => ({ resource })),
  })
  const preliminary = changed(observation, 'status', 'preliminary')

  test('set slices apart', () => {
    const check = validator.compile(bundleUrl)
    expect(lines(check(bundleOf(observation, preliminary)))).toEqual([])
    expect(lines(check(bundleOf(preliminary)))).toEqual(['error slice-min Bundle.entry'])
    expect(lines(check(bundleOf(observation, observation)))).toEqual(['error slice-max Bundle.entry'])
  })

  test('are asked where the resource claims them', () => {
    const claiming = { ...preliminary, meta: { profile: [URL, 'https://example.test/nobody'] } }
    const found = [
      'warning profile-unknown Bundle.entry[0].resource.meta.profile[1]',
      'error fixed Bundle.entry[0].resource.status',
    ]
    expect(lines(validator.check(bundleOf(claiming)))).toEqual(found)
  })

  test('are asked by conformsTo', () => {
    const asking = profileOf('Bundle', bundleUrl, {
      Bundle: {
        constraints: [
          {
            key: 'ex-1',
            severity: 'error',
            human: 'All final.',
            expression: `entry.resource.all(conformsTo('${URL}'))`,
          },
          {
            key: 'ex-2',
            severity: 'error',
            human: 'Unknown.',
            expression: "entry.resource.all(conformsTo('x'))",
          },
        ],
      },
    })
    const check = validatorWith(final, asking).compile(bundleUrl)
    expect(lines(check(bundleOf(observation)))).toEqual(['error ex-2 Bundle'])
    expect(lines(check(bundleOf(observation, preliminary)))).toEqual([
      'error ex-1 Bundle',
      'error ex-2 Bundle',
    ])
  })

  test('a check by one profile does not ask what the resource claims besides', () => {
    const claiming = { ...preliminary, meta: { profile: [URL] } }
    expect(lines(validator.compile(typeUrl('Observation'))(claiming))).toEqual([])
    expect(lines(validator.check(claiming))).toEqual(['error fixed Observation.status'])
  })
})
