import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { ReferralSource, ReferralTarget } from '../../src/exchange/exchange.ts'
import { fill } from '../../src/exchange/fill.ts'
import { copyPlan, isCopy } from '../../src/exchange/plan.ts'
import { move } from '../../src/exchange/move.ts'
import { routes, stateOf } from '../../src/exchange/referral.ts'
import { referencesIn } from '../../src/fhir/reference.ts'
import type { Resource } from '../../src/fhir/resource.ts'
import { AT, sourceTask, states, taskIn } from './table.ts'

const LABEL = { system: 'https://labels.example', code: 'RESTRICTED' }

const patient: Resource = {
  resourceType: 'Patient',
  id: 'testa-at-lakeside',
  meta: { versionId: '3', lastUpdated: AT, security: [LABEL] },
  identifier: [{ system: 'https://lakeside.example/mrn', value: '77' }],
  name: [{ family: 'Placeholder', given: ['Testa'] }],
  birthDate: '1985-04-12',
  link: [{ other: { reference: 'Patient/elsewhere' }, type: 'seealso' }],
  managingOrganization: { reference: 'Organization/lakeside' },
  generalPractitioner: [{ reference: 'Practitioner/unknown' }, { reference: 'Practitioner/doc-1' }],
}

const order: Resource = {
  resourceType: 'ServiceRequest',
  id: 'order-1',
  meta: { versionId: '9', security: [LABEL], profile: ['https://profiles.example/order'] },
  text: { status: 'generated', div: '<div>what was withheld</div>' },
  status: 'active',
  intent: 'order',
  code: { text: 'Residential treatment' },
  subject: { reference: 'Patient/testa-at-lakeside' },
  requester: { reference: 'Practitioner/doc-1', display: 'Dr. Invented' },
  basedOn: [{ reference: 'CarePlan/plan-at-lakeside' }],
  replaces: [{ reference: 'ServiceRequest/older' }],
  reasonReference: [{ reference: 'Condition/c-1' }, { reference: 'Condition/withheld' }],
  supportingInfo: [{ reference: 'Condition/withheld' }],
  extension: [{ url: 'https://e.example/goal', valueReference: { reference: 'Goal/withheld' } }],
}

const condition: Resource = {
  resourceType: 'Condition',
  id: 'c-1',
  meta: { versionId: '2', security: [LABEL], source: '#request-1' },
  subject: { reference: 'Patient/testa-at-lakeside/_history/2' },
  asserter: { reference: 'Practitioner/doc-1' },
  encounter: { reference: 'Encounter/withheld' },
  evidence: [{ code: [{ text: 'seen' }], detail: [{ reference: 'Observation/withheld' }] }],
}

const practitioner: Resource = { resourceType: 'Practitioner', id: 'doc-1', name: [{ family: 'Invented' }] }

const source: ReferralSource = {
  task: sourceTask({
    meta: { security: [LABEL] },
    input: [{ type: { text: 'x' }, valueReference: { reference: 'Condition/withheld' } }],
    output: [{ valueString: 'o' }],
  }),
  serviceRequest: order,
  patient,
  supporting: [condition, practitioner, condition, order],
}

const to: ReferralTarget = {
  receiver: 'cedar-bridge',
  patientId: 'testa-at-cedar',
  copiesPatient: true,
  newId: (key) => `new-${key.replace('/', '-')}`,
  at: AT,
}

function made(type: string, resources: readonly Resource[] = fill(source, to)): Resource {
  const found = resources.find(({ resourceType }) => resourceType === type)
  if (!found) throw new Error(`no ${type}`)
  return found
}

