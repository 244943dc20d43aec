/** Faults of primitives: for each type, values that are not of it, wherever it stands. */
import { hashOf, mutantAt, type Mutant, type Parent } from './mutant.ts'
import { placesOf, type Place } from './places.ts'

const TEXT = ['', 7, true, {}, 'a\u0000b', '\u001F']
const MOMENT = [
  '2024-02-29T12:00:00',
  '2024-02-29T12:00Z',
  '2024-02-29T24:00:00Z',
  '2024-02-30T12:00:00Z',
  '2024-02-29 12:00:00Z',
  '2024-02-29T12:00:00+15:00',
  '2024-02-29T12:61:00Z',
  '2024-02-29T12:00:00.Z',
  2024,
  '',
]

/** Values that are not of a type. */
// oxfmt-ignore
const WRONG: Readonly<Record<string, readonly unknown[]>> = {
  base64Binary: ['aGk', 'a$k=', '=', 'aGk===', 'ab=c', 7, '', {}],
  boolean: ['true', 1, 0, '', {}, 'yes'],
  canonical: ['a b', '', 7, ' https://example.test', {}, 'https://example.test/x |1'],
  code: [' a', 'a ', 'a  b', 'a\tb', '', 7, true, {}],
  date: ['2024-02-30', '2023-02-29', '1900-02-29', '2024-13-01', '2024-00', '2024-1-1', '0000', '24', '2024-02-29T12:00:00Z', '2024-02-', 2024, ''],
  dateTime: ['2024-02-30', '2024-13', '2024-1', ...MOMENT],
  decimal: ['1.5', true, {}, '', 'NaN'],
  id: ['a b', '', 'x'.repeat(65), 'a_b', 'ä', 7, 'a/b'],
  instant: ['2024-02-29', '2024', ...MOMENT],
  integer: [1.5, '1', 2_147_483_648, -2_147_483_649, true, {}],
  markdown: TEXT,
  oid: ['1.2.3', 'urn:oid:', 'urn:oid:3.1', 'urn:oid:1.02', 'urn:oid:1', 'urn:oid:1..2', 'urn:uuid:1.2', 7],
  positiveInt: [0, -1, 1.5, '1', 2_147_483_648, true, {}],
  string: TEXT,
  time: ['24:00:00', '12:00', '1:00:00', '12:60:00', '12:00:61', '12:00:00Z', '12:00:00.', 7, ''],
  unsignedInt: [-1, 1.5, '0', 2_147_483_648, true, {}],
  uri: ['a b', '', 7, 'urn:uuid:17', 'urn:oid:1.2.x', ' urn:x:y', {}],
  url: ['a b', '', 7, {}, 'https://example.test/ x'],
  uuid: ['c757873d-ec9a-4326-a141-556f43239520', 'urn:uuid:C757873D-EC9A-4326-A141-556F43239520', 'urn:uuid:c757873d', 'urn:uuid:', 'urn:uuid:c757873d-ec9a-4326-a141-556f4323952g', 'urn:oid:1.2', 7],
  xhtml: ['Testa', '<p>x</p>', 7, '', '<divx>x</divx>', 'x<div xmlns="http://www.w3.org/1999/xhtml">x</div>'],
}

export function* primitiveMutants(parents: readonly Parent[]): Generator<Mutant> {
  for (const parent of parents) {
    for (const place of placesOf(parent.resource)) {
      const wrong = place.kind === 'primitive' ? (WRONG[place.type] ?? []) : []
      if (place.host?.type === 'Extension' && place.key === 'url') continue
      // In the one with all types everything is tried, elsewhere one value a place.
      const chosen =
        parent.name === 'parameters' ? wrong : [wrong[hashOf(parent.name + place.expression) % wrong.length]]
      for (const value of chosen) if (value !== undefined) yield ofValue(parent, place, value)
    }
  }
}

function ofValue(parent: Parent, { steps, expression, type }: Place, value: unknown): Mutant {
  const fault = { code: 'value', rule: 'primitive', kind: `primitive ${type}`, expression } as const
  const mutant = mutantAt(parent, steps, () => value, fault)
  return { ...mutant, name: `${mutant.name} ${JSON.stringify(value)}` }
}
