/** Faults as OperationOutcome issues. */
import { expect, test } from '@jest/globals'
import { bounded, FAULTS_MAX, pointerStep } from '../../src/intake/fault.ts'
import { faultsToIssues } from '../../src/intake/outcome.ts'

test('a fault becomes an error with its place as expression and as pointer', () => {
  const fault = {
    pointer: '/goals/2/needs/0',
    rule: 'reference-unknown',
    text: 'This id names nothing: correct it.',
  }
  expect(faultsToIssues([fault])).toEqual([
    {
      severity: 'error',
      code: 'not-found',
      details: { text: 'reference-unknown' },
      diagnostics: '/goals/2/needs/0: This id names nothing: correct it.',
      expression: ['CaseRecord.goals[2].needs[0]'],
    },
  ])
})

test.each([
  ['required', 'required'],
  ['enum', 'code-invalid'],
  ['additionalProperties', 'structure'],
  ['format', 'value'],
  ['id-unique', 'duplicate'],
  ['date-order', 'business-rule'],
  ['only-when', 'business-rule'],
])('the rule %s is of the issue type %s', (rule, code) => {
  expect(faultsToIssues([{ pointer: '', rule, text: 'x' }])[0]).toMatchObject({
    code,
    expression: ['CaseRecord'],
    diagnostics: 'x',
  })
})

test('steps of a pointer are escaped', () => {
  expect(pointerStep('a/b~c')).toBe('/a~1b~0c')
  expect(pointerStep(3)).toBe('/3')
})

test('a list within the limit stays as it is; beyond it, the last says how many more there are', () => {
  const faults = Array.from({ length: FAULTS_MAX + 5 }, (_, index) => ({
    pointer: `/${index}`,
    rule: 'x',
    text: 'x',
  }))
  expect(bounded(faults.slice(0, FAULTS_MAX))).toHaveLength(FAULTS_MAX)
  expect(bounded(faults.slice(0, FAULTS_MAX)).at(-1)?.rule).toBe('x')
  expect(bounded(faults)).toHaveLength(FAULTS_MAX)
  expect(bounded(faults).at(-1)?.text).toMatch(/^There are 6 more faults/)
})
