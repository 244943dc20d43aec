/** Every rule of our own profiles has a sentence that a case manager understands, and findings use it. */
import { describe, expect, test } from '@jest/globals'
import { PROFILE } from '../../src/fhir/codes.ts'
import type { Resource } from '../../src/fhir/resource.ts'
import { isObject } from '../../src/fhir/resource.ts'
import { createPlain } from '../../src/validation/plain.ts'
import { createValidator } from '../../src/validation/validation.ts'
import * as fhirpath from '../../src/fhirpath/fhirpath.ts'
import { loadPublished, now } from '../profiles/published.ts'

const { content, terminology } = await loadPublished()
const { structureDefinitions, valueSets } = content
const wording = content.policies['wording'] as {
  elements: Record<string, string>
  rules: Record<string, string>
}
const plain = createPlain({ structureDefinitions, valueSets, wording })

type Element = Record<string, unknown> & { id: string; constraint?: { key: string; human: string }[] }

function elementsOf(profile: Resource, view: 'differential' | 'snapshot'): Element[] {
  const { element = [] } = profile[view] as { element?: Element[] }
  return element
}

/** The kinds of rule that an element of a differential states. */
function rulesOf(element: Element): string[] {
  const binding = isObject(element['binding']) ? String(element['binding']['strength']) : ''
  const isSlice = element['sliceName'] !== undefined
  const types = (element['type'] ?? []) as { targetProfile?: string[] }[]
  return [
    ...(Number(element['min'] ?? 0) > 0 ? [isSlice ? 'slice-min' : 'cardinality-min'] : []),
    ...(element['max'] !== undefined && element['max'] !== '*'
      ? [isSlice ? 'slice-max' : 'cardinality-max']
      : []),
    ...(binding === 'required' || binding === 'extensible' ? [`binding-${binding}`] : []),
    ...Object.keys(element).flatMap((name) => /^(fixed|pattern)[A-Z]/.exec(name)?.[1] ?? []),
    ...(types.some(({ targetProfile }) => targetProfile) ? ['reference-target', 'reference-profile'] : []),
    ...(types.length > 0 ? ['type', 'choice-type'] : []),
  ]
}

const stated = structureDefinitions.flatMap((profile) =>
  elementsOf(profile, 'differential').flatMap((element) =>
    rulesOf(element).map((rule) => ({ profile: String(profile['url']), element: element.id, rule })),
  ),
)

test('there is something to say', () => {
  expect(structureDefinitions.length).toBeGreaterThan(40)
  expect(stated.length).toBeGreaterThan(500)
})

test('no cardinality, binding, slice, type or fixed value is without a sentence', () => {
  const bad = stated.filter((each) => {
    const sentence = plain(each)
    return (
      sentence === undefined || !/^[A-Z][^:]*: .*; .*$/.test(sentence) || /[{}[\]]|undefined/.test(sentence)
    )
  })
  expect(bad).toEqual([])
})

test('what an element is called is found for resources without falling back on its FHIR name', () => {
  const unnamed = stated.filter(({ element }) => {
    const path = element.slice(element.indexOf('.') + 1).replaceAll('[x]', '')
    const last = path.slice(path.lastIndexOf('.') + 1)
    const key = path.slice(0, path.length - last.length).replaceAll(/:[^.]*/g, '') + last
    return (
      !element.startsWith('Extension') &&
      !/extension(?::|$)/.test(last) &&
      !Object.hasOwn(wording.elements, key)
    )
  })
  expect([
    ...new Set(unnamed.map(({ profile, element }) => `${profile.split('/').at(-1) ?? ''} ${element}`)),
  ]).toEqual([])
})

test('no name is of an element that no profile has', () => {
  const known = new Set(
    structureDefinitions.flatMap((profile) =>
      elementsOf(profile, 'snapshot').flatMap(({ id }) => {
        const path = id.slice(id.indexOf('.') + 1).replaceAll('[x]', '')
        const last = path.slice(path.lastIndexOf('.') + 1)
        const key = path.slice(0, path.length - last.length).replaceAll(/:[^.]*/g, '') + last
        return [key, `${profile.id ?? ''}.${key}`]
      }),
    ),
  )
  expect(Object.keys(wording.elements).filter((key) => !known.has(key))).toEqual([])
})

test('every invariant of ours says in a sentence what is wrong', () => {
  const ours = structureDefinitions
    .flatMap((profile) => elementsOf(profile, 'differential'))
    .flatMap(({ constraint = [] }) => constraint)
    .filter(({ key }) => key.startsWith('tl-'))
  expect(ours.length).toBeGreaterThan(30)
  for (const { key, human } of ours) expect(`${key}: ${human}`).toMatch(/^tl-[a-z0-9-]+: [A-Z].*[a-z)]\.$/)
})

describe('findings', () => {
  const validator = createValidator({
    definitions: content.definitions,
    profiles: structureDefinitions,
    terminology,
    fhirpath,
    plain,
  })
  const textsOf = (resource: unknown, url: string): string[] =>
    validator
      .compile(url)(resource, { now })
      .map(({ rule, text }) => `${rule}: ${text}`)

  test('begin with the sentence and end with what the rule found', () => {
    const drugTest = {
      resourceType: 'Observation',
      status: 'final',
      code: { text: 'x' },
      valueCodeableConcept: { coding: [{ system: 'urn:x:y', code: 'z' }] },
    }
    expect(textsOf(drugTest, PROFILE.drugTest)).toEqual(
      expect.arrayContaining([
        expect.stringMatching(
          /^cardinality-min: Drug or Alcohol Test: the client is missing; add it \(subject .*\)\.$/,
        ),
        expect.stringMatching(/^cardinality-min: .*: the date of the test is missing; add it \(/),
        expect.stringMatching(
          /^cardinality-min: .*: what kind of record it is is missing|what kind of record/,
        ),
        expect.stringMatching(
          /^binding-required: .*: the result of the test is not from the list “[^”]+”; choose from it \(/,
        ),
      ]),
    )
  })

  test('of slices, extensions and labels', () => {
    const plan = {
      resourceType: 'CarePlan',
      meta: {
        security: [
          { system: 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality', code: 'R' },
          { system: 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality', code: 'N' },
        ],
      },
      status: 'draft',
      intent: 'plan',
      category: [{ text: 'x' }],
      subject: { reference: 'Patient/x' },
      author: { reference: 'Organization/x' },
    }
    expect(textsOf(plan, PROFILE.carePlan)).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^slice-min: .*: the mark that it is a plan of care is missing; add it \(/),
        expect.stringMatching(
          /^slice-max: .*: the label of confidentiality is given too often; remove what is too much \(/,
        ),
      ]),
    )
  })

  test('of FHIR’s own rules stay as they are', () => {
    expect(
      textsOf(
        { resourceType: 'Patient', identifier: [], active: 1 },
        'http://hl7.org/fhir/StructureDefinition/Patient',
      ),
    ).toEqual(expect.arrayContaining([expect.stringMatching(/^primitive: active must be/)]))
  })
})
