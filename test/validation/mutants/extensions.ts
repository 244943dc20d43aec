/** Faults of extensions: what they hold, where they stand, whether they are known. */
import type { ElementRule, Structure } from '../../../src/fhir/definitions.ts'
import type { ValidationOptions } from '../../../src/validation/validation.ts'
import { definitions, now, profileOf, validatorWith } from '../world.ts'
import { changedAt, mutantAt, type Json, type Mutant, type Parent } from './mutant.ts'
import { checkByType } from './parents.ts'
import { jsonName, placesOf, structureOf, type Place } from './places.ts'
import { SAMPLES } from './samples.ts'
import { slicing } from './sliced.ts'

const BASE = 'https://example.test/StructureDefinition/'
const UNKNOWN = `${BASE}nobody`

type Context = Structure['context'][number]

function extensionOf(
  name: string,
  contexts: readonly Context[],
  more: Partial<Structure> = {},
  isModifier = false,
): Structure {
  const structure = profileOf('Extension', BASE + name, {
    Extension: isModifier ? { isModifier: true } : {},
    'Extension.url': { fixed: { type: 'Uri', value: BASE + name } },
    'Extension.extension': { max: '0' },
    'Extension.value[x]': { min: 1, types: [{ code: 'string' }] },
  })
  return { ...structure, context: contexts, contextInvariant: [], ...more }
}

const anywhere: readonly Context[] = [{ type: 'element', expression: 'Element' }]

/** A complex extension, whose one part is a kind. */
const parted: Structure = {
  ...profileOf('Extension', `${BASE}parted`, {
    'Extension.url': { fixed: { type: 'Uri', value: `${BASE}parted` } },
    'Extension.value[x]': { max: '0' },
    'Extension.extension': slicing('value', 'url'),
    'Extension.extension:kind': { min: 1, sliceName: 'kind' },
    'Extension.extension:kind.url': { fixed: { type: 'Uri', value: 'kind' } },
    'Extension.extension:kind.value[x]': { min: 1, types: [{ code: 'string' }] },
  }),
  context: anywhere,
  contextInvariant: [],
}

const own = validatorWith(
  parted,
  extensionOf('plain', anywhere),
  extensionOf('modifier', anywhere, {}, true),
  extensionOf('of-name', [{ type: 'element', expression: 'Organization.alias' }]),
  extensionOf('of-extension', [{ type: 'extension', expression: `${BASE}plain` }]),
  extensionOf('of-path', [{ type: 'fhirpath', expression: "descendants().where(id = 'nowhere')" }]),
  extensionOf('of-identified', anywhere, { contextInvariant: ["id = 'here'"] }),
)

function asking(parent: Parent, options: ValidationOptions = {}): Parent {
  return {
    ...parent,
    name: `${parent.name} extended`,
    check: (resource) => own.check(resource, { now, ...options }),
  }
}

export function* extensionMutants(parents: readonly Parent[]): Generator<Mutant> {
  for (const parent of parents) {
    if (parent.check !== checkByType) continue
    const extended = asking(parent)
    for (const place of placesOf(parent.resource)) {
      if (place.kind === 'primitive') yield* besidePrimitives(extended, place)
      else if (hasChild(place, 'extension')) yield* withIn(extended, place)
      if (hasChild(place, 'modifierExtension')) yield* modifiers(extended, place)
    }
    yield* policy(parent)
  }
  yield* ofFhir(parents)
}

function hasChild({ children, value }: Place, name: string): boolean {
  return children.some(({ path }) => path.endsWith(`.${name}`)) && !Object.hasOwn(value as Json, name)
}

type Fault = Pick<Mutant['expected'], 'code' | 'rule'> &
  Partial<Mutant['expected']> & { readonly kind?: string; readonly below?: string; readonly name?: string }

function added(
  parent: Parent,
  place: Place,
  extension: Json,
  { below = '', name = 'extension', ...fault }: Fault,
): Mutant {
  const expression = `${place.expression}.${name}[0]${below}`
  return mutantAt(parent, [...place.steps, name], () => [extension], { ...fault, expression })
}

const value = { valueString: 'x' }
const context = { code: 'extension', rule: 'extension-context' } as const
const unknown = { severity: 'information', code: 'informational', rule: 'extension-unknown' } as const

