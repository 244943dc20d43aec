/** Edited content comes in force whole, while the gateway serves, or is refused while what was in force stays. */
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { loadContent } from '../../src/content/content.ts'
import type { Reloaded } from '../../src/gateway/reload.ts'
import { bodyOf, CENTER, openTestGateway } from '../support/gateway.ts'
import type { TestGateway } from '../support/gateway.ts'
import { read, search } from './support.ts'
import type { Json } from './support.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

let t: TestGateway
let folder: string
let first: string
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'throughline-content-'))
  for (const part of ['profiles', 'mappings', 'policies'])
    await cp(path.join(root, part), path.join(folder, part), { recursive: true })
  t = await openTestGateway()
  first = t.ground.content.version
}, 60_000)
afterAll(async () => {
  await t.close()
  await rm(folder, { recursive: true })
})

const reload = (): Promise<Reloaded> => t.reload(() => loadContent(folder))

/** Edits a file; the returned function undoes it. */
async function edit(file: string, find: string, put: string): Promise<() => Promise<void>> {
  const at = path.join(folder, file)
  const text = await readFile(at, 'utf8')
  if (!text.includes(find)) throw new Error(`${file} has no ${find}`)
  await writeFile(at, text.replace(find, put))
  return () => writeFile(at, text)
}

const markGoals = (word: string): Promise<() => Promise<void>> =>
  edit(
    'mappings/goal.map',
    'resource.description = cc(statement) "statement"',
    `resource.description as words, words.text = append('${word}: ', statement) "statement"`,
  )

type Receipt = { content: { version: string }; stored: { reference: string; source: string }[] }

/** Submits a small record about a client of its own. */
async function submit(key: string, goals: number): Promise<Receipt> {
  const answer = await t.gateway.receive.caseRecord(CENTER, {
    schemaVersion: '1.0',
    record: { id: `case-${key}`, version: 1, custodian: 'cedar-bridge', asOf: '2026-11-20T16:00:00-05:00' },
    client: {
      id: `client-${key}`,
      name: { family: `Reloaded${key}`, given: ['Testa'] },
      birthDate: '1991-04-12',
      gender: 'female',
    },
    goals: Array.from({ length: goals }, (_, n) => ({
      id: `goal-${key}-${n}`,
      statement: 'Walk daily.',
      lifecycle: 'proposed',
    })),
  })
  return bodyOf(answer) as unknown as Receipt
}

async function goalsOf(receipt: Receipt): Promise<string[]> {
  const references = receipt.stored.flatMap(({ reference }) =>
    reference.startsWith('Goal/') ? [reference] : [],
  )
  const goals = await Promise.all(references.map((reference) => read(t, CENTER, reference)))
  return goals.map((goal) => (goal['description'] as { text: string }).text)
}

async function provenanceOf(receipt: Receipt): Promise<string[]> {
  const target = receipt.stored.find(({ reference }) => reference.startsWith('Goal/'))?.reference ?? ''
  const found = await search(t, CENTER, 'Provenance', { target })
  return found.flatMap((each) => each['policy'] as string[])
}

const described = (): string => JSON.stringify((t.gateway.capability() as Json)['implementation'])

test('the same files are the same version: nothing changes', async () => {
  expect(await reload()).toEqual({ kind: 'unchanged', version: first })
})

test('an edited map is a new version, and what was made before keeps the old one', async () => {
  const before = await submit('before', 1)
  const undo = await markGoals('New')
  const answer = await reload()
  expect(answer).toEqual({ kind: 'in-force', version: expect.not.stringMatching(first), before: first })
  const after = await submit('after', 1)
  expect(after.content.version).toBe(answer.version)
  expect(await goalsOf(after)).toEqual(['New: Walk daily.'])
  expect(await provenanceOf(after)).toEqual([`urn:throughline:content:${answer.version}`])
  expect(described()).toContain(answer.version)
  expect(await goalsOf(before)).toEqual(['Walk daily.'])
  expect(await provenanceOf(before)).toEqual([`urn:throughline:content:${first}`])
  await undo()
  expect(await reload()).toEqual({ kind: 'in-force', version: first, before: answer.version })
  expect(described()).toContain(first)
})

