/** `throughline validate` and `throughline fhirpath` as a stranger uses them: odd paths, odd files, odd streams, hostile content. */
import { spawn } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals'
import { main } from '../../src/main.ts'
import { linesOf } from '../../src/main/text-lines.ts'
import { progressOf } from '../../src/main/validate-progress.ts'
import type { Verdict } from '../../src/main/validation-report.ts'

let folder: string
let out = ''
let told = ''

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'throughline-validate-'))
})
afterAll(async () => await rm(folder, { recursive: true }))
beforeEach(() => {
  const take = (add: (text: string) => void) => (text: unknown) => {
    add(String(text))
    return true
  }
  jest.spyOn(process.stdout, 'write').mockImplementation(take((text) => (out += text)))
  jest.spyOn(process.stderr, 'write').mockImplementation(take((text) => (told += text)))
})
afterEach(() => {
  jest.restoreAllMocks()
  process.exitCode = 0
})

async function run(...argv: string[]): Promise<{ exitCode: unknown; out: string; told: string }> {
  out = ''
  told = ''
  process.exitCode = 0
  await main(argv)
  return { exitCode: process.exitCode, out, told }
}

async function write(name: string, content: unknown): Promise<string> {
  const file = path.join(folder, name)
  await mkdir(path.dirname(file), { recursive: true })
  await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content))
  return file
}

const verdicts = (text: string): Verdict[] =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Verdict)

/** `rule expression line:column` of each error. */
const errorsOf = ({ issues }: Verdict): string[] =>
  issues
    .filter(({ severity }) => severity === 'error' || severity === 'fatal')
    .map(({ rule, expression, line, column }) => `${rule} ${expression} ${String(line)}:${String(column)}`)

const patient = (more: Record<string, unknown> = {}): Record<string, unknown> => ({
  resourceType: 'Patient',
  ...more,
})

describe('text', () => {
  test('what a profile says stays on the line of its finding', async () => {
    const url = 'https://example.test/StructureDefinition/odd'
    const constraint = [
      { key: 'odd', severity: 'error', human: 'One.\nfake.json: no errors', expression: 'false' },
    ]
    const profile = await write('odd-profile.json', {
      resourceType: 'StructureDefinition',
      url,
      name: 'Odd',
      status: 'draft',
      kind: 'resource',
      abstract: false,
      type: 'Patient',
      baseDefinition: 'http://hl7.org/fhir/StructureDefinition/Patient',
      derivation: 'constraint',
      differential: { element: [{ id: 'Patient', path: 'Patient', constraint }] },
    })
    const file = await write('odd.json', patient())
    const { out: lines } = await run('validate', file, '--definitions', profile, '--profile', url)
    expect(lines).toContain('One. fake.json: no errors. This does not hold for Patient; correct it. (odd)')
    expect(lines.split('\n').filter((line) => line.startsWith('fake.json'))).toEqual([])
  })
})

