/** HL7's FHIRPath suite for R4 (THROUGHLINE_SHARED): how many of its tests pass, and which do not. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { isObject } from '../../src/fhir/resource.ts'
import { compile } from '../../src/fhirpath/fhirpath.ts'
import { definitions } from '../validation/world.ts'
import { readInput, readSuite, type SuiteTest } from './suite.ts'

const shared = process.env['THROUGHLINE_SHARED'] ?? ''
const folder = join(shared, 'cases/fhirpath')
const isThere = shared !== '' && existsSync(folder)
if (!isThere) console.log('THROUGHLINE_SHARED is not set: the FHIRPath suite is skipped.')

/** Tests of the suite that must pass: issue 4. */
const PASSED_MIN = 915

/** docs/fhirpath.md says why of each. */
const FAILING = [
  'LowBoundaryQuantity',
  'HighBoundaryQuantity',
  'testConformsTo3',
  'testFHIRPathAsFunction21',
  'testPolymorphicsB',
  'testQuantity4',
  'testSort10',
  'testSort8',
  'testType22',
]

const now = '2026-11-23T12:00:00Z'

function evaluate({ expression, input, isStrict }: SuiteTest): unknown[] {
  const conformsTo = (resource: unknown, url: string): boolean =>
    isObject(resource) && url.endsWith(`/${String(resource['resourceType'])}`)
  const node = readInput(folder, input)
  const type = isObject(node) ? node['resourceType'] : undefined
  const options = isStrict && typeof type === 'string' ? { base: type, strict: true } : {}
  return compile(expression, options).evaluate(node, { now, conformsTo })
}

function passes(given: SuiteTest): boolean {
  let found: unknown[]
  try {
    found = evaluate(given)
  } catch {
    return given.invalid !== undefined
  }
  if (given.invalid !== undefined) return false
  const { outputs } = given
  if (given.isPredicate) return outputs[0]?.text === String(found.length > 0 && found[0] !== false)
  const [ours, theirs] = [
    found.map((value, index) => plain(value, outputs[index]?.type)),
    outputs.map(({ text, type }) => (type === undefined ? undefined : plain(text, type))),
  ]
  if (!given.isOrdered) return [...ours].sort().join('\n') === theirs.map(String).sort().join('\n')
  return (
    ours.length === theirs.length && theirs.every((text, index) => text === undefined || text === ours[index])
  )
}

/** A value as the suite writes one of its type. */
function plain(value: unknown, type: string | undefined): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  if (type === 'integer' || type === 'decimal' || type === 'positiveInt') return String(Number(text))
  return type === 'string' || type === 'code' ? text : text.replace(/^@?T?/, '')
}

test('every R4 invariant and search parameter is compiled whole', () => {
  const invariants = definitions.structures.flatMap(({ elements }) =>
    elements.flatMap(({ constraints }) => constraints.map(({ expression }) => expression)),
  )
  const parameters = definitions.searchParameters.flatMap(({ expression }) => expression ?? [])
  const expressions = [...new Set([...invariants, ...parameters])]
  expect(expressions.length).toBeGreaterThan(1_000)
  expect(expressions.filter((text) => compile(text).engine !== 'compiled')).toEqual([])
})

const whereShared = isThere ? test : test.skip

whereShared('the FHIRPath suite', () => {
  const suite = readSuite(folder)
  const failing = suite.filter((each) => !passes(each)).map(({ name }) => name)
  const engines = suite.map(({ expression }) => {
    try {
      return compile(expression).engine
    } catch {
      return 'refused'
    }
  })
  const compiled = engines.filter((engine) => engine === 'compiled').length
  console.log(
    `FHIRPath suite: ${String(suite.length - failing.length)} of ${String(suite.length)} pass; ${String(compiled)} compiled whole.`,
  )
  expect(suite).toHaveLength(935)
  expect(suite.length - failing.length).toBeGreaterThanOrEqual(PASSED_MIN)
  expect(failing.sort()).toEqual(FAILING.sort())
})
