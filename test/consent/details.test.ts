/** Elements that say more than the categories of their resource: they are known, and go where they are not released. */
import { expect, test } from '@jest/globals'
import { detailsIn, withoutDetails } from '../../src/consent/details.ts'
import type { Resource } from '../../src/fhir/resource.ts'
import { bits, policy } from './world.ts'

/** Policies with details at these paths of a Basic, as of `plan`. */
function having(...paths: string[][]): typeof policy {
  const about = { path: ['resourceType'], values: new Set(['Basic']), categories: 0n }
  const also = [{ ...about, details: { paths, categories: bits('plan') } }, about]
  const types = new Map([['Basic', { otherwise: 0n, rules: [], also }]])
  return { ...policy, labels: { ...policy.labels, types } }
}

const basic = (elements: Record<string, unknown>): Resource => ({ resourceType: 'Basic', ...elements })

test('their categories are those of what is there', () => {
  const policies = having(['extension', 'valueString'], ['note'])
  expect(detailsIn(basic({ extension: [{ valueString: 'why' }] }), policies)).toBe(bits('plan'))
  expect(detailsIn(basic({ extension: [{ valueBoolean: true }] }), policies)).toBe(0n)
  expect(detailsIn({ resourceType: 'Goal', note: ['why'] }, policies)).toBe(0n)
})

test('with their categories a resource is the same; without, they are gone and leave nothing empty', () => {
  const policies = having(['extension', 'valueString'], ['code', 'text'], ['name'])
  const whole = basic({
    code: { text: 'why' },
    name: 'why',
    _name: { id: 'n' },
    extension: [{ valueString: 'why' }, { url: 'kept', valueString: 'why' }, 'odd'],
    subject: { reference: 'Patient/p' },
  })
  expect(withoutDetails(whole, bits('plan', 'goals'), policies)).toBe(whole)
  expect(withoutDetails(whole, bits('goals'), policies)).toEqual(
    basic({ extension: [{ url: 'kept' }, 'odd'], subject: { reference: 'Patient/p' } }),
  )
})

test('what has no such element, or another in its place, stays; what stands beside a value does too', () => {
  const policies = having(['code', 'text'])
  expect(withoutDetails(basic({ id: 'b' }), 0n, policies)).toEqual(basic({ id: 'b' }))
  const odd = basic({ code: 'plain', _code: { id: 'c' } })
  expect(withoutDetails(odd, 0n, policies)).toEqual(odd)
  expect(withoutDetails(odd, 0n, having([]))).toEqual(odd)
})

test('what is contained goes when nothing refers to it any more', () => {
  const policies = having(['code'])
  const contained = [
    { resourceType: 'Goal', id: 'told' },
    { resourceType: 'Goal', id: 'why' },
  ]
  const told = { reference: '#told' }
  expect(
    withoutDetails(basic({ contained, subject: told, code: { reference: '#why' } }), 0n, policies),
  ).toEqual(basic({ contained: [contained[0]], subject: told }))
  expect(
    withoutDetails(basic({ contained: [contained[1]], code: { reference: '#why' } }), 0n, policies),
  ).toEqual(basic({}))
})
