/** What profiles can ask for beyond FHIR's own rules: each rule kind with a resource that satisfies it and faults that do not. */
import { describe, expect, test } from '@jest/globals'
import type { ElementRule, Structure } from '../../src/fhir/definitions.ts'
import { ValidationError } from '../../src/validation/validation.ts'
import {
  changed,
  definitions,
  lines,
  now,
  profileOf,
  SYSTEM,
  UNHELD_VALUE_SET,
  validatorWith,
  VALUE_SET,
  type Edits,
} from './world.ts'

const URL = 'https://example.test/StructureDefinition/profile'

function coded(code: string): { coding: { system: string; code: string }[] } {
  return { coding: [{ system: SYSTEM, code }] }
}

const observation = {
  resourceType: 'Observation',
  text: { status: 'generated', div: '<div xmlns="http://www.w3.org/1999/xhtml">x</div>' },
  identifier: [{ system: 'https://example.test/id', value: '1' }],
  status: 'final',
  category: [coded('a')],
  // With a display, for it must not be the code of a component (obs-7).
  code: { coding: [{ system: SYSTEM, code: 'a', display: 'A' }] },
  subject: { reference: 'Patient/testa', type: 'Patient' },
  effectiveDateTime: '2026-01-02',
  valueQuantity: { value: 3, unit: 'x' },
  component: [
    { code: coded('a'), valueInteger: 1 },
    { code: coded('b'), valueString: 'x' },
  ],
}

type Cases = readonly (readonly [path: string, value: unknown, found: string])[]

/** A profile of Observation by its edits, and what it finds in copies of the observation. */
function profile(title: string, edits: Edits, cases: Cases, others: Structure[] = []): void {
  describe(title, () => {
    const check = validatorWith(profileOf('Observation', URL, edits), ...others).compile(URL)
    const found = (resource: unknown): string[] => lines(check(resource, { now }))
    test.each(cases)('%s = %j: %s', (path, value, expected) => {
      const resource = path === '' ? observation : changed(observation, path, value)
      expect(found(resource)).toEqual(expected === '' ? [] : expected.split('; '))
    })
  })
}

const reference = (...types: string[]): ElementRule['types'] => [
  { code: 'Reference', targetProfile: types.map(typeUrl) },
]

function typeUrl(type: string): string {
  return definitions.structures.find((each) => each.type === type)?.url ?? type
}

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
    ['code', { coding: [{ code: 'a' }] }, ''],
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

const slicing = (
  type: 'value' | 'pattern' | 'exists' | 'type' | 'profile',
  path: string,
  rules: 'open' | 'closed' | 'openAtEnd' = 'open',
  ordered = false,
): Partial<ElementRule> => ({
  slicing: { discriminator: [{ type, path }], rules, ordered },
})

profile(
  'slices by pattern, with rules of their own',
  {
    'Observation.component': slicing('pattern', 'code'),
    'Observation.component:first': { min: 1, max: '1' },
    'Observation.component:first.code': { pattern: { type: 'CodeableConcept', value: coded('a') }, min: 1 },
    'Observation.component:first.value[x]': { types: [{ code: 'integer' }], min: 1 },
    'Observation.component:first.interpretation': { max: '0' },
    'Observation.component:second': { max: '1' },
    'Observation.component:second.code': { pattern: { type: 'CodeableConcept', value: coded('b') } },
  },
  [
    ['', undefined, ''],
    ['component[0].code', coded('z'), 'error slice-min Observation.component'],
    ['component', undefined, 'error slice-min Observation.component'],
    [
      'component[1].code',
      coded('a'),
      'error slice-max Observation.component; error choice-type Observation.component[1].value; error cardinality-min Observation.component[1].value',
    ],
    ['component[0].valueInteger', undefined, 'error cardinality-min Observation.component[0].value'],
    [
      'component[0].interpretation',
      [{ text: 'x' }],
      'error cardinality-max Observation.component[0].interpretation',
    ],
    ['component[2]', { code: coded('z'), interpretation: [{ text: 'x' }] }, ''],
  ],
)

