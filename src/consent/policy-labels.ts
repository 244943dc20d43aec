/** policies/labels.json: how resources get labels and categories, compiled to tests that are quick to run. */
import type { Coding } from '../fhir/resource.ts'
import { coding, fail, items, optionalText, record, text, texts } from './read.ts'

type ReadBits = (value: unknown, at: string) => bigint

/** A path of element names, `Goal.addresses` without the type; lists on the way are gone through. */
export type Path = readonly string[]

/** Codes of one system: listed, by prefix, or any where neither is given. */
export type CodeTest = {
  readonly system: string
  readonly codes?: ReadonlySet<string>
  readonly prefixes?: readonly string[]
}

export type TypeRule = {
  readonly path: Path
  /** Either a code at the path, or one of these plain values. */
  readonly test?: CodeTest
  readonly values?: ReadonlySet<string>
  /** The rule is about resources without anything at this path. */
  readonly absent?: Path
  readonly categories: bigint
  /** Elements of a resource to which the rule applies that say more than its categories: who sees them needs these too. */
  readonly details?: Details
}

export type Details = { readonly paths: readonly Path[]; readonly categories: bigint }

export type TypePolicy = {
  readonly otherwise: bigint
  readonly rules: readonly TypeRule[]
  readonly also: readonly TypeRule[]
}

export type Sensitivity = {
  readonly id: string
  readonly rule: string
  readonly text: string
  /** 0n where it is a label only. */
  readonly category: bigint
  readonly labels: readonly Coding[]
  readonly confidentiality: string
  readonly tests: readonly CodeTest[]
  readonly words: readonly RegExp[]
}

export type LabelPolicy = {
  readonly confidentialitySystem: string
  /** From open to very restricted. */
  readonly confidentialityOrder: readonly string[]
  readonly confidentialityDisplays: Readonly<Record<string, string>>
  readonly ordinary: string
  readonly part2: {
    readonly rule: string
    readonly legalRoles: readonly string[]
    readonly declared: { readonly system: string; readonly code: string }
    readonly confidentiality: string
    readonly labels: readonly Coding[]
    readonly unitPaths: readonly Path[]
  }
  /** By `system|code`: a code that is retired, and the one in its place. */
  readonly replaced: ReadonlyMap<string, Coding>
  readonly unclassified: bigint
  readonly types: ReadonlyMap<string, TypePolicy>
  readonly sensitivities: readonly Sensitivity[]
  readonly inherit: ReadonlyMap<string, readonly Path[]>
}

export function parseLabels(value: unknown, bits: ReadBits): LabelPolicy {
  const file = record(value, 'labels')
  const confidentiality = record(file['confidentiality'], 'labels.confidentiality')
  const order = texts(confidentiality['order'], 'labels.confidentiality.order')
  const level = (code: unknown, at: string): string =>
    order.includes(text(code, at)) ? text(code, at) : fail(at, 'is no confidentiality code')
  const types = Object.entries(record(file['types'], 'labels.types'))
  const inherit = Object.entries(record(file['inherit'], 'labels.inherit'))
  return {
    confidentialitySystem: text(confidentiality['system'], 'labels.confidentiality.system'),
    confidentialityOrder: order,
    confidentialityDisplays: displaysOf(confidentiality['displays']),
    ordinary: level(confidentiality['ordinary'], 'labels.confidentiality.ordinary'),
    part2: parsePart2(file['part2'], level),
    replaced: new Map(items(file['replaced'], 'labels.replaced', parseReplacement)),
    unclassified: bits([file['unclassified']], 'labels.unclassified'),
    types: new Map(types.map(([type, item]) => [type, parseType(item, `labels.types.${type}`, bits)])),
    sensitivities: items(file['sensitivities'], 'labels.sensitivities', (item, at) =>
      parseSensitivity(item, at, { bits, level }),
    ),
    inherit: new Map(
      inherit.map(([type, paths]) => [type, texts(paths, `labels.inherit.${type}`).map(pathOf)]),
    ),
  }
}

function displaysOf(value: unknown): Record<string, string> {
  const displays = record(value, 'labels.confidentiality.displays')
  return Object.fromEntries(Object.entries(displays).map(([code, display]) => [code, String(display)]))
}

