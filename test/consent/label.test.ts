/** What labels and categories resources get, and why: Part 2, sensitivity, its travels, and what is never taken off. */
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { Label, LabelInput, Party } from '../../src/consent/consent.ts'
import { isPart2, label } from '../../src/consent/label.ts'
import { parsePolicy } from '../../src/consent/policy.ts'
import { CODE, EXTENSION, SYSTEM } from '../../src/fhir/codes.ts'
import type { Coding, Resource } from '../../src/fhir/resource.ts'
import { bits, cedar, files, lakeside, policy } from './world.ts'

const act = (code: string): Coding => ({ system: SYSTEM.v3ActCode, code })
const icd = (code: string): Record<string, unknown> => ({ coding: [{ system: SYSTEM.icd10cm, code }] })

function labels(
  inputs: readonly (Resource | LabelInput)[],
  custodian: Party = cedar,
  stored: Record<string, bigint> = {},
): Label[] {
  const asInputs = inputs.map((input): LabelInput =>
    'reference' in input && 'resource' in input
      ? (input as LabelInput)
      : {
          resource: input as Resource,
          reference: `${(input as Resource).resourceType}/${(input as Resource).id ?? ''}`,
        },
  )
  return label(asInputs, { custodian, inheritedFrom: (reference) => stored[reference], policy })
}

function one(resource: Resource, custodian: Party = cedar): Label {
  return labels([resource], custodian)[0] as Label
}

const codes = ({ security }: Label): string[] =>
  security.filter(({ system }) => system !== policy.categorySystem).map(({ code }) => code ?? '')
const categories = (label: Label): string[] => policy.codesOf(label.categories)

describe('Part 2', () => {
  test('whatever a program sends is Part 2, restricted, and labelled to stay so', () => {
    const found = one({ resourceType: 'Patient', id: 'p' })
    expect(found.isPart2).toBe(true)
    expect(codes(found)).toEqual(['R', '42CFRPart2', 'SUD', 'ETH', 'PERSISTLABEL'])
    expect(found.reasons[0]?.rule).toBe('R-00')
    expect(isPart2({ resourceType: 'Patient', meta: { security: found.security } })).toBe(true)
  })

  test('what a hospital keeps of its own is not', () => {
    const found = one({ resourceType: 'Patient', id: 'p' }, lakeside)
    expect(found.isPart2).toBe(false)
    expect(codes(found)).toEqual(['N'])
    expect(found.reasons).toEqual([])
    expect(isPart2({ resourceType: 'Patient' })).toBe(false)
  })

  test("a hospital's own diagnosis of substance use is sensitive, but no Part 2 record", () => {
    const found = one({ resourceType: 'Condition', id: 'c', code: icd('F11.20') }, lakeside)
    expect(found.isPart2).toBe(false)
    expect(codes(found)).toEqual(['R', 'SUD', 'ETH', 'OPIOIDUD'])
  })

  test('are the same, in the same order, when the version before carries what was found and inherited', () => {
    const condition = { resourceType: 'Condition', id: 'h', code: icd('Z21') }
    const goal: Resource = {
      resourceType: 'Goal',
      id: 'g',
      meta: { security: [act('MH')] },
      addresses: [{ reference: 'Condition/h' }],
    }
    const [, first] = labels([condition, goal])
    const again = { resource: goal, reference: 'Goal/g', ...(first && { carried: first.security }) }
    expect(labels([condition, again])[1]?.security).toEqual(first?.security)
  })

  test('a copy that a hospital received keeps its labels, as submitted and as carried by the version before', () => {
    const copy: Resource = {
      resourceType: 'Goal',
      id: 'g',
      meta: { security: [act('42CFRPart2'), act('NORDSCLCDS')] },
    }
    const received = one(copy, lakeside)
    expect(received.isPart2).toBe(true)
    expect(codes(received)).toEqual(['R', '42CFRPart2', 'SUD', 'ETH', 'PERSISTLABEL', 'NORDSCLCDS'])
    const [updated] = labels(
      [{ resource: { resourceType: 'Goal', id: 'g' }, reference: 'Goal/g', carried: received.security }],
      lakeside,
    )
    expect(updated?.security).toEqual(received.security)
  })

  test('a unit of a hospital can be a program by itself', () => {
    const hospital: Party = { ...lakeside, part2Units: ['Organization/detox-unit'] }
    const encounter: Resource = {
      resourceType: 'Encounter',
      id: 'e',
      serviceProvider: { reference: 'Organization/detox-unit' },
    }
    expect(one(encounter, hospital)).toMatchObject({ isPart2: true })
    expect(one(encounter, hospital).reasons[0]?.text).toContain('unit')
    expect(
      one({ ...encounter, serviceProvider: { reference: 'Organization/surgery' } }, hospital).isPart2,
    ).toBe(false)
    expect(one({ ...encounter, serviceProvider: { display: 'somewhere' } }, hospital).isPart2).toBe(false)
    expect(one({ ...encounter, serviceProvider: null }, hospital).isPart2).toBe(false)
  })
})