profile(
  'slices by value below the element, closed',
  {
    'Observation.category': slicing('value', 'coding.code', 'closed'),
    'Observation.category:a': { min: 1 },
    'Observation.category:a.coding.code': { fixed: { type: 'Code', value: 'a' }, min: 1 },
    'Observation.category:whole': {},
    'Observation.category:whole.coding': {
      pattern: { type: 'Coding', value: { system: SYSTEM, code: 'z' } },
    },
  },
  [
    ['', undefined, ''],
    ['category[1]', coded('z'), ''],
    ['category[1]', coded('b'), 'error slice-closed Observation.category[1]'],
    ['category[1]', { text: 'x' }, 'error slice-closed Observation.category[1]'],
    ['category', [coded('z')], 'error slice-min Observation.category'],
  ],
)

profile(
  'slices by $this and by required binding',
  {
    'Observation.category': slicing('value', '$this'),
    'Observation.category:kind': { min: 1, max: '1', binding: { strength: 'required', valueSet: VALUE_SET } },
  },
  [
    ['', undefined, ''],
    ['category', [coded('z')], 'error slice-min Observation.category'],
    ['category', [coded('a'), coded('b')], 'error slice-max Observation.category'],
    ['category', [coded('a'), coded('z')], ''],
  ],
)

profile(
  'slices by exists',
  {
    'Observation.component': slicing('exists', 'interpretation'),
    'Observation.component:read': { max: '1' },
    'Observation.component:read.interpretation': { min: 1 },
    'Observation.component:unread': { max: '1' },
    'Observation.component:unread.interpretation': { max: '0' },
  },
  [
    ['', undefined, 'error slice-max Observation.component'],
    ['component[0].interpretation', [{ text: 'x' }], ''],
  ],
)

profile(
  'slices of a choice by type',
  {
    'Observation.value[x]': slicing('type', '$this', 'closed'),
    'Observation.value[x]:valueQuantity': { types: [{ code: 'Quantity' }], max: '1' },
    'Observation.value[x]:valueQuantity.unit': { min: 1 },
  },
  [
    ['', undefined, ''],
    ['valueQuantity', { value: 1 }, 'error cardinality-min Observation.value.ofType(Quantity).unit'],
  ],
)

describe('a closed choice', () => {
  const check = validatorWith(
    profileOf('Observation', URL, {
      'Observation.value[x]': slicing('type', '$this', 'closed'),
      'Observation.value[x]:valueQuantity': { types: [{ code: 'Quantity' }] },
    }),
  ).compile(URL)
  test('refuses what no slice has', () => {
    const { valueQuantity: _, ...rest } = observation
    expect(lines(check({ ...rest, valueString: 'x' }))).toEqual([
      'error slice-closed Observation.value.ofType(string)',
    ])
  })
})

profile(
  'slices by the type of a reference',
  {
    'Observation.performer': slicing('type', 'resolve()'),
    'Observation.performer:who': { types: reference('Practitioner'), min: 1, max: '1' },
    'Observation.performer:where': { types: reference('Organization'), max: '1' },
  },
  [
    ['', undefined, 'error slice-min Observation.performer'],
    ['performer', [{ reference: 'Practitioner/1' }, { reference: 'Organization/1' }], ''],
    [
      'performer',
      [{ reference: 'Practitioner/1' }, { type: 'Practitioner', identifier: { value: '2' } }],
      'error slice-max Observation.performer',
    ],
    [
      'performer',
      [{ reference: 'Organization/1' }, { reference: 'Organization/2' }],
      'error slice-min Observation.performer; error slice-max Observation.performer',
    ],
  ],
)

profile(
  'slices by Reference.type',
  {
    'Observation.performer': slicing('value', 'type'),
    'Observation.performer:who': { min: 1 },
    'Observation.performer:who.type': { fixed: { type: 'Uri', value: 'Practitioner' }, min: 1 },
    'Observation.performer:who.display': { min: 1 },
  },
  [
    ['performer', [{ reference: 'Practitioner/1', type: 'Practitioner', display: 'x' }], ''],
    [
      'performer',
      [{ reference: 'Practitioner/1', type: 'Practitioner' }],
      'error cardinality-min Observation.performer[0].display',
    ],
    ['performer', [{ reference: 'Practitioner/1' }], 'error slice-min Observation.performer'],
  ],
)