function* withIn(parent: Parent, place: Place): Generator<Mutant> {
  const one = (extension: Json, fault: Fault): Mutant => added(parent, place, extension, fault)
  const both = { url: UNKNOWN, ...value, extension: [{ url: 'y', valueCode: 'z' }] }
  yield one({ url: UNKNOWN }, { code: 'invariant', rule: 'ext-1', kind: 'ext-1 neither' })
  yield one(both, { code: 'invariant', rule: 'ext-1', kind: 'ext-1 both' })
  yield one({ url: UNKNOWN, ...value }, unknown)
  yield one(
    { ...value },
    { code: 'required', rule: 'cardinality-min', kind: 'extension without url', below: '.url' },
  )
  yield one({ url: 'nowhere', ...value }, { code: 'value', rule: 'extension-url', below: '.url' })
  yield one({ url: `${BASE}modifier`, ...value }, { code: 'extension', rule: 'extension-modifier' })
  yield one({ url: `${BASE}of-name`, ...value }, { ...context, kind: 'extension-context element' })
  yield one({ url: `${BASE}of-extension`, ...value }, { ...context, kind: 'extension-context extension' })
  yield one({ url: `${BASE}of-path`, ...value }, { ...context, kind: 'extension-context fhirpath' })
  yield one({ url: `${BASE}of-identified`, ...value }, { ...context, kind: 'extension-context invariant' })
  yield one(
    {
      url: `${BASE}parted`,
      extension: [
        { url: 'kind', ...value },
        { url: 'colour', ...value },
      ],
    },
    { code: 'extension', rule: 'extension-part', below: '.extension[1].url' },
  )
  yield one(
    { url: structureOf('Patient').url, ...value },
    { code: 'extension', rule: 'extension-url', kind: 'extension-url of no extension', below: '.url' },
  )
  yield one(
    { url: `${BASE}plain` },
    { code: 'required', rule: 'cardinality-min', kind: 'extension by its definition', below: '.value' },
  )
  yield one(
    { url: `${BASE}plain`, valueInteger: 1 },
    { code: 'structure', rule: 'choice-type', kind: 'extension by its definition', below: '.value' },
  )
}

function* besidePrimitives(
  parent: Parent,
  { steps, host, key, isList, expression, type }: Place,
): Generator<Mutant> {
  if (
    !host ||
    isList ||
    Object.hasOwn(host.value as Json, `_${key}`) ||
    type === 'xhtml' ||
    host.type === 'Extension'
  )
    return
  const at = [...host.steps, `_${key}`]
  const one = (extension: Json, fault: Fault): Mutant =>
    mutantAt(parent, at, () => ({ extension: [extension] }), {
      ...fault,
      kind: `${fault.rule} beside a primitive`,
      expression: `${expression}.extension[0]${fault.below ?? ''}`,
    })
  if (steps.at(-1) === 'id' && host.kind === 'resource') return
  yield one({ url: UNKNOWN }, { code: 'invariant', rule: 'ext-1' })
  yield one({ url: `${BASE}of-name`, ...value }, context)
  yield one({ url: 'nowhere', ...value }, { code: 'value', rule: 'extension-url', below: '.url' })
}

function* modifiers(parent: Parent, place: Place): Generator<Mutant> {
  const name = 'modifierExtension'
  const one = (extension: Json, rule: string): Mutant =>
    added(parent, place, extension, { code: 'extension', rule, name })
  yield one({ url: UNKNOWN, ...value }, 'modifier-extension-unknown')
  yield {
    ...one({ url: `${BASE}plain`, ...value }, 'extension-modifier'),
    kind: 'extension-modifier in its place',
  }
}

/** Unknown extensions where the policy of HL7's validator is asked for. */
function* policy(parent: Parent): Generator<Mutant> {
  const strict = asking(parent, { toolPolicy: true })
  for (const place of placesOf(parent.resource)) {
    if (place.kind === 'primitive' || !hasChild(place, 'extension')) continue
    yield added(
      strict,
      place,
      { url: UNKNOWN, ...value },
      { code: 'extension', rule: 'extension-unknown', kind: 'extension-unknown by tool policy' },
    )
  }
}

/** FHIR's own extensions, on elements that they are not for. */
function* ofFhir(parents: readonly Parent[]): Generator<Mutant> {
  const location = parents.find(({ name }) => name === 'location')
  if (!location) return
  for (const structure of definitions.structures.filter(isForOthers)) {
    const [type] = valueOf(structure)?.types ?? []
    if (!type) continue
    const extension = {
      url: structure.url,
      [jsonName(valueOf(structure) as ElementRule, type.code)]: SAMPLES[type.code],
    }
    yield {
      kind: "extension-context of FHIR's extensions",
      parent: location,
      name: structure.url,
      make: () => changedAt(location.resource, ['extension'], () => [extension]),
      expected: { severity: 'error', ...context, expression: 'Location.extension[0]' },
    }
  }
}

function valueOf({ elements }: Structure): ElementRule | undefined {
  return elements.find(({ path }) => path === 'Extension.value[x]')
}

/** Whether an extension is simple, of a type of which a sample breaks none of its rules, and not for a Location. */
function isForOthers(structure: Structure): boolean {
  const { context: places, contextInvariant, elements } = structure
  const value = valueOf(structure)
  const code = value?.types[0]?.code ?? ''
  if (structure.type !== 'Extension' || structure.derivation !== 'constraint' || !value || value.max === '0')
    return false
  if (value.binding || elements[0]?.isModifier || contextInvariant.length > 0) return false
  if (SAMPLES[code] === undefined || /^(?:Reference|Expression)$/.test(code)) return false
  return places.every(
    ({ type, expression }) =>
      type === 'element' &&
      /^(?!Location)[A-Z]\w*\.|^(?!Element|Resource|DomainResource|BackboneElement|Location)[A-Z]\w*$/.test(
        expression,
      ),
  )
}
