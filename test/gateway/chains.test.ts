/** A chain is found by what is shown of both its ends: neither redaction nor a cut reference shows through it. */
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import type { Bundle } from '../../src/fhir/resource.ts'
import { bodyOf, CENTER, HOSPITAL, openTestGateway } from '../support/gateway.ts'
import type { TestGateway } from '../support/gateway.ts'
import { condition, create, patient, releaseOf, search, systemOf } from './support.ts'

const OWN = { system: systemOf('cedar-bridge'), value: 'chained' }
/** Another partner's number of the person: it is cut out of what leaves. */
const COURT_NUMBER = { system: systemOf('harbor-court'), value: 'CR-8' }

let t: TestGateway
let person = ''
let diagnosis = ''
beforeAll(async () => {
  t = await openTestGateway()
  const { id = '' } = await create(
    t,
    CENTER,
    patient('cedar-bridge', 'chained', { identifier: [OWN, COURT_NUMBER] }),
  )
  person = id
  await create(t, CENTER, releaseOf({ patient: `Patient/${id}`, categories: ['diagnoses'], key: 'chained' }))
  diagnosis = (await create(t, CENTER, condition(`Patient/${id}`))).id ?? ''
  await create(t, CENTER, condition(`Patient/${id}`, 'B20'))
})
afterAll(() => t.close())

async function found(type: string, name: string, value: string): Promise<string[]> {
  const all = await search(t, HOSPITAL, type, { [name]: value })
  return all.filter(({ resourceType }) => resourceType === type).map(({ id = '' }) => id)
}

async function total(type: string, name: string, value: string): Promise<number | undefined> {
  const query: [string, string][] = [
    [name, value],
    ['_total', 'accurate'],
    ['_count', '0'],
  ]
  return (bodyOf(await t.gateway.disclose.search(HOSPITAL, type, query)) as Bundle).total
}

const token = ({ system, value }: typeof OWN): string => `${system}|${value}`

test('a chain matches what is shown of its end', async () => {
  expect(await found('Condition', 'subject:Patient.identifier', token(OWN))).toEqual([diagnosis])
  expect(await total('Condition', 'patient.identifier', token(OWN))).toBe(1)
})

test('a chain does not match what redaction hides of its end', async () => {
  expect(await found('Condition', 'subject:Patient.identifier', token(COURT_NUMBER))).toEqual([])
  expect(await total('Condition', 'patient.identifier', token(COURT_NUMBER))).toBe(0)
  expect(await found('Condition', 'patient.identifier:not', token(COURT_NUMBER))).toEqual([diagnosis])
  const own = await search(t, CENTER, 'Condition', { 'patient.identifier': token(COURT_NUMBER) })
  expect(own).toHaveLength(2)
})

test('_has finds who is named by what is shown, and by nothing else', async () => {
  expect(await found('Patient', '_has:Condition:patient:code', 'F11.20')).toEqual([person])
  expect(await total('Patient', '_has:Condition:patient:code', 'F11.20')).toBe(1)
  expect(await found('Patient', '_has:Condition:patient:code', 'B20')).toEqual([])
  expect(await total('Patient', '_has:Condition:patient:code', 'B20')).toBe(0)
  const hidden = token(COURT_NUMBER)
  expect(await found('Patient', '_has:Condition:patient:patient.identifier', hidden)).toEqual([])
  expect(await found('Patient', '_has:Condition:patient:patient.identifier', token(OWN))).toEqual([person])
})

test('nobody finds by a chain what was not released to him', async () => {
  const other = await create(t, CENTER, patient('cedar-bridge', 'unreleased'))
  await create(t, CENTER, condition(`Patient/${other.id ?? ''}`))
  const identifier = `${systemOf('cedar-bridge')}|patient-unreleased`
  expect(await found('Condition', 'patient.identifier', identifier)).toEqual([])
  expect(await found('Patient', '_has:Condition:patient:code', 'F11.20')).toEqual([person])
})