profile(
  'ordered slices and those that end a list',
  {
    'Observation.component': slicing('value', 'code.coding.code', 'openAtEnd', true),
    'Observation.component:a': {},
    'Observation.component:a.code.coding.code': { fixed: { type: 'Code', value: 'a' } },
    'Observation.component:b': {},
    'Observation.component:b.code.coding.code': { fixed: { type: 'Code', value: 'b' } },
  },
  [
    ['', undefined, ''],
    ['component', [...observation.component].toReversed(), 'error slice-order Observation.component[1]'],
    ['component[2]', { code: coded('z') }, ''],
    ['component', [{ code: coded('z') }, { code: coded('a') }], 'error slice-order Observation.component[1]'],
  ],
)

profile(
  'slices of slices',
  {
    'Observation.category': slicing('value', 'coding.system'),
    'Observation.category:ours': { ...slicing('value', 'coding.code'), min: 1 },
    'Observation.category:ours.coding.system': { fixed: { type: 'Uri', value: SYSTEM } },
    'Observation.category:ours/a': { min: 1, max: '1', sliceName: 'ours/a' },
    'Observation.category:ours/a.coding.code': { fixed: { type: 'Code', value: 'a' } },
  },
  [
    ['', undefined, ''],
    ['category', [coded('b')], 'error slice-min Observation.category'],
    [
      'category',
      [coded('b'), { coding: [{ system: 'https://example.test/other', code: 'a' }] }],
      'error slice-min Observation.category',
    ],
    ['category', [coded('a'), coded('b')], ''],
    ['category', [coded('a'), coded('a')], 'error slice-max Observation.category'],
  ],
)

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

describe('what cannot be checked is an error when it is compiled, which names profile, element and feature', () => {
  const refused: readonly (readonly [title: string, edits: Edits, message: RegExp])[] = [
    [
      'an unknown type',
      { 'Observation.code': { types: [{ code: 'Concept9' }] } },
      /element Observation\.code: the type Concept9/,
    ],
    [
      'an unknown target',
      { 'Observation.subject': { types: reference('https://example.test/nobody') } },
      /Observation\.subject: the target profile https:\/\/example\.test\/nobody/,
    ],
    [
      'an unknown profile of a type',
      {
        'Observation.code': {
          types: [{ code: 'CodeableConcept', profile: ['https://example.test/nobody'] }],
        },
      },
      /Observation\.code: the profile/,
    ],
    [
      'a rule that is no FHIRPath',
      { Observation: { constraints: [{ key: 'ex-1', severity: 'error', human: '', expression: 'a..b' }] } },
      /constraint ex-1: Line 1/,
    ],
    [
      'a function that is not there',
      {
        Observation: {
          constraints: [{ key: 'ex-1', severity: 'error', human: '', expression: 'code.subsumes(1)' }],
        },
      },
      /there is no function subsumes\(\)/,
    ],
    [
      'slices that nothing tells apart',
      { 'Observation.category': slicing('value', 'coding.code'), 'Observation.category:x': {} },
      /Observation\.category:x: nothing in it says what its slice has at coding\.code/,
    ],
    [
      "a discriminator beyond FHIR's subset",
      { 'Observation.category': slicing('value', 'coding.where(true)'), 'Observation.category:x': {} },
      /coding\.where\(true\)/,
    ],
    [
      'a default slice',
      {
        'Observation.category': slicing('value', 'coding.code'),
        'Observation.category:@default': { sliceName: '@default' },
      },
      /default slices are not supported/,
    ],
    [
      'a range of a type that has none',
      { 'Observation.code': { minValue: { type: 'Quantity', value: {} } } },
      /min-value of type Quantity/,
    ],
    [
      'slices without discriminators',
      {
        'Observation.category': { slicing: { discriminator: [], rules: 'open', ordered: false } },
        'Observation.category:x': {},
      },
      /nothing tells its slices apart/,
    ],
  ]
  test.each(refused)('%s', (_, edits, message) => {
    const validator = validatorWith(profileOf('Observation', URL, edits))
    expect(() => validator.compile(URL)).toThrow(message)
    expect(() => validator.compile(URL)).toThrow(ValidationError)
  })

  test('a profile that is not known', () => {
    expect(() => validatorWith().compile(URL)).toThrow(/profile 'https:\/\/example\.test.*' is not known/)
  })

  test('and where a resource claims it, a finding', () => {
    const validator = validatorWith(
      profileOf('Observation', URL, { 'Observation.code': { types: [{ code: 'Concept9' }] } }),
    )
    expect(lines(validator.check({ ...observation, meta: { profile: [URL] } }))).toEqual([
      'warning profile-unsupported Observation.meta.profile[0]',
    ])
  })
})
