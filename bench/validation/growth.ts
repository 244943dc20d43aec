/** Cost against the size of a resource, and against the number of profiles that are loaded. */
import type { Structure } from '../../src/fhir/definitions.ts'
import type { Resource } from '../../src/fhir/resource.ts'
import { createRegistry } from '../../src/validation/registry.ts'
import type { Validator } from '../../src/validation/validation.ts'
import { percentile } from '../measure.ts'
import {
  definitionFolders,
  groundOf,
  NOW,
  readDefinitions,
  readFurther,
  textsOf,
  validatorOf,
} from './ground.ts'
import { made, SHAPES, type Shape } from './made.ts'
import { cpuMsSince } from './cpu.ts'

export type SizeTask = {
  readonly task: 'size'
  readonly sizes: readonly number[]
  /** CPU milliseconds for each size, at least; a large resource is checked twice in any case. */
  readonly leastMs: number
}

export type SizeCost = {
  readonly shape: Shape
  readonly bytes: number
  readonly parseNsPerByte: number
  readonly nsPerByte: number
  readonly findings: number
}

export function costOfSizes({ sizes, leastMs }: SizeTask): SizeCost[] {
  const validator = validatorOf(groundOf(readDefinitions(), []))
  return SHAPES.flatMap((shape) => {
    const texts = sizes.map((bytes) => made(shape, bytes))
    const [smallest = '{}'] = texts
    // V8 has optimized the paths of this shape before the first size is timed.
    msOf(() => check(validator, smallest), WARM_UP_MS)
    return texts.map((text) => ({
      shape,
      bytes: text.length,
      parseNsPerByte: (msOf(() => JSON.parse(text) as unknown, leastMs / 4) * 1e6) / text.length,
      nsPerByte: (msOf(() => check(validator, text), leastMs) * 1e6) / text.length,
      findings: check(validator, text),
    }))
  })
}

const WARM_UP_MS = 600

function check(validator: Validator, text: string): number {
  return validator.check(JSON.parse(text), { now: NOW }).filter(({ severity }) => severity !== 'information')
    .length
}

/** CPU milliseconds of one operation: the median of at least two. */
function msOf(operate: () => unknown, leastMs: number): number {
  const times: number[] = []
  const start = process.cpuUsage()
  while (times.length < 2 || cpuMsSince(start) < leastMs) {
    const before = process.cpuUsage()
    operate()
    times.push(cpuMsSince(before))
  }
  return percentile(times, 50)
}

export type ProfilesTask = {
  readonly task: 'profiles'
  /** Further profiles, compiled too. */
  readonly counts: readonly number[]
  readonly rounds: number
  readonly roundMs: number
}

export type ProfilesCost = {
  readonly profiles: number
  readonly compileMsEach: number
  readonly microsPerResource: number
}

/** Checks the same resources in validators with more and more profiles, by turns. */
export function costOfProfiles({ counts, rounds, roundMs }: ProfilesTask): ProfilesCost[] {
  const ground = groundOf(readDefinitions(), readFurther(definitionFolders('own')))
  const registry = createRegistry(ground.definitions, ground.profiles)
  const models = registry.published
    .map((url) => registry.structureOf(url))
    .filter((structure) => structure !== undefined)
    .filter(({ kind }) => kind === 'resource')
  const resources = textsOf('own').map(({ text }) => JSON.parse(text) as Resource)
  const sides = counts.map((count) => {
    const further = Array.from({ length: count }, (_, index) => copyOf(models, index))
    const validator = validatorOf({ ...ground, profiles: [...ground.profiles, ...further] })
    const before = process.cpuUsage()
    for (const { url } of further) validator.compile(url)
    const compileMs = cpuMsSince(before)
    return { count, validator, compileMs, micros: [] as number[] }
  })
  for (let round = -1; round < rounds; round += 1)
    for (const side of sides) {
      const micros = microsEach(side.validator, resources, roundMs)
      // The first round lets V8 optimize.
      if (round >= 0) side.micros.push(micros)
    }
  return sides.map(({ count, compileMs, micros }) => ({
    profiles: ground.profiles.length + count,
    compileMsEach: count === 0 ? 0 : compileMs / count,
    microsPerResource: percentile(micros, 50),
  }))
}

function copyOf(models: readonly Structure[], index: number): Structure {
  const model = models[index % models.length]
  if (!model) throw new Error('There is no profile to copy.')
  const { elements, ...head } = model
  return { ...head, elements, url: `${model.url}-copy-${index}` }
}

function microsEach(validator: Validator, resources: readonly Resource[], leastMs: number): number {
  const before = process.cpuUsage()
  let checked = 0
  while (cpuMsSince(before) < leastMs) {
    for (const resource of resources) validator.check(resource, { now: NOW })
    checked += resources.length
  }
  return (cpuMsSince(before) / checked) * 1_000
}