describe('the receiver’s side', () => {
  test('has a filler order based on the source’s', () => {
    expect(made('ServiceRequest')).toEqual({
      resourceType: 'ServiceRequest',
      id: 'new-ServiceRequest-order-1',
      meta: {
        security: [LABEL],
        profile: ['https://profiles.example/order'],
        source: 'ServiceRequest/order-1',
      },
      status: 'active',
      intent: 'filler-order',
      code: { text: 'Residential treatment' },
      subject: { reference: 'Patient/testa-at-cedar' },
      requester: { reference: 'Practitioner/new-Practitioner-doc-1', display: 'Dr. Invented' },
      reasonReference: [{ reference: 'Condition/new-Condition-c-1' }],
      basedOn: [{ reference: 'ServiceRequest/order-1' }],
      performer: [{ reference: 'Organization/cedar-bridge' }],
      authoredOn: AT,
    })
  })

  test('has a Task that is part of the source’s, between the same partners, without what only the receiver can say', () => {
    expect(made('Task')).toEqual({
      resourceType: 'Task',
      id: 'new-Task-task-1',
      meta: { security: [LABEL], source: 'Task/task-1' },
      status: 'requested',
      intent: 'order',
      code: { coding: [states.taskCode] },
      authoredOn: '2026-03-02T09:00:00Z',
      lastModified: AT,
      partOf: [{ reference: 'Task/task-1' }],
      focus: { reference: 'ServiceRequest/new-ServiceRequest-order-1' },
      for: { reference: 'Patient/testa-at-cedar' },
      requester: { reference: 'Organization/lakeside' },
      owner: { reference: 'Organization/cedar-bridge', display: 'Cedar Bridge' },
    })
  })

  test('has copies under new ids, with labels, each once, references renamed or gone with the element around them', () => {
    const resources = fill(source, to)
    expect(resources.map(({ resourceType }) => resourceType)).toEqual([
      'Patient',
      'Condition',
      'Practitioner',
      'ServiceRequest',
      'Task',
    ])
    expect(made('Condition', resources)).toEqual({
      resourceType: 'Condition',
      id: 'new-Condition-c-1',
      meta: { security: [LABEL], source: 'Condition/c-1' },
      subject: { reference: 'Patient/testa-at-cedar' },
      asserter: { reference: 'Practitioner/new-Practitioner-doc-1' },
      evidence: [{ code: [{ text: 'seen' }] }],
    })
    expect(resources.every(isCopy)).toBe(true)
    expect([patient, condition, order].some(isCopy)).toBe(false)
  })

  test('has a Patient without links when it has none yet, and none otherwise', () => {
    const copy = made('Patient')
    expect(copy).toMatchObject({
      id: 'testa-at-cedar',
      birthDate: '1985-04-12',
      managingOrganization: { reference: 'Organization/lakeside' },
    })
    expect(copy['generalPractitioner']).toEqual([{ reference: 'Practitioner/new-Practitioner-doc-1' }])
    expect(Object.keys(copy)).not.toContain('link')
    expect(
      fill(source, { ...to, copiesPatient: false }).some(({ resourceType }) => resourceType === 'Patient'),
    ).toBe(false)
  })

  test('is the same each time, and says nothing about where else the person is known', () => {
    expect(fill(source, to)).toEqual(fill(source, to))
    expect(JSON.stringify(fill(source, to))).not.toMatch(
      /withheld|elsewhere|Practitioner\/unknown|ServiceRequest\/older/,
    )
  })

  test('begins where the source stands, answers it, and may be accepted by the receiver', () => {
    const task = made('Task')
    expect(stateOf(task, states)).toBe('sent')
    expect(routes(task, states)).toMatchObject([{ kind: 'status', from: 'cedar-bridge', to: 'lakeside' }])
    const { status, businessStatus } = taskIn('accepted')
    expect(
      move(task, { ...task, status: status as string, businessStatus }, 'receiver', states),
    ).toMatchObject({ kind: 'moved' })
  })

  test('takes an open referral for its own, and dates what has no date', () => {
    const task = sourceTask({ owner: undefined, authoredOn: undefined })
    expect(made('Task', fill({ ...source, task }, to))).toMatchObject({
      owner: { reference: 'Organization/cedar-bridge' },
      authoredOn: AT,
    })
  })
})

describe('references that do not come along', () => {
  const copied = (elements: Record<string, unknown>): Resource => {
    const copy = made(
      'Basic',
      fill({ ...source, supporting: [{ resourceType: 'Basic', id: 'b', ...elements }] }, to),
    )
    const { resourceType: _, id: __, meta: ___, ...rest } = copy
    return rest as unknown as Resource
  }
  const lost = { reference: 'Observation/withheld', display: 'Secret' }

  test.each<[string, Record<string, unknown>, Record<string, unknown>]>([
    ['an element', { author: lost, code: 1 }, { code: 1 }],
    [
      'an item of a list',
      { goal: [lost, { reference: 'Patient/testa-at-lakeside' }] },
      { goal: [{ reference: 'Patient/testa-at-cedar' }] },
    ],
    ['a whole list', { goal: [lost], code: 1 }, { code: 1 }],
    [
      'the item that needs it',
      { activity: [{ reference: lost, note: 'about it' }, { note: 'other' }] },
      { activity: [{ note: 'other' }] },
    ],
    [
      'a list within an item, alone',
      { participant: [{ role: 'r', member: [lost] }] },
      { participant: [{ role: 'r' }] },
    ],
    ['what is left empty', { hospitalization: { origin: lost }, code: 1 }, { code: 1 }],
    [
      'an extension that is left without a part',
      { extension: [{ url: 'u', extension: [{ url: 'v', valueReference: lost }] }], code: 1 },
      { code: 1 },
    ],
    [
      'nothing but the address, where there is an identifier',
      { author: { ...lost, identifier: { value: '1' } } },
      { author: { identifier: { value: '1' }, display: 'Secret' } },
    ],
    [
      'the organization that assigned that identifier',
      { author: { ...lost, identifier: { value: '1', assigner: lost } } },
      { author: { identifier: { value: '1' }, display: 'Secret' } },
    ],
    ['another server’s', { author: { reference: 'https://other.example/Patient/1' }, code: 1 }, { code: 1 }],
    ['a conditional one', { author: { reference: 'Patient?identifier=1' }, code: 1 }, { code: 1 }],
    [
      'an attachment’s address',
      { content: [{ attachment: { url: 'Binary/secret', title: 't' } }] },
      { content: [{ attachment: { title: 't' } }] },
    ],
    [
      'no other address',
      { content: [{ attachment: { url: 'https://public.example/x' } }] },
      { content: [{ attachment: { url: 'https://public.example/x' } }] },
    ],
    [
      'no reference within',
      {
        author: { reference: '#p' },
        contained: [{ resourceType: 'Group', id: 'p', text: {}, managingEntity: lost }],
      },
      { author: { reference: '#p' }, contained: [{ resourceType: 'Group', id: 'p' }] },
    ],
    [
      'the place of a primitive’s extension',
      {
        _given: [null, { extension: [{ url: 'u', valueReference: lost }] }, { id: 'x' }],
        given: ['a', 'b', 'c'],
      },
      { _given: [null, null, { id: 'x' }], given: ['a', 'b', 'c'] },
    ],
  ])('take %s', (_, before, after) => {
    expect(copied(before)).toEqual(after)
  })
})

