/** The tables of the bench `validation` that compare engines. */
import { rounded } from '../measure.ts'
import type { Table } from '../report.ts'
import { readExpected } from './expected.ts'
import type { Rounds } from './rounds.ts'
import type { Rules } from './rules.ts'

export type Side = Rounds

export type SetResult = {
  readonly set: string
  readonly resources: number
  readonly bytes: number
  readonly sides: Readonly<Record<string, Side>>
  readonly rules: Rules
}

/** One row for each set and engine, after one for JSON.parse. */
export function speedTable(sets: readonly SetResult[]): Table {
  const rows = sets.flatMap(({ set, resources, bytes, sides, rules }) => {
    const parse = {
      set,
      engine: 'JSON.parse',
      resources,
      bytes,
      'per CPU s': round(sides['throughline']?.parsePerSecond),
    }
    const engines = Object.entries(sides).map(([engine, { perSecond, ratio, errors }]) => {
      const found = Object.values(errors)
      const valid = found.filter((count) => count === 0).length
      return {
        ...parse,
        engine,
        'per CPU s': round(perSecond),
        ratio: round(ratio),
        valid,
        invalid: found.length - valid,
        errors: found.reduce((sum, count) => sum + Math.max(count, 0), 0),
        ...(engine === 'throughline' ? rulesOf(rules) : NO_RULES),
      }
    })
    return [{ ...parse, ratio: 1, valid: '', invalid: '', errors: '', ...NO_RULES }, ...engines]
  })
  return { title: 'speed and verdicts', rows }
}

function rulesOf({
  evaluated,
  fallbacks,
  values,
  invariants,
  bindings,
  references,
}: Rules): Record<string, number> {
  return {
    'invariants evaluated': evaluated,
    'by fhirpath.js': fallbacks,
    'invariants stated': invariants,
    bindings,
    references,
    values,
  }
}

const NO_RULES = {
  'invariants evaluated': '',
  'by fhirpath.js': '',
  'invariants stated': '',
  bindings: '',
  references: '',
  values: '',
}

function round(value: number | undefined): number {
  return value === undefined ? Number.NaN : rounded(value)
}

/** How many verdicts two engines share, and which of the two is alone with an error; what our examples are meant to be is one too. */
export function agreementTable(sets: readonly SetResult[]): Table[] {
  const rows = sets.flatMap(({ set, resources, sides }) => {
    const verdicts: Record<string, Readonly<Record<string, number>>> = {
      ...Object.fromEntries(Object.entries(sides).map(([engine, { errors }]) => [engine, errors])),
      ...(set === 'own' && { 'as meant': readExpected() }),
    }
    const { throughline = {}, ...others } = verdicts
    return Object.entries(others).map(([other, theirs]) => {
      const files = Object.keys(throughline)
      const isRefusedBy = (errors: Readonly<Record<string, number>>) => (file: string) => errors[file] !== 0
      const onlyOurs = files.filter((file) => isRefusedBy(throughline)(file) && !isRefusedBy(theirs)(file))
      const onlyTheirs = files.filter((file) => !isRefusedBy(throughline)(file) && isRefusedBy(theirs)(file))
      return {
        set,
        'throughline and': other,
        agree: resources - onlyOurs.length - onlyTheirs.length,
        of: resources,
        'refused only by throughline': onlyOurs.length,
        'refused only by the other': onlyTheirs.length,
      }
    })
  })
  return [{ title: 'agreement of verdicts', rows }]
}
