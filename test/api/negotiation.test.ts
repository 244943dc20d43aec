import { describe, expect, test } from '@jest/globals'
import { chooseFormat, isJson, readPreference } from '../../src/api/negotiation.ts'
import type { Format } from '../../src/api/negotiation.ts'

const json: Format[] = ['application/fhir+json', 'application/json']
const withPage: Format[] = [...json, 'text/html']

describe('the format of an answer', () => {
  test.each([
    [undefined, 'application/fhir+json'],
    ['*/*', 'application/fhir+json'],
    ['application/*', 'application/fhir+json'],
    ['application/json', 'application/json'],
    ['application/fhir+json; fhirVersion=4.0', 'application/fhir+json'],
    ['application/fhir+json; fhirVersion=5.0', undefined],
    ['application/fhir+xml', undefined],
    ['application/fhir+xml, application/json;q=0.1', 'application/json'],
    ['application/fhir+json;q=0.1, application/json;q=0.9', 'application/json'],
    ['application/fhir+json;q=0, */*', 'application/json'],
    ['text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', 'application/fhir+json'],
    ['text/plain', undefined],
  ])('for Accept %s is %s', (accept, format) => {
    expect(chooseFormat({ format: undefined, accept }, json)).toBe(format)
  })

  test.each([
    ['json', 'application/fhir+json'],
    ['application/fhir json', 'application/fhir+json'],
    ['application/json', 'application/json'],
    ['xml', undefined],
    ['application/fhir+xml', undefined],
    ['html', undefined],
  ])('_format %s overrides Accept', (format, expected) => {
    expect(chooseFormat({ format, accept: 'text/plain' }, json)).toBe(expected)
  })

  test('is a page only where one is offered and asked for', () => {
    expect(chooseFormat({ format: undefined, accept: 'text/html,*/*;q=0.8' }, withPage)).toBe('text/html')
    expect(chooseFormat({ format: 'html', accept: undefined }, withPage)).toBe('text/html')
    expect(chooseFormat({ format: undefined, accept: '*/*' }, withPage)).toBe('application/fhir+json')
    expect(chooseFormat({ format: undefined, accept: 'text/html' }, json)).toBeUndefined()
  })
})

test.each([
  [undefined, true],
  ['application/fhir+json', true],
  ['application/fhir+json; charset=UTF-8; fhirVersion=4.0', true],
  ['application/json', true],
  ['text/json', true],
  ['application/fhir+json; fhirVersion=3.0', false],
  ['application/json; charset=latin1', false],
  ['application/fhir+xml', false],
  ['application/x-www-form-urlencoded', false],
])('a body of type %s may be read as JSON: %s', (type, expected) => {
  expect(isJson(type)).toBe(expected)
})

test.each([
  [undefined, 'representation'],
  ['return=minimal', 'minimal'],
  ['respond-async, return="OperationOutcome"', 'OperationOutcome'],
  ['handling=strict; return=minimal', 'minimal'],
  ['return=everything', 'representation'],
])('Prefer %s wants %s', (prefer, expected) => {
  expect(readPreference(prefer)).toBe(expected)
})
