/** Whether a mutant is found out: by the finding that it must get, and by no other than follows from the same fault. */
import type { Finding } from '../../../src/validation/validation.ts'
import { follows } from './follows.ts'
import { hashOf, type Check, type Json, type Mutant, type Parent } from './mutant.ts'

export type Row = {
  readonly kind: string
  readonly rules: readonly string[]
  readonly mutants: number
  readonly caught: number
  /** Of these, those that brought no other finding with them. */
  readonly alone: number
  readonly misses: readonly string[]
}

/** The mutants of one kind that are tried, at most. */
const MUTANTS_OF_KIND_MAX = 30

/** Tries mutants kind by kind: of many, those that come first by a hash of their names. */
export function judge(mutants: Iterable<Mutant>): Row[] {
  const kinds = Map.groupBy(mutants, ({ kind }) => kind)
  return [...kinds.entries()]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([kind, all]) => {
      const chosen = all
        .map((mutant) => ({ mutant, rank: hashOf(`${mutant.parent.name} ${mutant.name}`) }))
        .toSorted((a, b) => a.rank - b.rank)
        .slice(0, MUTANTS_OF_KIND_MAX)
      const verdicts = chosen.map(({ mutant }) => verdictOf(mutant))
      const misses = verdicts.flatMap(({ miss }) => miss ?? [])
      return {
        kind,
        rules: [...new Set(chosen.map(({ mutant }) => mutant.expected.rule))],
        mutants: chosen.length,
        caught: chosen.length - misses.length,
        alone: verdicts.filter(({ isAlone, miss }) => isAlone && miss === undefined).length,
        misses,
      }
    })
}

const known = new Map<Check, Map<Json, Finding[]>>()

/** What is found in a parent, which is no error. */
function findingsOf(parent: Parent, check: Check): Finding[] {
  const ofCheck = known.get(check) ?? new Map<Json, Finding[]>()
  known.set(check, ofCheck)
  const findings = ofCheck.get(parent.resource) ?? check(parent.resource)
  ofCheck.set(parent.resource, findings)
  return findings
}

function isError({ severity }: Finding): boolean {
  return severity === 'error' || severity === 'fatal'
}

function line({ severity, code, rule, expression }: Omit<Finding, 'profile' | 'text'>): string {
  return `${severity} ${code} ${rule} ${expression}`
}

type Verdict = { readonly miss: string | undefined; readonly isAlone: boolean }

/** Whether a mutant is found out as it must be, and why not. */
function verdictOf(mutant: Mutant): Verdict {
  const { kind, parent, expected, check = parent.check } = mutant
  const before = findingsOf(parent, parent.check)
  const where = `${parent.name}: ${mutant.name}: `
  const broken = before.find(isError)
  if (broken) return { miss: `${where}the parent has ${line(broken)}`, isAlone: false }
  const resource = mutant.make()
  const old = new Set(before.map((finding) => line(finding) + finding.text))
  const found = check(resource).filter(
    (finding) =>
      (finding.severity !== 'information' || expected.severity === 'information') &&
      !old.has(line(finding) + finding.text),
  )
  const wanted = line(expected)
  const own = found.filter((finding) => line(finding) === wanted)
  const others = found.filter((finding) => line(finding) !== wanted && !follows(kind, finding, expected))
  // A type and a profile that narrows it may both tell of it.
  const isOnce = own.length > 0 && new Set(own.map(({ profile }) => profile)).size === own.length
  const isAlone = own.length === found.length
  if (isOnce && others.length === 0) {
    const bad = found.flatMap(faultOfText)[0]
    return { miss: bad === undefined ? undefined : where + bad, isAlone }
  }
  const miss = `${where}wanted ${wanted}; found ${found.map(line).join(', ') || 'nothing'}`
  return { miss, isAlone }
}

const BROKEN = /undefined|\[object|\bNaN\b|^$/
const REMEDY =
  /\b(?:give|remove|correct|add|mend|use|put|leave|move|keep|change|make|choose|answer|shorten|submit|refer|contain|state|name one|end|check|must|may)\b/i

/** A sentence names what is wrong and how to mend it; the words of an invariant are its author's. */
function faultOfText({ text, code, rule, severity }: Finding): string[] {
  const broken = BROKEN.exec(text)?.[0]
  if (broken !== undefined) return [`the text has '${broken}': ${text}`]
  if (/\s{2}|\.\.\s*$/.test(text.replaceAll(/'[^']*'/g, "''")) && code !== 'invariant')
    return [`the text is not tidy: ${text}`]
  if (code === 'invariant' || code === 'processing') return []
  if (!/^[A-Za-z_'"].*\.$/s.test(text)) return [`the text of ${rule} is no sentence: ${text}`]
  return REMEDY.test(text) || severity === 'information'
    ? []
    : [`the text of ${rule} does not say how to mend it: ${text}`]
}
