/**
 * Says in a case manager's words what is wrong by a rule of our own profiles: the sentences of policies/wording.json, with
 * the titles of profiles, extensions and value sets. Rules of FHIR itself, and invariants, which have words of their
 * own, get none. Asked for findings only. Pure.
 */
import type { ValueSet } from '../fhir/definitions.ts'
import { withoutVersion } from '../fhir/definitions.ts'
import { isObject } from '../fhir/resource.ts'
import type { Finding } from './finding.ts'
import { read, readObjects, readString, readStrings, type Json } from './json.ts'

/** The sentence for a finding; undefined where the profile or the kind of rule has none. */
export type Plain = (finding: Pick<Finding, 'profile' | 'rule' | 'element'>) => string | undefined

export type PlainParts = {
  readonly structureDefinitions: readonly Json[]
  readonly valueSets: readonly ValueSet[]
  /** policies/wording.json: throws TypeError where it is not what it must be. */
  readonly wording: unknown
}

type Words = Readonly<Record<string, string>>

/** What of a profile the sentences need: the definitions themselves need not stay in memory. */
type Named = {
  readonly id: string
  readonly title: string
  /** Value set and extension by element id, where an element has one. */
  readonly elements: ReadonlyMap<string, { readonly valueSet?: string; readonly extension?: string }>
}

export function createPlain({ structureDefinitions, valueSets, wording }: PlainParts): Plain {
  const rules = wordsOf(wording, 'rules')
  const names = wordsOf(wording, 'elements')
  const profiles = new Map(structureDefinitions.map((each) => [readString(each, 'url') ?? '', namedOf(each)]))
  const lists = new Map(valueSets.map((each) => [each.url ?? '', titleOf(each as unknown as Json)]))
  return ({ profile: canonical, rule, element }) => {
    const profile = profiles.get(withoutVersion(canonical))
    const sentence = Object.hasOwn(rules, rule) ? rules[rule] : undefined
    if (!profile || sentence === undefined || element === undefined) return undefined
    const list = lists.get(elementOf(profile, element)?.valueSet ?? '')
    const said = sentence
      .replace('{element}', () => nameOf(element, { profile, profiles, names }))
      .replace('{list}', () => (list === undefined ? 'that belongs to it' : `“${list}”`))
    return `${profile.title}: ${said}`
  }
}

function namedOf(definition: Json): Named {
  const snapshot = read(definition, 'snapshot')
  const elements = isObject(snapshot) ? readObjects(snapshot, 'element') : []
  const told = elements.flatMap((element) => {
    const binding = read(element, 'binding')
    const valueSet = isObject(binding) ? readString(binding, 'valueSet') : undefined
    const extension = readObjects(element, 'type').flatMap((type) => readStrings(type, 'profile'))[0]
    if (valueSet === undefined && extension === undefined) return []
    const parts = {
      ...(valueSet !== undefined && { valueSet: withoutVersion(valueSet) }),
      ...(extension !== undefined && { extension: withoutVersion(extension) }),
    }
    return [[readString(element, 'id') ?? '', parts] as const]
  })
  return { id: readString(definition, 'id') ?? '', title: titleOf(definition), elements: new Map(told) }
}

function wordsOf(wording: unknown, name: string): Words {
  const words = isObject(wording) ? wording[name] : undefined
  if (isObject(words) && Object.values(words).every((each) => typeof each === 'string')) return words as Words
  throw new TypeError(`policies/wording.json: ${name} is an object of sentences`)
}

function titleOf(definition: Json): string {
  return readString(definition, 'title') ?? readString(definition, 'name') ?? 'This record'
}

/** The element of a profile; a choice is found by its name alone. */
function elementOf({ elements }: Named, id: string): ReturnType<Named['elements']['get']> {
  return elements.get(id) ?? elements.get(`${id}[x]`)
}

type Naming = {
  readonly profile: Named
  readonly profiles: ReadonlyMap<string, Named>
  readonly names: Words
}

/** What an element is called: for this profile, for all, by the title of its extension, or by its own name. */
function nameOf(id: string, { profile, profiles, names }: Naming): string {
  const path = id.slice(id.indexOf('.') + 1).replaceAll('[x]', '')
  const last = path.slice(path.lastIndexOf('.') + 1)
  const [plain = '', slice] = last.split(':')
  const unsliced = path.slice(0, path.length - last.length).replaceAll(/:[^.]*/g, '') + last
  for (const key of [`${profile.id}.${unsliced}`, unsliced])
    if (Object.hasOwn(names, key) && names[key] !== undefined) return names[key]
  const extension = profiles.get(elementOf(profile, id)?.extension ?? '')
  if (extension) return `“${extension.title}”`
  const owner = /:([^.:]+)\.[^.]*$/.exec(path)?.[1]
  const own = slice === undefined && plain === 'value' ? 'the value' : `“${inWords(slice ?? plain)}”`
  return owner === undefined || slice !== undefined ? own : `${own} of “${inWords(owner)}”`
}

/** `interimReport` -> `interim report`. */
function inWords(name: string): string {
  return name.replaceAll(/([a-z])([A-Z])/g, '$1 $2').toLowerCase()
}
