/** What the room computes by itself has FHIRPath's results, for values of every kind; and it leaves the rest to FHIRPath. */
import { describe, expect, test } from '@jest/globals'
import { compile } from '../../src/fhirpath/fhirpath.ts'
import { compiled, patientMap, run } from './ground.ts'

const header = `map "u" = "n"
uses "urn:x" alias X as source
group main(source v : X, target tgt : Patient) {`

const inputs = [undefined, 'a', 'b', '', 1, 0, true, false, ['a', 'b'], ['a', 'a'], [true, false], { c: 'd' }]

/** What a map makes of an expression on `%x`, and what FHIRPath does: values, or that it fails. */
function both(text: string, value: unknown): { map: unknown; fhirpath: unknown; calls: number } {
  let calls = 0
  const fhirpath = (part: string) => {
    const program = compile(part)
    return {
      ...program,
      evaluate: (...given: Parameters<typeof program.evaluate>) => ((calls += 1), program.evaluate(...given)),
    }
  }
  const map = compiled(
    [
      `${header} v -> tgt.extension as e then { v where ((${text.replaceAll('%x', '%v.x')}).exists()) log (${text.replaceAll('%x', '%v.x')}) -> e.url = 'urn:e'; }; }`,
    ],
    { fhirpath },
  )
  const result = run(map, value === undefined ? {} : { x: value })
  const found = result.kind === 'mapped' ? result.log.map(({ message }) => message).join(', ') : 'fails'
  return { map: found, fhirpath: direct(text, value), calls }
}

function direct(text: string, value: unknown): string {
  try {
    const variables = { x: value === undefined ? [] : value }
    return compile(text)
      .evaluate({}, { variables })
      .map((one) => (typeof one === 'string' ? one : JSON.stringify(one)))
      .join(', ')
  } catch {
    return 'fails'
  }
}

describe.each([
  "%x = 'a'",
  "'a' != %x",
  '%x = 1',
  '%x = true',
  '%x.exists()',
  '%x.empty()',
  '%x.count()',
  '%x.exists().not()',
  "(%x = 'a').not()",
  "%x = 'a' and %x.exists()",
  "%x = 'a' or %x = 'b'",
  "%x = 'a' or %x = 'b' and %x = 'c'",
  "(%x = 'a' or %x = 'b') and %x != 'b'",
  "%x in ('a' | 'c')",
  "%x in 'a'",
  "'(' & %x & ')'",
  "iif(%x = 'a', 'yes', 'no')",
  "iif(%x.exists(), 'yes')",
  "%x.first() = 'a'",
])('%s', (text) => {
  test.each(inputs.map((value) => [value === undefined ? 'nothing' : JSON.stringify(value), value] as const))(
    'on %s',
    (_name, value) => {
      const { map, fhirpath } = both(text, value)
      expect(map).toEqual(fhirpath)
    },
  )
})

test('FHIRPath is not asked where it need not be', () => {
  for (const text of [
    "%x = 'a'",
    "%x = 'a' and %x.exists()",
    "'(' & %x",
    "%x in ('a' | 'b')",
    "iif(%x = 'a', 'yes', 'no')",
  ]) {
    expect({ text, calls: both(text, 'a').calls }).toEqual({ text, calls: 0 })
  }
  expect(both("%x + 'b'", 'a').calls).toBeGreaterThan(0)
})

test('what FHIRPath refuses is refused', () => {
  expect(
    run(compiled([patientMap("src where name.given = 'x' -> tgt.active = true;")]), {
      resourceType: 'Patient',
    }).kind,
  ).toBe('mapped')
  expect(both("%x and (%x = 'a')", ['a', 'b']).map).toBe('fails')
})
