/**
 * The laws of the code, each as a function from the sources to the places that break it. They know no names of their own:
 * rooms, tables and exceptions come in as `Laws`, so that `tidy.test.ts` can also try them on planted faults.
 */
import { builtinModules } from 'node:module'
import { posix as path } from 'node:path'
import { lineAt, type Import, type Source } from './source.ts'

export type Laws = {
  /** The rooms of src/ up to the stages, in order: a room imports only rooms before it. */
  readonly vocabulary: readonly string[]
  /** These follow; one imports the types only of another. */
  readonly stages: readonly string[]
  /** What stands outside the order (rooms, and files of src/ itself): the rooms whose values it may import. */
  readonly outside: Readonly<Record<string, readonly string[]>>
  /** The rooms of src/ that the folders beside it may import from. */
  readonly beside: Readonly<Record<string, readonly string[]>>
  /** Rooms that only compute, and the packages that do so too. */
  readonly pure: readonly string[]
  readonly purePackages: readonly string[]
  /** The table, and the one folder whose SQL may name it. */
  readonly tables: Readonly<Record<string, string>>
  /** Generated: the one file with URLs of code systems and profiles, as long as it must be. */
  readonly codes: string
}

type Sources = readonly Source[]

/** `src/store/find.ts` is in the room `store`; `src/main.ts` is its own. */
function roomOf(file: string): string {
  return file.split('/')[1] ?? ''
}

function targetOf(source: Source, { specifier }: Import): string | undefined {
  return specifier.startsWith('.') ? path.join(path.dirname(source.file), specifier) : undefined
}

function inSrc(sources: Sources): Source[] {
  return sources.filter(({ file }) => file.startsWith('src/'))
}

/** Law 1: rooms import upwards, stages exchange types only, the doors call the gateway. */
export function checkOrder(sources: Sources, laws: Laws): string[] {
  const order = [...laws.vocabulary, ...laws.stages]
  const rooms = new Set([...order, ...Object.keys(laws.outside)])
  return inSrc(sources).flatMap((source) => {
    const from = roomOf(source.file)
    if (!rooms.has(from)) return [`${source.file}: the room ${from} is not in the order`]
    return source.imports.flatMap((each) => {
      const target = targetOf(source, each)
      if (target === undefined) return []
      const fault = target.startsWith('src/')
        ? orderFault(from, roomOf(target), each.typeOnly, laws)
        : target === 'package.json'
          ? undefined
          : 'leads out of src/'
      return fault === undefined ? [] : [`${source.file}:${each.line}: ${each.specifier} ${fault}`]
    })
  })
}

function orderFault(from: string, to: string, typeOnly: boolean, laws: Laws): string | undefined {
  if (from === to) return undefined
  const allowed = laws.outside[from]
  if (allowed) return typeOnly || allowed.includes(to) ? undefined : `is no value that ${from} may import`
  const order = [...laws.vocabulary, ...laws.stages]
  if (!order.slice(0, order.indexOf(from)).includes(to)) return `is not above ${from}`
  const betweenStages = laws.stages.includes(from) && laws.stages.includes(to)
  return betweenStages && !typeOnly ? 'is another stage: import its types only' : undefined
}

/** The folders beside src/ that stand for others (the sandbox's partners) use its doors as others do. */
export function checkBeside(sources: Sources, laws: Laws): string[] {
  return sources.flatMap((source) => {
    const allowed = laws.beside[source.file.split('/')[0] ?? '']
    if (!allowed) return []
    return source.imports.flatMap((each) => {
      const target = targetOf(source, each)
      if (!target?.startsWith('src/') || allowed.includes(roomOf(target))) return []
      return [`${source.file}:${each.line}: ${each.specifier} is behind the doors`]
    })
  })
}