test('a broken map is refused with file, line, column and what was expected; the old version serves', async () => {
  const undo = await edit('mappings/goal.map', 'goal.statement as statement', 'goal.statment as statement')
  const named = await reload()
  const line = (await readFile(path.join(folder, 'mappings/goal.map'), 'utf8'))
    .slice(0, -1)
    .split('\n')
    .findIndex((each) => each.includes('goal.statment'))
  expect(named).toMatchObject({
    kind: 'refused',
    version: first,
    faults: [expect.stringMatching(new RegExp(`^mappings/goal\\.map:${line + 1}:\\d+ .*statment`))],
  })
  await undo()
  const again = await edit('mappings/goal.map', 'cc(statement) "statement";', 'cc(statement "statement";')
  expect(await reload()).toMatchObject({
    kind: 'refused',
    faults: [expect.stringMatching(/^mappings\/goal\.map:\d+:\d+ .*expected/i)],
  })
  expect(described()).toContain(first)
  expect((await submit('kept', 1)).content.version).toBe(first)
  await again()
})

test('a broken profile, a file that is no JSON and a file that is gone are refused by name', async () => {
  const profile = 'profiles/package/StructureDefinition-goal.json'
  const undoRule = await edit(profile, '"expression" : "', '"expression" : "))').catch(() =>
    edit(profile, '"expression": "', '"expression": "))'),
  )
  const rule = await reload()
  expect(rule).toMatchObject({
    kind: 'refused',
    version: first,
    faults: [expect.stringMatching(/StructureDefinition\/goal .*column/)],
  })
  await undoRule()
  const undo = await edit(profile, '{', '{,')
  expect(await reload()).toMatchObject({
    kind: 'refused',
    faults: [expect.stringMatching(/^profiles\/package\/StructureDefinition-goal\.json .*line 1, column 2/)],
  })
  await undo()
  await rm(path.join(folder, 'mappings/goal.map'))
  const gone = await reload()
  expect(gone).toMatchObject({ kind: 'refused', version: first })
  expect(JSON.stringify(gone)).toContain('case-record')
  await cp(path.join(root, 'mappings/goal.map'), path.join(folder, 'mappings/goal.map'))
  expect(await reload()).toEqual({ kind: 'unchanged', version: first })
})

test('other search parameters wait for a restart', async () => {
  const undoParameters = await edit('profiles/search-parameters.json', '"identifier"', '"identifier", "_tag"')
  expect(await reload()).toEqual({
    kind: 'refused',
    version: first,
    faults: [expect.stringMatching(/^profiles\/search-parameters\.json .*restart the gateway/)],
  })
  await undoParameters()
})

test('submissions while content changes are each of one version, whole', async () => {
  const undo = await markGoals('Marked')
  const content = await loadContent(folder)
  const submitAll = (prefix: string): Promise<Receipt>[] =>
    Array.from({ length: 3 }, (_, n) => submit(`${prefix}-${n}`, 4))
  const early = submitAll('early')
  const [answer, ...others] = await Promise.all([
    t.reload(async () => content),
    t.reload(async () => content),
  ])
  const late = submitAll('late')
  expect([answer.kind, ...others.map(({ kind }) => kind)]).toEqual(['in-force', 'unchanged'])
  for (const [receipts, version, text] of [
    [await Promise.all(early), first, 'Walk daily.'],
    [await Promise.all(late), answer.version, 'Marked: Walk daily.'],
  ] as const) {
    for (const receipt of receipts) {
      expect(receipt.content.version).toBe(version)
      expect(await goalsOf(receipt)).toEqual([text, text, text, text])
      expect(await provenanceOf(receipt)).toEqual([`urn:throughline:content:${version}`])
    }
  }
  await undo()
  await reload()
}, 30_000)