describe('confidentiality', () => {
  test.each([
    ['declared lower than found', ['L'], 'R'],
    ['declared higher than found', ['V'], 'V'],
    ['declared twice', ['N', 'U'], 'R'],
    ['declared as nothing known', ['X'], 'R'],
  ])('%s: there is exactly one code, the highest', (_, declared, expected) => {
    const security = declared.map((code): Coding => ({ system: SYSTEM.v3Confidentiality, code }))
    const found = one({ resourceType: 'Goal', id: 'g', meta: { security } })
    const confidentiality = found.security.filter(({ system }) => system === SYSTEM.v3Confidentiality)
    expect(confidentiality.map(({ code }) => code)).toEqual([expected])
  })
})

describe('sensitivity', () => {
  test.each([
    ['ICD-10-CM B20', { code: icd('B20') }, 'hiv', 'HIV'],
    ['ICD-10-CM Z21', { code: icd('Z21') }, 'hiv', 'HIV'],
    ['ICD-10-CM O98.712', { code: icd('O98.712') }, 'hiv', 'HIV'],
    ['ICD-10-CM F32.1', { code: icd('F32.1') }, 'mental-health', 'MH'],
    [
      'the need domain',
      { category: [{ coding: [{ system: SYSTEM.needDomain, code: 'hiv' }] }] },
      'hiv',
      'HIV',
    ],
    ['a declared label', { meta: { security: [act('PSY')] } }, 'mental-health', 'MH'],
    [
      'a declared category',
      { meta: { security: [{ system: SYSTEM.informationCategory, code: 'hiv' }] } },
      'hiv',
      'HIV',
    ],
    ['a word', { code: { text: 'Lives with HIV.' } }, 'hiv', 'HIV'],
    ['a word that must match exactly', { note: [{ text: 'History of AIDS' }] }, 'hiv', 'HIV'],
    [
      'words with space between',
      { code: { text: 'Major  depression, intimate partner\nviolence' } },
      'other-sensitive',
      'SDV',
    ],
    [
      'a string in a list',
      { code: { extension: [{ url: 'x', valueString: 'y' }] }, given: ['x', 'suicide watch'] },
      'mental-health',
      'MH',
    ],
    ['declared domestic violence', { meta: { security: [act('SDV')] } }, 'other-sensitive', 'SDV'],
    [
      'safety as a need',
      { category: [{ coding: [{ system: SYSTEM.needDomain, code: 'safety' }] }] },
      'other-sensitive',
      'SDV',
    ],
    ['sexual health', { meta: { security: [act('SEX')] } }, 'other-sensitive', 'SEX'],
  ])('%s', (_, content, category, code) => {
    const found = one({ resourceType: 'Condition', id: 'c', ...content }, lakeside)
    expect(categories(found)).toContain(category)
    expect(codes(found)).toContain(code)
    expect(codes(found)[0]).toBe('R')
    expect(found.reasons.length).toBeGreaterThan(0)
  })

  test.each([
    ['nicotine and opioids are no mental health', { code: icd('F11.20') }],
    ['hearing aids are no AIDS', { note: [{ text: 'needs hearing aids' }] }],
    ['a word within a word', { note: [{ text: 'archivist' }] }],
    [
      'the display of a reference, which is cut out with it',
      { subject: { reference: 'Patient/p', display: 'HIV clinic' } },
    ],
    ['what is not text', { id: 'HIV', multipleBirth: true, count: 3, nothing: null }],
  ])('not: %s', (_, content) => {
    const found = one({ resourceType: 'Condition', id: 'c', ...content }, lakeside)
    expect(found.categories & policy.sensitive).toBe(0n)
  })

  test('the display of a reference that points nowhere is text like any other', () => {
    const found = one({ resourceType: 'Goal', id: 'g', expressedBy: { display: 'HIV clinic' } }, lakeside)
    expect(categories(found)).toContain('hiv')
  })

  test('counseling notes are very restricted and a category of their own, however they are declared', () => {
    const declared: Resource[] = [
      {
        resourceType: 'DocumentReference',
        id: 'd',
        type: { coding: [{ system: SYSTEM.documentKind, code: 'sud-counseling-note' }] },
      },
      {
        resourceType: 'DocumentReference',
        id: 'd',
        type: { coding: [{ system: SYSTEM.documentKind, code: 'sud-counseling-note' }] },
        meta: { security: [{ system: SYSTEM.v3Confidentiality, code: 'V' }] },
      },
    ]
    for (const note of declared) {
      const found = one(note)
      expect(categories(found)).toEqual(['counseling-notes'])
      expect(codes(found)[0]).toBe('V')
    }
    expect(
      categories(
        one({
          resourceType: 'Observation',
          id: 'o',
          meta: { security: [{ system: SYSTEM.v3Confidentiality, code: 'V' }] },
        }),
      ),
    ).toContain('counseling-notes')
  })

  test('nesting beyond the limit is not followed for ever', () => {
    let deep: unknown = { text: 'HIV' }
    for (let depth = 0; depth < 200; depth += 1) deep = { extension: [deep] }
    expect(categories(one({ resourceType: 'Goal', id: 'g', deep }, lakeside))).toEqual(['goals'])
  })

  test('a release that names HIV shows it', () => {
    const consent: Resource = {
      resourceType: 'Consent',
      id: 'c',
      provision: { securityLabel: [{ system: SYSTEM.informationCategory, code: 'hiv' }] },
    }
    expect(categories(one(consent))).toEqual(['consents', 'hiv'])
  })

  test('what is contained counts: its type, its codes', () => {
    const order: Resource = {
      resourceType: 'ServiceRequest',
      id: 's',
      contained: [{ resourceType: 'Condition', id: 'c', code: icd('B20') }, 'no resource'],
    }
    expect(categories(one(order))).toEqual(['referrals', 'diagnoses', 'hiv'])
  })
})

