/** `$explain` through its door: what decided and what lost, what was once released, and why a record has its labels. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { Coding, Resource } from '../../src/fhir/resource.ts'
import { bodyOf, CENTER, openTestGateway } from '../support/gateway.ts'
import type { TestGateway } from '../support/gateway.ts'
import { change, condition, create, patient, releaseOf, textOf } from './support.ts'
import type { Json } from './support.ts'

let t: TestGateway
let person = ''
let record = ''
beforeAll(async () => {
  t = await openTestGateway()
  person = `Patient/${(await create(t, CENTER, patient('cedar-bridge', 'explained'))).id ?? ''}`
  const hiv = await create(t, CENTER, condition(person, 'B20'))
  const goal = {
    resourceType: 'Goal',
    lifecycleStatus: 'active',
    description: { text: 'Sober days.' },
    subject: { reference: person },
    addresses: [{ reference: `Condition/${hiv.id ?? ''}` }],
  }
  record = `Goal/${(await create(t, CENTER, goal)).id ?? ''}`
})
afterAll(() => t.close())

type Part = { name: string; valueString?: string; valueCode?: string; valueCoding?: Coding; part?: Part[] }

const askedWith = (...more: Json[]): Resource => ({
  resourceType: 'Parameters',
  parameter: [
    { name: 'patient', valueReference: { reference: person } },
    { name: 'recipient', valueReference: { reference: 'Organization/lakeside' } },
    { name: 'purpose', valueCode: 'TREAT' },
    ...more,
  ],
})
const explained = async (...more: Json[]): Promise<Part[]> =>
  bodyOf(await t.gateway.explain(CENTER, askedWith(...more)))['parameter'] as Part[]
const valueOf = (part: Part | undefined, name: string): unknown => {
  const found = part?.part?.find((each) => each.name === name)
  return found?.valueString ?? found?.valueCode ?? found?.valueCoding?.code
}
const whyOf = (parts: Part[], code: string): string[] =>
  (parts.find((each) => each.name === 'category' && valueOf(each, 'code') === code)?.part ?? []).flatMap(
    ({ name, valueString }) => (name === 'why' && valueString ? [valueString] : []),
  )

describe('$explain', () => {
  test('names the provision that decides, and says until when a release covered what it covers no more', async () => {
    const { id = '' } = await create(
      t,
      CENTER,
      releaseOf({ patient: person, categories: ['goals', 'plan'], key: 'why' }),
    )
    const first = await explained()
    const deciding = first.filter(({ name }) => name === 'deciding')
    expect(deciding.map((each) => valueOf(each, 'provision'))).toEqual([`Consent/${id}`])
    expect(valueOf(deciding[0], 'says')).toBeTruthy()

    t.now = '2026-11-24T12:00:00.000Z'
    const label = (code: string): Json => ({
      system: 'https://throughline.example/fhir/CodeSystem/information-category',
      code,
    })
    const narrowed = releaseOf({ patient: person, categories: ['goals'], key: 'why' })['provision'] as Json
    await change(t, CENTER, `Consent/${id}`, { provision: { ...narrowed, securityLabel: [label('goals')] } })
    expect(whyOf(await explained(), 'plan').join(' ')).toContain(
      `Consent/${id} covered Service plan until 2026-11-24, when it was changed.`,
    )

    t.now = '2026-11-25T12:00:00.000Z'
    await t.gateway.revoke(CENTER, id)
    const last = await explained()
    expect(whyOf(last, 'goals').join(' ')).toContain(
      `Consent/${id} covered Goals until 2026-11-25, when it was revoked.`,
    )
    expect(last.find(({ name }) => name === 'decision')?.valueCode).toBe('deny')
  })

  test('names the restriction that wins, and the release that loses', async () => {
    const of = { patient: person, categories: ['goals'], key: 'lost' }
    const { id: lost = '' } = await create(t, CENTER, releaseOf(of))
    const { provision, extension: _extension, ...rest } = releaseOf({ ...of, key: 'won' })
    const restriction = { ...rest, provision: { ...(provision as Json), type: 'deny' } } as Resource
    const { id: won = '' } = await create(t, CENTER, restriction)
    const parts = await explained({ name: 'category', valueCode: 'goals' })
    const references = (name: string): unknown[] =>
      parts.filter((each) => each.name === name).map((each) => valueOf(each, 'provision'))
    expect(references('deciding')).toContain(`Consent/${won}`)
    expect(references('losing')).toContain(`Consent/${lost}`)
  })

  test('refuses what it does not know, or cannot read, instead of answering another question', async () => {
    const refused = async (...more: Json[]): Promise<string> => {
      const answer = await t.gateway.explain(CENTER, askedWith(...more))
      expect(answer.status).toBe(400)
      return textOf(answer)
    }
    expect(await refused({ name: 'banana', valueCode: 'x' })).toContain('$explain does not know')
    expect(await refused({ name: 'resource', valueReference: { reference: 'Goal/../x' } })).toContain(
      'resource is a reference to a record here',
    )
    expect(await refused({ name: 'category', valueCode: 'nonsense' })).toContain('closed list')
  })

  test('says of each label of a record why it is there, with what it refers to', async () => {
    const parts = await explained({ name: 'resource', valueReference: { reference: record } })
    const labels = parts.filter(({ name }) => name === 'label')
    const rules = Object.fromEntries(labels.map((each) => [valueOf(each, 'coding'), valueOf(each, 'rule')]))
    expect(rules).toMatchObject({ '42CFRPart2': 'R-00', goals: 'TYPE', hiv: 'INHERITED' })
    const hiv = labels.find((each) => valueOf(each, 'coding') === 'hiv')
    expect(valueOf(hiv, 'text')).toMatch(/^It refers to Condition\/.*, which is hiv\.$/)
  })
})
