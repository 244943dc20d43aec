/** Valid resources of any size: each shape grows in another way. */

type Json = Record<string, unknown>

export const SHAPES = [
  'long list',
  'large Bundle',
  'many contained',
  'long narratives',
  'deep items',
] as const
export type Shape = (typeof SHAPES)[number]

/** The JSON text of a resource of this shape, of about so many bytes. */
export function made(shape: Shape, bytes: number): string {
  const one = sizeOf(make(shape, PROBE_PARTS + 1)) - sizeOf(make(shape, PROBE_PARTS))
  return JSON.stringify(make(shape, Math.max(1, Math.floor(bytes / one))))
}

/** Enough parts that a further one adds what a part adds in the mean. */
const PROBE_PARTS = 1_000

function sizeOf(value: Json): number {
  return JSON.stringify(value).length
}

function make(shape: Shape, parts: number): Json {
  const numbers = Array.from({ length: parts }, (_, index) => index)
  switch (shape) {
    case 'long list':
      return { ...observation('long'), component: numbers.map(component) }
    case 'large Bundle':
      return { resourceType: 'Bundle', type: 'collection', entry: numbers.map(entry) }
    case 'many contained':
      return {
        resourceType: 'DiagnosticReport',
        id: 'many',
        status: 'final',
        code: { text: 'Report' },
        contained: numbers.map((number) => observation(`o${number}`)),
        result: numbers.map((number) => ({ reference: `#o${number}` })),
      }
    case 'long narratives': {
      const starts = numbers.filter((number) => number % ROWS === 0)
      const told = starts.map((start) => narrated(start, Math.min(parts, start + ROWS)))
      return { resourceType: 'Bundle', type: 'collection', entry: told }
    }
    case 'deep items':
      return {
        resourceType: 'Questionnaire',
        name: 'DeepItems',
        status: 'active',
        item: numbers.map((number) => item(`${number}`, ITEM_LEVELS)),
      }
    default:
      return shape satisfies never
  }
}

/** Rows of one narrative, which FHIR bounds at a megabyte as it does every text. */
const ROWS = 5_000

function narrated(start: number, end: number): Json {
  const rows = Array.from(
    { length: end - start },
    (_, row) => `<tr><td id="r${start + row}">Row ${start + row}</td><td>of <b>many</b></td></tr>`,
  )
  const div = `<div xmlns="http://www.w3.org/1999/xhtml"><table>${rows.join('')}</table></div>`
  const resource = { ...observation(`t${start}`), text: { status: 'generated', div } }
  return { fullUrl: `https://example.test/fhir/Observation/t${start}`, resource }
}

function observation(id: string): Json {
  return {
    resourceType: 'Observation',
    id,
    status: 'final',
    code: {
      coding: [{ system: 'https://example.test/codes', code: 'a', display: 'Code a' }],
      text: 'Code a',
    },
    effectiveDateTime: '2026-01-02T03:04:05Z',
    valueQuantity: quantity(12.5),
    note: [{ text: NOTE }],
  }
}

/** Long enough that ten megabytes of such resources are fewer than a list may have (src/validation/limits.ts). */
const NOTE = 'An invented note, which goes on for a while. '.repeat(8)

function component(number: number): Json {
  return {
    id: `c${number}`,
    extension: [{ url: 'https://example.test/extension', valueString: `Part ${number}` }],
    code: { coding: [{ system: 'https://example.test/codes', code: `c${number}` }], text: `Part ${number}` },
    valueQuantity: quantity(number),
    interpretation: [{ text: 'As expected' }],
    referenceRange: [
      { low: quantity(1), high: quantity(100_000), text: 'Invented range of an invented value' },
    ],
  }
}

function quantity(value: number): Json {
  return { value, unit: 'kg', system: 'http://unitsofmeasure.org', code: 'kg' }
}

/** Each entry refers to the one before. */
function entry(number: number): Json {
  const urlOf = (of: number): string => `https://example.test/fhir/Observation/n${of}`
  return {
    fullUrl: urlOf(number),
    resource: {
      ...observation(`n${number}`),
      hasMember: [{ reference: urlOf(Math.max(0, number - 1)) }],
    },
  }
}

const ITEM_LEVELS = 8

function item(linkId: string, levels: number): Json {
  if (levels === 0) return { linkId, text: 'A question', type: 'string', maxLength: 100 }
  return { linkId, text: 'A group', type: 'group', item: [item(`${linkId}.1`, levels - 1)] }
}