describe('labels that come along', () => {
  test('a retired code is replaced (trap 15)', () => {
    const found = one({ resourceType: 'Goal', id: 'g', meta: { security: [act('NORDSLCD')] } }, lakeside)
    expect(codes(found)).toEqual(['N', 'NORDSCLCD'])
  })

  test('categories that were computed before are computed anew', () => {
    const stale: Coding = { system: SYSTEM.informationCategory, code: 'appointments' }
    const found = one({ resourceType: 'Appointment', id: 'a', status: 'noshow', meta: { security: [stale] } })
    expect(categories(found)).toEqual(['attendance'])
    expect(found.security.filter(({ system }) => system === policy.categorySystem)).toEqual([
      { system: policy.categorySystem, code: 'attendance', display: 'Attendance' },
    ])
  })

  test('labels are there once', () => {
    const found = one({
      resourceType: 'Goal',
      id: 'g',
      meta: { security: [act('SUD'), act('42CFRPart2'), { code: 'bare' }, { code: 'bare' }] },
    })
    expect(codes(found)).toEqual(['R', '42CFRPart2', 'SUD', 'ETH', 'PERSISTLABEL', 'bare'])
  })
})

describe('categories by type and content', () => {
  const loinc = (code: string): Record<string, unknown> => ({ coding: [{ system: SYSTEM.loinc, code }] })
  const own = (system: string, code: string): Record<string, unknown> => ({ coding: [{ system, code }] })

  test.each<[string, Resource, string[]]>([
    ['a planned appointment', { resourceType: 'Appointment', status: 'booked' }, ['appointments']],
    ['a missed one', { resourceType: 'Appointment', status: 'cancelled' }, ['attendance']],
    ['a session', { resourceType: 'Encounter', status: 'finished' }, ['attendance']],
    [
      'a stay with a discharge',
      {
        resourceType: 'Encounter',
        hospitalization: { dischargeDisposition: own(SYSTEM.dischargeDisposition, 'aadvice') },
      },
      ['attendance', 'discharge'],
    ],
    ['an episode', { resourceType: 'EpisodeOfCare' }, ['enrollment']],
    ['a drug test panel', { resourceType: 'Observation', code: loinc('24349-3') }, ['drug-tests']],
    [
      'a missed drug test',
      {
        resourceType: 'Observation',
        code: loinc('87428-9'),
        dataAbsentReason: own(SYSTEM.dataAbsentReason, 'not-performed'),
      },
      ['drug-tests'],
    ],
    [
      'a drug test by its result',
      {
        resourceType: 'Observation',
        code: { text: 'panel' },
        valueCodeableConcept: own(SYSTEM.drugTestResult, 'dilute'),
      },
      ['drug-tests'],
    ],
    [
      'a level of care',
      { resourceType: 'Observation', code: own(SYSTEM.levelOfCareKind, 'level-of-care') },
      ['level-of-care'],
    ],
    ['any other observation', { resourceType: 'Observation', code: loinc('8867-4') }, ['assessments']],
    [
      'a depression score',
      { resourceType: 'Observation', code: loinc('44261-6') },
      ['assessments', 'mental-health'],
    ],
    ['a diagnosis', { resourceType: 'Condition', code: icd('F11.20') }, ['diagnoses']],
    [
      'a need',
      {
        resourceType: 'Condition',
        category: [own(SYSTEM.conditionKind, 'need'), own(SYSTEM.needDomain, 'housing')],
      },
      ['needs'],
    ],
    [
      'a need with a diagnosis',
      { resourceType: 'Condition', category: [own(SYSTEM.conditionKind, 'need')], code: icd('F11.20') },
      ['needs', 'diagnoses'],
    ],
    ['a plan', { resourceType: 'CarePlan' }, ['plan']],
    [
      'a mandate',
      { resourceType: 'CarePlan', category: [own(SYSTEM.planCategory, 'court-mandate')] },
      ['legal'],
    ],
    ['a referral', { resourceType: 'ServiceRequest', intent: 'order' }, ['referrals']],
    [
      'a referral to psychiatry',
      { resourceType: 'ServiceRequest', intent: 'order', code: own(SYSTEM.serviceType, 'psychiatric-care') },
      ['referrals', 'mental-health'],
    ],
    ['an intervention', { resourceType: 'ServiceRequest', intent: 'plan' }, ['plan']],
    [
      'a condition of a mandate',
      { resourceType: 'ServiceRequest', code: own(SYSTEM.mandateCondition, 'drug-test') },
      ['legal'],
    ],
    [
      'the task of a referral at its source, which may be to an agency that is nobody else’s business',
      { resourceType: 'Task', code: own(SYSTEM.taskCode, 'fulfill') },
      ['referral-status', 'referrals'],
    ],
    [
      "the receiver's task of a referral",
      { resourceType: 'Task', code: own(SYSTEM.taskCode, 'fulfill'), partOf: [{ reference: 'Task/t' }] },
      ['referral-status'],
    ],
    ['another task', { resourceType: 'Task' }, ['coordination']],
    [
      'an employer',
      { resourceType: 'RelatedPerson', relationship: [own(SYSTEM.contactRole, 'employer')] },
      ['contacts'],
    ],
    [
      'a mother',
      { resourceType: 'RelatedPerson', relationship: [own(SYSTEM.v3RoleCode, 'MTH')] },
      ['family'],
    ],
    ['a release', { resourceType: 'Consent' }, ['consents']],
    [
      'a document of no known kind',
      { resourceType: 'DocumentReference', type: loinc('11488-4') },
      ['unclassified'],
    ],
    ['a type that no rule knows', { resourceType: 'Basic' }, ['unclassified']],
  ])('%s', (_, resource, expected) => {
    expect(categories(one({ id: 'x', ...resource })).toSorted()).toEqual(expected.toSorted())
  })

  test('a value that must match is a text', () => {
    expect(categories(one({ resourceType: 'Appointment', id: 'a', status: 7 }))).toEqual(['appointments'])
  })
})

