/** Random changes of resources, the same for the same seed: most make a resource invalid, in ways that nobody has thought of. */
export type Random = () => number

/** Numbers from 0 up to 1, by a seed. */
export function randomOf(seed: number): Random {
  let state = seed
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296
    return state / 4_294_967_296
  }
}

type Json = Record<string, unknown>

const EXTENSION = { url: 'https://example.test/x', valueString: 'x' }
const VALUES: readonly unknown[] = JSON.parse(
  `[null, "", "x", " a", "2020-02-30", "2020-02", "http://x/y", 1, -1, 1.5, true, {}, [], [null], {"id": "x"}, [{}],
    {"extension": [{"url": "https://example.test/x", "valueString": "x"}]}, "Patient/1", "#x", {"reference": "#none"}, ["a"],
    {"resourceType": "Patient"}, {"coding": [{"system": "http://loinc.org", "code": "1"}]}, "urn:uuid:1"]`,
) as unknown[]
const SIBLINGS: readonly unknown[] = [
  { extension: [EXTENSION] },
  { id: 'q' },
  {},
  [],
  [{}],
  [null],
  [null, null, null],
  [null, { id: 'q' }],
  [{ extension: [EXTENSION] }],
  null,
]
const NAMES =
  'id extension _x __proto__ value valueString status code text contained foo meta url toString'.split(' ')

function pick<T>(list: readonly T[], random: Random): T | undefined {
  return list[Math.floor(random() * list.length)]
}

function objectsIn(value: unknown): Json[] {
  if (typeof value !== 'object' || value === null) return []
  return [value as Json, ...Object.values(value).flatMap(objectsIn)]
}

/** Puts a property; `__proto__` too is one. */
function put(object: Json, name: string, value: unknown): void {
  const enumerable = { value, enumerable: true, writable: true, configurable: true }
  Object.defineProperty(object, name, enumerable)
}

type Change = (
  object: Json,
  key: string,
  whole: { readonly all: readonly Json[]; readonly random: Random },
) => void

const CHANGES: readonly Change[] = [
  (object, key) => {
    if (Array.isArray(object)) object.splice(Number(key), 1)
    else delete object[key]
  },
  (object, key, { random }) => {
    object[key] = structuredClone(pick(VALUES, random))
  },
  (object, _key, { random }) => {
    if (Array.isArray(object)) object.push(structuredClone(pick(object, random)))
    else put(object, pick(NAMES, random) ?? '', structuredClone(pick(VALUES, random)))
  },
  (object, key, { random }) => {
    const value = object[key]
    if (Array.isArray(object)) return
    delete object[key]
    put(object, pick(NAMES, random) ?? '', value)
  },
  (object, key, { random }) => {
    if (!Array.isArray(object)) object[`_${key}`] = structuredClone(pick(SIBLINGS, random))
  },
  (object, key) => {
    const value = object[key]
    object[key] = Array.isArray(value) ? (value as unknown[])[0] : [value]
  },
  (object, key, { random }) => {
    const text = object[key]
    if (typeof text !== 'string') return
    object[key] = pick(
      [
        `${text} `,
        'http:',
        'http/:x',
        'urn:oid:x',
        `${text}x`,
        text.slice(1),
        text.toUpperCase(),
        ` ${text}`,
        `${text}\u0001`,
      ],
      random,
    )
  },
  (object, key, { all, random }) => {
    object[key] = structuredClone(pick(all, random))
  },
  (object, _key, { all, random }) => {
    const other = pick(all, random) ?? {}
    const key = pick(Object.keys(other), random)
    if (!Array.isArray(object) && key !== undefined) put(object, key, structuredClone(other[key]))
  },
]

/** A copy of a resource with one or two random changes. */
export function mutate(resource: object, random: Random): object {
  const copy = structuredClone(resource)
  const all = objectsIn(copy)
  for (let count = 1 + Math.floor(random() * 2); count > 0; count -= 1) {
    const object = pick(all, random) ?? {}
    const key = pick(Object.keys(object), random)
    if (key !== undefined) pick(CHANGES, random)?.(object, key, { all, random })
  }
  return copy
}
