/** Parameters with every primitive type, in several forms that are valid, and parts within parts. */
import type { Json } from './mutant.ts'
import { text } from './narrative.ts'

/** A parameter for each primitive type, in several forms that are valid. */
const PRIMITIVE_VALUES: Readonly<Record<string, readonly unknown[]>> = {
  Base64Binary: ['aGk=', 'aG\n k=', 'AAAA'],
  Boolean: [true, false],
  Canonical: ['https://example.test/x', 'https://example.test/x|1.0', '#local'],
  Code: ['a', 'a b', 'a-1.c'],
  Date: ['2024-02-29', '2024-02', '2024'],
  DateTime: ['2024-02-29T12:00:00Z', '2024-02-29', '2024'],
  Decimal: [1.5, -0.001, 1e-7, 0],
  Id: ['a', 'A-1.b', 'x'.repeat(64)],
  Instant: ['2024-02-29T12:00:00Z', '2024-02-29T23:59:60.123456789+14:00'],
  Integer: [0, -2147483648, 2147483647],
  Markdown: ['*x*', 'a\nb', '# x\n\n- y', 'x\ty'],
  Oid: ['urn:oid:1.2.3', 'urn:oid:2.16.840.1.113883', 'urn:oid:0.0'],
  PositiveInt: [1, 2147483647],
  String: ['x', 'ä ö 漢', ' x'],
  Time: ['12:00:00', '23:59:59.5'],
  UnsignedInt: [0, 1, 2147483647],
  Uri: ['urn:uuid:c757873d-ec9a-4326-a141-556f43239520', 'https://example.test/', 'relative/x'],
  Url: [
    'https://example.test/',
    'mailto:x@example.test',
    'http://localhost:8080/x?y=z#f',
    'ftp://example.test/x',
  ],
  Uuid: [
    'urn:uuid:c757873d-ec9a-4326-a141-556f43239520',
    'urn:uuid:00000000-0000-0000-0000-000000000000',
    'urn:uuid:ffffffff-ffff-ffff-ffff-ffffffffffff',
  ],
}

export const parameters: Json = {
  resourceType: 'Parameters',
  parameter: [
    ...Object.entries(PRIMITIVE_VALUES).flatMap(([type, values]) =>
      values.map((value, index) => ({ name: `${type}${String(index)}`, [`value${type}`]: value })),
    ),
    {
      name: 'parts',
      part: [
        { name: 'a', valueInteger: -1 },
        {
          name: 'b',
          part: [
            { name: 'c', valueTime: '00:00:00' },
            { name: 'd', resource: { resourceType: 'Basic', text, code: { text: 'x' } } },
          ],
        },
      ],
    },
  ],
}