describe('files', () => {
  test('whatever they are, each gets its verdict, and the others are checked all the same', async () => {
    const files = [
      await write('good.json', patient({ active: true })),
      await write('places.json', '\uFEFF{\r\n "resourceType": "Patient",\r\n "name": [\r\n  {"family": 1}]}'),
      await write('empty.json', ''),
      await write('blank.json', ' \n '),
      await write('broken.json', '{"resourceType":"Patient",\n "name": [{"family": "Secret"}'),
      await write('latin.json', Buffer.from('{"a":"\xe9"}', 'latin1').toString('latin1')).then(
        async (file) => {
          await writeFile(file, Buffer.from('{"a":"\xe9"}', 'latin1'))
          return file
        },
      ),
      await write('list.json', '[]'),
      await write('other.json', '{"hello": 1}'),
      await write('number.json', '{"resourceType": 17}'),
      await write('twice.json', '{"resourceType":"Patient","id":"a","id":"b"}'),
      path.join(folder, 'none.json'),
      await mkdir(path.join(folder, 'hollow')).then(() => path.join(folder, 'hollow')),
      await write('record.json', '{"schemaVersion":"1.0",\n"client":{"id":"a b"}}'),
      await write('some/a.json', patient({ active: 'x' })).then((file) => path.dirname(file)),
      await write('broken.xml', '<Patient><id/></Patiens>'),
    ]
    const { exitCode, out: printed } = await run('validate', ...files, '--format', 'json')
    const found = new Map(verdicts(printed).map((verdict) => [path.relative(folder, verdict.id), verdict]))
    const of = (name: string): string[] => errorsOf(found.get(name) as Verdict)
    expect(exitCode).toBe(1)
    expect(of('good.json')).toEqual([])
    expect(of('places.json')).toEqual(['primitive Patient.name[0].family 4:4'])
    expect(of('empty.json')).toEqual(['json  1:1'])
    expect(of('blank.json')).toEqual(['json  2:2'])
    expect(of('broken.json')).toEqual(['json  2:31'])
    expect(printed).not.toContain('Secret')
    expect(of('latin.json')).toEqual(['json  undefined:undefined'])
    for (const name of ['list.json', 'other.json', 'number.json'])
      expect(of(name)).toEqual(['resource-type $this 1:1'])
    expect(of('twice.json')).toEqual(['json  1:36'])
    expect(of('none.json')).toEqual(['file  undefined:undefined'])
    expect(found.get('hollow')?.issues[0]?.text).toMatch(/is a folder without \.json/)
    expect(of('record.json')).toEqual(
      expect.arrayContaining([
        'required /record 1:1',
        'pattern /client/id 2:11',
        'required /client/name 2:1',
      ]),
    )
    expect(of('some/a.json')).toEqual(['primitive Patient.active 1:27'])
    expect(of('broken.xml')).toEqual(['json  undefined:undefined'])
    expect(found.size).toBe(files.length)
  })

  test('in text and in JUnit’s XML', async () => {
    const file = await write('text.json', patient({ gender: 'x<&]]>\u0001\uD800' }))
    const text = await run('validate', file)
    expect(text.out).toMatch(new RegExp(`^${file}:1:27: error: Patient\\.gender: .*\\(`, 'm'))
    const xml = await run('validate', file, '--format', 'junit')
    expect(xml.out).toMatch(
      /^<\?xml.*<testcase classname="validate" name="[^"<]*"><failure .*<\/testsuites>\n$/s,
    )
    // oxlint-disable-next-line no-control-regex -- XML allows none of them
    expect(xml.out).not.toMatch(/[\u0000-\u0008\uD800-\uDFFF]/)
  })

  test('NDJSON: each line alone, with the line of the file', async () => {
    const file = await write(
      'lines.ndjson',
      `\uFEFF{"resourceType":"Patient","active":"x"}\r\n\r\n{"resourceType":"Patient","active" true}\n${JSON.stringify(patient({ name: [{ text: 'a\u2028b' }], gender: 3 }))}\n{"resourceType":"Pat`,
    )
    const { out: printed, told: progress, exitCode } = await run('validate', file, '--format', 'json')
    expect(verdicts(printed).map((verdict) => [verdict.id.split(':').pop(), ...errorsOf(verdict)])).toEqual([
      ['1', 'primitive Patient.active 1:27'],
      ['3', 'json  3:36'],
      ['4', 'primitive Patient.gender 4:51', expect.any(String)],
      ['5', 'json  5:21'],
    ])
    expect([exitCode, progress]).toEqual([
      1,
      expect.stringMatching(/: 4 resources, \d+ resources\/s, 5 errors so far\n$/),
    ])
    const hollow = await run('validate', await write('hollow.ndjson', '\n\r\n'), '--format', 'json')
    expect(verdicts(hollow.out).map(errorsOf)).toEqual([['json  1:1']])
  })
})

