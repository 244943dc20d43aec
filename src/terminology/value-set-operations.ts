/**
 * ValueSet/$expand and $validate-code. Sources: http://hl7.org/fhir/R4/valueset-operation-expand.html and
 * valueset-operation-validate-code.html. Expansions are flat lists.
 */
import { withoutVersion } from '../fhir/definitions.ts'
import type { ValueSet } from '../fhir/definitions.ts'
import type { Coding } from '../fhir/resource.ts'
import type { IndexedConcept } from './code-system.ts'
import { designationsOf, displayIn, displayVerdict, isGroup, verdict } from './code-operations.ts'
import {
  answerWith,
  codingsAsked,
  isRefused,
  refuse,
  refuseVersion,
  versionOf,
  type Answered,
  type Given,
  type Operation,
  type OperationContext,
  type Refused,
} from './operation.ts'
import type { Coded } from './terminology.ts'
import { compileValueSet, type Members } from './value-set.ts'

/** Codes of one answer; more are had page by page (offset, count). */
const EXPANSION_CODES_MAX = 1_000

export const expand: Operation = {
  parameters: [
    'url',
    'valueSet',
    'valueSetVersion',
    'filter',
    'date',
    'offset',
    'count',
    'includeDesignations',
    'includeDefinition',
    'activeOnly',
    'excludeNested',
    'excludeNotForUI',
    'excludePostCoordinated',
    'displayLanguage',
  ],
  run: (given, context) => {
    const asked = valueSetOf(given, context)
    if (isRefused(asked)) return asked
    const page = pageOf(given)
    if (isRefused(page)) return page
    const { codes, unknown } = asked.members.list()
    if (unknown.length > 0) {
      const text = `It cannot be listed: ${unknown.join(', ')} is not held here, or in part only.`
      return refuse(422, 'not-found', text, 'url')
    }
    const chosen = codes.map((coded) => entryOf(coded, context)).filter((entry) => isWanted(entry, given))
    const { offset, count } = page
    if (count === undefined && chosen.length > EXPANSION_CODES_MAX) {
      const text = `It has ${String(chosen.length)} codes: ask for them page by page (count, offset), or with a filter.`
      return refuse(422, 'too-costly', text, 'count')
    }
    const shown = chosen.slice(offset, count === undefined ? undefined : offset + count)
    return {
      kind: 'answer',
      resource: expansion(asked.valueSet, { shown, total: chosen.length }, given, context),
    }
  },
}

export const validateValueSetCode: Operation = {
  parameters: [
    'url',
    'valueSet',
    'valueSetVersion',
    'code',
    'system',
    'systemVersion',
    'display',
    'coding',
    'codeableConcept',
    'date',
    'abstract',
    'displayLanguage',
  ],
  run: (given, context) => {
    const asked = valueSetOf(given, context)
    if (isRefused(asked)) return asked
    const codings = codingsAsked(given, given.text('system'))
    if (isRefused(codings)) return codings
    const url = asked.valueSet.url ?? 'the value set'
    const tested = codings.map((coding) => ({ coding, membership: asked.members.test(codedOf(coding)) }))
    const member = tested.find(({ membership }) => membership === 'in')
    if (member) return memberAnswer(member.coding, given, context)
    const open = tested.find(({ membership }) => membership === 'unknown')
    if (open) {
      const system = open.coding.system ?? 'the system of the code'
      const text = `Nobody here can tell: ${system}, or a part of ${url}, is not held whole. The code is unknown, neither valid nor invalid.`
      return refuse(422, 'not-found', text, 'system')
    }
    const named = codings.map(({ system, code }) => `'${code ?? ''}' of ${system ?? 'no system'}`).join(', ')
    return answerWith(verdict(false, `${named} is not in ${url}.`))
  },
}

function memberAnswer(coding: Coding, given: Given, context: OperationContext): Answered {
  const concept = conceptOf(codedOf(coding), context)
  if (!concept) return answerWith(verdict(true))
  if (isGroup(concept) && given.text('abstract') === 'false') {
    return answerWith(verdict(false, `'${concept.code}' groups other codes and is not to be used itself.`))
  }
  return answerWith(displayVerdict(concept, coding.display, given.text('displayLanguage')))
}

function codedOf({ system, code = '' }: Coding): Coded {
  return { code, ...(system !== undefined && { system }) }
}

function conceptOf({ system, code }: Coded, { terminology }: OperationContext): IndexedConcept | undefined {
  return system === undefined ? undefined : terminology.held.system(system)?.find(code)
}

type Asked = { readonly valueSet: ValueSet; readonly members: Members }

