/** Resources past a limit: too deep, too many values or items, more findings than are listed. */
import { mutantAt, type Json, type Mutant, type Parent } from './mutant.ts'
import { placesOf } from './places.ts'

const DEEP = 130
const ITEMS = 20_001

export function* limitMutants(parents: readonly Parent[]): Generator<Mutant> {
  const fault = { severity: 'fatal', code: 'too-costly', rule: 'limit', expression: '$this' } as const
  for (const parent of parents.slice(0, 20)) {
    for (const place of placesOf(parent.resource)
      .filter(({ kind }) => kind !== 'primitive')
      .slice(0, 3))
      yield mutantAt(parent, [...place.steps, 'extension'], () => deep(DEEP), {
        ...fault,
        kind: 'limit of depth',
      })
    yield mutantAt(parent, ['extension'], () => Array.from({ length: ITEMS }, () => 1), {
      ...fault,
      kind: 'limit of a list',
    })
  }
  yield* manyFindings(parents)
}

function deep(levels: number): Json {
  let value: Json = { url: 'x' }
  for (let level = 0; level < levels; level += 1) value = { extension: [value] }
  return value
}

/** More than a thousand findings: the last is the limit's, at the place of the one that is not told. */
function* manyFindings(parents: readonly Parent[]): Generator<Mutant> {
  for (const parent of parents
    .filter(
      ({ resource }) => resource['resourceType'] !== 'Bundle' && resource['resourceType'] !== 'Parameters',
    )
    .slice(0, 24)) {
    const type = String(parent.resource['resourceType'])
    const wrong = Object.fromEntries(
      Array.from({ length: 2_000 }, (_, index) => [`wrong${String(index)}`, 'x']),
    )
    const mutant = mutantAt(parent, [], (resource) => ({ ...(resource as Json), ...wrong }), {
      severity: 'fatal',
      code: 'too-costly',
      rule: 'limit',
      kind: 'limit of findings',
      expression: `${type}.wrong999`,
    })
    yield { ...mutant, check: (resource) => parent.check(resource).slice(-1) }
  }
}