describe('how the commands are called', () => {
  test.each<readonly [argv: string[], said: RegExp]>([
    [['validate'], /Name the files to check, or - for the standard input\.\nSee throughline --help/],
    [['validate', 'x', '--format', 'xml'], /no format 'xml'; use text, json, junit/],
    [['validate', 'x', '--purpose', 'TREAT'], /no option --purpose; its options are --profile/],
    [['validate', 'x', '--fast'], /Unknown option '--fast'/],
    [['validate', 'x', '--cases', 'y'], /files or --cases, not both/],
    [['validate', '--cases', '/nowhere.json'], /\/nowhere\.json cannot be read: there is no such file/],
    [
      ['validate', 'x', '--profile', 'https://x.example/none'],
      /is not known; name the folder .* --definitions/,
    ],
    [['validate', 'x', '--definitions', '/nowhere'], /\/nowhere cannot be read: there is no such file/],
    [['fhirpath', 'a'], /Give the expression and the file/],
    [['fhirpath', 'a', 'b', 'c'], /Give the expression and the file/],
    [['fhirpath', 'a..b', '/nowhere'], /Line 1, column \d.*fhirpath-syntax/],
    [['fhirpath', 'a', '/nowhere'], /\/nowhere cannot be read: there is no such file/],
    [['fhirpath', 'a', '/'], /\/ cannot be read: it is a folder/],
    [['fhirpath', 'a', 'b', '--profile', 'c'], /no option --profile/],
  ])('%j', async (argv, said) => {
    const { exitCode, out: printed, told: error } = await run(...argv)
    expect([exitCode, printed, error]).toEqual([1, '', expect.stringMatching(said)])
  })

  test('definitions that hold nothing, or no JSON', async () => {
    const file = await write('p.json', patient())
    const hollow = path.dirname(await write('definitions/readme.txt', ''))
    expect((await run('validate', file, '--definitions', hollow)).told).toMatch(/is a folder without/)
    const none = await write('none-in-it.json', '{}')
    expect((await run('validate', file, '--definitions', none)).told).toMatch(/holds no FHIR resource/)
    const broken = await write('not.json', '{"a" 1}')
    expect((await run('validate', file, '--definitions', broken)).told).toMatch(
      /at line 1, column 6: A colon/,
    )
  })

  test('a profile that is handed in, by name and with the places of its faults', async () => {
    const url = 'https://example.test/StructureDefinition/named'
    const profile = await write('definitions/named.json', {
      resourceType: 'StructureDefinition',
      url,
      name: 'Named',
      status: 'draft',
      kind: 'resource',
      abstract: false,
      type: 'Patient',
      baseDefinition: 'http://hl7.org/fhir/StructureDefinition/Patient',
      derivation: 'constraint',
      differential: { element: [{ id: 'Patient.name', path: 'Patient.name', min: 1 }] },
    })
    const file = await write('p.json', `\n${JSON.stringify(patient())}`)
    const { out: printed } = await run(
      'validate',
      file,
      '--definitions',
      profile,
      '--profile',
      url,
      '--format',
      'json',
    )
    expect(verdicts(printed).map(errorsOf)).toEqual([['cardinality-min Patient.name 2:1']])
  })

  test('fhirpath on JSON and XML', async () => {
    const json = await write('f.json', patient({ name: [{ given: ['A', 'B'] }] }))
    expect((await run('fhirpath', 'name.given', json)).out).toBe('"A"\n"B"\n')
    const xml = await write('f.xml', '<Patient xmlns="http://hl7.org/fhir"><active value="true"/></Patient>')
    expect((await run('fhirpath', 'Patient.active', xml)).out).toBe('true\n')
    expect((await run('fhirpath', 'a', await write('e.json', ''))).told).toMatch(/e\.json is empty/)
  })
})

