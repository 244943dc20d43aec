import { describe, expect, test } from '@jest/globals'
import { withoutForeign } from '../../src/consent/identifiers.ts'
import { REFERENCE_DEPTH_MAX } from '../../src/fhir/reference.ts'
import type { Resource } from '../../src/fhir/resource.ts'

const foreign = {
  isForeign: ({ system }: { system?: string }): boolean => system === 'urn:third',
  names: ({ reference, identifier }: { reference?: string; identifier?: { system?: string } }): boolean =>
    reference === 'Organization/third' || identifier?.system === 'urn:third',
  isRequired: (type: string, path: string): boolean =>
    type === 'Provenance' &&
    ['Provenance.agent', 'Provenance.agent.who', 'Provenance.entity.what.valueIdentifier'].includes(path),
}
const third = { reference: 'Organization/third', display: 'Third' }

function cut(elements: Record<string, unknown>, resourceType = 'Patient'): Resource | undefined {
  return withoutForeign({ resourceType, ...elements }, foreign)
}

describe('what is a third partner\u2019s', () => {
  test('takes the repeating element around it along', () => {
    const kept = { role: [{ text: 'Nurse' }], member: { reference: 'Practitioner/1' } }
    const team = { participant: [{ role: [{ text: 'Probation' }], member: third }, kept] }
    expect(cut(team, 'CareTeam')).toEqual({ resourceType: 'CareTeam', participant: [kept] })
  })

  test('leaves nothing empty behind', () => {
    const elements = {
      identifier: [{ system: 'urn:third', value: '1' }],
      managingOrganization: { identifier: { system: 'urn:third', value: '1' }, display: 'Third' },
      extension: [
        { url: 'urn:x', extension: [{ url: 'y', valueIdentifier: { system: 'urn:third', value: '1' } }] },
      ],
      _given: [null],
      contact: [{ organization: third }],
    }
    expect(cut(elements)).toEqual({ resourceType: 'Patient' })
  })

  test('is no code and no contact point of that system', () => {
    const elements = {
      identifier: [{ system: 'urn:own', value: '1' }],
      telecom: [{ system: 'urn:third', value: '1' }],
      maritalStatus: { coding: [{ system: 'urn:third', code: 'M' }] },
    }
    expect(cut(elements)).toEqual({ resourceType: 'Patient', ...elements })
  })

  test('takes the resource along that can not be without it, but not its container', () => {
    const provenance = { agent: [{ who: third }] }
    expect(cut(provenance, 'Provenance')).toBeUndefined()
    const agents = { agent: [{ who: third }, { who: { reference: 'Practitioner/1' } }] }
    expect(cut(agents, 'Provenance')).toEqual({
      resourceType: 'Provenance',
      agent: [{ who: { reference: 'Practitioner/1' } }],
    })
    expect(cut({ contained: [{ resourceType: 'Provenance', id: 'p', ...provenance }] })).toEqual({
      resourceType: 'Patient',
    })
  })

  test('is not told by where a copy was made from', () => {
    const meta = { versionId: '1', source: 'Patient/9' }
    expect(cut({ meta })).toEqual({ resourceType: 'Patient', meta: { versionId: '1' } })
  })

  test('leaves what stands beside the values of a primitive in its place', () => {
    const told = { extension: [{ url: 'urn:x', valueString: 'told' }] }
    const hidden = { extension: [{ url: 'urn:x', valueIdentifier: { system: 'urn:third', value: '1' } }] }
    expect(cut({ given: ['A', 'B'], _given: [hidden, told] })).toEqual({
      resourceType: 'Patient',
      given: ['A', 'B'],
      _given: [null, told],
    })
  })

  test('takes along who is left without what is required, and the resource where nothing is left of it', () => {
    const nobody = { who: { extension: { valueIdentifier: { system: 'urn:third', value: '1' } } } }
    expect(cut({ agent: [nobody] }, 'Provenance')).toBeUndefined()
    expect(cut({ agent: [nobody, { who: { display: 'Nurse' } }] }, 'Provenance')).toEqual({
      resourceType: 'Provenance',
      agent: [{ who: { display: 'Nurse' } }],
    })
  })

  test('that a part of an item can not be without takes the resource along', () => {
    const entity = [{ what: { valueIdentifier: { system: 'urn:third', value: '1' } } }]
    expect(cut({ entity }, 'Provenance')).toBeUndefined()
    const contained = [
      { resourceType: 'Provenance', id: 'p', entity },
      { resourceType: 'Patient', id: 'q' },
    ]
    expect(cut({ contained })).toEqual({ resourceType: 'Patient', contained: [contained[1]] })
  })

  test('nested beyond the limit is cut off', () => {
    let deep: Record<string, unknown> = { identifier: [{ system: 'urn:third', value: '1' }] }
    for (let level = 0; level <= REFERENCE_DEPTH_MAX; level += 1) deep = { extension: deep }
    expect(cut(deep)).toEqual({ resourceType: 'Patient' })
  })
})
