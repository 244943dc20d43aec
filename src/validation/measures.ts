/**
 * A MeasureReport against its Measure, where the caller holds it (FHIR R4 measurereport.html): groups, populations and
 * stratifiers are those of the measure, told apart by their codes, and the score is one that the measure's scoring knows.
 */
import { isObject } from '../fhir/resource.ts'
import { withoutVersion } from '../fhir/definitions.ts'
import { read, readList, readObjects, readString, type Json } from './json.ts'
import type { Test } from './program.ts'
import { report, type Scope } from './run.ts'

type Reporting = {
  readonly add: (below: string, text: string) => void
  readonly scope: Scope
  readonly type: string
  readonly scoring: string | undefined
}

export const measureTest: Test = (item, scope) => {
  const given = item.value
  if (!isObject(given) || readString(given, 'resourceType') !== 'MeasureReport') return
  const canonical = readString(given, 'measure')
  const measure =
    canonical === undefined
      ? undefined
      : (scope.resolve(canonical) ?? scope.resolve(withoutVersion(canonical)))
  const type = readString(given, 'type') ?? ''
  // What only collects data has not been worked out.
  if (!isObject(measure) || readString(measure, 'resourceType') !== 'Measure' || type === 'data-collection')
    return
  const add = (below: string, text: string): void => {
    report(item, scope, {
      code: 'business-rule',
      rule: 'measure-report',
      text,
      ...(below === '' ? {} : { below }),
    })
  }
  const reporting = { add, scope, type, scoring: codesOf(measure['scoring'])[0]?.code }
  for (const { own, defined, path } of pairedGroups(given, measure, reporting))
    checkGroup(own, defined, path, reporting)
}

type Pair = { readonly own: Json; readonly defined: Json; readonly path: string }

/** One group for one group needs no code; more are told apart by it. */
function pairedGroups(given: Json, measure: Json, reporting: Reporting): Pair[] {
  const [own, defined] = [readObjects(given, 'group'), readObjects(measure, 'group')]
  const [only, onlyDefined] = [own[0], defined[0]]
  if (only && onlyDefined && own.length === 1 && defined.length === 1) {
    const differ =
      only['code'] !== undefined &&
      onlyDefined['code'] !== undefined &&
      !isSame(only['code'], onlyDefined['code'])
    if (differ)
      reporting.add('group[0].code', 'The code of the group is not that of the measure; correct it.')
    return [{ own: only, defined: onlyDefined, path: 'group[0]' }]
  }
  if (own.length === 0 && onlyDefined)
    reporting.add('', 'The report has none of the groups of the measure; add them.')
  return paired({ own, defined, path: 'group', name: 'group' }, reporting)
}

type Lists = {
  readonly own: readonly Json[]
  readonly defined: readonly Json[]
  readonly path: string
  readonly name: string
}

/** Each part of a report with the part of the measure of its code; faults where one of them has none, or two have the same. */
function paired({ own, defined, path, name }: Lists, { add }: Reporting): Pair[] {
  const used = new Set<Json>()
  const pairs = own.flatMap((part, index): Pair[] => {
    const below = `${path}[${String(index)}]`
    const found = defined.find((each) => isSame(part['code'], each['code']))
    if (part['code'] === undefined)
      add(below, `The ${name} must have the code of a ${name} of the measure; add it.`)
    else if (!found) add(below, `The measure has no ${name} of this code; correct it.`)
    else if (used.has(found)) add(below, `The ${name} is there more than once; keep one.`)
    if (found) used.add(found)
    return found ? [{ own: part, defined: found, path: below }] : []
  })
  const owner = path.slice(0, Math.max(path.lastIndexOf('.'), 0))
  for (const each of defined)
    if (each['code'] !== undefined && !used.has(each))
      add(owner, `The report lacks a ${name} of the measure; add it.`)
  return pairs
}

function checkGroup(own: Json, defined: Json, path: string, reporting: Reporting): void {
  const populations = { own: readObjects(own, 'population'), defined: readObjects(defined, 'population') }
  const stratifiers = { own: readObjects(own, 'stratifier'), defined: readObjects(defined, 'stratifier') }
  for (const pair of paired({ ...populations, path: `${path}.population`, name: 'population' }, reporting))
    checkSubjects(pair, reporting)
  paired({ ...stratifiers, path: `${path}.stratifier`, name: 'stratifier' }, reporting)
  const fault = scoreFault(own['measureScore'], reporting.scoring)
  if (fault !== undefined) reporting.add(`${path}.measureScore`, fault)
}

function checkSubjects({ own, path }: Pair, { add, type, scope }: Reporting): void {
  const { subjectResults } = own
  if (type !== 'subject-list') {
    if (subjectResults !== undefined)
      add(`${path}.subjectResults`, 'Only a report of type subject-list lists its subjects; remove them.')
    return
  }
  const count = read(own, 'count')
  const reference = isObject(subjectResults) ? readString(subjectResults, 'reference') : undefined
  const list = reference === undefined ? undefined : scope.resolve(reference)
  const subjects =
    subjectResults === undefined ? 0 : isObject(list) ? readList(list, 'entry').length : undefined
  if (typeof count === 'number' && subjects !== undefined && count !== subjects)
    add(
      `${path}.count`,
      `count says ${String(count)}, and ${String(subjects)} subjects are listed; make them agree.`,
    )
}

/** Kinds of scoring that give a score: FHIR R4 valueset-measure-scoring.html. */
const SCORED = new Set(['proportion', 'ratio', 'continuous-variable'])

function scoreFault(score: unknown, scoring: string | undefined): string | undefined {
  if (scoring === 'cohort') return score === undefined ? undefined : 'A cohort has no score; remove it.'
  if (scoring === undefined || !SCORED.has(scoring)) return undefined
  if (!isObject(score)) return `The scoring ${scoring} asks for a score; add it.`
  const value = read(score, 'value')
  if (typeof value !== 'number') return `The score must have a value; add it.`
  if (scoring !== 'proportion') return undefined
  if (value < 0 || value > 1) return 'A proportion lies between 0 and 1; correct it.'
  const hasUnit = ['unit', 'system', 'code'].some((name) => Object.hasOwn(score, name))
  return hasUnit ? 'A proportion has no unit; remove it.' : undefined
}

type Code = { readonly system: string; readonly code: string }

/** The codes of a concept, or of several. */
function codesOf(concept: unknown): Code[] {
  const concepts: readonly unknown[] = Array.isArray(concept) ? concept : [concept]
  return concepts.filter(isObject).flatMap((each) =>
    readObjects(each, 'coding').flatMap((coding) => {
      const [system, code] = [readString(coding, 'system'), readString(coding, 'code')]
      return system === undefined || code === undefined ? [] : [{ system, code }]
    }),
  )
}

function isSame(a: unknown, b: unknown): boolean {
  const others = codesOf(b)
  return codesOf(a).some(({ system, code }) =>
    others.some((each) => each.system === system && each.code === code),
  )
}
