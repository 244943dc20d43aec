/** Reads HL7's FHIRPath suite: its XML is of one plain form, which regular expressions can take apart. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

export type SuiteTest = {
  readonly name: string
  readonly input: string | undefined
  readonly expression: string
  /** `syntax`, `semantic`, `execution` or `true`, where the expression must fail. */
  readonly invalid: string | undefined
  readonly isPredicate: boolean
  readonly isOrdered: boolean
  readonly isStrict: boolean
  readonly outputs: readonly { readonly type: string | undefined; readonly text: string }[]
}

/** The tests of `tests-fhir-r4.xml` in a folder. */
export function readSuite(folder: string): SuiteTest[] {
  const xml = readFileSync(join(folder, 'tests-fhir-r4.xml'), 'utf8').replaceAll(/<!--[\s\S]*?-->/g, '')
  return [...xml.matchAll(/<test\s([^>]*)>([\s\S]*?)<\/test>/g)].map(([, head = '', body = '']) => {
    const [, marks = '', expression = ''] = /<expression([^>]*)>([\s\S]*?)<\/expression>/.exec(body) ?? []
    return {
      name: attribute(head, 'name') ?? '',
      input: attribute(head, 'inputfile'),
      expression: plain(expression),
      invalid: attribute(marks, 'invalid'),
      isPredicate: attribute(head, 'predicate') === 'true',
      isOrdered: attribute(head, 'ordered') !== 'false',
      isStrict: attribute(head, 'mode') === 'strict',
      outputs: [...body.matchAll(/<output([^>]*?)(?:\/>|>([\s\S]*?)<\/output>)/g)].map(
        ([, type = '', text = '']) => ({ type: attribute(type, 'type'), text: plain(text) }),
      ),
    }
  })
}

/** The JSON of an input file, which the suite names as XML. */
export function readInput(folder: string, name: string | undefined): unknown {
  if (name === undefined || name === '') return {}
  return JSON.parse(readFileSync(join(folder, name.replace(/\.xml$/, '.json')), 'utf8'))
}

function attribute(text: string, name: string): string | undefined {
  return new RegExp(`(?:^|\\s)${name}="([^"]*)"`).exec(text)?.[1]
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' }

function plain(text: string): string {
  const cdata = /^\s*<!\[CDATA\[([\s\S]*)\]\]>\s*$/.exec(text)?.[1]
  if (cdata !== undefined) return cdata
  return text.replaceAll(/&(?:#(\d+)|#x([0-9a-fA-F]+)|(\w+));/g, (whole, decimal, hex, name) => {
    if (decimal !== undefined) return String.fromCodePoint(Number(decimal))
    if (hex !== undefined) return String.fromCodePoint(Number.parseInt(String(hex), 16))
    return ENTITIES[String(name)] ?? whole
  })
}