describe('the standard input and output', () => {
  const launcher = fileURLToPath(new URL('../../bin/throughline.mjs', import.meta.url))
  const piped = async (
    input: string,
    ...argv: string[]
  ): Promise<{ code: number | null; out: string; told: string }> => {
    const child = spawn(process.execPath, [launcher, ...argv], { stdio: 'pipe' })
    const texts = { out: '', told: '' }
    child.stdout.setEncoding('utf8').on('data', (text: string) => (texts.out += text))
    child.stderr.setEncoding('utf8').on('data', (text: string) => (texts.told += text))
    child.stdin.end(input)
    return await new Promise((resolve) => child.once('close', (code) => resolve({ code, ...texts })))
  }

  test('one document over several lines, or NDJSON', async () => {
    const pretty = await piped(
      JSON.stringify(patient({ active: 1 }), undefined, 2),
      'validate',
      '-',
      '--format',
      'json',
    )
    expect([pretty.code, verdicts(pretty.out).map(errorsOf)]).toEqual([1, [['primitive Patient.active 3:3']]])
    const line = JSON.stringify(patient({ active: 1 }))
    const lines = await piped(`${line}\n\n${line}\n`, 'validate', '-', '--format', 'json')
    expect(verdicts(lines.out).map(({ id }) => id)).toEqual(['stdin:1', 'stdin:3'])
    const path_ = await piped(line, 'fhirpath', 'active', '-')
    expect(path_).toEqual({ code: 0, out: '1\n', told: '' })
    const nothing = await piped('', 'validate', '-')
    expect([nothing.code, nothing.out]).toEqual([1, 'stdin:1:1: error: The text is empty. (json)\n'])
  }, 60_000)

  test('who reads the first lines only ends it in peace', async () => {
    const file = await write('long.ndjson', `${JSON.stringify(patient({ active: 1 }))}\n`.repeat(20_000))
    const child = spawn(process.execPath, [launcher, 'validate', file], { stdio: ['ignore', 'pipe', 'pipe'] })
    let error = ''
    child.stderr.setEncoding('utf8').on('data', (text: string) => (error += text))
    child.stdout.once('data', () => child.stdout.destroy())
    await new Promise((resolve) => child.once('close', resolve))
    expect(error).not.toMatch(/EPIPE| at /)
  }, 60_000)
})

describe('lines of a stream', () => {
  const read = async (chunks: readonly string[], max = 100): Promise<(string | undefined)[]> => {
    async function* bytes(): AsyncGenerator<Uint8Array> {
      for (const chunk of chunks) yield Buffer.from(chunk)
    }
    const found: (string | undefined)[] = []
    for await (const line of linesOf(bytes(), max)) {
      expect(line.number).toBe(found.length + 1)
      found.push(line.bytes && Buffer.from(line.bytes).toString())
    }
    return found
  }
  test.each<readonly [chunks: string[], lines: (string | undefined)[]]>([
    [[''], []],
    [['a'], ['a']],
    [['a\n'], ['a']],
    [['a\r\nb'], ['a', 'b']],
    [
      ['a\r', '\nb', 'c\n\n', 'd\n'],
      ['a', 'bc', '', 'd'],
    ],
    [['\n\n'], ['', '']],
    [['é', '\u2028x\n'], ['é\u2028x']],
    [
      ['x'.repeat(60), 'x'.repeat(60), '\ny'],
      [undefined, 'y'],
    ],
    [['x'.repeat(101)], [undefined]],
  ])('%j', async (chunks, lines) => {
    expect(await read(chunks)).toEqual(lines)
  })
})

test('progress is told now and then, and once at the end', () => {
  let now = 0
  let said = ''
  const progress = progressOf(
    'f',
    () => now,
    (text) => (said += text),
  )
  for (let count = 0; count < 50; count += 1) {
    now += 100
    progress.count(count % 2)
  }
  progress.end()
  expect(said).toBe(
    'f: 20 resources, 10 resources/s, 10 errors so far\nf: 40 resources, 10 resources/s, 20 errors so far\nf: 50 resources, 10 resources/s, 25 errors so far\n',
  )
  said = ''
  const one = progressOf(
    'f',
    () => now,
    (text) => (said += text),
  )
  one.count(1)
  one.end()
  expect(said).toBe('')
})