/** What a pure room may not say: the clock, chance, the local time zone, input and output. */
const impurities =
  /\bDate\.now\b|\bnew\s+Date\b(?!\s*\(\s*[^)\s])|(?<!\bnew\s+|[.\w$])Date\s*\(|\bMath\.random\b|(?<![.\w$])(?:crypto|performance|process|console|Temporal)\.|(?<![.\w$])(?:fetch|setTimeout|setInterval|setImmediate)\s*\(|\.(?:getFullYear|getMonth|getDate|getDay|getHours|getMinutes|getTimezoneOffset|toLocaleString|toLocaleDateString|toLocaleTimeString)\(/g

/** Law 2: a pure room reaches neither Node nor the database nor the clock, not through others either. */
export function checkPurity(sources: Sources, laws: Laws): string[] {
  const byFile = new Map(sources.map((source) => [source.file, source]))
  const faults = new Set<string>()
  for (const start of inSrc(sources).filter(({ file }) => laws.pure.includes(roomOf(file)))) {
    const reached = new Set([start.file])
    for (const file of reached) {
      const source = byFile.get(file)
      if (!source) continue
      const via = file === start.file ? '' : ` (reached from ${start.file})`
      for (const fault of ownImpurities(source, laws)) faults.add(fault + via)
      for (const each of source.imports) {
        const target = each.typeOnly ? undefined : targetOf(source, each)
        if (target !== undefined) reached.add(target)
      }
    }
  }
  return [...faults]
}

function ownImpurities(source: Source, laws: Laws): string[] {
  const said = [...source.code.matchAll(impurities)].map(
    (match) => `${source.file}:${lineAt(source.code, match.index)}: ${match[0]} in a pure room`,
  )
  const isPure = (each: Import): boolean => {
    const target = targetOf(source, each)
    if (target !== undefined) return !target.startsWith('src/database/')
    return laws.purePackages.includes(packageOf(each.specifier))
  }
  const imported = source.imports
    .filter((each) => !each.typeOnly && !isPure(each))
    .map(({ specifier, line }) => `${source.file}:${line}: ${specifier} in a pure room`)
  return [...said, ...imported]
}

function packageOf(specifier: string): string {
  if (specifier.startsWith('node:') || builtinModules.includes(specifier)) return specifier
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/')
}

/** Law 3: the SQL of a table is in one folder. What is put together from pieces escapes this; review must see it. */
export function checkTables(sources: Sources, laws: Laws): string[] {
  const names = Object.keys(laws.tables).join('|')
  const use = new RegExp(
    String.raw`\b(?:from|join|into|update|table|truncate|only)\s+(?:public\.)?"?(${names})\b`,
    'gi',
  )
  return inSrc(sources).flatMap((source) =>
    source.literals.flatMap(({ value, line }) =>
      [...value.replaceAll('\\n', '\n').matchAll(use)].flatMap(([, table = '']) => {
        const owner = laws.tables[table.toLowerCase()] ?? ''
        return source.file.startsWith(`${owner}/`)
          ? []
          : [`${source.file}:${line}: ${table} belongs to ${owner}`]
      }),
    ),
  )
}

/** Every table that the migrations create has its folder. */
export function checkOwners(migrations: readonly string[], laws: Laws): string[] {
  return migrations
    .flatMap((sql) => [...sql.matchAll(/\bcreate\s+table\s+(?:if\s+not\s+exists\s+)?"?(\w+)/gi)])
    .flatMap(([, table = '']) => (laws.tables[table] === undefined ? [`${table} belongs to no folder`] : []))
}

/** A URL that is no address of this very machine, and does not go on in a variable. */
const url = /https?:(?:\\?\/){2}(?!127\.0\.0\.1|localhost|\[::1\]|['"`]|\$\{)|\burn:oid:\d/g
/** LOINC, SNOMED CT and ICD-10-CM codes, each as a whole literal. */
const clinicalCode = /^(?:\d{3,5}-\d|\d{6,18}|[A-TV-Z]\d[\dA-Z]\.[\dA-Z]{1,4})$/

/** Law 5: no URL of a code system or profile, and no clinical code, in the logic. */
export function checkCodes(sources: Sources, laws: Laws): string[] {
  return inSrc(sources)
    .filter(({ file }) => file !== laws.codes)
    .flatMap(({ file, uncommented, literals }) => [
      ...[...uncommented.matchAll(url)].map(
        ({ index }) => `${file}:${lineAt(uncommented, index)}: a URL that belongs in ${laws.codes}`,
      ),
      ...literals
        .filter(({ value }) => clinicalCode.test(value))
        .map(({ line, value }) => `${file}:${line}: ${value} looks like a clinical code`),
    ])
}

const linesMax = 400
/** Tables of cases may be longer than code. */
const testLinesMax = 650
const postponed = new RegExp(`\\b(?:${['TO' + 'DO', 'FIX' + 'ME', 'X' + 'XX'].join('|')})\\b`, 'g')

/** Size and form of every file. */
export function checkForm(sources: Sources, laws: Laws): string[] {
  return sources.flatMap((source) => {
    const { file, text, code, imports } = source
    const lines = text.trimEnd().split('\n').length
    const limit = file.startsWith('test/') ? testLinesMax : linesMax
    const faults = [
      ...(lines > limit && file !== laws.codes ? [`${file}: ${lines} lines, more than ${limit}`] : []),
      ...[...text.matchAll(postponed)].map(({ index, 0: word }) => `${file}:${lineAt(text, index)}: ${word}`),
      ...(path.basename(file) === 'index.ts' ? [`${file}: a file is named after what it holds`] : []),
      ...imports
        .filter(({ specifier }) => specifier.startsWith('.') && !/\.(?:ts|json|cjs)$/.test(specifier))
        .map(({ specifier, line }) => `${file}:${line}: ${specifier} lacks .ts`),
    ]
    if (!file.startsWith('src/')) return faults
    const computed = imports.filter(({ specifier }) => specifier === '<computed>')
    return [
      ...faults,
      ...(/^\/[/*]/.test(text) ? [] : [`${file}: opens without saying what it does`]),
      ...(/\bexport\s+default\b|\bas\s+default\b/.test(code) ? [`${file}: a default export`] : []),
      ...computed.map(({ line }) => `${file}:${line}: an import that nobody can check`),
    ]
  })
}

const declaration = /\b(?:class|function|type|interface|const|let)\s+([A-Za-z_$][\w$]*)/g
/** Words that say nothing; as one of the words of a name, wherever it is declared. */
const emptyWord =
  /(?:^|[a-z\d_])(?:Manager|Helper|Util|Utils|Abstract|Impl)(?![a-z])|^(?:manager|helper|util|utils|abstract|impl)(?![a-z])/
/** `ServiceRequest` and `HealthcareService` are the standard's words. */
const emptyType = /^(?:Base[A-Z]\w*|\w*(?<!Healthcare)Service|[A-Z]\w*Base)$/
const emptyName = /^(?:data|info|process|handle)$|^handle[A-Z]/

/** The words that this project does not use as names. */
export function checkNames(sources: Sources): string[] {
  return inSrc(sources).flatMap(({ file, code }) =>
    [...code.matchAll(declaration)].flatMap(({ index, 1: name = '' }) =>
      emptyWord.test(name) || emptyType.test(name) || emptyName.test(name)
        ? [`${file}:${lineAt(code, index)}: ${name} says too little`]
        : [],
    ),
  )
}

type Package = Readonly<Record<string, Readonly<Record<string, string>> | undefined>>

/** Each dependency is pinned to one version, and has its one line in the document that says why it is there. */
export function checkDependencies(manifest: Package, document: string): string[] {
  const pinned = ['dependencies', 'optionalDependencies', 'devDependencies'].flatMap((kind) =>
    Object.entries(manifest[kind] ?? {}),
  )
  const named = [...document.matchAll(/^[-*|]\s*`([^`]+)`/gm)].map(([, name = '']) => name)
  return [
    ...pinned
      .filter(([, version]) => !/^\d+\.\d+\.\d+(?:-[\w.]+)?$/.test(version))
      .map(([name]) => `${name}: not pinned`),
    ...pinned
      .filter(([name]) => named.filter((each) => each === name).length !== 1)
      .map(([name]) => `${name}: not in exactly one line`),
    ...named
      .filter((name) => !pinned.some(([each]) => each === name))
      .map((name) => `${name}: no dependency`),
  ]
}
