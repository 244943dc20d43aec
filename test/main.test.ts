/** The command line, in this process: what is printed, and the exit code. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, jest, test } from '@jest/globals'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { main } from '../src/main.ts'
import { createTestDatabase } from './support/database.ts'

/** A test runs several commands, each of which loads content. */
jest.setTimeout(120_000)

let folder: string
let printed = ''

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'throughline-main-'))
  Object.assign(process.env, { THROUGHLINE_DATA: folder, PORT: '1', THROUGHLINE_SANDBOX_PORT: '2' })
})
afterAll(async () => await rm(folder, { recursive: true }))
beforeEach(() => {
  printed = ''
  process.exitCode = 0
  for (const stream of [process.stdout, process.stderr])
    jest.spyOn(stream, 'write').mockImplementation((text) => {
      printed += String(text)
      return true
    })
})
afterEach(() => {
  jest.restoreAllMocks()
  process.exitCode = 0
})

async function run(...argv: string[]): Promise<[unknown, string]> {
  printed = ''
  process.exitCode = 0
  await main(argv)
  return [process.exitCode, printed]
}

test.each([
  [['--help'], 0, /throughline serve/],
  [[], 0, /throughline serve/],
  [['dance'], 1, /There is no command 'dance'\.\nSee throughline --help/],
  [['toString'], 1, /There is no command 'toString'/],
  [['serve', '--fast'], 1, /Unknown option '--fast'/],
  [['partner', 'token'], 1, /Name the partner/],
  [['partner', 'token', 'nobody'], 1, /There is no partner 'nobody'/],
  [['partner', 'token', 'lakeside', '--person', 'nobody'], 1, /has no person 'nobody'/],
  [['partner', 'token', 'lakeside'], 1, /No gateway answers at .*npm start/],
  [['partner', 'list'], 0, /hc-coordinator {2}Coretta Example, program-coordinator; duties monitor/],
  [['demo'], 1, /No gateway runs here/],
  [['content'], 1, /Say which: content reload/],
  [['content', 'reload'], 1, /No gateway runs here that takes new content/],
  [['content', 'reload', 'goal.map'], 1, /takes no further words/],
  [['explain'], 1, /--patient ID/],
  [['serve', '--config', '/nowhere.json'], 1, /\/nowhere\.json: cannot be read \(ENOENT\)/],
  [['validate'], 1, /Name the files/],
  [['map'], 1, /Name the one file/],
  [['fhirpath', 'id'], 1, /Give the expression and the file/],
])('%j', async (argv, exitCode, output) => {
  expect(await run(...argv)).toEqual([exitCode, expect.stringMatching(output)])
})

test('files are evaluated, validated and mapped', async () => {
  const file = path.join(folder, 'task.json')
  await writeFile(file, JSON.stringify({ resourceType: 'Task', id: 'a', status: 'sleeping' }))
  expect(await run('fhirpath', 'Task.id | Task.status', file)).toEqual([0, '"a"\n"sleeping"\n'])
  expect(await run('fhirpath', 'Task.id |', file)).toEqual([1, expect.stringContaining('fhirpath-syntax')])
  expect(await run('validate', file)).toEqual([
    1,
    expect.stringMatching(/error: Task\.status: [^]*Task\.intent/),
  ])
  expect(await run('validate', `${file}.none`)).toEqual([1, expect.stringContaining('cannot be read')])
  expect(await run('map', file)).toEqual([1, expect.stringContaining('breaks its schema')])
  const record = fileURLToPath(new URL('cases/main/case-record.json', import.meta.url))
  expect(await run('validate', record)).toEqual([0, expect.stringContaining('no errors')])
  expect(await run('map', record, '--as', 'cedar-bridge')).toEqual([
    0,
    expect.stringContaining('"resourceType": "Bundle"'),
  ])
})

test('the audit is verified', async () => {
  const database = await createTestDatabase()
  process.env['DATABASE_URL'] = database.url
  expect(await run('audit', 'verify')).toEqual([
    0,
    'The audit is intact: 0 rows under 0 seals, 0 not sealed yet.\n',
  ])
  delete process.env['DATABASE_URL']
  await database.close()
})