describe('hostile content costs bounded time', () => {
  /** Milliseconds for one file, on a machine that others use too. */
  const MS_MAX = 30_000

  test('files', async () => {
    const depth = 100_000
    const files = [
      await write('deep.json', `{"resourceType":"Patient","x":${'['.repeat(depth)}${']'.repeat(depth)}}`),
      await write('unclosed.json', `{"resourceType":"Patient","x":${'{"a":'.repeat(depth)}`),
      await write('wide.json', `{"resourceType":"Patient","name":[${'{"family":1},'.repeat(100_000)}{}]}`),
      await write('number.json', `{"resourceType":"Observation","valueInteger":${'9'.repeat(100_000)}}`),
      await write(
        'proto.json',
        '{"resourceType":"Patient","__proto__":{"x":1},"constructor":{"prototype":1}}',
      ),
      await write('names.json', `{"resourceType":"Patient","${'a'.repeat(1_000_000)}":1}`),
      await write('type.json', `{"resourceType":"${'__proto__'.repeat(10_000)}"}`),
    ]
    const start = performance.now()
    const { out: printed } = await run('validate', ...files, '--format', 'json')
    expect(performance.now() - start).toBeLessThan(MS_MAX)
    expect(verdicts(printed)).toHaveLength(files.length)
    for (const verdict of verdicts(printed)) expect(verdict).toMatchObject({ valid: false })
    expect(({} as Record<string, unknown>)['x']).toBeUndefined()
  })

  test('definitions', async () => {
    const injection = "');globalThis.hacked=1;('`${globalThis.hacked=1}\u2028\n\\"
    const definition = (name: string, element: unknown[], more: Record<string, unknown> = {}): unknown => ({
      resourceType: 'StructureDefinition',
      url: `https://example.test/${name}`,
      name: injection,
      status: 'draft',
      kind: 'resource',
      abstract: false,
      type: 'Patient',
      baseDefinition: 'http://hl7.org/fhir/StructureDefinition/Patient',
      derivation: 'constraint',
      differential: { element },
      ...more,
    })
    const rule = (expression: string): unknown => ({
      id: 'Patient',
      path: 'Patient',
      constraint: [{ key: injection, severity: 'error', human: injection, expression }],
    })
    const hostile = [
      definition('a', [rule(`name.family.matches('^(a+)+$')`)]),
      definition('b', [rule(`name.family = '${injection.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`)]),
      definition('c', [rule(`repeat($this | $this.children()).count() > 0`)]),
      definition('d', [rule(`(${'('.repeat(3_000)}true${')'.repeat(3_000)})`)]),
      definition('e', [{ id: 'Patient.gender', path: 'Patient.gender', patternCode: injection }]),
      definition('f', [{ id: `Patient.${injection}`, path: `Patient.${injection}`, min: 1 }]),
      definition('__proto__', [{ id: 'Patient.__proto__', path: 'Patient.__proto__', min: 1 }]),
      definition('g', [], { baseDefinition: 'https://example.test/g' }),
      definition('h', [], { url: injection }),
      definition('i', [
        { id: 'Patient.name', path: 'Patient.name', binding: { strength: 'required', valueSet: injection } },
      ]),
    ]
    const definitions = path.dirname(
      (await Promise.all(hostile.map((each, index) => write(`hostile/${String(index)}.json`, each))))[0] ??
        '',
    )
    const profile = 'abcdefgi'.split('').map((name) => `https://example.test/${name}`)
    const file = await write(
      'victim.json',
      patient({
        meta: { profile: [...profile, 'https://example.test/__proto__', 'urn:x:y'] },
        name: [{ family: `${'a'.repeat(5_000)}!` }],
        gender: 'female',
      }),
    )
    const start = performance.now()
    const { out: printed, told: error } = await run(
      'validate',
      file,
      '--definitions',
      definitions,
      '--format',
      'json',
    )
    expect(performance.now() - start).toBeLessThan(MS_MAX)
    expect(error).toBe('')
    expect(verdicts(printed)).toMatchObject([{ valid: false }])
    expect((globalThis as Record<string, unknown>)['hacked']).toBeUndefined()
  })
})
