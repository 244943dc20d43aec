/**
 * The laws of the code base itself, from docs/architecture.md: who may import whom, what stays pure, where SQL is written,
 * where codes come from, and how long a file may grow. Each law is first shown to find a planted fault.
 */
import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from '@jest/globals'
import {
  checkBeside,
  checkCodes,
  checkDependencies,
  checkForm,
  checkNames,
  checkOrder,
  checkOwners,
  checkPurity,
  checkTables,
  type Laws,
} from './support/laws.ts'
import { readSource, type Source } from './support/source.ts'

const vocabulary = ['fhir', 'hl7v2', 'fhirpath', 'terminology', 'database', 'content', 'partners']
const stages = [
  'intake',
  'mapping',
  'validation',
  'identity',
  'consent',
  'exchange',
  'compliance',
  'store',
  'delivery',
  'audit',
]
const pureVocabulary = ['fhir', 'hl7v2', 'fhirpath', 'terminology']
const pureStages = ['mapping', 'validation', 'identity', 'consent', 'exchange', 'compliance']

const laws: Laws = {
  vocabulary,
  stages,
  outside: {
    gateway: [...vocabulary, ...stages],
    // Tokens are checked at the edge: who a partner is, is vocabulary, no flow.
    api: ['fhir', 'partners', 'gateway'],
    // The commands that touch no store (validate, map, transform, fhirpath) call pure rooms and content.
    'main.ts': ['fhir', 'api', 'config.ts', 'main'],
    main: [
      'api',
      'gateway',
      'config.ts',
      'content',
      'database',
      'partners',
      ...pureVocabulary,
      ...pureStages,
    ],
    'config.ts': ['fhir', 'database', 'content', 'partners'],
  },
  beside: { sandbox: ['fhir'], conformance: [] },
  pure: [...pureVocabulary, ...pureStages],
  purePackages: ['ajv', 'ajv-formats', 'fhirpath'],
  tables: {
    migration: 'src/database',
    assertion_seen: 'src/partners',
    signing_key: 'src/partners',
    resource: 'src/store',
    resource_version: 'src/store',
    resource_index: 'src/store',
    consent_grant: 'src/store',
    grant_source: 'src/store',
    identity_trait: 'src/store',
    identity_link: 'src/store',
    referral: 'src/store',
    case_record: 'src/store',
    placed_copy: 'src/store',
    recall: 'src/store',
    policy_version: 'src/store',
    policy_relabel: 'src/store',
    policy_stale: 'src/store',
    policy_follow: 'src/store',
    emergency_session: 'src/store',
    emergency_access: 'src/store',
    delivery: 'src/delivery',
    disclosure: 'src/audit',
    audit_event: 'src/audit',
    audit_seal: 'src/audit',
  },
  codes: 'src/fhir/codes.ts',
}

const root = fileURLToPath(new URL('..', import.meta.url))
const read = (file: string): string => readFileSync(`${root}${file}`, 'utf8')

const sources = globSync('{src,test,sandbox,bench,scripts,conformance}/**/*.ts', { cwd: root })
  .map((file) => file.replaceAll('\\', '/'))
  .sort()
  .map((file) => readSource({ file, text: read(file) }))

/** Sources that exist only in a test of a law. */
function planted(files: Readonly<Record<string, string>>): Source[] {
  return Object.entries(files).map(([file, text]) => readSource({ file, text }))
}

/** How many faults a law finds in one planted file. */
function faultsIn(law: (sources: Source[], laws: Laws) => string[], file: string, text: string): number {
  return law(planted({ [file]: text }), laws).length
}

test('there is something to look at', () => {
  expect(sources.filter(({ file }) => file.startsWith('src/')).length).toBeGreaterThan(10)
  expect(sources.flatMap(({ imports }) => imports).length).toBeGreaterThan(sources.length)
})

describe('reading', () => {
  test('finds every form of import, and knows which are gone at run time', () => {
    const [source] = planted({
      'src/a.ts': [
        "import type { A } from './type.ts'",
        "import { type B, c } from './value.ts'",
        "import { type D } from './emptied.ts'",
        "import e, * as f from './default.ts'",
        "import {\n  g,\n} from './lines.ts'",
        "import './effect.ts'",
        "export type H = { from: 'nowhere' }",
        "export * from './star.ts'",
        "export type { I } from './type-again.ts'",
        "const j = await import('./dynamic.ts')",
        'const k = await import(name)',
        "const l = require('./required.ts')",
      ].join('\n'),
    })
    const found = source?.imports.map(({ specifier, typeOnly }) => `${typeOnly ? 'type ' : ''}${specifier}`)
    expect(found).toEqual([
      'type ./type.ts',
      './value.ts',
      './emptied.ts',
      './default.ts',
      './lines.ts',
      './star.ts',
      'type ./type-again.ts',
      './effect.ts',
      './dynamic.ts',
      '<computed>',
      './required.ts',
    ])
  })

  test('tells code from text, comment and regular expression', () => {
    const [source] = planted({
      'src/a.ts':
        "// import './1.ts'\n/* import './2.ts' */ const a = \"import './3.ts'\"; const b = `x${c({ d: `import './4.ts'` })}` \nconst e = /['\"`]/.test(f) ? 1 / 2 / 3 : \"it's\" // '\nimport './5.ts'\n",
    })
    expect(source?.imports).toEqual([{ specifier: './5.ts', typeOnly: false, line: 4 }])
    expect(source?.literals.map(({ value }) => value)).toEqual(
      expect.arrayContaining(["import './3.ts'", 'x', "import './4.ts'", "it's", './5.ts']),
    )
    expect(source?.uncommented).not.toMatch(/1\.ts|2\.ts/)
  })
})