function parsePart2(value: unknown, level: (code: unknown, at: string) => string): LabelPolicy['part2'] {
  const item = record(value, 'labels.part2')
  return {
    rule: text(item['rule'], 'labels.part2.rule'),
    legalRoles: texts(item['legalRoles'], 'labels.part2.legalRoles'),
    declared: coding(item['declared'], 'labels.part2.declared'),
    confidentiality: level(item['confidentiality'], 'labels.part2.confidentiality'),
    labels: items(item['labels'], 'labels.part2.labels', coding),
    unitPaths: texts(item['unitPaths'], 'labels.part2.unitPaths').map(pathOf),
  }
}

function parseReplacement(value: unknown, at: string): [string, Coding] {
  const item = record(value, at)
  const from = coding(item['from'], `${at}.from`)
  return [`${from.system}|${from.code}`, coding(item['to'], `${at}.to`)]
}

function parseType(value: unknown, at: string, bits: ReadBits): TypePolicy {
  const item = record(value, at)
  const rules = (name: string): TypeRule[] =>
    item[name] === undefined
      ? []
      : items(item[name], `${at}.${name}`, (rule, ruleAt) => parseRule(rule, ruleAt, bits))
  return { otherwise: bits(item['default'], `${at}.default`), rules: rules('rules'), also: rules('also') }
}

function parseRule(value: unknown, at: string, bits: ReadBits): TypeRule {
  const item = record(value, at)
  const hasValues = item['values'] !== undefined
  return {
    path: pathOf(text(item['path'], `${at}.path`)),
    ...(hasValues
      ? { values: new Set(texts(item['values'], `${at}.values`)) }
      : { test: parseTest(value, at) }),
    ...(item['absent'] !== undefined && { absent: pathOf(text(item['absent'], `${at}.absent`)) }),
    categories: bits(item['categories'], `${at}.categories`),
    ...(item['details'] !== undefined && { details: parseDetails(item['details'], `${at}.details`, bits) }),
  }
}

function parseDetails(value: unknown, at: string, bits: ReadBits): Details {
  const item = record(value, at)
  return {
    paths: texts(item['paths'], `${at}.paths`).map(pathOf),
    categories: bits(item['categories'], `${at}.categories`),
  }
}

function parseTest(value: unknown, at: string): CodeTest {
  const item = record(value, at)
  return {
    system: text(item['system'], `${at}.system`),
    ...(item['codes'] !== undefined && { codes: new Set(texts(item['codes'], `${at}.codes`)) }),
    ...(item['prefixes'] !== undefined && { prefixes: texts(item['prefixes'], `${at}.prefixes`) }),
  }
}

type SensitivityReaders = { readonly bits: ReadBits; readonly level: (code: unknown, at: string) => string }

function parseSensitivity(value: unknown, at: string, { bits, level }: SensitivityReaders): Sensitivity {
  const item = record(value, at)
  const id = text(item['id'], `${at}.id`)
  return {
    id,
    rule: optionalText(item['rule'], `${at}.rule`) ?? `SENSITIVE:${id}`,
    text: text(item['text'], `${at}.text`),
    category: item['category'] === undefined ? 0n : bits([item['category']], `${at}.category`),
    labels: items(item['labels'], `${at}.labels`, coding),
    confidentiality: level(item['confidentiality'], `${at}.confidentiality`),
    tests: items(item['codes'], `${at}.codes`, parseTest),
    words: wordTests(texts(item['words'], `${at}.words`)),
  }
}

/** Whole words only. A word written with a capital letter is matched exactly: AIDS, not aids. */
function wordTests(words: readonly string[]): RegExp[] {
  const exact = words.filter((word) => word !== word.toLowerCase())
  const any = words.filter((word) => word === word.toLowerCase())
  return [
    ...(exact.length > 0 ? [wordTest(exact, 'u')] : []),
    ...(any.length > 0 ? [wordTest(any, 'iu')] : []),
  ]
}

function wordTest(words: readonly string[], flags: string): RegExp {
  const alternatives = words.map((word) =>
    word.replace(/[.*+?^${}()|[\]\\/]/g, String.raw`\$&`).replaceAll(' ', String.raw`\s+`),
  )
  return new RegExp(String.raw`(?<![\p{L}\p{N}])(?:${alternatives.join('|')})(?![\p{L}\p{N}])`, flags)
}

function pathOf(path: string): Path {
  return path.split('.')
}
