/** Counts drug and alcohol tests: what was collected and found, and what was missed or refused. Pure. */
import { CODE, EXTENSION, SYSTEM } from '../fhir/codes.ts'
import { hasCode, list } from '../fhir/resource.ts'
import type { Coding, Extension, Reference, Resource } from '../fhir/resource.ts'
import { dayOf, isWithin } from './days.ts'
import type { Days } from './days.ts'
import { coded, codingIn, conceptTitle } from './words.ts'

export type DrugTest = {
  readonly day: string
  readonly panel: unknown
  readonly panelTitle: string
  readonly result: Coding
  readonly isCollected: boolean
  /** Whether a prescribed medicine explains the result. */
  readonly isExplained: boolean
}

/** Observations that were withdrawn, or never made. */
const VOID = new Set(['entered-in-error', 'cancelled'])

/** The tests within the days, each once, by day: a panel stands for its parts. */
export function drugTestsOf(facts: readonly Resource[], days: Days): DrugTest[] {
  const tests = facts.filter(isTest)
  const parts = new Set(
    tests.flatMap((test) => list<Reference>(test['hasMember'])).map(({ reference }) => reference),
  )
  return tests
    .filter(({ id }) => !parts.has(`Observation/${id ?? ''}`))
    .flatMap(drugTest)
    .filter(({ day }) => isWithin(day, days))
    .toSorted((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1))
}

/** Tests that were due and gave no specimen to judge: missed, refused or adulterated. */
export function failedTests(tests: readonly DrugTest[]): DrugTest[] {
  return tests.filter(
    ({ isCollected, result }) => !isCollected || result.code === CODE.drugTestResult.adulterated,
  )
}

/** The results, each once, in the order in which a reader looks for them. */
export function resultsOf(tests: readonly DrugTest[]): { result: Coding; tests: DrugTest[] }[] {
  const order: (string | undefined)[] = Object.values(CODE.drugTestResult)
  const results = new Map(tests.map(({ result }) => [result.code ?? '', result]))
  return [...results.values()]
    .toSorted((a, b) => rank(order, a) - rank(order, b) || ((a.code ?? '') < (b.code ?? '') ? -1 : 1))
    .map((result) => ({ result, tests: tests.filter((test) => test.result.code === result.code) }))
}

function rank(order: readonly (string | undefined)[], { code }: Coding): number {
  const at = order.indexOf(code)
  return at < 0 ? order.length : at
}

function isTest(fact: Resource): boolean {
  const isLaboratory = hasCode(
    fact['category'],
    SYSTEM.observationCategory,
    CODE.observationCategory.laboratory,
  )
  return fact.resourceType === 'Observation' && isLaboratory && !VOID.has(String(fact['status']))
}

function drugTest(fact: Resource): DrugTest[] {
  const day = dayOf(fact['effectiveDateTime'])
  const found = codingIn(fact['valueCodeableConcept'], SYSTEM.drugTestResult)
  const result = found ?? absence(fact)
  if (day === undefined || !result) return []
  const panelTitle = conceptTitle(fact['code']) ?? 'Test'
  return [
    {
      day,
      panel: fact['code'],
      panelTitle,
      result,
      isCollected: found !== undefined,
      isExplained: isExplained(fact),
    },
  ]
}

function isExplained(fact: Resource): boolean {
  return list<Extension>(fact['extension']).some(
    (extension) => extension.url === EXTENSION.explainedByPrescription && extension['valueBoolean'] === true,
  )
}

/** A test that was due and not given is told by why its result is absent. */
function absence(fact: Resource): Coding | undefined {
  const reason = codingIn(fact['dataAbsentReason'], SYSTEM.dataAbsentReason)?.code
  if (reason === CODE.dataAbsentReason.notPerformed) return coded(SYSTEM.dataAbsentReason, reason, 'Missed')
  if (reason === CODE.dataAbsentReason.askedDeclined) return coded(SYSTEM.dataAbsentReason, reason, 'Refused')
  return undefined
}

function sortKey({ day, panelTitle, result }: DrugTest): string {
  return `${day} ${panelTitle} ${result.code ?? ''}`
}
