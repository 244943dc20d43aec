/** What is cut out on the way out, and what is left: as if the withheld had never been. */
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { parsePolicy } from '../../src/consent/policy.ts'
import { redact } from '../../src/consent/redact.ts'
import type { RedactionRules } from '../../src/consent/redact.ts'
import { referencesIn } from '../../src/fhir/reference.ts'
import type { Resource } from '../../src/fhir/resource.ts'
import { category, files, policy } from './world.ts'

const required = new Set([
  'Task.focus',
  'Task.input',
  'CarePlan.subject',
  'Provenance.target',
  'MedicationRequest.medication[x]',
  'Encounter.participant.individual',
])
const rules: RedactionRules = { isRequired: (_, path) => required.has(path), policy }
const permit = { kind: 'permit' } as const
const visible = (reference: string): boolean => !reference.includes('secret')

const cut = (resource: Resource): Resource | undefined => redact(resource, visible, permit, rules)
const secret = { reference: 'Condition/secret', display: 'HIV' }
const open = { reference: 'Condition/open', display: 'Housing' }

describe('the nearest repeating element goes', () => {
  test.each<[string, Record<string, unknown>, Record<string, unknown>]>([
    ['an item of a list of references', { goal: [secret, open] }, { goal: [open] }],
    ['the whole list', { goal: [secret] }, {}],
    [
      'a backbone element with all that it says',
      { activity: [{ reference: secret, progress: [{ text: 'tells all' }] }, { reference: open }] },
      { activity: [{ reference: open }] },
    ],
    [
      'deep within it',
      { activity: [{ detail: { kind: 'Task', reasonReference: { ...secret } }, progress: [] }] },
      {},
    ],
    [
      'the inner item, not the outer',
      { participant: [{ period: {}, member: [secret, open] }] },
      { participant: [{ period: {}, member: [open] }] },
    ],
    [
      'an extension with its value',
      {
        extension: [
          { url: 'a', valueReference: secret },
          { url: 'b', valueCode: 'x' },
        ],
      },
      { extension: [{ url: 'b', valueCode: 'x' }] },
    ],
    [
      'an extension whose parts all went',
      { extension: [{ url: 'a', extension: [{ url: 'b', valueReference: secret }] }] },
      {},
    ],
    [
      'an extension that keeps a part',
      {
        extension: [
          {
            url: 'a',
            extension: [
              { url: 'b', valueReference: secret },
              { url: 'c', valueCode: 'x' },
            ],
          },
        ],
      },
      { extension: [{ url: 'a', extension: [{ url: 'c', valueCode: 'x' }] }] },
    ],
    ['an element that does not repeat', { author: secret, title: 'Plan' }, { title: 'Plan' }],
    ['an element left empty around it', { hospitalization: { origin: secret } }, {}],
    [
      'an element left with something',
      { hospitalization: { origin: secret, reAdmission: { text: 'no' } } },
      { hospitalization: { reAdmission: { text: 'no' } } },
    ],
    [
      'an attachment that points at a resource',
      {
        content: [
          { attachment: { url: 'Binary/secret', title: 'HIV test' } },
          { attachment: { url: 'Binary/open' } },
        ],
      },
      { content: [{ attachment: { url: 'Binary/open' } }] },
    ],
    [
      'an attachment elsewhere is none of our records',
      { content: [{ attachment: { url: 'https://secret.example/x' } }] },
      { content: [{ attachment: { url: 'https://secret.example/x' } }] },
    ],
    [
      'beside primitives the place stays',
      { given: ['Testa', 'B'], _given: [{ extension: [{ url: 'x', valueReference: secret }] }, { id: 'b' }] },
      { given: ['Testa', 'B'], _given: [null, { id: 'b' }] },
    ],
    [
      'beside primitives, all of it',
      { given: ['Testa'], _given: [{ extension: [{ url: 'x', valueReference: secret }] }] },
      { given: ['Testa'] },
    ],
    ['nothing, where nothing is withheld', { goal: [open], note: null }, { goal: [open], note: null }],
    ['what was empty before, so that it cannot tell', { goal: [open], activity: [] }, { goal: [open] }],
    [
      'a required part takes its item along',
      { participant: [{ individual: [secret] }, { individual: [open] }] },
      { participant: [{ individual: [open] }] },
    ],
  ])('%s', (_, content, expected) => {
    expect(cut({ resourceType: 'Encounter', id: 'e', ...content })).toEqual({
      resourceType: 'Encounter',
      id: 'e',
      ...expected,
    })
  })
})

describe('where a required element would go, the resource does not leave', () => {
  test.each<[string, Resource]>([
    ['directly', { resourceType: 'Task', focus: secret }],
    ['as the last of a list', { resourceType: 'Provenance', target: [secret] }],
    ['as a choice of types', { resourceType: 'MedicationRequest', medicationReference: secret }],
    ['as an item that all went', { resourceType: 'Task', input: [{ valueReference: secret }] }],
  ])('%s', (_, resource) => {
    expect(cut(resource)).toBeUndefined()
  })

  test('within an element that does not repeat', () => {
    const inner: RedactionRules = {
      ...rules,
      isRequired: (_, path) => path === 'Encounter.hospitalization.origin',
    }
    expect(
      redact(
        { resourceType: 'Encounter', hospitalization: { origin: secret, x: 1 } },
        visible,
        permit,
        inner,
      ),
    ).toBeUndefined()
  })
})