describe('law 1: the order of the rooms', () => {
  test('finds planted faults', () => {
    const faults = (file: string, text: string): number => faultsIn(checkOrder, file, text)
    expect(faults('src/fhir/a.ts', "import { b } from '../store/b.ts'")).toBe(1)
    expect(faults('src/fhir/a.ts', "import type { B } from '../store/b.ts'")).toBe(1)
    expect(faults('src/audit/a.ts', "import { b } from '../store/b.ts'")).toBe(1)
    expect(faults('src/audit/a.ts', "import '../store/b.ts'")).toBe(1)
    expect(faults('src/audit/a.ts', "const b = await import('../store/b.ts')")).toBe(1)
    expect(faults('src/store/a.ts', "export * from '../gateway/b.ts'")).toBe(1)
    expect(faults('src/api/a.ts', "import { b } from '../store/b.ts'")).toBe(1)
    expect(faults('src/gateway/a.ts', "import { b } from '../api/b.ts'")).toBe(1)
    expect(faults('src/main.ts', "import { b } from './store/b.ts'")).toBe(1)
    expect(faults('src/attic/a.ts', '')).toBe(1)
    expect(faults('src/fhir/a.ts', "import { b } from '../../test/b.ts'")).toBe(1)
    expect(
      faults('src/audit/a.ts', "import type { B } from '../store/b.ts'\nimport { c } from '../fhir/c.ts'"),
    ).toBe(0)
    expect(faults('src/gateway/a.ts', "import { b } from '../store/b.ts'\nimport { c } from './c.ts'")).toBe(
      0,
    )
    expect(faultsIn(checkBeside, 'sandbox/a.ts', "import { b } from '../src/store/b.ts'")).toBe(1)
  })

  test('holds', () => {
    expect([...checkOrder(sources, laws), ...checkBeside(sources, laws)]).toEqual([])
  })
})

describe('law 2: pure rooms only compute', () => {
  test('finds planted faults', () => {
    const impure = [
      "import { readFileSync } from 'node:fs'",
      "import 'fs'",
      "import pg from 'pg'",
      "import { b } from '../database/b.ts'",
      "const b = await import('../database/b.ts')",
      'const now = Date.now()',
      'const now = new Date()',
      'const now = new Date',
      'const now = Date()',
      'const id = crypto.randomUUID()',
      'const n = Math.random()',
      'const a = process.env',
      'await fetch(a)',
      'const day = date.getDay()',
    ]
    for (const text of impure)
      expect([text, faultsIn(checkPurity, 'src/consent/a.ts', text)]).toEqual([text, 1])
    const pure = [
      'const at = new Date(instant)',
      "const at = new Date('2026')",
      "const text = 'Date.now()' // new Date()",
      "import type { A } from 'node:fs'",
      "import type { B } from '../database/b.ts'",
      "import { Ajv2020 } from 'ajv/dist/2020.js'",
      'const day = date.getUTCDay()',
      'node.process.name = 1',
    ]
    for (const text of pure)
      expect([text, faultsIn(checkPurity, 'src/consent/a.ts', text)]).toEqual([text, 0])
    expect(faultsIn(checkPurity, 'src/store/a.ts', 'const now = Date.now()')).toBe(0)
  })

  test('finds what is reached through others', () => {
    const through = {
      'src/consent/a.ts': "import { b } from '../partners/b.ts'",
      'src/partners/b.ts': "import { c } from './c.ts'",
      'src/partners/c.ts': "import { readFileSync } from 'node:fs'",
    }
    expect(checkPurity(planted(through), laws)).toEqual([
      'src/partners/c.ts:1: node:fs in a pure room (reached from src/consent/a.ts)',
    ])
    const typesOnly = { ...through, 'src/partners/b.ts': "import type { C } from './c.ts'" }
    expect(checkPurity(planted(typesOnly), laws)).toEqual([])
  })

  test('holds', () => {
    expect(checkPurity(sources, laws)).toEqual([])
  })
})

