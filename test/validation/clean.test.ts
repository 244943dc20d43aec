/**
 * The law of the clean check: findings with it are those without it, for all examples at hand (with THROUGHLINE_SHARED also
 * the official ones, US Core's and the cases of HL7's validator) and for random changes of them. And it does decide most.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals'
import type { CodeSystem, ValueSet } from '../../src/fhir/definitions.ts'
import * as fhirpath from '../../src/fhirpath/fhirpath.ts'
import { createTerminology } from '../../src/terminology/terminology.ts'
import { Clean } from '../../src/validation/clean/clean.ts'
import { createValidator, type ValidationOptions, type Validator } from '../../src/validation/validation.ts'
import { examples, loadPublished, readExample } from '../profiles/published.ts'
import { mutate, randomOf } from './clean/mutate.ts'
import { definitions, now } from './world.ts'

const shared = process.env['THROUGHLINE_SHARED'] ?? ''
const isThere = shared !== '' && existsSync(join(shared, 'corpus'))
if (!isThere)
  console.log('THROUGHLINE_SHARED is not set: the clean check is tested on our own examples alone.')

type Resource = { readonly resourceType: string; readonly url?: string }

function load(folder: string): Resource[] {
  const path = join(shared, folder)
  return readdirSync(path)
    .filter((file) => file.endsWith('.json'))
    .flatMap((file) => {
      try {
        return [JSON.parse(readFileSync(join(path, file), 'utf8')) as Resource]
      } catch {
        // Some of the cases are broken JSON on purpose.
        return []
      }
    })
    .filter((resource) => typeof resource.resourceType === 'string')
}

type Pair = { readonly fast: Validator; readonly slow: Validator }

function pairOf(profiles: readonly Resource[], terminologyOf: readonly Resource[]): Pair {
  const of = <T>(type: string): T[] => terminologyOf.filter((each) => each.resourceType === type) as T[]
  const terminology = createTerminology({
    codeSystems: [...definitions.codeSystems, ...of<CodeSystem>('CodeSystem')],
    valueSets: [...definitions.valueSets, ...of<ValueSet>('ValueSet')],
    conceptMaps: [],
    codeGrammars: definitions.codeGrammars,
  })
  const parts = { definitions, profiles: profiles as never[], terminology, fhirpath }
  return { fast: createValidator(parts), slow: createValidator({ ...parts, cleanCheck: false }) }
}

const OPTIONS: readonly ValidationOptions[] = [
  { now },
  {
    now,
    toolPolicy: true,
    targets: true,
    resolve: (reference) => (reference === 'Patient/1' ? { resourceType: 'Patient', id: '1' } : undefined),
  },
]

function findingsOf(validator: Validator, resource: unknown, options: ValidationOptions): unknown {
  try {
    return validator.check(resource, options)
  } catch (error) {
    return String(error)
  }
}

let clean = 0
let charted = 0
let walked = 0

beforeEach(() => {
  const chart: unknown = Reflect.get(Clean.prototype, 'chart')
  jest.spyOn(Clean.prototype, 'chart').mockImplementation(function (this: Clean, ...given) {
    const made = Reflect.apply(chart as Clean['chart'], this, given)
    if (made === undefined) walked += 1
    else if (made.isClean) clean += 1
    else charted += 1
    return made
  })
})

afterEach(() => {
  jest.restoreAllMocks()
})

/** Checks resources as they are, then changed `times` over; gives how many the clean check decided. */
function compare({ fast, slow }: Pair, resources: readonly object[], times: number): { asTheyAre: number } {
  const random = randomOf(20_261_123)
  clean = charted = walked = 0
  for (const resource of resources) {
    expect(findingsOf(fast, resource, { now })).toEqual(findingsOf(slow, resource, { now }))
  }
  const asTheyAre = clean
  for (const resource of resources) {
    for (let time = 0; time < times; time += 1) {
      const changed = mutate(resource, random)
      const options = OPTIONS[time % OPTIONS.length] ?? {}
      const [a, b] = [findingsOf(fast, changed, options), findingsOf(slow, changed, options)]
      if (JSON.stringify(a) !== JSON.stringify(b))
        expect({ changed, findings: a }).toEqual({ changed, findings: b })
    }
  }
  console.log(
    `Clean check: ${String(asTheyAre)} of ${String(resources.length)} resources decided as they are; with changes ${String(clean)} clean, ${String(charted)} charted, ${String(walked)} left to the walker.`,
  )
  return { asTheyAre }
}

test('our profiles’ examples', async () => {
  const { content, validator: fast, terminology } = await loadPublished()
  const slow = createValidator({
    definitions: content.definitions,
    profiles: content.structureDefinitions,
    terminology,
    fhirpath,
    cleanCheck: false,
  })
  const resources = examples.map(({ file }) => readExample(file))
  compare({ fast, slow }, resources, 4)
  // None has a narrative, so each has a remark (dom-6) and is charted.
  expect(charted).toBeGreaterThan(resources.length)
  expect(walked).toBeLessThan(10)
})

const whereShared = isThere ? describe : describe.skip

whereShared('corpora', () => {
  test('official examples', () => {
    const resources = load('corpus/official')
    const { asTheyAre } = compare(pairOf([], []), resources, 4)
    expect(asTheyAre).toBeGreaterThan(110)
    expect(walked).toBeLessThan(resources.length / 20)
  })

  test('US Core: examples by the profiles that they declare, and definitions', () => {
    const all = load('corpus/uscore-definitions')
    const pair = pairOf(
      all.filter(({ resourceType }) => resourceType === 'StructureDefinition'),
      all,
    )
    const { asTheyAre } = compare(pair, load('corpus/uscore'), 4)
    expect(asTheyAre).toBeGreaterThan(70)
    const some = all.filter((_, index) => index % 8 === 0)
    compare(pair, some, 1)
  })

  test('cases of HL7’s validator, with all their profiles', () => {
    const all = load('cases/validator/files')
    const profiles = new Map(
      all
        .filter(({ resourceType, url }) => resourceType === 'StructureDefinition' && url)
        .map((each) => [each.url, each]),
    )
    compare(pairOf([...profiles.values()], all), all, 2)
    expect(charted).toBeGreaterThan(50)
  })
})
