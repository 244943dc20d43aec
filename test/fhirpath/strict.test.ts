/** Strict mode: expressions that ask for what R4's types do not have. */
import { describe, expect, test } from '@jest/globals'
import { compile } from '../../src/fhirpath/fhirpath.ts'
import { definitions } from '../validation/world.ts'

function fault(text: string, base: string): string {
  try {
    compile(text, { base, strict: true })
    return ''
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

test.each([
  ['name.given1', 'Patient', 'Line 1, column 6: HumanName has no element given1.'],
  ['Encounter.name', 'Patient', 'Line 1, column 1: the node is no Encounter.'],
  ['valueQuantity.unit', 'Observation', 'Line 1, column 1: Observation has no element valueQuantity.'],
  ['(value as Period).unit', 'Observation', 'Line 1, column 19: Period has no element unit.'],
  [
    'component.where(cod.exists())',
    'Observation',
    'Line 1, column 17: Observation.component has no element cod.',
  ],
  ['name.select(given | famly)', 'Patient', 'Line 1, column 21: HumanName has no element famly.'],
  ['children().skip(1)', 'Patient', 'Line 1, column 12: children() has no order.'],
])('%s of %s is refused', (text, base, expected) => {
  expect(fault(text, base)).toBe(expected)
  expect(compile(text, { base }).engine).toMatch(/compiled|fhirpath/)
})

test.each([
  ['name.given.first()', 'Patient'],
  ['value.unit', 'Observation'],
  ['value.ofType(Quantity).unit', 'Observation'],
  ['contained.anything', 'Patient'],
  ["extension('x').value.code", 'Patient'],
  ['entry.resource.name', 'Bundle'],
  ['link.other.resolve().anything', 'Patient'],
  ['name.exists($this.given.count() > 1) or $this.active', 'Patient'],
  ['%resource.anything', 'Patient'],
])('%s of %s is not', (text, base) => {
  expect(fault(text, base)).toBe('')
})

describe('the rules of R4', () => {
  test('are strict, but for three that R4 got wrong', () => {
    const found = new Set<string>()
    for (const { elements, kind } of definitions.structures) {
      for (const { path, basePath, types, constraints } of elements) {
        const code = path.includes('.') ? types[0]?.code : path
        const base = code === 'BackboneElement' || code === 'Element' ? basePath : code
        if (types.length > 1 || base === undefined || kind === 'logical') continue
        for (const { key, expression } of constraints)
          if (fault(expression, base) !== '') found.add(`${path} ${key}`)
      }
    }
    expect([...found]).toEqual([
      // It has no name, but a title.
      'ChargeItemDefinition cid-0',
      // It counts `definitionReference` and others, which are `definition` for FHIRPath, and some that are not there.
      'EvidenceVariable.characteristic evv-1',
      // It was written for the element that the extension stands on.
      'Extension inv-1',
    ])
  })
})
