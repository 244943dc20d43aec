/** `throughline transform` and `throughline map`: any map on any file, and the main case to FHIR and back. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, beforeEach, expect, jest, test } from '@jest/globals'
import { main } from '../../src/main.ts'
import { parseMap } from '../../src/mapping/parse.ts'
import { writeStructureMap } from '../../src/mapping/resource/write.ts'

let folder: string
let out = ''
let told = ''

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'throughline-transform-'))
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
  await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content))
  return file
}

const text = `map "urn:m" = "m"
uses "urn:rec" alias Rec as source
uses "http://example.org/LM" alias LM as target
imports "urn:lib"
group main(source r : Rec, target t : LM) { r.name as n -> t.text = n; r -> t then ages(r, t); }`
const library = `map "urn:lib" = "lib"
group ages(source r, target t) { r.ages as a -> t.part as p, p.age = a; }`
const schema = {
  $id: 'urn:rec',
  title: 'Rec',
  type: 'object',
  properties: {
    name: { type: 'string' },
    extra: { type: 'string' },
    ages: { type: 'array', items: { type: 'integer' } },
  },
}
const logical = {
  resourceType: 'StructureDefinition',
  url: 'http://example.org/LM',
  name: 'LM',
  kind: 'logical',
  abstract: false,
  type: 'LM',
  derivation: 'specialization',
  status: 'draft',
  differential: {
    element: [
      { id: 'LM', path: 'LM', min: 0, max: '*' },
      { id: 'LM.text', path: 'LM.text', min: 0, max: '1', type: [{ code: 'string' }] },
      { id: 'LM.part', path: 'LM.part', min: 0, max: '*', type: [{ code: 'BackboneElement' }] },
      { id: 'LM.part.age', path: 'LM.part.age', min: 0, max: '1', type: [{ code: 'integer' }] },
    ],
  },
}

test('plain JSON by a schema becomes a logical model, by a map in text and one in JSON', async () => {
  const input = await write('input.json', { name: 'a', ages: [1, 2], extra: 'x' })
  const parsed = parseMap(library)
  const rest = [
    '--lib',
    await write('lib.json', parsed.kind === 'parsed' ? writeStructureMap(parsed.map) : {}),
    '--definitions',
    await write('rec.schema.json', schema),
    '--definitions',
    await write('lm.json', logical),
  ]
  const made = await run('transform', await write('main.map', text), input, ...rest)
  expect(JSON.parse(made.out)).toEqual({ text: 'a', part: [{ age: 1 }, { age: 2 }] })
  expect(made).toMatchObject({ exitCode: 0, told: 'not mapped: /extra: no-rule\n' })

  const faulty = await write('faulty.map', text.replace('r.name', 'r.nome'))
  expect(await run('transform', faulty, input, ...rest)).toMatchObject({
    exitCode: 1,
    told: `${faulty}:5:47 Rec has no element 'nome'\n`,
  })
})

test('the third case goes to FHIR and back', async () => {
  const record = fileURLToPath(new URL('../cases/third/case-record.json', import.meta.url))
  const bundle = await write('bundle.json', (await run('map', record)).out)
  const back = await run('map', bundle, '--to', 'record')
  expect(back.exitCode).toBe(0)
  expect(JSON.parse(back.out)).toMatchObject({ schemaVersion: '1.0', client: { id: expect.any(String) } })
  expect((await run('map', record, '--to', 'moon')).told).toContain("not to 'moon'")
})
