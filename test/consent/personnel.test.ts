/** Who is medical personnel (42 CFR 2.51), and what nobody else can rely on. */
import { expect, test } from '@jest/globals'
import { barredAuthorities, hasPersonnel, personnelRolesAt } from '../../src/consent/personnel.ts'
import { medic } from './rules/parties.ts'
import { court, lakeside, policy } from './world.ts'

test('a partner that treats can have medical personnel, a court can not', () => {
  expect(hasPersonnel(lakeside, policy)).toBe(true)
  expect(hasPersonnel(court, policy)).toBe(false)
  expect(personnelRolesAt([lakeside.legalRole], policy)).toContain('physician')
  expect(personnelRolesAt([court.legalRole], policy)).toEqual([])
})

test('an emergency is closed to whoever is no medical personnel, and to no such person', () => {
  const { person: _person, ...nobody } = lakeside
  const clerk = { ...nobody, person: { id: 'clerk', role: 'court-clerk', duties: [] } }
  expect(barredAuthorities(nobody, policy)).toEqual(['emergency'])
  expect(barredAuthorities(clerk, policy)).toEqual(['emergency'])
  expect(barredAuthorities(court, policy)).toEqual(['emergency'])
  expect(barredAuthorities(medic, policy)).toEqual([])
})