describe('what travels through references', () => {
  const condition: Resource = { resourceType: 'Condition', id: 'c', code: icd('B20') }
  const goal: Resource = { resourceType: 'Goal', id: 'g', addresses: [{ reference: 'Condition/c' }] }
  const order: Resource = {
    resourceType: 'ServiceRequest',
    id: 's',
    extension: [{ url: EXTENSION.pertainsToGoal, valueReference: { reference: 'Goal/g' } }],
  }
  const task: Resource = {
    resourceType: 'Task',
    id: 't',
    code: { coding: [{ system: SYSTEM.taskCode, code: CODE.taskCode.fulfill }] },
    focus: { reference: 'ServiceRequest/s/_history/3' },
  }
  const chain = [condition, goal, order, task]

  test('HIV reaches goal, order and task, in every order of submission', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(chain, { minLength: chain.length }), (shuffled) => {
        for (const found of labels(shuffled, lakeside)) {
          expect(categories(found)).toContain('hiv')
          expect(codes(found)).toContain('HIV')
        }
      }),
    )
  })

  test('the reason names the reference it came through', () => {
    const [, found] = labels([condition, goal], lakeside)
    expect(found?.reasons).toEqual([{ rule: 'INHERITED', text: 'It refers to Condition/c, which is hiv.' }])
  })

  test('only what is sensitive travels', () => {
    const [, found] = labels([condition, goal], lakeside)
    expect(categories(found as Label)).toEqual(['goals', 'hiv'])
  })

  test('from what is stored already, of which only the sensitive part counts; within a submission the new version does', () => {
    const stored = { 'Condition/c': bits('diagnoses', 'hiv') }
    expect(categories(labels([goal], lakeside, stored)[0] as Label)).toEqual(['goals', 'hiv'])
    const healed: Resource = { resourceType: 'Condition', id: 'c', code: icd('Z59.0') }
    expect(categories(labels([goal, healed], lakeside, stored)[0] as Label)).toEqual(['goals'])
  })

  test('a reference to what nobody knows brings nothing', () => {
    expect(categories(labels([goal], lakeside)[0] as Label)).toEqual(['goals'])
  })

  test('circles come to rest, and a reference to itself is nothing', () => {
    const one: Resource = {
      resourceType: 'Observation',
      id: '1',
      hasMember: [{ reference: 'Observation/2' }, { reference: 'Observation/1' }],
    }
    const two: Resource = {
      resourceType: 'Observation',
      id: '2',
      derivedFrom: [{ reference: 'Observation/1' }],
      code: icd('Z21'),
    }
    const found = labels([one, two], lakeside)
    expect(found.map((each) => categories(each).includes('hiv'))).toEqual([true, true])
  })

  test('a plan does not become what its goals are: its references are cut out instead', () => {
    const plan: Resource = {
      resourceType: 'CarePlan',
      id: 'p',
      goal: [{ reference: 'Goal/g' }],
      addresses: [{ reference: 'Condition/c' }],
    }
    expect(categories(labels([condition, goal, plan], lakeside)[2] as Label)).toEqual(['plan'])
  })

  test('references by urn and values that are none do no harm', () => {
    const found = labels(
      [
        { resource: condition, reference: 'urn:uuid:1' },
        {
          resource: {
            resourceType: 'Goal',
            id: 'g',
            addresses: [{ reference: 'urn:uuid:1' }, null, { display: 'x' }],
          },
          reference: 'urn:uuid:2',
        },
      ],
      lakeside,
    )
    expect(categories(found[1] as Label)).toEqual(['goals', 'hiv'])
  })

  test('a policy without a general list of references, or without a name for a level, works all the same', () => {
    const all = files()
    const file = all['labels'] as {
      inherit: Record<string, unknown>
      confidentiality: { displays: Record<string, unknown> }
    }
    delete file.inherit['*']
    delete file.confidentiality.displays['N']
    const [, found] = label(
      [condition, goal].map((resource) => ({
        resource,
        reference: `${resource.resourceType}/${resource.id}`,
      })),
      { custodian: lakeside, inheritedFrom: () => undefined, policy: parsePolicy(all) },
    )
    expect(found?.categories).toBe(bits('goals', 'hiv'))
    const [plain] = label([{ resource: { resourceType: 'Patient' }, reference: 'x' }], {
      custodian: lakeside,
      inheritedFrom: () => undefined,
      policy: parsePolicy(all),
    })
    expect(plain?.security[0]).toEqual({ system: SYSTEM.v3Confidentiality, code: 'N', display: 'N' })
  })
})