describe('a plan', () => {
  test('is copied like a referral: new ids, no links, nothing that dangles', () => {
    const goal: Resource = {
      resourceType: 'Goal',
      id: 'g',
      subject: { reference: 'Patient/testa-at-lakeside' },
    }
    const plan: Resource = {
      resourceType: 'CarePlan',
      id: 'p',
      subject: { reference: 'Patient/testa-at-lakeside' },
      goal: [{ reference: 'Goal/g' }, { reference: 'Goal/withheld' }],
      activity: [{ reference: { reference: 'ServiceRequest/withheld' } }],
      contributor: [{ reference: 'Organization/lakeside' }, { reference: 'Organization/harbor-court' }],
    }
    const target = { ...to, partners: ['lakeside', 'cedar-bridge'] }
    const copies = copyPlan({ patient, resources: [goal, plan] }, target)
    expect(copies.map(({ id }) => id)).toEqual(['testa-at-cedar', 'new-Goal-g', 'new-CarePlan-p'])
    expect(copies[2]).toEqual({
      resourceType: 'CarePlan',
      id: 'new-CarePlan-p',
      meta: { source: 'CarePlan/p' },
      subject: { reference: 'Patient/testa-at-cedar' },
      goal: [{ reference: 'Goal/new-Goal-g' }],
      contributor: [{ reference: 'Organization/lakeside' }],
    })
    expect(Object.keys(copies[0] ?? {})).not.toContain('link')
    expect(copyPlan({ patient, resources: [goal] }, { ...target, copiesPatient: false })).toHaveLength(1)
  })
})

describe('law', () => {
  const target = fc.constantFrom(
    'Condition/c-1',
    'Practitioner/doc-1',
    'Patient/testa-at-lakeside',
    'Organization/lakeside',
    'Organization/cedar-bridge',
    'Organization/harbor-court',
    'ServiceRequest/order-1',
    'Task/task-1',
    'Observation/withheld',
    'Patient/elsewhere',
    '#contained',
    'urn:uuid:1',
    'https://x.example/Patient/1',
    'Condition/c-1/_history/4',
  )
  const reference = fc.record({ reference: target }, { requiredKeys: ['reference'] })
  const { element } = fc.letrec<{ element: unknown }>((tie) => ({
    element: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.string(),
      reference,
      fc.array(tie('element'), { maxLength: 4 }),
      fc.dictionary(fc.constantFrom('a', 'b', 'extension', 'valueReference', 'url'), tie('element'), {
        maxKeys: 4,
      }),
    ),
  }))

  test('no reference dangles', () => {
    fc.assert(
      fc.property(fc.array(element, { maxLength: 6 }), element, (elements, inTask) => {
        const supporting = elements.map((value, index): Resource => ({
          resourceType: 'Condition',
          id: `c-${index}`,
          value,
        }))
        const resources = fill(
          {
            ...source,
            supporting: [...supporting, practitioner],
            task: { ...source.task, input: inTask },
            serviceRequest: { ...order, extra: inTask },
          },
          to,
        )
        const here = new Set(resources.map(({ resourceType, id }) => `${resourceType}/${id ?? ''}`))
        const known = new Set([
          ...here,
          'Organization/lakeside',
          'Organization/cedar-bridge',
          'ServiceRequest/order-1',
          'Task/task-1',
          '#contained',
        ])
        const dangling = resources
          .flatMap((each) => referencesIn(each))
          .filter(({ reference: at }) => !known.has(at ?? ''))
        expect(dangling).toEqual([])
        expect(new Set(resources.map(({ id }) => id)).size).toBe(resources.length)
      }),
      { numRuns: 300 },
    )
  })
})
