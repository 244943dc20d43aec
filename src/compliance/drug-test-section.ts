/** The section on drug and alcohol tests: how many were given, what they found, and on which days. Pure. */
import { CODE, SYSTEM } from '../fhir/codes.ts'
import type { Coding, Resource } from '../fhir/resource.ts'
import { drugTestsOf, failedTests, resultsOf } from './drug-tests.ts'
import type { DrugTest } from './drug-tests.ts'
import { orderedIn } from './mandate.ts'
import { join, paragraph, shortDate, statement, table } from './narrative.ts'
import { sum } from './section.ts'
import type { Count, Material, Section } from './section.ts'
import { coded, titleOf } from './words.ts'

const MEASURE = CODE.reportMeasure

/** Dates that are listed for one result. */
const DATES_PRINTED_MAX = 30

/** Tests given, missed and refused, by result, with their dates. */
export function drugTestSection(material: Material): Section {
  const { conditions, days, observe } = material
  const tests = drugTestsOf(material.of(CODE.informationCategory.drugTests), days)
  const results = resultsOf(tests)
  const collected = tests.filter(({ isCollected }) => isCollected).length
  const ordered = sum(
    conditions
      .filter(({ kind }) => kind === CODE.mandateCondition.drugTest)
      .map((condition) => orderedIn(condition, days)),
  )
  const counts: Count[] = [
    ...(ordered === undefined
      ? []
      : [{ code: coded(SYSTEM.reportMeasure, MEASURE.ordered), count: ordered }]),
    { code: coded(SYSTEM.reportMeasure, MEASURE.collected), count: collected },
    ...results.map(({ result, tests: found }) => ({ code: result, count: found.length })),
  ]
  const members = tests.map((test, index) => testObservation(material, test, index))
  const code = coded(
    SYSTEM.observationKind,
    CODE.observationKind.drugTestSummary,
    'Drug and alcohol tests in a period',
  )
  const summary = `${ordered === undefined ? '' : `${ordered} ordered, `}${collected} given, ${failedTests(tests).length} missed, refused or adulterated.`
  return {
    code: coded(SYSTEM.reportSection, CODE.reportSection.drugTests, 'Drug and alcohol tests'),
    content:
      tests.length === 0
        ? paragraph('No test is on record for these days.')
        : join(
            paragraph(summary),
            statement('Panels:', panelsText(tests)),
            table(['Result', 'Tests', 'Collected or due on'], results.map(resultRow)),
          ),
    observations: [observe({ key: 'drug-tests', code, days, counts, members }), ...members],
  }
}

function panelsText(tests: readonly DrugTest[]): string {
  const titles = [...new Set(tests.map(({ panelTitle }) => panelTitle))].toSorted()
  return titles
    .map((title) => `${title} (${tests.filter((test) => test.panelTitle === title).length})`)
    .join('; ')
}

function resultRow({ result, tests }: { result: Coding; tests: readonly DrugTest[] }): string[] {
  const explained = tests.filter(({ isExplained }) => isExplained).length
  const dates = tests
    .slice(-DATES_PRINTED_MAX)
    .map(({ day }) => shortDate(day))
    .join('; ')
  const more = tests.length > DATES_PRINTED_MAX ? `the last ${DATES_PRINTED_MAX}: ` : ''
  const title = `${titleOf(result)}${explained > 0 ? ` (${explained} explained by a prescription)` : ''}`
  return [title, String(tests.length), `${more}${dates}`]
}

function testObservation(
  { observe }: Material,
  { day, panel, result, isCollected, panelTitle }: DrugTest,
  index: number,
): Resource {
  const value = { coding: [result], text: titleOf(result) }
  return observe({
    key: `drug-tests/${index}`,
    code: { display: panelTitle },
    days: { start: day, end: day },
    elements: {
      code: panel,
      effectiveDateTime: day,
      ...(isCollected ? { valueCodeableConcept: value } : { dataAbsentReason: value }),
    },
  })
}
