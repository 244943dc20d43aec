/** What a sentence shows of a resource: codes, names and URLs; never what could be a person's. */
import { expect, test } from '@jest/globals'
import { quoted, quotedCode, referenceForm } from '../../src/validation/wording.ts'
import { validatorWith } from './world.ts'

test.each<readonly [given: string, shown: string]>([
  ['final', "'final'"],
  ['8480-6', "'8480-6'"],
  ['http://example.test/fhir/x', "'http://example.test/fhir/x'"],
  ['Testa Placeholder', '(text of 17 characters)'],
  ['555-12-1234', '(text of 11 characters)'],
  ['19800230', '(text of 8 characters)'],
  ['http://example.test/x?name=Testa', '(text of 32 characters)'],
  ['?', '(text of 1 character)'],
])('%s', (given, shown) => {
  expect(quoted(given)).toBe(shown)
})

test('a code with a system is shown whole, a reference by its form', () => {
  expect(quotedCode('386661006', 'http://example.test/system')).toBe("'386661006'")
  expect(quotedCode('386661006', undefined)).toBe('(text of 9 characters)')
  expect(referenceForm('Patient?name=Testa')).toBe('a search for Patient')
  expect(referenceForm('Patient/1234567')).toBe("'Patient/...'")
  expect(referenceForm('#x')).toBe('a fragment')
})

test('findings hold none of a person’s values', () => {
  const found = validatorWith().check({
    resourceType: 'Patient',
    gender: 'Testa Placeholder 555-12-1234',
    birthDate: 19_800_230,
    'secretName Testa': true,
    generalPractitioner: [{ reference: 'Practitioner?name=Testa Placeholder' }],
  })
  expect(found.length).toBeGreaterThan(3)
  expect(found.map(({ text }) => text).join('\n')).not.toMatch(/Testa|555|1980/)
})