describe('contained resources', () => {
  const plan = (contained: unknown[], goal: unknown[]): Resource => ({
    resourceType: 'CarePlan',
    contained,
    goal,
  })
  test('are redacted like others, and go when nothing refers to them any more', () => {
    const inside = { resourceType: 'Goal', id: 'g', addresses: [secret, open], text: { div: 'HIV' } }
    expect(cut(plan([inside], [{ reference: '#g' }]))).toEqual({
      resourceType: 'CarePlan',
      contained: [{ resourceType: 'Goal', id: 'g', addresses: [open] }],
      goal: [{ reference: '#g' }],
    })
    expect(cut(plan([inside, 'none'], []))).toEqual({ resourceType: 'CarePlan' })
  })
  test('that can not be shown take the references to them along', () => {
    const inside = { resourceType: 'Task', id: 't', focus: secret }
    expect(cut(plan([inside], [{ reference: '#t' }, { reference: '#' }]))).toEqual({
      resourceType: 'CarePlan',
      goal: [{ reference: '#' }],
    })
  })
})

describe('the narrative', () => {
  const text = { status: 'generated', div: '<div>HIV</div>' }
  test('always goes, since it may say what was cut, and its absence must not tell that something was', () => {
    expect(cut({ resourceType: 'Goal', text, description: { text: 'stays' } })).toEqual({
      resourceType: 'Goal',
      description: { text: 'stays' },
    })
  })
  test('or, where the policy says so, only when something was cut', () => {
    const all = files()
    const parties = all['parties'] as Record<string, unknown>
    parties['redaction'] = { narrative: 'drop-when-cut', categoryLabels: 'keep' }
    const lenient = { ...rules, policy: parsePolicy(all) }
    expect(redact({ resourceType: 'Goal', text }, visible, permit, lenient)).toEqual({
      resourceType: 'Goal',
      text,
    })
    expect(redact({ resourceType: 'Goal', text, addresses: [secret] }, visible, permit, lenient)).toEqual({
      resourceType: 'Goal',
    })
  })
})

describe('labels', () => {
  const security = [{ system: 'https://labels.example', code: 'R' }, ...category('goals')]
  test('stay', () => {
    expect(cut({ resourceType: 'Goal', meta: { security } })?.meta?.security).toEqual(security)
  })
  test('save the categories, where the policy keeps those to itself', () => {
    const all = files()
    const parties = all['parties'] as Record<string, unknown>
    parties['redaction'] = { narrative: 'drop', categoryLabels: 'drop' }
    const private_ = { ...rules, policy: parsePolicy(all) }
    expect(
      redact({ resourceType: 'Goal', meta: { security } }, visible, permit, private_)?.meta?.security,
    ).toEqual(security.slice(0, 1))
    expect(redact({ resourceType: 'Goal' }, visible, permit, private_)?.meta).toEqual({ security: [] })
  })
})

describe('by decision', () => {
  const resource: Resource = { resourceType: 'Goal', addresses: [secret], text: { div: 'x' } }
  test('a denial lets nothing out', () => {
    expect(redact(resource, () => true, { kind: 'deny' }, rules)).toBeUndefined()
  })
  test("one's own record is not touched", () => {
    expect(redact(resource, visible, { kind: 'permit', authority: 'own-record' }, rules)).toBe(resource)
  })
})

test('nesting beyond the limit is cut off', () => {
  let deep: Record<string, unknown> = { valueReference: secret }
  for (let depth = 0; depth < 100; depth += 1) deep = { extension: [deep] }
  expect(JSON.stringify(cut({ resourceType: 'Goal', ...deep }))).not.toContain('secret')
})

test('a store that differs in what is withheld gives the same (non-interference)', () => {
  const reference = fc.constantFrom('Goal/1', 'Goal/2', 'Task/1').map((target) => ({ reference: target }))
  const hidden = fc
    .constantFrom('Goal/secret-1', 'Condition/secret-2')
    .map((target) => ({ reference: target, display: 'HIV' }))
  fc.assert(
    fc.property(
      fc.array(reference),
      fc.array(hidden),
      fc.array(hidden),
      fc.string(),
      (shown, one, other, narrative) => {
        const plan = (secrets: unknown[]): Resource => ({
          resourceType: 'CarePlan',
          status: 'active',
          text: { div: `${narrative}${secrets.length}` },
          goal: [...secrets, ...shown],
          activity: [...shown, ...secrets].map((each) => ({ reference: each })),
          extension: secrets.map((each) => ({ url: 'x', valueReference: each })),
        })
        const without = (secrets: unknown[]): string => JSON.stringify(cut(plan(secrets)))
        expect(without(one)).not.toContain('secret')
        if (shown.length > 0) expect(JSON.parse(without(one))).toEqual(JSON.parse(without(other)))
        expect(referencesIn(cut(plan(one)))).toHaveLength(shown.length * 2)
      },
    ),
  )
})
