/** `import { compile } from 'throughline'`, as a package of its own would: the example of docs/validator.md, its types, its errors. */
import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { PROFILE } from '../../src/fhir/codes.ts'
import { compile, ValidationError } from '../../src/main/compile.ts'
import type * as Code from '../../src/main/compile.ts'
import type * as Declared from '../../src/main/throughline.d.ts'

const run = promisify(execFile)
const root = fileURLToPath(new URL('../..', import.meta.url))
const PATIENT = 'http://hl7.org/fhir/StructureDefinition/Patient'

/** What is declared is what is there: these lines compile, or tsc says which differs. */
const declared: typeof Declared.compile = compile
const finding = (each: Code.PlacedFinding): Declared.Finding => each

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'throughline-compile-'))
  await mkdir(path.join(folder, 'node_modules'))
  await symlink(root, path.join(folder, 'node_modules/throughline'))
  await writeFile(path.join(folder, 'package.json'), '{"type":"module"}')
})
afterAll(async () => await rm(folder, { recursive: true }))

describe('from another package', () => {
  const example = async (): Promise<{ code: string; printed: string }> => {
    const page = await readFile(path.join(root, 'docs/validator.md'), 'utf8')
    const found = /<!-- example[^>]*-->\n```js\n([^]*?)```\n\nprints\n\n```\n([^]*?)```/.exec(page)
    return { code: found?.[1] ?? '', printed: found?.[2] ?? '' }
  }

  test('the example of docs/validator.md prints what the page says', async () => {
    const { code, printed } = await example()
    await writeFile(path.join(folder, 'example.js'), code)
    const { stdout, stderr } = await run(process.execPath, ['example.js'], { cwd: folder })
    expect([stdout, stderr]).toEqual([printed, ''])
  }, 60_000)

  test('with types', async () => {
    const tsc = path.join(root, 'node_modules/.bin/tsc')
    const options = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2024', '--types', '']
    const typed = `import { compile, type Finding } from 'throughline'
const findings: Finding[] = compile('x', { definitions: [], toolPolicy: true })({}, { now: '' })
export const line: number | undefined = findings[0]?.line
`
    await writeFile(path.join(folder, 'good.ts'), typed)
    await run(tsc, [...options, 'good.ts'], { cwd: folder })
    await writeFile(path.join(folder, 'bad.ts'), `${typed}compile('x', { definition: [] })\n`)
    await expect(run(tsc, [...options, 'bad.ts'], { cwd: folder })).rejects.toMatchObject({
      stdout: expect.stringMatching(/bad\.ts\(4,16\): error TS2561/),
    })
  }, 60_000)

  test('nothing else is exported', async () => {
    const tried = run(process.execPath, ['-e', "import('throughline/src/main.ts')"], { cwd: folder })
    await expect(tried).rejects.toMatchObject({
      stderr: expect.stringMatching(/ERR_PACKAGE_PATH_NOT_EXPORTED/),
    })
  }, 60_000)
})

describe('compile', () => {
  const errorsOf = (findings: Declared.Finding[]): string[] =>
    findings
      .filter(({ severity }) => severity === 'error' || severity === 'fatal')
      .map((each) => finding(each as Code.PlacedFinding))
      .map(
        ({ rule, expression, line = 0, column = 0 }) =>
          `${rule} ${expression} ${String(line)}:${String(column)}`,
      )

  test('one of our own profiles, by value and by text', () => {
    const check = declared(PROFILE.goal)
    const goal = { resourceType: 'Goal', lifecycleStatus: 'proposed', description: { text: 'x' } }
    expect(errorsOf(check(goal))).toEqual(['cardinality-min Goal.subject 0:0'])
    expect(errorsOf(check(JSON.stringify(goal, undefined, 1)))).toEqual(['cardinality-min Goal.subject 1:1'])
    expect(check(goal).find(({ rule }) => rule === 'cardinality-min')?.text).toMatch(
      /^[A-Z].*: the client is missing/,
    )
  })

  test('text that is no JSON, and values that are no resources', () => {
    const check = compile(PATIENT)
    expect(errorsOf(check('{"resourceType":\n"Patient",}'))).toEqual(['json $this 2:11'])
    for (const nothing of [undefined, null, 1, [], {}, { resourceType: 'Nobody' }, { resourceType: 'Task' }])
      expect(errorsOf(check(nothing))).toHaveLength(1)
  })

  test('the options of a check', () => {
    const definitions = [
      {
        resourceType: 'StructureDefinition',
        url: 'https://example.test/future',
        name: 'Future',
        status: 'draft',
        kind: 'resource',
        abstract: false,
        type: 'Patient',
        baseDefinition: PATIENT,
        derivation: 'constraint',
        differential: {
          element: [
            {
              id: 'Patient',
              path: 'Patient',
              constraint: [
                { key: 'x-1', severity: 'error', human: 'Born.', expression: 'birthDate <= today()' },
              ],
            },
          ],
        },
      },
    ]
    const check = compile('https://example.test/future', { definitions })
    const patient = { resourceType: 'Patient', birthDate: '2026-01-02' }
    expect(errorsOf(check(patient, { now: '2026-01-01T12:00:00Z' }))).toEqual(['x-1 Patient 0:0'])
    expect(errorsOf(check(patient, { now: '2026-01-03T12:00:00Z' }))).toEqual([])
    const strange = { ...patient, extension: [{ url: 'https://example.test/strange', valueCode: 'x' }] }
    expect(errorsOf(compile(PATIENT)(strange))).toEqual([])
    expect(errorsOf(compile(PATIENT, { toolPolicy: true })(strange))).toEqual([
      'extension-unknown Patient.extension[0] 0:0',
    ])
  })

  test('errors', () => {
    const codeOf = (...given: Parameters<typeof compile>): unknown => {
      try {
        return compile(...given)
      } catch (error) {
        return error instanceof ValidationError ? error.code : (error as Error).message
      }
    }
    expect(codeOf('https://example.test/nobody')).toBe('profile-unknown')
    expect(codeOf('__proto__')).toBe('profile-unknown')
    expect(codeOf(PATIENT, { definitions: [{}] })).toBe(
      'definitions[0] is no FHIR resource: it has no resourceType.',
    )
    const url = 'https://example.test/x'
    const bad = { resourceType: 'StructureDefinition', url, type: 'Patient', kind: 'resource' }
    expect(codeOf(url, { definitions: [bad] })).toBe('profile-invalid')
  })
})