function valueSetOf(given: Given, { terminology }: OperationContext): Asked | Refused {
  const inline = given.resource('valueSet') as ValueSet | undefined
  const { held } = terminology
  if (inline) return { valueSet: inline, members: compileValueSet(inline, held) }
  const canonical = given.text('url')
  if (canonical === undefined)
    return refuse(400, 'required', 'Give the url of a value set, or a valueSet.', 'url')
  const [valueSet, members] = [held.valueSets.get(withoutVersion(canonical)), held.members(canonical)]
  if (!valueSet || !members) {
    return refuse(404, 'not-found', `The value set ${canonical} is not held here.`, 'url')
  }
  const version = given.text('valueSetVersion') ?? versionOf(canonical)
  return refuseVersion(version, valueSet.version, canonical) ?? { valueSet, members }
}

function pageOf(given: Given): { offset: number; count: number | undefined } | Refused {
  for (const name of ['offset', 'count']) {
    if (!/^\d{1,9}$/.test(given.text(name) ?? '0')) {
      return refuse(400, 'invalid', `${name} must be a whole number, 0 or more.`, name)
    }
  }
  const count = given.text('count')
  return {
    offset: Number(given.text('offset') ?? 0),
    count: count === undefined ? undefined : Math.min(Number(count), EXPANSION_CODES_MAX),
  }
}

type Entry = {
  readonly coded: Coded
  readonly concept: IndexedConcept | undefined
  readonly isInactive: boolean
}

const INACTIVE: ReadonlySet<string> = new Set(['retired', 'inactive', 'deprecated'])

function entryOf(coded: Coded, context: OperationContext): Entry {
  const concept = conceptOf(coded, context)
  const { properties } = concept ?? {}
  const isInactive =
    properties?.get('inactive')?.includes('true') === true ||
    properties?.get('status')?.some((status) => INACTIVE.has(status)) === true
  return { coded, concept, isInactive }
}

/** A filter is words: each must begin a word of the code, the display or another designation. */
function isWanted({ coded, concept, isInactive }: Entry, given: Given): boolean {
  if (isInactive && given.isTrue('activeOnly')) return false
  if (concept && isGroup(concept) && given.isTrue('excludeNotForUI')) return false
  const filter = given.text('filter')?.trim().toLowerCase()
  if (!filter) return true
  const designations = concept ? designationsOf(concept).map(({ value }) => value) : []
  const words = [coded.code, coded.display ?? '', ...designations]
    .join(' ')
    .toLowerCase()
    .split(/[\s,;/()-]+/)
  const whole = coded.code.toLowerCase()
  return filter
    .split(/\s+/)
    .every((wanted) => whole.startsWith(wanted) || words.some((word) => word.startsWith(wanted)))
}

function expansion(
  valueSet: ValueSet,
  { shown, total }: { shown: readonly Entry[]; total: number },
  given: Given,
  context: OperationContext,
): Record<string, unknown> & { resourceType: string } {
  const { compose, expansion: _expansion, ...header } = valueSet
  const systems = new Set(shown.flatMap(({ coded }) => (coded.system === undefined ? [] : [coded.system])))
  const used = [...systems].map((system) => {
    const version = context.terminology.held.system(system)?.version
    return { name: 'used-codesystem', valueUri: version === undefined ? system : `${system}|${version}` }
  })
  const echoed = given.all.flatMap(({ name, value }) =>
    ECHOED[name] === undefined ? [] : [{ name, [ECHOED[name]]: typed(ECHOED[name], String(value)) }],
  )
  return {
    status: 'active',
    ...header,
    ...(given.isTrue('includeDefinition') && compose && { compose }),
    expansion: {
      identifier: `urn:uuid:${context.newId()}`,
      timestamp: context.now,
      total,
      ...(given.text('offset') !== undefined && { offset: Number(given.text('offset')) }),
      parameter: [...echoed, ...used],
      contains: shown.map((entry) => containsOf(entry, given)),
    },
  }
}

const ECHOED: Readonly<Record<string, string>> = {
  filter: 'valueString',
  offset: 'valueInteger',
  count: 'valueInteger',
  activeOnly: 'valueBoolean',
  includeDesignations: 'valueBoolean',
  displayLanguage: 'valueCode',
}

function typed(type: string, value: string): unknown {
  if (type === 'valueInteger') return Number(value)
  return type === 'valueBoolean' ? value === 'true' : value
}

function containsOf({ coded, concept, isInactive }: Entry, given: Given): Record<string, unknown> {
  const display = (concept && displayIn(concept, given.text('displayLanguage'))) ?? coded.display
  const designations = concept ? designationsOf(concept) : []
  return {
    ...(coded.system !== undefined && { system: coded.system }),
    ...(concept && isGroup(concept) && { abstract: true }),
    ...(isInactive && { inactive: true }),
    code: coded.code,
    ...(display !== undefined && { display }),
    ...(given.isTrue('includeDesignations') && designations.length > 0 && { designation: designations }),
  }
}