describe('law 3: the SQL of a table is in one folder', () => {
  test('finds planted faults', () => {
    const faults = (file: string, text: string): number => faultsIn(checkTables, file, text)
    expect(faults('src/gateway/a.ts', "query('select 1 from resource r')")).toBe(1)
    expect(faults('src/api/a.ts', 'query(`${a} FROM public.resource_version`)')).toBe(1)
    expect(faults('src/delivery/a.ts', "query('insert into audit_event values (1)')")).toBe(1)
    expect(faults('src/gateway/a.ts', "query('delete\\n from\\n delivery')")).toBe(1)
    expect(faults('src/store/a.ts', "query('select 1 from resource join consent_grant on true')")).toBe(0)
    expect(faults('src/gateway/a.ts', "say('the resource is from resources') // from resource")).toBe(0)
    expect(checkOwners(['create table attic (\n id int);'], laws)).toHaveLength(1)
  })

  test('holds', () => {
    expect(checkTables(sources, laws)).toEqual([])
  })

  test('every table of the migrations has its folder', () => {
    const migrations = globSync('src/database/migrations/*.sql', { cwd: root }).map(read)
    expect(migrations.length).toBeGreaterThan(0)
    expect(checkOwners(migrations, laws)).toEqual([])
  })
})

describe('law 5: codes and canonical URLs are generated or are content', () => {
  test('finds planted faults', () => {
    const faults = (text: string): number => faultsIn(checkCodes, 'src/consent/a.ts', text)
    expect(faults("const system = 'http://loinc.example'")).toBe(1)
    expect(faults('const system = `https://example.org/${code}`')).toBe(1)
    expect(faults("const system = 'urn:oid:2.16.840'")).toBe(1)
    expect(faults('const isLoinc = /^http:\\/\\/loinc/.test(system)')).toBe(1)
    for (const code of ['64292-6', '723506003', 'F11.20'])
      expect([code, faults(`const code = '${code}'`)]).toEqual([code, 1])
    expect(faults("// http://loinc.example\nconst base = 'http://127.0.0.1:8080'")).toBe(0)
    expect(faults("const isUrl = text.startsWith('http://')\nconst url = `https://${host}`")).toBe(0)
    expect(faults("const sqlState = '23505'\nconst event = 'A01'\nconst version = '2.5.1'")).toBe(0)
    expect(faultsIn(checkCodes, laws.codes, "export const loinc = 'http://loinc.example'")).toBe(0)
  })

  test('holds', () => {
    expect(checkCodes(sources, laws)).toEqual([])
  })
})

describe('form', () => {
  test('finds planted faults', () => {
    const faults = (text: string): number =>
      faultsIn(checkForm, 'src/consent/a.ts', `/** Decides. */\n${text}`)
    expect(faults('x\n'.repeat(400))).toBe(1)
    expect(faults(`// ${'TO' + 'DO'}: later`)).toBe(1)
    expect(faults('export default 1')).toBe(1)
    expect(faults('export { a as default }')).toBe(1)
    expect(faults("import { b } from './b'")).toBe(1)
    expect(faults('const b = await import(name)')).toBe(1)
    expect(faults("import { b } from './b.ts'\nconst c = 'export default'")).toBe(0)
    expect(faultsIn(checkForm, 'src/consent/index.ts', '/** Decides. */')).toBe(1)
    expect(faultsIn(checkForm, 'src/consent/a.ts', "import { b } from './b.ts'")).toBe(1)
  })

  test('holds', () => {
    expect(checkForm(sources, laws)).toEqual([])
  })
})

describe('names', () => {
  test('finds planted faults', () => {
    const empty = [
      'PartnerManager',
      'dateUtils',
      'PoolImpl',
      'AbstractStore',
      'BaseStore',
      'ConsentService',
      'handleRequest',
      'info',
    ]
    for (const name of empty)
      expect([name, faultsIn(checkNames, 'src/a.ts', `const ${name} = 1`)]).toEqual([name, 1])
    const full = [
      'ServiceRequestInput',
      'HealthcareService',
      'serviceType',
      'baseUrl',
      'Database',
      'dataDirectory',
      'implies',
      'utility',
    ]
    for (const name of full)
      expect([name, faultsIn(checkNames, 'src/a.ts', `const ${name} = 1`)]).toEqual([name, 0])
  })

  test('holds', () => {
    expect(checkNames(sources)).toEqual([])
  })
})

describe('dependencies', () => {
  test('finds planted faults', () => {
    const manifest = {
      dependencies: { pg: '8.23.1', ajv: '^8.0.0' },
      devDependencies: { '@jest/globals': '30.5.2' },
    }
    expect(checkDependencies(manifest, '- `pg`: speaks.\n- `ajv`: checks.\n- `attic`: gone.\n')).toEqual([
      'ajv: not pinned',
      '@jest/globals: not in exactly one line',
      'attic: no dependency',
    ])
  })

  test('each is pinned, and docs/dependencies.md says in one line why it is there', () => {
    const manifest = JSON.parse(read('package.json')) as Parameters<typeof checkDependencies>[0]
    expect(checkDependencies(manifest, read('docs/dependencies.md'))).toEqual([])
  })
})
