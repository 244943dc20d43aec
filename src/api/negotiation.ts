/**
 * What a client sends and wants to get: media types, and the preferences of RFC 7240. FHIR here is JSON, in version 4.0;
 * XML and other versions are refused, never guessed at. Pure.
 * Source: http://hl7.org/fhir/R4/http.html#mime-type
 */
export type Format = 'application/fhir+json' | 'application/json' | 'text/html' | 'text/csv'

export type MediaType = {
  readonly type: string
  readonly parameters: ReadonlyMap<string, string>
  readonly q: number
}

export type Preference = 'minimal' | 'representation' | 'OperationOutcome'

/** What `_format` may say: http.html#parameters. */
const formats: Readonly<Record<string, Format>> = {
  json: 'application/fhir+json',
  'application/fhir+json': 'application/fhir+json',
  'application/json': 'application/json',
  'text/json': 'application/json',
  html: 'text/html',
  'text/html': 'text/html',
  csv: 'text/csv',
  'text/csv': 'text/csv',
}

/** The format of the answer; undefined when nothing that the client takes is offered. */
export function chooseFormat(
  asked: { readonly format: string | undefined; readonly accept: string | undefined },
  offered: readonly Format[],
): Format | undefined {
  if (asked.format !== undefined) {
    // A plus sign in a query means a space: clients that write `application/fhir+json` there are understood.
    const format = formats[asked.format.split(';')[0]?.trim().replace(' ', '+') ?? '']
    return format && offered.includes(format) ? format : undefined
  }
  const ranges = parseMediaTypes(asked.accept ?? '*/*').filter(isVersion4)
  const ranked = offered
    .map((format) => ({ format, q: qualityOf(format, ranges) }))
    .filter(({ q }) => q > 0)
    .sort((a, b) => b.q - a.q)
  return ranked[0]?.format
}

/** RFC 9110 section 12.5.1: the most specific range that fits a type decides. */
function qualityOf(format: Format, ranges: readonly MediaType[]): number {
  const family = `${format.split('/')[0]}/*`
  const fitting = [format, family, '*/*'].map((type) => ranges.find((range) => range.type === type))
  return fitting.find((range) => range !== undefined)?.q ?? 0
}

/** Whether a Content-Type is JSON that may be read as FHIR 4.0; an absent one counts as JSON. */
export function isJson(contentType: string | undefined): boolean {
  const [media] = parseMediaTypes(contentType ?? 'application/fhir+json')
  if (!media || !isVersion4(media)) return false
  const isUtf8 = /^utf-?8$/i.test(media.parameters.get('charset') ?? 'utf-8')
  return isUtf8 && ['application/fhir+json', 'application/json', 'text/json'].includes(media.type)
}

/** JSON in lines: https://github.com/ndjson/ndjson-spec, and FHIR's own name for it (bulk data). */
export function isLines(contentType: string | undefined): boolean {
  const type = parseMediaTypes(contentType ?? '')[0]?.type
  return (
    type === 'application/x-ndjson' || type === 'application/ndjson' || type === 'application/fhir+ndjson'
  )
}

export function isForm(contentType: string | undefined): boolean {
  return parseMediaTypes(contentType ?? '')[0]?.type === 'application/x-www-form-urlencoded'
}

/** What a write is to answer with; anything else that `Prefer` says is passed over, as RFC 7240 wants it. */
export function readPreference(prefer: string | undefined): Preference {
  const wanted = /(?:^|[,;\s])return\s*=\s*"?(minimal|representation|OperationOutcome)\b/.exec(
    prefer ?? '',
  )?.[1]
  return (wanted as Preference | undefined) ?? 'representation'
}

function isVersion4({ parameters }: MediaType): boolean {
  return ['4.0', '4.0.1'].includes(parameters.get('fhirversion') ?? '4.0')
}

function parseMediaTypes(header: string): MediaType[] {
  return header
    .split(',')
    .map((part) => part.split(';').map((piece) => piece.trim()))
    .filter(([type]) => type !== undefined && type !== '')
    .map(([type = '', ...pieces]) => {
      const parameters = new Map(
        pieces.map((piece) => {
          const [name = '', value = ''] = piece.split('=')
          return [name.trim().toLowerCase(), value.trim().replace(/^"(.*)"$/, '$1')] as const
        }),
      )
      const q = Number(parameters.get('q') ?? 1)
      return { type: type.toLowerCase(), parameters, q: Number.isFinite(q) ? q : 0 }
    })
}
