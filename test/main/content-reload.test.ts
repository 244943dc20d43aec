/** `throughline content reload` as its users have it: a gateway in a process of its own, over content that is edited beside it. */
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { cp, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { freePorts, start, until } from '../serve/sandbox.ts'
import type { Run } from '../serve/sandbox.ts'
import { createTestDatabase } from '../support/database.ts'
import type { TestDatabase } from '../support/database.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

let database: TestDatabase
let folder: string
let port: number
const started: Run[] = []

beforeAll(async () => {
  database = await createTestDatabase({ migrated: false })
  folder = await mkdtemp(path.join(tmpdir(), 'throughline-reload-'))
  port = await freePorts(4)
  for (const part of ['profiles', 'mappings', 'policies'])
    await cp(path.join(root, part), path.join(folder, part), { recursive: true })
}, 60_000)
afterAll(async () => {
  for (const { child } of started)
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL')
  await Promise.all(started.map(async ({ ended }) => await ended))
  await database.close()
  await rm(folder, { recursive: true })
})

function run(...args: string[]): Run {
  const settings = {
    PORT: String(port),
    DATABASE_URL: database.url,
    THROUGHLINE_DATA: path.join(folder, 'data'),
    THROUGHLINE_CONTENT: folder,
    NODE_OPTIONS: '',
  }
  const begun = start(args, { ...process.env, ...settings })
  started.push(begun)
  return begun
}

async function reload(): Promise<{ code: number | string; output: string }> {
  const asked = run('content', 'reload')
  const code = await asked.ended
  return { code, output: asked.output() }
}

async function readiness(): Promise<Record<string, string>> {
  const response = await fetch(`http://127.0.0.1:${port}/health/ready`)
  return ((await response.json()) as { checks: Record<string, string> }).checks
}

async function contentInForce(): Promise<string> {
  const response = await fetch(`http://127.0.0.1:${port}/fhir/metadata`)
  const { implementation } = (await response.json()) as { implementation: { description: string } }
  return implementation.description.split(/[ ,]/)[1] ?? ''
}

test('a running gateway takes edited maps, or names what is wrong with them and goes on', async () => {
  expect(await reload()).toMatchObject({ code: 1, output: expect.stringContaining('No gateway runs here') })

  const gateway = run('serve')
  await until('the start', () => gateway.output().includes('is ready after'))
  const first = await contentInForce()
  expect(await reload()).toEqual({
    code: 0,
    output: `Nothing has changed: content ${first} is in force.\n`,
  })

  const goals = path.join(folder, 'mappings/goal.map')
  const text = await readFile(goals, 'utf8')
  await writeFile(goals, text.replace('goal.statement as', 'goal.statment as'))
  const line = text.slice(0, text.indexOf('goal.statement as')).split('\n').length
  const refused = await reload()
  expect(refused.code).toBe(1)
  expect(refused.output).toMatch(new RegExp(`^mappings/goal\\.map:${line}:\\d+ .*'statment'`))
  expect(refused.output).toContain(`Content ${first} stays in force.`)
  expect(await contentInForce()).toBe(first)

  await writeFile(goals, `// Edited.\n${text}`)
  const { code, output } = await reload()
  const next = await contentInForce()
  expect(next).not.toBe(first)
  expect({ code, output }).toEqual({
    code: 0,
    output: `Content ${next} is in force; before it was ${first}.\n`,
  })

  // Policies come in force by themselves, some time after the command has answered, and the content with them.
  const before = (await readiness()).policies
  const labels = path.join(folder, 'policies/labels.json')
  await writeFile(labels, (await readFile(labels, 'utf8')).replace('"words": [', '"words": ["pottery", '))
  const prepared = await reload()
  expect(prepared).toMatchObject({
    code: 0,
    output: expect.stringMatching(/comes in force once .* until then/),
  })
  await until('the new policies', async () => (await readiness()).policies !== before)
  expect((await readiness()).policies).toBe(/policies (\S+);/.exec(prepared.output)?.[1])
  const latest = await contentInForce()
  expect(latest).not.toBe(next)
  const replay = run('audit', 'replay')
  expect({ code: await replay.ended, output: replay.output() }).toEqual({
    code: 0,
    output: expect.stringMatching(/^\d+ decisions come out as they are recorded, 0 do not\.\n$/),
  })
  expect(await run('audit', 'replay', '--since', 'yesterday').ended).toBe(1)

  // Nobody but the user of the gateway may come in.
  const { mode } = await stat(path.join(folder, 'data/control'))
  expect(mode & 0o777).toBe(0o700)

  // A killed gateway leaves its note and its socket behind.
  gateway.child.kill('SIGKILL')
  await gateway.ended
  expect(await reload()).toMatchObject({ code: 1, output: expect.stringContaining('No gateway runs here') })
  const again = run('serve')
  await until('the second start', () => again.output().includes('is ready after'))
  expect(await reload()).toMatchObject({
    code: 0,
    output: expect.stringContaining(`content ${latest} is in force`),
  })
  again.child.kill('SIGTERM')
  expect(await again.ended).toBe(0)
}, 120_000)
